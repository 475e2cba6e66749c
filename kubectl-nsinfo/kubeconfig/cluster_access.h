// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_CLUSTER_ACCESS_H
#define NSINFO_KUBECONFIG_CLUSTER_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/options.h"
#include "common/base/strbuf.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

// No --request-timeout was given.
#define REQUEST_TIMEOUT_UNSET UINT64_MAX

// What the command line says of the cluster; NULL, and 0, where it says nothing.
struct access_flags {
    const char *kubeconfig;
    const char *context;
    const char *cluster;
    const char *user;
    const char *kube_namespace;
    const char *agent_kube_namespace; // where the agents of `nsinfo` are
    const char *server;
    const char *tls_server_name;
    const char *ca_file;
    bool skip_verify;
    const char *token;
    const char *cert_file;
    const char *key_file;
    const char *as;
    const char *as_uid;
    struct option_texts as_groups;
    struct option_texts as_user_extra; // "KEY=VALUE"
    bool disable_compression;
    uint64_t request_timeout_ms;    // of one request; 0: none; or REQUEST_TIMEOUT_UNSET
    const char *service_account;    // where a pod has the files of its own; NULL: nowhere
    uint64_t verbosity;             // what is shown of each request (apiserver/request_log.h),
    void (*log)(const char *lines); // and to whom; NULL: to nobody
    bool stdin_in_use;              // standard input is a file that is read: no plugin may have it
    const char *via;                // how agents are reached (agent/way.h)
};

// All that it takes to speak to one API server as one user: read, decoded and checked. Owned.
struct cluster_access {
    char *server; // "https://host:port[/path]", no slash at the end
    char *kube_namespace;
    char *token;           // NULL: none, as always where the server is not an HTTPS one
    char *token_file;      // where the token came from, to be read again; NULL
    char *basic;           // user name and password (RFC 7617, encoded); NULL: none
    char *tls_server_name; // NULL: the server's host
    char *proxy_url;       // NULL: as the environment says
    char *exec_config;     // JSON for the plugin; NULL
    bool skip_verify;
    bool disable_compression;
    bool stdin_in_use;
    struct strbuf ca; // PEM; empty: the system's certificates
    struct strbuf cert;
    struct strbuf key;
    struct kube_exec exec;          // present if it has to be asked for credentials
    struct text_list impersonation; // header lines
    uint64_t request_timeout_ms;    // as the flags have it, and so the two below
    uint64_t verbosity;
    void (*log)(const char *lines);
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
