// SPDX-License-Identifier: Apache-2.0
//
// Many requests at once, by HTTP and by HTTPS.
#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/net/http_client.h"
#include "test/unit/fake_server.h"

#define ROUTES(...) #__VA_ARGS__
// clang-format off
static const char routes[] = ROUTES([
    {"path": "/hello", "text": "hello"},
    {"path": "/a-while", "fault": "delay", "seconds": 0.3, "text": "late"},
    {"path": "/hang", "fault": "hang", "seconds": 60},
    {"path": "/close", "fault": "close"},
    {"path": "/huge", "fault": "huge", "size": 1000000},
    {"path": "/busy", "status": 429, "text": "later", "headers": {"Retry-After": "7"}},
    {"path": "/date", "status": 503, "text": "later",
     "headers": {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}}
]);
// clang-format on

static struct {
    struct fake_folder folder;
    pid_t plain, tls;
    char *plain_url, *tls_url;
} fixture = {.folder = FAKE_FOLDER};

static int start_servers(void **state)
{
    (void)state;
    fake_folder_make(&fixture.folder);
    fake_folder_make_certs(&fixture.folder);
    fake_folder_write(&fixture.folder, "routes.json", routes);
    CLEANUP_FREE char *file = fake_folder_file(&fixture.folder, "routes.json");
    static const char server[] = NSINFO_SUPPORT "/fake_apiserver.py";
    const char *const plain[] = {server, file, NULL};
    const char *const tls[] = {server, file, "--tls", fixture.folder.path, NULL};
    fixture.plain = fake_server_start_at(plain, &fixture.plain_url);
    fixture.tls = fake_server_start_at(tls, &fixture.tls_url);
    return 0;
}

static int stop_servers(void **state)
{
    (void)state;
    fake_server_stop(fixture.plain);
    fake_server_stop(fixture.tls);
    free(fixture.plain_url);
    free(fixture.tls_url);
    fake_folder_remove(&fixture.folder);
    return 0;
}

// So many requests for each path in turn.
struct batch {
    const char *path;
    size_t count;
    enum error_code code; // ERROR_NONE: the body says
    const char *body;
    size_t sent, good;
    size_t done;
    size_t others_done; // when its last one was
};

// On a slow machine some count as silent, and others are sent beside them.
enum { MOST_AT_ONCE = 256 };

enum { MAX_BATCHES = 3, TIMEOUT_MS = 60 * 1000, HASTY_MS = 8000 };

struct plan {
    struct batch batches[MAX_BATCHES];
    uint64_t timeout_ms;
    size_t under_way, most, done, turns;
};

static enum http_next next(void *context, struct http_request *ret, void **ret_tag,
                           uint64_t *ret_wait_ms) // NOLINT: the type is that of struct http_work
{
    struct plan *plan = context;

    (void)ret_wait_ms;
    for (size_t i = 0; i < MAX_BATCHES; i++) {
        struct batch *batch = &plan->batches[i];
        if (batch->sent == batch->count)
            continue;
        batch->sent++;
        *ret_tag = batch;
        *ret = (struct http_request){.method = "GET",
                                     .path = batch->path,
                                     .timeout_ms = plan->timeout_ms,
                                     .max_reply = 65536};
        if (++plan->under_way > plan->most)
            plan->most = plan->under_way;
        return HTTP_NEXT_REQUEST;
    }
    return HTTP_NEXT_NONE;
}

static void done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct plan *plan = context;
    struct batch *batch = tag;

    plan->under_way--;
    batch->done++;
    batch->others_done = ++plan->done - batch->done;
    if (reply == NULL)
        batch->good += err->code == batch->code;
    else
        batch->good += batch->code == ERROR_NONE && str_eq(strbuf_text(&reply->body), batch->body);
}

static void turn(void *context)
{
    struct plan *plan = context;

    plan->turns++;
}

static void run(const char *url, bool tls, struct plan *plan)
{
    CLEANUP_HTTP_CLIENT struct http_client *client = http_client_new(
        &(struct http_endpoint){.base_url = url, .skip_verify = tls, .user_agent = "test"});
    const struct http_work work = {.context = plan, .next = next, .done = done, .turn = turn};

    http_client_run(client, &work);
    for (size_t i = 0; i < MAX_BATCHES; i++)
        assert_int_equal(plan->batches[i].good, plan->batches[i].count);
    assert_int_equal(plan->under_way, 0);
}

