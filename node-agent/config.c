// SPDX-License-Identifier: Apache-2.0
#include "node-agent/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <sys/un.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "node-agent/apiserver/api_url.h"
#include "node-agent/resolve/resolver.h"

static const char DEFAULT_LISTEN[] = "127.0.0.1:9479";
static const char DEFAULT_PROC_ROOT[] = "/proc";
// Where kubelet puts a pod's own credentials (kubernetes.io, "Accessing the Kubernetes API from a
// Pod").
static const char DEFAULT_SERVICE_ACCOUNT_DIR[] = "/var/run/secrets/kubernetes.io/serviceaccount";

static const char *const log_formats[] = {"text", "json", NULL}; // as enum log_format
static const char *const authorization_modes[] = {"Webhook", "AlwaysAllow", NULL}; // as the enum
static const char *const outputs[] = {"table", "wide", "json", NULL}; // as enum inspect_output
static const char *const resolvers[] = {"auto", "cgroup", "cri", "docker", NULL}; // as the enum

// Where runtimes listen as they are installed.
static const char AUTO_SOCKETS[] = "auto-sockets";
static const struct runtime_endpoint usual_endpoints[] = {
    {"containerd", "/run/containerd/containerd.sock", RUNTIME_API_CRI, true},
    {"containerd", "/run/k3s/containerd/containerd.sock", RUNTIME_API_CRI, true},
    {"cri-o", "/run/crio/crio.sock", RUNTIME_API_CRI, true},
    {"docker", "/run/docker.sock", RUNTIME_API_DOCKER, true},
    {"docker", "/run/cri-dockerd.sock", RUNTIME_API_CRI, true},
    {"podman", "/run/podman/podman.sock", RUNTIME_API_DOCKER, true},
};

// What a command alone has.
static const struct option serve_rows[] = {
    {.name = "listen",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, listen),
     .argument = "ADDRESS:PORT",
     .fallback = DEFAULT_LISTEN,
     .help = "where to serve HTTPS; an IPv6 address stands in brackets, port 0 takes a free one. "
             "unix:///PATH is a socket for this user alone"},
    {.name = "tls-cert-file",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, tls_certificate),
     .argument = "FILE",
     .fallback = "made in memory at start",
     .help = "the server's certificate and its chain, in PEM; read again when it changes"},
    {.name = "tls-private-key-file",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, tls_private_key),
     .argument = "FILE",
     .fallback = "made in memory at start",
     .help = "the certificate's private key, in PEM"},
    {.name = "plain-http",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, plain_http),
     .help = "serve without TLS; on a loopback address or a unix socket only"},
    {.name = "authorization-mode",
     .kind = OPTION_CHOICE,
     .offset = offsetof(struct config, authorization),
     .argument = "MODE",
     .fallback = "Webhook",
     .choices = authorization_modes,
     .help = "who decides what a caller sees: Webhook has the API server check the caller's token "
             "and rights; AlwaysAllow trusts every caller, on a loopback address or a unix "
             "socket only"},
    {.name = "api-server",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, api_server),
     .argument = "https://ADDRESS:PORT",
     .fallback = "that of the cluster whose pod this is",
     .help = "the API server"},
    {.name = "service-account-dir",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, service_account_dir),
     .argument = "DIR",
     .fallback = DEFAULT_SERVICE_ACCOUNT_DIR,
     .help = "where the agent's own token and the API server's ca.crt are; read again when they "
             "change"},
    {.name = "log-format",
     .kind = OPTION_CHOICE,
     .offset = offsetof(struct config, log_format),
     .argument = "FORMAT",
     .fallback = "text",
     .choices = log_formats,
     .help = "how log lines look"},
    {.name = "version",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, version),
     .help = "print the version and exit"},
};

static const struct option inspect_rows[] = {
    {.name = "all",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, all),
     .help = "every container of the node"},
    {.name = "processes",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, processes),
     .help = "list the containers' processes too"},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_CHOICE,
     .offset = offsetof(struct config, output),
     .argument = "FORMAT",
     .fallback = "table",
     .choices = outputs,
     .help =
         "how the answer looks; wide adds who found a container, json is what the server sends"},
};

