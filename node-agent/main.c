// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "common/base/log.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/access_log.h"
#include "node-agent/collect/collector.h"
#include "node-agent/config.h"
#include "node-agent/curl_lazy/curl_lazy.h"
#include "node-agent/fence/fence.h"
#include "node-agent/inspect/inspect.h"
#include "node-agent/readers/readers.h"
#include "node-agent/server/handlers.h"
#include "node-agent/server/http_server.h"
#include "node-agent/server/local_socket.h"
#include "node-agent/server/metrics.h"
#include "node-agent/server/router.h"
#include "node-agent/server/tls.h"

enum { WORKERS = 2, ASKERS = 2 };
enum { LARGE_BYTES = 256 * 1024 };
// Of one request at a time: files of /proc, a batch for a reader among them, and sockets of all the
// runtimes. A reader that is held up keeps two. An asker has its connection to the API server, that
// one's loop, and a file of the agent's own account.
enum {
    REQUEST_DESCRIPTORS = 128,
    HELD_DESCRIPTORS = 2 * LIMIT_HELD_READERS,
    ASKER_DESCRIPTORS = 8,
};
enum { EXIT_USAGE = 2 };

// What the server's callbacks are given.
struct serving {
    struct agent agent;
    struct tls *tls; // NULL: plain HTTP
};

static bool at_once(void *context ATTR_UNUSED, const struct server_request *request)
{
    return router_answers_at_once(request);
}

static bool answer(void *context, const struct server_request *request, bool may_ask,
                   struct server_reply *ret)
{
    const struct serving *serving = context;
    bool answered = router_answer(&serving->agent, request, may_ask, ret);

    if (answered && ret->body.len > LARGE_BYTES)
        xtrim();
    return answered;
}

// A new certificate is taken for the clients that come a second later.
static void accepting(void *context)
{
    struct tls *tls = ((const struct serving *)context)->tls;
    CLEANUP_ERROR struct error err = {0};
    int rc = tls == NULL ? 0 : tls_reload(tls, &err);
    const struct log_field fields[] = {{.name = "error", .text = err.message}};

    if (rc < 0)
        log_line(LOG_WARNING, "the changed certificate is not used", fields, ARRAY_SIZE(fields));
    if (rc > 0)
        log_line(LOG_INFO, "the changed certificate is used", NULL, 0);
}

static void in_flight(void *context, int change)
{
    const struct serving *serving = context;

    metrics_in_flight(serving->agent.metrics, change);
}

static void answered(void *context, const struct server_request *request,
                     const struct server_reply *reply, uint64_t microseconds)
{
    const struct serving *serving = context;

    metrics_request(serving->agent.metrics, reply->route, reply->status, microseconds);
    access_log_write(request, reply, microseconds);
}

static void warned(int level ATTR_UNUSED, const char *message)
{
    const struct log_field fields[] = {{.name = "text", .text = message}};

    log_line(LOG_WARNING, "HTTP library", fields, ARRAY_SIZE(fields));
}

static char *where_it_listens(const struct config *config, uint16_t port)
{
    if (config->socket_path != NULL)
        return xstrdup(config->listen);
    return xasprintf(strchr(config->address, ':') == NULL ? "%s:%u" : "[%s]:%u", config->address,
                     port);
}

static void log_start(const struct config *config, const struct agent *agent, uint16_t port)
{
    CLEANUP_FREE char *address = where_it_listens(config, port);
    const struct log_field fields[] = {
        {.name = "version", .text = NSINFO_VERSION},
        {.name = "listen", .text = address},
        {.name = "scheme", .text = config->plain_http ? "http" : "https"},
        {.name = "node", .text = agent->node_name},
        {.name = "proc_root", .text = config->proc_root},
    };

    log_line(LOG_INFO, "serving", fields, ARRAY_SIZE(fields));
    if (agent->access == NULL)
        log_line(LOG_WARNING,
                 "trusting every caller: whoever reaches this port sees the processes of all "
                 "containers",
                 NULL, 0);
}

