// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/direct.h"

#include "common/base/deadline.h"
#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/forward.h"
#include "kubectl-nsinfo/apiserver/request_log.h"

enum {
    MAX_FORWARDS = 8,
    START_MS = 60 * 1000, // kubectl waits that long for a pod to run
    LOOK_MS = 20,
};

struct direct {
    struct direct_settings settings;
    struct http_client *client;
    struct forward *forwards[MAX_FORWARDS]; // NULL: none
};

// A question on its way.
struct flight {
    struct api_call call;
    const struct pod *agent;
    struct text_list headers;
    struct forward *forward; // NULL: none, or none yet
    uint64_t start_deadline; // by which that has to be ready
    uint64_t sent_us;
    struct flight *next;
};

struct run {
    struct direct *direct;
    const struct direct_work *work;
    struct flight *waiting; // for their forwards, the first one longest
    struct flight *under_way;
    struct flight *peeked; // the next one, for whose forward there was no room
};

struct direct *direct_new(struct direct_settings *settings)
{
    struct direct *direct = xcalloc(1, sizeof(*direct));
    bool forwards = settings->url == NULL;

    direct->settings = *settings;
    settings->flags = (struct text_list){0};
    direct->client = http_client_new(&(struct http_endpoint){
        .base_url = forwards ? "https://127.0.0.1" : settings->url,
        .skip_verify = true,
        .proxy_url = forwards ? "" : NULL,
        .compressed = true,
        .user_agent = settings->user_agent,
    });
    return direct;
}

void direct_free(struct direct **direct)
{
    struct direct *old = steal(direct);

    if (old == NULL)
        return;
    http_client_free(&old->client);
    for (size_t i = 0; i < MAX_FORWARDS; i++)
        forward_free(&old->forwards[i]);
    text_list_release(&old->settings.flags);
    free(old);
}

const char *direct_url(const struct direct *direct)
{
    return direct == NULL ? NULL : direct->settings.url;
}

void direct_add_agent(const char *kube_namespace, const char *node, struct pod_list *list)
{
    struct pod agent = {
        .kube_namespace = xstrdup(kube_namespace),
        .node = xstrdup(node),
        .phase = xstrdup("Running"),
        .ready = true,
    };

    pod_list_add(list, &agent);
}

static void flight_free(struct flight *flight)
{
    free(flight->call.path);
    free(flight->call.header);
    text_list_release(&flight->headers);
    free(flight);
}

static void unlink_flight(struct flight **list, const struct flight *flight)
{
    while (*list != NULL && *list != flight)
        list = &(*list)->next;
    if (*list != NULL)
        *list = flight->next;
}

static void append(struct flight **list, struct flight *flight)
{
    while (*list != NULL)
        list = &(*list)->next;
    flight->next = NULL;
    *list = flight;
}

static void fail(struct run *run, struct flight *flight, struct error *err)
{
    run->work->done(run->work->context, flight->call.tag, NULL, err);
    flight_free(flight);
}

// ---- port-forwards

static bool is_in_use(const struct run *run, const struct forward *forward)
{
    for (const struct flight *one = run->waiting; one != NULL; one = one->next)
        if (one->forward == forward)
            return true;
    for (const struct flight *one = run->under_way; one != NULL; one = one->next)
        if (one->forward == forward)
            return true;
    return false;
}

// Drops those that have ended by themselves since they were used.
static struct forward *find_forward(const struct run *run, const struct pod *agent)
{
    struct direct *direct = run->direct;

    for (size_t i = 0; i < MAX_FORWARDS; i++) {
        if (direct->forwards[i] == NULL || !forward_is_to(direct->forwards[i], agent))
            continue;
        if (forward_look(direct->forwards[i]) != FORWARD_ENDED ||
            is_in_use(run, direct->forwards[i]))
            return direct->forwards[i];
        forward_free(&direct->forwards[i]);
    }
    return NULL;
}

// Where one more can be, in the place of one that nobody uses if need be; NULL if nowhere now.
static struct forward **find_room(const struct run *run)
{
    struct direct *direct = run->direct;

    for (size_t i = 0; i < MAX_FORWARDS; i++)
        if (direct->forwards[i] == NULL)
            return &direct->forwards[i];
    for (size_t i = 0; i < MAX_FORWARDS; i++)
        if (!is_in_use(run, direct->forwards[i])) {
            forward_free(&direct->forwards[i]);
            return &direct->forwards[i];
        }
    return NULL;
}

// The flight waits for its forward from now on, or has failed. False: there is no room yet.
static bool assign(struct run *run, struct flight *flight)
{
    CLEANUP_ERROR struct error err = {0};

    flight->forward = find_forward(run, flight->agent);
    if (flight->forward == NULL) {
        struct forward **room = find_room(run);
        if (room == NULL)
            return false;
        if (forward_start(&run->direct->settings.flags, flight->agent, room, &err) < 0) {
            fail(run, flight, &err);
            return true;
        }
        flight->forward = *room;
    }
    flight->start_deadline = deadline_in(START_MS);
    append(&run->waiting, flight);
    return true;
}

static int add_complaint(const struct forward *forward, struct error *err)
{
    const char *words = forward_complaint(forward);

    if (strstr(words, "(Forbidden)") != NULL)
        return error_set(err, ERROR_FORBIDDEN,
                         "kubectl port-forward: %s: it takes the rules {apiGroups: [\"\"], "
                         "resources: [pods], verbs: [get]} and {apiGroups: [\"\"], resources: "
                         "[pods/portforward], verbs: [get, create]} in the agents' namespace",
                         words);
    return error_set(err, ERROR_UNAVAILABLE, "kubectl port-forward: %s",
                     *words == '\0' ? "it has ended" : words);
}