// What they all have.
static const struct option node_rows[] = {
    {.name = "proc-root",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, proc_root),
     .argument = "DIR",
     .fallback = DEFAULT_PROC_ROOT,
     .help = "the node's /proc"},
    {.name = "node-name",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, node_name),
     .argument = "NAME",
     .fallback = "the kernel's host name",
     .help = "the node's name in Kubernetes"},
    {.name = "resolver",
     .kind = OPTION_CHOICE,
     .offset = offsetof(struct config, resolver),
     .argument = "HOW",
     .fallback = "auto",
     .choices = resolvers,
     .help = "how a container's init process is found: by its cgroup, by its runtime's CRI, or by "
             "Docker's API; auto is the cgroup, then the runtime if it has an endpoint"},
    {.name = "runtime-endpoint",
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct config, runtime_endpoints),
     .argument = "RUNTIME=unix:///PATH",
     .help = "where a runtime that may be asked listens, such as "
             "containerd=unix:///run/containerd/containerd.sock; may be repeated. Docker and "
             "podman are asked by Docker's API, others by CRI, unless --resolver names one. "
             "auto-sockets stands for the usual paths"},
    {.name = "cross-check",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, cross_check),
     .help = "ask the runtime too what the cgroup tells, or the other way round, and report "
             "whether they agree"},
    {.name = "help",
     .letter = 'h',
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, help),
     .help = "print this help and exit"},
};

static const struct command_row {
    const char *name; // the first word of the command line; NULL: none
    const char *usage;
    const char *description;
    const struct option *rows;
    size_t count;
} commands[] = {
    [COMMAND_SERVE] = {NULL, "[flags]",
                       "Tells over HTTP which processes and Linux namespaces the containers of "
                       "this node have.\n"
                       "\"nsinfo-agent inspect\" tells it here, once, without a server.",
                       serve_rows, ARRAY_SIZE(serve_rows)},
    [COMMAND_INSPECT] = {"inspect", "inspect CONTAINER-ID... | --all [flags]",
                         "Tells once, without a server, which processes and Linux namespaces "
                         "containers of this node have.\n"
                         "(node) marks a namespace that is the node's own; equal numbers are one "
                         "namespace.\n"
                         "A container ID is 64 hex digits, with or without \"<runtime>://\" before "
                         "them.",
                         inspect_rows, ARRAY_SIZE(inspect_rows)},
};

static bool is_address(const char *text, bool in_brackets)
{
    struct in6_addr ignored;

    return inet_pton(in_brackets ? AF_INET6 : AF_INET, text, &ignored) == 1;
}

int config_parse_listen(const char *text, char **ret_address, uint16_t *ret_port)
{
    const char *colon = strrchr(text, ':');
    bool in_brackets = colon > text + 1 && text[0] == '[' && colon[-1] == ']';
    uint64_t port = 0;

    if (colon == NULL || parse_u64(colon + 1, UINT16_MAX, &port) < 0)
        return -EINVAL;
    CLEANUP_FREE char *address = in_brackets ? xstrndup(text + 1, (size_t)(colon - text) - 2)
                                             : xstrndup(text, (size_t)(colon - text));
    if (!is_address(address, in_brackets))
        return -EINVAL;
    *ret_address = steal(&address);
    *ret_port = (uint16_t)port;
    return 0;
}

static void add_endpoint(struct config *config, const struct runtime_endpoint *endpoint)
{
    struct runtime_endpoint *added = &config->endpoints[config->endpoint_count++];

    *added = *endpoint;
    if (config->resolver == RESOLVER_CRI)
        added->api = RUNTIME_API_CRI;
    if (config->resolver == RESOLVER_DOCKER)
        added->api = RUNTIME_API_DOCKER;
}

// Of the usual paths just those that have the API that the resolver is to use.
static void add_usual_endpoints(struct config *config)
{
    for (size_t i = 0; i < ARRAY_SIZE(usual_endpoints); i++) {
        enum runtime_api api = usual_endpoints[i].api;

        if ((config->resolver != RESOLVER_CRI || api == RUNTIME_API_CRI) &&
            (config->resolver != RESOLVER_DOCKER || api == RUNTIME_API_DOCKER))
            add_endpoint(config, &usual_endpoints[i]);
    }
}