static struct fence_config fence_for(const struct config *config)
{
    return (struct fence_config){
        .descriptors = HTTP_SERVER_DESCRIPTORS + WORKERS * REQUEST_DESCRIPTORS + HELD_DESCRIPTORS +
                       ASKERS * ASKER_DESCRIPTORS,
        .asks_runtimes = config->endpoint_count > 0,
        .asks_api_server = config->api_server_url != NULL,
    };
}

static int serve(const struct config *config, struct serving *serving, int socket_fd,
                 struct error *err)
{
    CLEANUP_HTTP_SERVER struct http_server *server = NULL;
    const struct http_server_config server_config = {
        .address = config->address,
        .port = config->port,
        .socket = socket_fd,
        .tls = serving->tls,
        .accepting = accepting,
        .workers = WORKERS,
        .askers = ASKERS,
        .at_once = at_once,
        .answer = answer,
        .in_flight = in_flight,
        .answered = answered,
        .warned = warned,
        .context = serving,
    };
    const struct fence_config fence = fence_for(config);

    if (http_server_new(&server_config, &server, err) < 0 || fence_shut(&fence, err) < 0)
        return -1;
    log_start(config, &serving->agent, http_server_port(server));
    if (!http_server_run(server)) {
        log_line(LOG_WARNING, "stopped with requests unanswered", NULL, 0);
        _exit(EXIT_SUCCESS); // workers may still be at them: nothing can be freed
    }
    log_line(LOG_INFO, "stopped", NULL, 0);
    return 0;
}

static void lost(const char *why)
{
    const struct log_field fields[] = {{.name = "error", .text = why}};

    log_line(LOG_WARNING, "the API server is lost: only what is remembered is answered", fields,
             ARRAY_SIZE(fields));
}

static void found(uint64_t away_us)
{
    const struct log_field fields[] = {
        {.name = "away_seconds", .number = (int64_t)(away_us / 1000000)}};

    log_line(LOG_INFO, "the API server is back", fields, ARRAY_SIZE(fields));
}

static int access_of(const struct config *config, const char *node_name, struct access **ret,
                     struct error *err)
{
    const struct access_config access = {
        .api = {.url = config->api_server_url,
                .ca_file = config->api_server_ca_file,
                .token_file = config->api_server_token_file},
        .node_name = node_name,
        .askers = ASKERS,
        .lost = lost,
        .found = found,
    };

    if (config->authorization == AUTHORIZATION_ALWAYS_ALLOW)
        return 0;
    return access_new(&access, ret, err);
}

static int run_server(const struct config *config, const struct collect_source *source,
                      int socket_fd, struct error *err)
{
    CLEANUP(metrics_free) struct metrics *metrics = NULL;
    CLEANUP(init_index_free) struct init_index *index = init_index_new();
    CLEANUP_TLS struct tls *tls = NULL;
    CLEANUP(access_free) struct access *access = NULL;
    sem_t collections;
    const struct tls_files files = {config->tls_certificate, config->tls_private_key};
    const char *const *paths = router_paths();
    size_t path_count = 0;

    if (!config->plain_http && tls_new(&files, &tls, err) < 0)
        return -1;
    if (access_of(config, source->node_name, &access, err) < 0)
        return -1;
    sem_init(&collections, 0, WORKERS);
    while (paths[path_count] != NULL)
        path_count++;
    metrics = metrics_new(paths, path_count);
    struct serving serving = {
        .agent = {.proc = *source->root,
                  .node_name = source->node_name,
                  .metrics = metrics,
                  .resolver = *source->resolver,
                  .index = index,
                  .readers = source->readers,
                  .access = access,
                  .collections = &collections},
        .tls = tls,
    };
    return serve(config, &serving, socket_fd, err);
}

static int print(const struct strbuf *text, struct error *err)
{
    if (fputs(strbuf_text(text), stdout) < 0 || fflush(stdout) != 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "write to standard output");
    return 0;
}

static int show_help(const struct config *config, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    config_add_help(&text, config->command);
    return print(&text, err);
}