// Of those that wait, the first one whose forward is ready; those that will never be have failed.
static struct flight *take_ready(struct run *run)
{
    struct flight *next = NULL;

    for (struct flight *one = run->waiting; one != NULL; one = next) {
        enum forward_state state = forward_look(one->forward);
        CLEANUP_ERROR struct error err = {0};

        next = one->next;
        if (state == FORWARD_STARTING && deadline_left(one->start_deadline) > 0)
            continue;
        unlink_flight(&run->waiting, one);
        if (state == FORWARD_READY)
            return one;
        if (state == FORWARD_ENDED)
            add_complaint(one->forward, &err);
        else
            error_set(&err, ERROR_TIMEOUT, "kubectl port-forward does not listen after %d seconds",
                      START_MS / 1000);
        fail(run, one, &err);
        next = run->waiting;
    }
    return NULL;
}

// ---- what is sent

static struct flight *peek(struct run *run)
{
    struct flight *flight = steal(&run->peeked);
    struct api_call call = {0};

    if (flight != NULL)
        return flight;
    const struct pod *agent = run->work->next(run->work->context, &call);
    if (agent == NULL)
        return NULL;
    flight = xcalloc(1, sizeof(*flight));
    flight->call = call;
    flight->agent = agent;
    return flight;
}

// Starts as many forwards as there is room for.
static void take_in(struct run *run)
{
    for (struct flight *flight = peek(run); flight != NULL; flight = peek(run))
        if (!assign(run, flight)) {
            run->peeked = flight;
            return;
        }
}

static const char *server_of(const struct run *run, const struct flight *flight)
{
    return flight->forward == NULL ? run->direct->settings.url : forward_url(flight->forward);
}

static void log_exchange(const struct run *run, const struct flight *flight,
                         const struct http_reply *reply, const struct error *err)
{
    const struct direct_settings *settings = &run->direct->settings;
    const struct logged_request logged = {
        .level = settings->verbosity,
        .method = flight->call.method,
        .server = server_of(run, flight),
        .path = flight->call.path,
        .user_agent = settings->user_agent,
        .headers = &flight->headers,
    };
    uint64_t milliseconds = (monotonic_us() - flight->sent_us) / 1000;
    CLEANUP_STRBUF struct strbuf lines = {0};
    CLEANUP_STRBUF struct strbuf stamped = {0};

    if (reply == NULL && err == NULL)
        request_log_add_request(&logged, &lines);
    else if (reply == NULL)
        request_log_add_failure(&logged, err, milliseconds, &lines);
    else
        request_log_add_reply(&logged, reply, milliseconds, &lines);
    if (settings->log == NULL || lines.len == 0)
        return;
    request_log_add_stamped(strbuf_text(&lines), &stamped);
    settings->log(strbuf_text(&stamped));
}

static void fill(struct run *run, struct flight *flight, struct http_request *ret)
{
    text_list_add(&flight->headers, "Accept: application/json");
    if (flight->call.header != NULL)
        text_list_add(&flight->headers, flight->call.header);
    *ret = (struct http_request){
        .method = flight->call.method,
        .base_url = flight->forward == NULL ? NULL : forward_url(flight->forward),
        .path = flight->call.path,
        .headers = (const char *const *)flight->headers.items,
        .timeout_ms = flight->call.timeout_ms,
        .max_reply = flight->call.max_reply,
        .keep_headers = run->direct->settings.verbosity >= REQUEST_LOG_BODIES,
    };
    flight->sent_us = monotonic_us();
    log_exchange(run, flight, NULL, NULL);
    append(&run->under_way, flight);
}

static enum http_next next(void *context, struct http_request *ret, void **ret_tag,
                           uint64_t *ret_wait_ms)
{
    struct run *run = context;
    struct flight *flight = NULL;

    if (run->direct->settings.url != NULL) {
        flight = peek(run);
    } else {
        take_in(run);
        flight = take_ready(run);
    }
    if (flight != NULL) {
        fill(run, flight, ret);
        *ret_tag = flight;
        return HTTP_NEXT_REQUEST;
    }
    if (run->waiting == NULL && run->peeked == NULL)
        return HTTP_NEXT_NONE;
    *ret_wait_ms = LOOK_MS;
    return HTTP_NEXT_LATER;
}

// ---- what came

static void done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct run *run = context;
    struct flight *flight = tag;

    unlink_flight(&run->under_way, flight);
    log_exchange(run, flight, reply, err);
    if (reply == NULL) {
        if (err->code == ERROR_UNREACHABLE)
            err->code = ERROR_UNAVAILABLE;
        // kubectl listens whether or not it reaches the pod, and says so by then.
        if (flight->forward != NULL && forward_look(flight->forward) >= FORWARD_READY &&
            *forward_complaint(flight->forward) != '\0')
            add_complaint(flight->forward, err);
    }
    run->work->done(run->work->context, flight->call.tag, reply, err);
    flight_free(flight);
}

static void turn(void *context)
{
    const struct run *run = context;

    if (run->work->turn != NULL)
        run->work->turn(run->work->context);
}

void direct_run(struct direct *direct, const struct direct_work *work)
{
    struct run run = {.direct = direct, .work = work};
    const struct http_work http = {.context = &run, .next = next, .done = done, .turn = turn};

    http_client_run(direct->client, &http);
}
