// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CONFIG_H
#define NSINFO_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/options.h"
#include "common/base/strbuf.h"
#include "common/model/container_ref.h"
#include "node-agent/runtime/endpoint.h"

// What the agent is to do.
enum agent_command {
    COMMAND_SERVE,
    COMMAND_INSPECT, // answer once, on standard output
};

enum inspect_output { INSPECT_TABLE, INSPECT_WIDE, INSPECT_JSON };

// Who decides what a caller may see; named as kubelet's --authorization-mode has it.
enum authorization_mode {
    AUTHORIZATION_WEBHOOK,      // the API server
    AUTHORIZATION_ALWAYS_ALLOW, // nobody
};

// The agent's command line: the one place that has default paths and ports.
struct config {
    enum agent_command command;
    const char *proc_root;
    const char *node_name; // NULL: the kernel's host name
    char *address;         // to listen on, without brackets; owned; NULL: socket_path
    uint16_t port;
    const char *socket_path; // of a unix socket
    bool plain_http;
    const char *tls_certificate; // a file, as is the next; both NULL: a pair made at start
    const char *tls_private_key;
    int authorization;        // enum authorization_mode
    const char *api_server;   // as it was given; NULL: KUBERNETES_SERVICE_HOST and _PORT
    char *api_server_url;     // of AUTHORIZATION_WEBHOOK; owned
    char *api_server_ca_file; // in service_account_dir, as is the next one; owned
    char *api_server_token_file;
    const char *service_account_dir;
    int log_format; // enum log_format
    int resolver;   // enum resolver_choice
    bool cross_check;
    struct runtime_endpoint *endpoints; // the array is owned
    size_t endpoint_count;
    bool version;
    bool help;

    struct container_ref *refs; // COMMAND_INSPECT: which containers; the array is owned
    size_t ref_count;
    bool all; // in place of refs
    bool processes;
    int output; // enum inspect_output

    const char *listen; // where to, as it was given
    struct option_texts runtime_endpoints;
};

// Defaults, then what argv says; argv[0] is the program. Texts point into argv. An ERROR_USAGE
// names what is wrong.
int config_parse(int argc, const char *const *argv, struct config *ret,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 3, 4);

void config_release(struct config *config) ATTR_NONNULL(1);
#define CLEANUP_CONFIG CLEANUP(config_release)

// The text of --help.
void config_add_help(struct strbuf *buf, enum agent_command command) ATTR_NONNULL(1);

// "ADDRESS:PORT", an IPv6 address in brackets. *ret_address is the caller's to free. 0, or -EINVAL.
int config_parse_listen(const char *text, char **ret_address, uint16_t *ret_port) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