static int show_version(struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    strbuf_add_text(&text, "nsinfo-agent " NSINFO_VERSION "\n");
    return print(&text, err);
}

// 0, or EXIT_FAILURE if a container that was asked for is missing.
static int run_inspect(const struct config *config, const struct collect_source *source,
                       struct error *err)
{
    CLEANUP(inspect_answer_release) struct inspect_answer answer = {0};
    const struct collect_query query = {
        .kind = config->all ? REPORT_NODE : REPORT_CONTAINER_LIST,
        .all = config->all,
        .refs = config->refs,
        .ref_count = config->ref_count,
        .processes = config->processes,
    };
    const struct fence_config fence = fence_for(config);

    if (fence_shut(&fence, err) < 0 ||
        inspect(source, &query, config->output == INSPECT_WIDE, config->output == INSPECT_JSON,
                &answer, err) < 0 ||
        print(&answer.out, err) < 0)
        return -1;
    fputs(strbuf_text(&answer.remarks), stderr);
    return answer.complete ? 0 : EXIT_FAILURE;
}

static int run(const struct config *config, struct readers *readers, struct error *err)
{
    CLEANUP_PROC_ROOT struct proc_root proc = {.fd = -1};
    int socket_fd = -1; // the server's to close
    struct utsname kernel = {0};

    if (proc_root_open(config->proc_root, &proc, err) < 0)
        return -1;
    if (config->command == COMMAND_INSPECT && proc_root_check(&proc, err) < 0)
        return -1;
    if (config->endpoint_count > 0 && curl_lazy_load(err) < 0)
        return -1;
    if (config->socket_path != NULL && local_socket_open(config->socket_path, &socket_fd, err) < 0)
        return -1;
    const struct fence_config fence = fence_for(config);
    if (fence_up(&fence, err) < 0)
        return -1;
    uname(&kernel);
    const struct resolver_config resolver = {
        .choice = (enum resolver_choice)config->resolver,
        .cross_check = config->cross_check,
        .endpoints = config->endpoints,
        .endpoint_count = config->endpoint_count,
    };
    const struct collect_source source = {
        .root = &proc,
        .node_name = config->node_name == NULL ? kernel.nodename : config->node_name,
        .resolver = &resolver,
        .readers = readers,
    };
    if (config->command == COMMAND_INSPECT)
        return run_inspect(config, &source, err);
    return run_server(config, &source, socket_fd, err);
}

// A thread that is held up cannot be waited for, and what it may still use not be freed. (Where the
// kernel has handed its request to a FUSE server, the thread outlives even a process that is
// killed, until that server answers or ends: request_wait_answer(), fs/fuse/dev.c.)
static void end_at_once_if_held_up(struct readers *readers, int status)
{
    struct readers_stats stats = {0};

    readers_count(readers, &stats);
    if (stats.held > 0)
        _exit(status);
}

// One heap for all threads, given back to the system early: the agent idles most of its life.
static void set_up_memory(void)
{
#ifdef __GLIBC__
    enum { TRIM_BYTES = 256 * 1024 };

    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TRIM_THRESHOLD, TRIM_BYTES);
    mallopt(M_MMAP_THRESHOLD, TRIM_BYTES);
#endif
}

int main(int argc, char **argv)
{
    CLEANUP_CONFIG struct config config = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP(readers_free) struct readers *readers = NULL;

    set_up_memory();
    signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c)
    if (config_parse(argc, (const char *const *)argv, &config, &err) < 0) {
        fprintf(stderr, "error: %s\nSee 'nsinfo-agent --help' for help.\n", err.message);
        return EXIT_USAGE;
    }
    log_setup(STDERR_FILENO, (enum log_format)config.log_format);
    readers = readers_new();
    int rc = config.help      ? show_help(&config, &err)
             : config.version ? show_version(&err)
                              : run(&config, readers, &err);
    if (rc < 0)
        fprintf(stderr, "error: %s\n", err.message);
    int status = rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    end_at_once_if_held_up(readers, status);
    return status;
}
