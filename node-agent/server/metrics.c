// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/metrics.h"

#include <inttypes.h>
#include <pthread.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const int codes[] = {200, 400, 401, 403, 404, 405, 408,
                            413, 414, 431, 500, 503, 0}; // 0: any other
static const uint64_t buckets_us[] = {250,   500,   1000,   2500,   5000,    10000,
                                      25000, 50000, 100000, 250000, 1000000, 10000000};

struct route_metrics {
    const char *path;
    uint64_t by_code[ARRAY_SIZE(codes)];
    uint64_t buckets[ARRAY_SIZE(buckets_us)]; // each counts its own range only
    uint64_t count;
    uint64_t sum_us;
};

enum { CROSS_CHECK_AGREES, CROSS_CHECK_DISAGREES, CROSS_CHECK_FAILED, CROSS_CHECK_RESULTS };

static const char *const cross_check_results[] = {"agrees", "disagrees", "failed"};

struct metrics {
    pthread_mutex_t lock;
    struct route_metrics *routes; // the last one is "other"
    size_t route_count;
    int64_t in_flight;
    uint64_t resolved;
    uint64_t errors[ERROR_CODE_COUNT]; // containers that were asked for and not reported
    uint64_t cross_checks[CROSS_CHECK_RESULTS];
    uint64_t processes;
    uint64_t processes_gone;
};

struct metrics *metrics_new(const char *const *routes, size_t count)
{
    struct metrics *metrics = xcalloc(1, sizeof(*metrics));

    pthread_mutex_init(&metrics->lock, NULL);
    metrics->routes = xcalloc(count + 1, sizeof(*metrics->routes));
    metrics->route_count = count + 1;
    for (size_t i = 0; i < count; i++)
        metrics->routes[i].path = routes[i];
    metrics->routes[count].path = "other";
    return metrics;
}

void metrics_free(struct metrics **metrics)
{
    if (*metrics == NULL)
        return;
    pthread_mutex_destroy(&(*metrics)->lock);
    free((*metrics)->routes);
    free(*metrics);
    *metrics = NULL;
}

void metrics_in_flight(struct metrics *metrics, int change)
{
    pthread_mutex_lock(&metrics->lock);
    metrics->in_flight += change;
    pthread_mutex_unlock(&metrics->lock);
}

static struct route_metrics *find_route(struct metrics *metrics, const char *route)
{
    size_t i = 0;

    while (i < metrics->route_count - 1 && !str_eq(metrics->routes[i].path, route))
        i++;
    return &metrics->routes[i];
}

static size_t code_index(int status)
{
    size_t i = 0;

    while (codes[i] != status && codes[i] != 0)
        i++;
    return i;
}

void metrics_request(struct metrics *metrics, const char *route, int status, uint64_t microseconds)
{
    pthread_mutex_lock(&metrics->lock);
    struct route_metrics *row = find_route(metrics, route);
    row->by_code[code_index(status)]++;
    row->count++;
    row->sum_us += microseconds;
    for (size_t i = 0; i < ARRAY_SIZE(buckets_us); i++) {
        if (microseconds > buckets_us[i])
            continue;
        row->buckets[i]++;
        break;
    }
    pthread_mutex_unlock(&metrics->lock);
}

static void count_cross_check(struct metrics *metrics, const struct cross_check *check)
{
    if (check->by != NULL)
        metrics->cross_checks[check->agrees ? CROSS_CHECK_AGREES : CROSS_CHECK_DISAGREES]++;
    else if (check->error != NULL)
        metrics->cross_checks[CROSS_CHECK_FAILED]++;
}

void metrics_collected(struct metrics *metrics, const struct report *report,
                       const struct collect_stats *stats)
{
    pthread_mutex_lock(&metrics->lock);
    metrics->resolved += report->container_count;
    for (size_t i = 0; i < report->container_count; i++)
        count_cross_check(metrics, &report->containers[i].cross_check);
    for (size_t i = 0; i < report->error_count; i++)
        metrics->errors[report->errors[i].code]++;
    metrics->processes += stats->processes;
    metrics->processes_gone += stats->processes_gone;
    pthread_mutex_unlock(&metrics->lock);
}

// ---- text

