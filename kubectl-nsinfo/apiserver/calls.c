// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/deadline.h"
#include "common/base/monotonic.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/text_list.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/apiserver/connection_state.h"
#include "kubectl-nsinfo/apiserver/request_log.h"

enum { HTTP_TOO_MANY_REQUESTS = 429, HTTP_SERVER_ERROR = 500, MAX_RETRIES = 10 };

// A call on its way.
struct flight {
    struct api_call call;
    struct text_list headers; // as they were sent last
    uint64_t sent_us;         // then
    unsigned credential_run;  // with what
    uint64_t deadline_ms;     // for all of it, retries too; 0: none
    uint64_t due_ms;          // a deadline before which it is not sent again
    bool was_refused;         // for who asked, once already
    unsigned retries;
    struct flight *next_waiting;
};

struct run {
    struct connection *connection;
    const struct api_work *work;
    struct flight *waiting; // to be sent again
    size_t under_way;
    bool other_client;   // it is to be renewed before anything is sent
    bool just_renewed;   // it was, and the next request is what for
    struct error failed; // why who asks cannot be told: the same for all
};

static void flight_free(struct flight *flight)
{
    free(flight->call.path);
    free(flight->call.header);
    text_list_release(&flight->headers);
    free(flight);
}

// ---- what is sent

static void add_authorization(const struct connection *connection, struct text_list *headers)
{
    const char *basic = connection->access->basic;
    const char *token = connection->credential.token;
    CLEANUP_SECRET char *line = NULL;

    if (token != NULL)
        line = xasprintf("Authorization: Bearer %s", token);
    else if (basic != NULL)
        line = xasprintf("Authorization: Basic %s", basic);
    if (line != NULL)
        text_list_add(headers, line);
}

static void add_headers(const struct connection *connection, const char *own_header,
                        struct text_list *headers)
{
    const struct text_list *impersonation = &connection->access->impersonation;

    text_list_add(headers, "Accept: application/json");
    add_authorization(connection, headers);
    for (size_t i = 0; i < impersonation->count; i++)
        text_list_add(headers, impersonation->items[i]);
    if (own_header != NULL)
        text_list_add(headers, own_header);
}

static struct logged_request logged_of(const struct connection *connection,
                                       const struct flight *flight)
{
    return (struct logged_request){
        .level = connection->access->verbosity,
        .method = flight->call.method,
        .server = connection->access->server,
        .path = flight->call.path,
        .user_agent = connection->user_agent,
        .headers = &flight->headers,
        .body = flight->call.body,
    };
}

// Hands the lines to whoever is to see them.
static void show_log(const struct connection *connection, const struct strbuf *lines)
{
    CLEANUP_STRBUF struct strbuf stamped = {0};

    if (connection->access->log != NULL && lines->len > 0) {
        request_log_add_stamped(strbuf_text(lines), &stamped);
        connection->access->log(strbuf_text(&stamped));
    }
}

static void fill(struct run *run, struct flight *flight, struct http_request *ret)
{
    const struct connection *connection = run->connection;
    const struct api_call *call = &flight->call;
    CLEANUP_STRBUF struct strbuf lines = {0};

    text_list_release(&flight->headers);
    add_headers(connection, call->header, &flight->headers);
    *ret = (struct http_request){
        .method = call->method,
        .path = call->path,
        .headers = (const char *const *)flight->headers.items,
        .body = call->body,
        .timeout_ms = call->timeout_ms,
        .max_reply = call->max_reply,
        .keep_headers = connection->access->verbosity >= REQUEST_LOG_BODIES,
    };
    if (flight->deadline_ms == 0 && call->timeout_ms > 0)
        flight->deadline_ms = deadline_in(call->timeout_ms);
    else if (flight->deadline_ms > 0)
        ret->timeout_ms = deadline_left(flight->deadline_ms) + 1; // 0 would be none
    flight->credential_run = connection->credential.runs;
    flight->sent_us = monotonic_us();
    const struct logged_request logged = logged_of(connection, flight);
    request_log_add_request(&logged, &lines);
    show_log(connection, &lines);
}

// ---- what comes next

static struct flight *take_due(struct run *run)
{
    bool all = run->failed.code != ERROR_NONE; // nothing is sent any more

    for (struct flight **link = &run->waiting; *link != NULL; link = &(*link)->next_waiting)
        if (all || deadline_left((*link)->due_ms) == 0) {
            struct flight *due = *link;
            *link = due->next_waiting;
            return due;
        }
    return NULL;
}

static struct flight *take_next(struct run *run)
{
    struct flight *due = take_due(run);
    struct api_call call = {0};

    if (due != NULL || !run->work->next(run->work->context, &call))
        return due;
    struct flight *flight = xcalloc(1, sizeof(*flight));
    flight->call = call;
    return flight;
}

static enum http_next wait_for_due(const struct run *run, uint64_t *ret_wait_ms)
{
    for (const struct flight *one = run->waiting; one != NULL; one = one->next_waiting) {
        uint64_t left = deadline_left(one->due_ms);
        *ret_wait_ms = left < *ret_wait_ms ? left : *ret_wait_ms;
    }
    return run->waiting == NULL ? HTTP_NEXT_NONE : HTTP_NEXT_LATER;
}