static int take_endpoints(struct config *config, struct error *err)
{
    size_t count = config->runtime_endpoints.count;

    config->endpoints = xcalloc(count * ARRAY_SIZE(usual_endpoints), sizeof(*config->endpoints));
    for (size_t i = 0; i < count; i++) {
        const char *text = config->runtime_endpoints.items[i];
        struct runtime_endpoint endpoint = {0};

        if (str_eq(text, AUTO_SOCKETS)) {
            add_usual_endpoints(config);
            continue;
        }
        if (runtime_endpoint_parse(text, &endpoint, err) < 0)
            return error_wrap(err, "invalid argument \"%s\" for \"--runtime-endpoint\"", text);
        add_endpoint(config, &endpoint);
    }
    return 0;
}

// A runtime is asked only where it was said how it is reached.
static int check_endpoints(const struct config *config, struct error *err)
{
    const char *needs = config->cross_check ? "--cross-check" : NULL;

    if (config->resolver == RESOLVER_CRI)
        needs = "--resolver=cri";
    if (config->resolver == RESOLVER_DOCKER)
        needs = "--resolver=docker";
    if (needs != NULL && config->endpoint_count == 0)
        return error_set(err, ERROR_USAGE, "\"%s\" needs \"--runtime-endpoint\"", needs);
    return 0;
}

static enum agent_command command_of(int argc, const char *const *argv)
{
    for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(commands); i++)
        if (commands[i].name != NULL && str_eq(argv[1], commands[i].name))
            return (enum agent_command)i;
    return COMMAND_SERVE;
}

