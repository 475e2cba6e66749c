// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_KUBECONFIG_H
#define NSINFO_KUBECONFIG_KUBECONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "common/base/text_list.h"

// Kubeconfig files as plain structs (k8s.io/client-go tools/clientcmd/api/v1, Config). Everything
// is owned; what a file does not say is NULL; paths of files are absolute.

struct kube_cluster {
    char *name;
    char *server;
    char *ca_file;
    struct strbuf ca_data; // decoded, as all *_data
    char *tls_server_name;
    char *proxy_url;
    char *exec_config; // JSON: what the cluster has for its users' exec plugins
    bool skip_verify;
    bool disable_compression;
};

// A program that gives credentials (k8s.io/client-go tools/clientcmd/api/v1, ExecConfig).
struct kube_exec {
    bool present;
    char *api_version;
    char *command; // absolute, or a name to be looked for in $PATH
    struct text_list args;
    struct text_pairs env;
    char *interactive_mode;
    char *install_hint;
    bool provide_cluster_info;
};

struct kube_user {
    char *name;
    char *token;
    char *token_file;
    char *cert_file;
    struct strbuf cert_data;
    char *key_file;
    struct strbuf key_data;
    char *username;
    char *password;
    struct kube_exec exec;
    char *auth_provider; // its name, which may be ""
    char *as;            // whom to impersonate, as all as_*
    char *as_uid;
    struct text_list as_groups;
    struct text_pairs as_extra;
};

struct kube_context {
    char *name;
    char *cluster;
    char *user;
    char *kube_namespace;
};

// Entries of one kind, each allocated by itself: kubeconfig_cluster() and the like look into it.
struct kube_entries {
    void **items;
    size_t count, capacity;
};

struct kubeconfig {
    struct kube_entries clusters; // struct kube_cluster
    struct kube_entries users;    // struct kube_user
    struct kube_entries contexts; // struct kube_context
    char *current_context;
};

// Adds what the text of a file says to {0} or to what earlier files said: those win, by entry.
// path names the file in messages, and relative paths start from its folder:
//   ERROR_BAD_REQUEST "error loading config file \"x\": line 3, column 7: …"
int kubeconfig_add(struct kubeconfig *config, const char *path, const char *text, size_t len,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 5);

// The files that apply: flag alone if it is not NULL (it has to be there then); else those of
// $KUBECONFIG (a list with ':'), else ~/.kube/config, as far as they are there.
int kubeconfig_load(const char *flag, struct kubeconfig *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

void kubeconfig_release(struct kubeconfig *config) ATTR_NONNULL(1);
#define CLEANUP_KUBECONFIG CLEANUP(kubeconfig_release)

// The entry of that name, NULL if there is none.
const struct kube_cluster *kubeconfig_cluster(const struct kubeconfig *config, const char *name)
    ATTR_NONNULL(1);
const struct kube_user *kubeconfig_user(const struct kubeconfig *config, const char *name)
    ATTR_NONNULL(1);
const struct kube_context *kubeconfig_context(const struct kubeconfig *config, const char *name)
    ATTR_NONNULL(1);

// Moves the entry of that name out of the config; false if there is none.
bool kubeconfig_take_cluster(struct kubeconfig *config, const char *name,
                             struct kube_cluster *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
bool kubeconfig_take_user(struct kubeconfig *config, const char *name,
                          struct kube_user *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

void kube_cluster_release(struct kube_cluster *cluster) ATTR_NONNULL(1);
void kube_user_release(struct kube_user *user) ATTR_NONNULL(1);
void kube_exec_release(struct kube_exec *exec) ATTR_NONNULL(1);

#endif
