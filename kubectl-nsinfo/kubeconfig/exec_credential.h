// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_EXEC_CREDENTIAL_H
#define NSINFO_KUBECONFIG_EXEC_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

// What is said to an exec plugin and what it answers: ExecCredential objects as JSON
// (k8s.io/client-go pkg/apis/clientauthentication, v1 and v1beta1). Pure. exec_plugin.h runs it.

// The answer; owned.
struct exec_credential {
    char *token;             // NULL: none
    struct strbuf cert, key; // PEM; both or neither
    int64_t expires;         // seconds since 1970; 0: never
};

// What a plugin that asks for it is told of the cluster; nothing is owned.
struct exec_cluster {
    const char *server;
    const char *tls_server_name;
    const char *proxy_url;
    const char *config; // JSON
    const struct strbuf *ca;
    bool skip_verify;
    bool disable_compression;
};

// Whether a plugin may be run for this version of the protocol.
bool exec_version_is_known(const char *api_version) ATTR_NONNULL(1);

// The value of KUBERNETES_EXEC_INFO; the caller frees it. cluster: NULL to say nothing of it.
char *exec_credential_request(const char *api_version, bool interactive,
                              const struct exec_cluster *cluster) ATTR_NODISCARD ATTR_NONNULL(1);

// What the plugin wrote. Errors have kubectl's words: "exec plugin didn't return a status field".
int exec_credential_parse(const char *text, size_t len, const char *api_version,
                          struct exec_credential *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 3, 4, 5);

void exec_credential_release(struct exec_credential *credential) ATTR_NONNULL(1);
#define CLEANUP_EXEC_CREDENTIAL CLEANUP(exec_credential_release)

#endif
