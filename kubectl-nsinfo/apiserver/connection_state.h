// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_CONNECTION_STATE_H
#define NSINFO_APISERVER_CONNECTION_STATE_H

#include "common/model/limits.h"
#include "kubectl-nsinfo/apiserver/connection.h"
#include "kubectl-nsinfo/kubeconfig/credential.h"

// The inside of a connection, for connection.c and calls.c alone.
struct connection {
    const struct cluster_access *access;
    struct http_client *client;
    char *server; // host and port, as kubectl names it
    char *user_agent;
    struct credential credential;
    char *warnings[LIMIT_WARNINGS_COUNT]; // each text once
    size_t warning_count;
    size_t warnings_taken;
};

// Another client in place of the one that there is: the user's certificate is another one.
void connection_renew_client(struct connection *connection) ATTR_NONNULL(1);

void connection_keep_warnings(struct connection *connection, const char *lines) ATTR_NONNULL(1);

#endif