// Whether nobody but this machine's own can reach it.
static bool is_local(const struct config *config)
{
    enum { LOOPBACK_NETWORK = 127 }; // 127.0.0.0/8 (RFC 1122, 3.2.1.3)
    struct in_addr v4;
    struct in6_addr v6;

    if (config->socket_path != NULL)
        return true;
    if (inet_pton(AF_INET, config->address, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == LOOPBACK_NETWORK;
    return inet_pton(AF_INET6, config->address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static int check_local(const struct config *config, const char *flag, struct error *err)
{
    if (is_local(config))
        return 0;
    return error_set(err, ERROR_USAGE,
                     "\"%s\" is for a loopback address, such as 127.0.0.1:9479, or a unix socket, "
                     "and not for \"%s\"",
                     flag, config->listen);
}

static int check_tls(const struct config *config, struct error *err)
{
    bool certificate = config->tls_certificate != NULL;

    if (certificate != (config->tls_private_key != NULL))
        return error_set(err, ERROR_USAGE, "\"--tls-%s\" needs \"--tls-%s\"",
                         certificate ? "cert-file" : "private-key-file",
                         certificate ? "private-key-file" : "cert-file");
    if (config->plain_http && certificate)
        return error_set(err, ERROR_USAGE, "\"--plain-http\" has no use for \"--tls-cert-file\"");
    return config->plain_http ? check_local(config, "--plain-http", err) : 0;
}

static int take_listen(struct config *config, struct error *err)
{
    static const char UNIX[] = "unix://";
    const char *path = config->listen + strlen(UNIX);

    if (!str_starts_with(config->listen, UNIX)) {
        if (config_parse_listen(config->listen, &config->address, &config->port) == 0)
            return 0;
        return error_set(err, ERROR_USAGE,
                         "neither ADDRESS:PORT, such as 127.0.0.1:9479 or [::1]:9479, nor "
                         "unix:///PATH");
    }
    if (*path != '/')
        return error_set(err, ERROR_USAGE, "the path of a socket begins with \"/\"");
    if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
        return error_set(err, ERROR_USAGE, "the path is longer than a socket's can be");
    config->socket_path = path;
    return 0;
}

static int take_serve(struct config *config, const struct option_texts *words, struct error *err)
{
    if (words->count > 0)
        return error_set(err, ERROR_USAGE, "unexpected argument \"%s\"", words->items[0]);
    if (take_listen(config, err) < 0)
        return error_wrap(err, "invalid argument \"%s\" for \"--listen\"", config->listen);
    return check_tls(config, err);
}

static int take_inspect(struct config *config, const struct option_texts *words, struct error *err)
{
    if (config->help)
        return 0;
    if (config->all && words->count > 0)
        return error_set(err, ERROR_USAGE, "\"--all\" takes no container IDs");
    if (!config->all && words->count == 0)
        return error_set(err, ERROR_USAGE, "inspect needs a container ID or \"--all\"");
    config->refs = xcalloc(words->count, sizeof(*config->refs));
    config->ref_count = words->count;
    for (size_t i = 0; i < words->count; i++)
        if (container_ref_parse_either(words->items[i], &config->refs[i], err) < 0)
            return -1;
    return 0;
}

static int take_words(struct config *config, const struct option_texts *words, struct error *err)
{
    switch (config->command) {
    case COMMAND_INSPECT:
        return take_inspect(config, words, err);
    case COMMAND_SERVE:
    default:
        return take_serve(config, words, err);
    }
}

// As client-go's rest.InClusterConfig() has it.
static char *cluster_url(void)
{
    const char *host = getenv("KUBERNETES_SERVICE_HOST");
    const char *port = getenv("KUBERNETES_SERVICE_PORT");

    if (host == NULL || *host == '\0' || port == NULL || *port == '\0')
        return NULL;
    return xasprintf(strchr(host, ':') == NULL ? "https://%s:%s" : "https://[%s]:%s", host, port);
}

static int take_authorization(struct config *config, struct error *err)
{
    struct api_url ignored;

    if (config->command != COMMAND_SERVE || config->help || config->version)
        return 0;
    if (config->authorization == AUTHORIZATION_ALWAYS_ALLOW) {
        if (check_local(config, "--authorization-mode=AlwaysAllow", err) < 0)
            return -1;
        if (config->api_server != NULL)
            return error_set(
                err, ERROR_USAGE,
                "\"--authorization-mode=AlwaysAllow\" has no use for \"--api-server\"");
        return 0;
    }
    config->api_server_url =
        config->api_server == NULL ? cluster_url() : xstrdup(config->api_server);
    if (config->api_server_url == NULL)
        return error_set(err, ERROR_USAGE,
                         "this is no pod of a cluster: \"--authorization-mode=Webhook\" needs "
                         "\"--api-server\"");
    if (api_url_parse(config->api_server_url, &ignored, err) < 0)
        return config->api_server == NULL
                   ? error_wrap(err, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT")
                   : error_wrap(err, "invalid argument for \"--api-server\"");
    config->api_server_ca_file = xasprintf("%s/ca.crt", config->service_account_dir);
    config->api_server_token_file = xasprintf("%s/token", config->service_account_dir);
    return 0;
}

int config_parse(int argc, const char *const *argv, struct config *ret, struct error *err)
{
    CLEANUP(option_texts_release) struct option_texts words = {0};
    CLEANUP_CONFIG struct config config = {.command = command_of(argc, argv),
                                           .listen = DEFAULT_LISTEN,
                                           .proc_root = DEFAULT_PROC_ROOT,
                                           .service_account_dir = DEFAULT_SERVICE_ACCOUNT_DIR};
    const struct command_row *command = &commands[config.command];
    const struct option_table tables[] = {
        {command->rows, command->count, &config},
        {node_rows, ARRAY_SIZE(node_rows), &config},
    };
    int first = command->name == NULL ? 1 : 2;

    if (options_parse(tables, ARRAY_SIZE(tables), argc - first, argv + first, &words, err) < 0 ||
        take_words(&config, &words, err) < 0 || take_endpoints(&config, err) < 0 ||
        check_endpoints(&config, err) < 0 || take_authorization(&config, err) < 0)
        return -1;
    *ret = config;
    config = (struct config){0};
    return 0;
}

void config_release(struct config *config)
{
    option_texts_release(&config->runtime_endpoints);
    free(config->endpoints);
    free(config->refs);
    free(config->address);
    free(config->api_server_url);
    free(config->api_server_ca_file);
    free(config->api_server_token_file);
    *config = (struct config){0};
}

// Two tables as one, so that their texts stand in one column.
void config_add_help(struct strbuf *buf, enum agent_command command)
{
    const struct command_row *row = &commands[command];
    struct option rows[ARRAY_SIZE(serve_rows) + ARRAY_SIZE(inspect_rows) + ARRAY_SIZE(node_rows)];
    const struct option_table table = {rows, row->count + ARRAY_SIZE(node_rows), NULL};

    memcpy(rows, row->rows, row->count * sizeof(*rows));
    memcpy(rows + row->count, node_rows, sizeof(node_rows));
    strbuf_add_format(buf, "%s\n\nUsage: nsinfo-agent %s\n\nFlags:\n", row->description,
                      row->usage);
    options_add_help(buf, &table);
}