static void finish(struct run *run, struct flight *flight, struct http_reply *reply,
                   struct error *err)
{
    run->work->done(run->work->context, flight->call.tag, reply, err);
    flight_free(flight);
}

static void send_again(struct run *run, struct flight *flight, uint64_t wait_ms)
{
    flight->due_ms = deadline_in(wait_ms);
    flight->next_waiting = run->waiting;
    run->waiting = flight;
}

// Who asks cannot be told, and a plugin that failed is not asked again for each request.
static void fail_all(struct run *run, struct flight *flight)
{
    for (; flight != NULL; flight = take_next(run)) {
        CLEANUP_ERROR struct error err = {0};
        error_copy(&err, &run->failed);
        finish(run, flight, NULL, &err);
    }
}

// False if nothing can be sent now: another client has to come first, or never.
static bool identify(struct run *run, struct flight *flight)
{
    if (run->just_renewed) {
        run->just_renewed = false;
        return true;
    }
    if (run->failed.code == ERROR_NONE &&
        credential_renew(&run->connection->credential, &run->other_client, &run->failed) == 0) {
        if (run->other_client)
            send_again(run, flight, 0);
        return !run->other_client;
    }
    run->other_client = false;
    fail_all(run, flight);
    return false;
}

static enum http_next next(void *context, struct http_request *ret, void **ret_tag,
                           uint64_t *ret_wait_ms)
{
    struct run *run = context;

    // A plugin may ask the user and take its time: what is under way comes to its end before.
    if (run->other_client ||
        (run->under_way > 0 && credential_is_due(&run->connection->credential)))
        return HTTP_NEXT_NONE;
    struct flight *flight = take_next(run);
    if (flight == NULL)
        return wait_for_due(run, ret_wait_ms);
    if (!identify(run, flight))
        return HTTP_NEXT_NONE;
    fill(run, flight, ret);
    *ret_tag = flight;
    run->under_way++;
    return HTTP_NEXT_REQUEST;
}

// ---- what came

// What went wrong below HTTP, as kubectl reports it.
static void add_prefix(const struct connection *connection, struct error *err)
{
    if (err->code == ERROR_UNREACHABLE && err->sys_errno == ECONNREFUSED) {
        error_set(err, ERROR_UNREACHABLE,
                  "The connection to the server %s was refused - did you specify the right host or "
                  "port?",
                  connection->server);
        err->sys_errno = ECONNREFUSED;
        error_set_prefix(err, "%s", "");
    } else if (err->code == ERROR_UNREACHABLE || err->code == ERROR_TIMEOUT) {
        error_set_prefix(err, "Unable to connect to the server");
    }
}

// A request that was refused for who asked did nothing, and may be sent again: once, and with its
// whole time, since the user may have been asked in between.
static bool again_as_another(struct run *run, struct flight *flight, int status)
{
    bool may_help =
        credential_was_refused(&run->connection->credential, flight->credential_run, status);

    if (!may_help || flight->was_refused)
        return false;
    flight->was_refused = true;
    flight->deadline_ms = 0;
    send_again(run, flight, 0);
    return true;
}

// As client-go does (rest/with_retry.go): it was the server's own word that it did nothing yet.
static bool again_later(struct run *run, struct flight *flight, const struct http_reply *reply)
{
    uint64_t wait_ms = reply->retry_after_s * 1000;

    if (!reply->has_retry_after ||
        (reply->status != HTTP_TOO_MANY_REQUESTS && reply->status < HTTP_SERVER_ERROR))
        return false;
    if (flight->retries == MAX_RETRIES ||
        (flight->deadline_ms > 0 && wait_ms >= deadline_left(flight->deadline_ms)))
        return false;
    flight->retries++;
    send_again(run, flight, wait_ms);
    return true;
}

static void log_result(const struct run *run, const struct flight *flight,
                       const struct http_reply *reply, const struct error *err)
{
    const struct logged_request logged = logged_of(run->connection, flight);
    uint64_t milliseconds = (monotonic_us() - flight->sent_us) / 1000;
    CLEANUP_STRBUF struct strbuf lines = {0};

    if (reply == NULL)
        request_log_add_failure(&logged, err, milliseconds, &lines);
    else
        request_log_add_reply(&logged, reply, milliseconds, &lines);
    show_log(run->connection, &lines);
}

static void done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct run *run = context;
    struct flight *flight = tag;

    run->under_way--;
    log_result(run, flight, reply, err);
    if (reply == NULL) {
        add_prefix(run->connection, err);
    } else {
        if (again_as_another(run, flight, reply->status) || again_later(run, flight, reply))
            return;
        connection_keep_warnings(run->connection, reply->warnings);
    }
    finish(run, flight, reply, err);
}

static void turn(void *context)
{
    struct run *run = context;

    if (run->work->turn != NULL)
        run->work->turn(run->work->context);
}

void connection_run(struct connection *connection, const struct api_work *work)
{
    struct run run = {.connection = connection, .work = work};
    const struct http_work http = {.context = &run, .next = next, .done = done, .turn = turn};

    do {
        if (run.other_client)
            connection_renew_client(connection);
        run.just_renewed = run.other_client;
        run.other_client = false;
        http_client_run(connection->client, &http);
    } while (run.other_client);
    error_release(&run.failed);
}
