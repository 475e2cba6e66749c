// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_CREDENTIAL_H
#define NSINFO_KUBECONFIG_CREDENTIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"
#include "kubectl-nsinfo/kubeconfig/exec_credential.h"

// What shows the server who asks, as it is at the moment: a token file is read again after a
// minute, an exec plugin is asked when there is something to send, and again when what it gave has
// expired or was refused. It lives as long as the command.
struct credential {
    const struct cluster_access *access;
    const char *token;  // NULL: none
    struct strbuf file; // the token of the token file
    uint64_t file_read_us;
    struct exec_credential exec;
    unsigned runs;    // how often the plugin has answered
    bool has_exec;    // it has, and what it gave is good
    bool was_refused; // and what it gave since has not been taken once
};

// access has to outlive it.
void credential_init(struct credential *credential, const struct cluster_access *access)
    ATTR_NONNULL(1, 2);
void credential_release(struct credential *credential) ATTR_NONNULL(1);

// Whether the next credential_renew() runs the plugin, which may ask the user.
bool credential_is_due(const struct credential *credential) ATTR_NODISCARD ATTR_NONNULL(1);

// To be called before each request: sets the token. *ret_other_cert: the client's certificate is
// another one than before. Errors are reported as kubectl reports them.
int credential_renew(struct credential *credential, bool *ret_other_cert,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// The client's certificate and its key, as PEM; empty if there is none.
const struct strbuf *credential_cert(const struct credential *credential) ATTR_NONNULL(1);
const struct strbuf *credential_key(const struct credential *credential) ATTR_NONNULL(1);

// The server has answered a request that was sent when `runs` was `run`. True if it did not know
// who asked, and what the exec plugin says now, or has said since, may be better.
bool credential_was_refused(struct credential *credential, unsigned run,
                            int http_status) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