static void add_head(struct strbuf *buf, const char *name, const char *type, const char *help)
{
    strbuf_add_format(buf, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_requests(const struct metrics *metrics, struct strbuf *buf)
{
    static const char NAME[] = "nsinfo_agent_requests_total";

    add_head(buf, NAME, "counter", "Requests answered, by path and HTTP status.");
    for (size_t i = 0; i < metrics->route_count; i++)
        for (size_t k = 0; k < ARRAY_SIZE(codes); k++) {
            const struct route_metrics *row = &metrics->routes[i];
            CLEANUP_FREE char *code = codes[k] == 0 ? xstrdup("other") : xasprintf("%d", codes[k]);

            if (row->by_code[k] > 0)
                strbuf_add_format(buf, "%s{path=\"%s\",code=\"%s\"} %" PRIu64 "\n", NAME, row->path,
                                  code, row->by_code[k]);
        }
}

static void add_route_durations(const struct route_metrics *row, const char *name,
                                struct strbuf *buf)
{
    uint64_t below = 0;

    for (size_t i = 0; i < ARRAY_SIZE(buckets_us); i++) {
        below += row->buckets[i];
        strbuf_add_format(buf, "%s_bucket{path=\"%s\",le=\"%g\"} %" PRIu64 "\n", name, row->path,
                          (double)buckets_us[i] / 1e6, below);
    }
    strbuf_add_format(buf, "%s_bucket{path=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name, row->path,
                      row->count);
    strbuf_add_format(buf, "%s_sum{path=\"%s\"} %.6f\n", name, row->path,
                      (double)row->sum_us / 1e6);
    strbuf_add_format(buf, "%s_count{path=\"%s\"} %" PRIu64 "\n", name, row->path, row->count);
}

static void add_durations(const struct metrics *metrics, struct strbuf *buf)
{
    static const char NAME[] = "nsinfo_agent_request_duration_seconds";

    add_head(buf, NAME, "histogram", "Time from a request's arrival to its reply.");
    for (size_t i = 0; i < metrics->route_count; i++)
        if (metrics->routes[i].count > 0)
            add_route_durations(&metrics->routes[i], NAME, buf);
}

static void add_number(struct strbuf *buf, const char *name, const char *type, const char *help,
                       int64_t value)
{
    add_head(buf, name, type, help);
    strbuf_add_format(buf, "%s %" PRId64 "\n", name, value);
}

static void add_containers(const struct metrics *metrics, struct strbuf *buf)
{
    static const char NAME[] = "nsinfo_agent_container_errors_total";

    add_number(buf, "nsinfo_agent_containers_resolved_total", "counter", "Containers reported.",
               (int64_t)metrics->resolved);
    add_head(buf, NAME, "counter", "Containers that were asked for and not reported.");
    for (int code = ERROR_INTERNAL; code < ERROR_CODE_COUNT; code++)
        if (code == ERROR_NOT_FOUND || code == ERROR_GONE || metrics->errors[code] > 0)
            strbuf_add_format(buf, "%s{code=\"%s\"} %" PRIu64 "\n", NAME,
                              error_code_name((enum error_code)code), metrics->errors[code]);
}

static void add_cross_checks(const struct metrics *metrics, struct strbuf *buf)
{
    static const char NAME[] = "nsinfo_agent_cross_checks_total";

    add_head(buf, NAME, "counter", "Containers that a second back end was asked about.");
    for (size_t i = 0; i < CROSS_CHECK_RESULTS; i++)
        strbuf_add_format(buf, "%s{result=\"%s\"} %" PRIu64 "\n", NAME, cross_check_results[i],
                          metrics->cross_checks[i]);
}

static void add_readers(const struct readers_stats *readers, struct strbuf *buf)
{
    add_number(buf, "nsinfo_agent_readers_held_up", "gauge",
               "Threads that a container holds up, and that were given up.",
               (int64_t)readers->held);
    add_number(buf, "nsinfo_agent_reads_given_up_total", "counter",
               "Reads that a container did not let end in time.", (int64_t)readers->given_up);
}

void metrics_add_text(struct metrics *metrics, const struct readers_stats *readers,
                      struct strbuf *buf)
{
    static const char BUILD[] = "nsinfo_agent_build_info";

    add_head(buf, BUILD, "gauge", "1, with the agent's version.");
    strbuf_add_format(buf, "%s{version=\"%s\"} 1\n", BUILD, NSINFO_VERSION);
    pthread_mutex_lock(&metrics->lock);
    add_number(buf, "nsinfo_agent_requests_in_flight", "gauge", "Requests not answered yet.",
               metrics->in_flight);
    add_requests(metrics, buf);
    add_durations(metrics, buf);
    add_containers(metrics, buf);
    add_cross_checks(metrics, buf);
    add_number(buf, "nsinfo_agent_processes_read_total", "counter",
               "Processes of the node that were looked at.", (int64_t)metrics->processes);
    add_number(buf, "nsinfo_agent_processes_gone_total", "counter",
               "Processes that ended while they were looked at.", (int64_t)metrics->processes_gone);
    pthread_mutex_unlock(&metrics->lock);
    add_readers(readers, buf);
}
