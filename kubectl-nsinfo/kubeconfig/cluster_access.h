// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_CLUSTER_ACCESS_H
#define NSINFO_KUBECONFIG_CLUSTER_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// No --request-timeout was given.
#define REQUEST_TIMEOUT_UNSET UINT64_MAX

// What the command line says of the cluster; NULL where it says nothing.
struct access_flags {
    const char *kubeconfig;
    const char *context;
    const char *kube_namespace;
    uint64_t request_timeout_ms; // of one request; 0: none; or REQUEST_TIMEOUT_UNSET
};

// All that it takes to speak to one API server as one user: read, decoded and checked. Owned.
struct cluster_access {
    char *server; // "https://host:port[/path]", no slash at the end
    char *kube_namespace;
    char *token;           // NULL: none, as always where the server is not an HTTPS one
    char *tls_server_name; // NULL: the server's host
    bool skip_verify;
    struct strbuf ca; // PEM; empty: the system's certificates
    struct strbuf cert;
    struct strbuf key;
    uint64_t request_timeout_ms; // as the flags have it
};

// The flags, then the files (kubectl's loading rules, k8s.io/client-go tools/clientcmd), then the
// defaults. Errors are worded as kubectl words them.
int cluster_access_load(const struct access_flags *flags, struct cluster_access *ret,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
void cluster_access_release(struct cluster_access *access) ATTR_NONNULL(1);
#define CLEANUP_ACCESS CLEANUP(cluster_access_release)

// How many milliseconds a request may take: as many as the user says, else own_ms; 0: no limit.
uint64_t cluster_access_timeout(const struct cluster_access *access, uint64_t own_ms) ATTR_NODISCARD
    ATTR_NONNULL(1);

#endif
