// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/apiserver/request_log.h"
#include "test/unit/unit.h"

#define HEADERS                                                                                    \
    "Request Headers:\n"                                                                           \
    "    Authorization: Bearer <masked>\n"                                                         \
    "    User-Agent: me\n"

static struct text_list headers;

static struct logged_request request_at(uint64_t level)
{
    return (struct logged_request){.level = level,
                                   .method = "POST",
                                   .server = "https://h",
                                   .path = "/p?x=\x1b",
                                   .user_agent = "me",
                                   .headers = &headers,
                                   .body = {"{\"token\":\"s3cret\"}", 18}};
}

static void each_level_shows_more_of_a_request(void **state)
{
    static const struct {
        uint64_t level;
        const char *lines;
    } rows[] = {
        {5, ""},
        {6, ""},
        {7, "POST https://h/p?x=\\x1b\n" HEADERS},
        {8, "Request Body: {\"token\":<masked>}\nPOST https://h/p?x=\\x1b\n" HEADERS},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        const struct logged_request request = request_at(rows[i].level);

        request_log_add_request(&request, &out);
        assert_string_equal(strbuf_text(&out), rows[i].lines);
    }
}

static void each_level_shows_more_of_a_reply(void **state)
{
    static const struct {
        uint64_t level;
        const char *lines;
    } rows[] = {
        {5, ""},
        {6, "POST https://h/p?x=\\x1b 418 in 7 milliseconds\n"},
        {7, "Response Status: 418 in 7 milliseconds\n"},
        {8, "Response Status: 418 in 7 milliseconds\n"
            "Response Headers:\n    A: b\n    Set-Cookie: <masked>\nResponse Body: x\\ny\n"},
    };
    (void)state;
    CLEANUP_HTTP_REPLY struct http_reply reply = {.status = 418};

    strbuf_add_text(&reply.headers, "HTTP/1.1 418 I am\r\nA: b\r\nSet-Cookie: s3cret\r\n\r\n");
    strbuf_add_text(&reply.body, "x\ny");
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        const struct logged_request request = request_at(rows[i].level);

        request_log_add_reply(&request, &reply, 7, &out);
        assert_string_equal(strbuf_text(&out), rows[i].lines);
    }
}

static void long_bodies_are_cut_but_at_the_last_level(void **state)
{
    static const struct {
        uint64_t level;
        size_t shown;
        const char *end;
    } rows[] = {
        {8, 1024, "x [truncated 18976 chars]\n"},
        {9, 10240, "x [truncated 9760 chars]\n"},
        {10, 20000, "x\n"},
    };
    (void)state;
    CLEANUP_HTTP_REPLY struct http_reply reply = {.status = 200};

    strbuf_add_repeated(&reply.body, 'x', 20000);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        const struct logged_request request = request_at(rows[i].level);

        request_log_add_reply(&request, &reply, 0, &out);
        const char *body = strstr(strbuf_text(&out), "Response Body: ") + strlen("Response Body: ");
        assert_int_equal(strspn(body, "x"), rows[i].shown);
        assert_string_equal(body + rows[i].shown - 1, rows[i].end);
    }
}

static void what_did_not_come_says_why(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_ERROR struct error err = {0};
    const struct logged_request request = request_at(6);

    error_set(&err, ERROR_UNREACHABLE, "EOF");
    request_log_add_failure(&request, &err, 3, &out);
    assert_string_equal(strbuf_text(&out),
                        "POST https://h/p?x=\\x1b failed in 3 milliseconds: EOF\n");
}

static void every_line_is_stamped(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf out = {0};

    request_log_add_stamped("a\nb\n", &out);
    // "I0102 03:04:05.000006 " and seven columns or more for the PID.
    assert_int_equal(strbuf_text(&out)[0], 'I');
    assert_int_equal(strspn(strbuf_text(&out) + 1, "0123456789"), 4);
    assert_int_equal(strspn(strbuf_text(&out) + 6, "0123456789:."), 15);
    const char *first = strstr(strbuf_text(&out), " nsinfo] a\nI");
    assert_non_null(first);
    assert_non_null(strstr(first, " nsinfo] b\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_level_shows_more_of_a_request),
        cmocka_unit_test(each_level_shows_more_of_a_reply),
        cmocka_unit_test(long_bodies_are_cut_but_at_the_last_level),
        cmocka_unit_test(what_did_not_come_says_why),
        cmocka_unit_test(every_line_is_stamped),
    };

    text_list_add(&headers, "Authorization: Bearer s3cret");
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_list_release(&headers);
    return failed;
}