static void each_request_has_its_own_reply(void **state)
{
    (void)state;
    struct plan plan = {.batches = {{.path = "/hello", .count = 150, .body = "hello"},
                                    {.path = "/a-while", .count = 50, .body = "late"},
                                    {.path = "/404", .count = 0}},
                        .timeout_ms = TIMEOUT_MS};
    struct plan again = plan;

    run(fixture.plain_url, false, &plan);
    assert_in_range(plan.most, 2, MOST_AT_ONCE);
    run(fixture.tls_url, true, &again);
    assert_in_range(again.most, 2, MOST_AT_ONCE);
}

static void one_that_fails_costs_the_others_nothing(void **state)
{
    (void)state;
    struct plan plan = {.batches = {{.path = "/close", .count = 40, .code = ERROR_UNREACHABLE},
                                    {.path = "/huge", .count = 40, .code = ERROR_TOO_LARGE},
                                    {.path = "/hello", .count = 40, .body = "hello"}},
                        .timeout_ms = TIMEOUT_MS};

    run(fixture.plain_url, false, &plan);
}

// Twice as many as there may be at once of those that answer: the second half would else be sent
// when the first one's time is over.
static void the_silent_ones_wait_together_and_hold_up_nobody(void **state)
{
    (void)state;
    struct plan plan = {.batches = {{.path = "/hang", .count = 64, .code = ERROR_TIMEOUT},
                                    {.path = "/hello", .count = 64, .body = "hello"}},
                        .timeout_ms = HASTY_MS};

    run(fixture.plain_url, false, &plan);
    assert_in_range(plan.most, plan.batches[0].count, MOST_AT_ONCE);
    assert_int_equal(plan.batches[1].others_done, 0);
    assert_in_range(plan.turns, 10, SIZE_MAX);
}

// Nothing at first, and one request a while later.
struct later {
    unsigned asked, sent, done;
    uint64_t begun_us;
};

static enum http_next next_later(void *context, struct http_request *ret, void **ret_tag,
                                 uint64_t *ret_wait_ms)
{
    struct later *later = context;
    bool is_time = monotonic_us() - later->begun_us > 250 * 1000;

    (void)ret_tag;
    later->asked++;
    *ret_wait_ms = 50;
    *ret = (struct http_request){
        .method = "GET", .path = "/hello", .timeout_ms = TIMEOUT_MS, .max_reply = 100};
    if (!is_time)
        return HTTP_NEXT_LATER;
    return later->sent++ == 0 ? HTTP_NEXT_REQUEST : HTTP_NEXT_NONE;
}

static void done_later(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct later *later = context;

    (void)tag;
    (void)err;
    assert_non_null(reply);
    later->done++;
}

static void what_is_not_to_be_sent_yet_is_asked_for_again(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client =
        http_client_new(&(struct http_endpoint){.base_url = fixture.plain_url, .user_agent = "t"});
    struct later later = {.begun_us = monotonic_us()};
    const struct http_work work = {.context = &later, .next = next_later, .done = done_later};

    http_client_run(client, &work);
    assert_int_equal(later.done, 1);
    assert_in_range(later.asked, 3, 20);
}

static void the_time_to_retry_after_comes_with_the_reply(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client =
        http_client_new(&(struct http_endpoint){.base_url = fixture.plain_url, .user_agent = "t"});
    static const char *const paths[] = {"/busy", "/date", "/hello"};

    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        const struct http_request request = {
            .method = "GET", .path = paths[i], .timeout_ms = TIMEOUT_MS, .max_reply = 100};
        CLEANUP_HTTP_REPLY struct http_reply reply = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(http_client_send(client, &request, &reply, &err), 0);
        assert_int_equal(reply.has_retry_after, i == 0);
        if (i == 0)
            assert_int_equal(reply.retry_after_s, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_has_its_own_reply),
        cmocka_unit_test(one_that_fails_costs_the_others_nothing),
        cmocka_unit_test(the_silent_ones_wait_together_and_hold_up_nobody),
        cmocka_unit_test(what_is_not_to_be_sent_yet_is_asked_for_again),
        cmocka_unit_test(the_time_to_retry_after_comes_with_the_reply),
    };
    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
