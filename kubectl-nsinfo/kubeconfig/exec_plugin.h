// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_EXEC_PLUGIN_H
#define NSINFO_KUBECONFIG_EXEC_PLUGIN_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/kubeconfig/exec_credential.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

// Runs an exec plugin, without a shell, and reads its credential. Its standard error is this
// program's, and so is its standard input if it may ask the user something. It takes the time that
// it takes, as with kubectl: whoever has to log in somewhere is not hurried. stdin_in_use: this
// program reads its standard input for itself. Errors have kubectl's words.
int exec_plugin_run(const struct kube_exec *plugin, const struct exec_cluster *cluster,
                    bool stdin_in_use, struct exec_credential *ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5);

#endif
