// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "common/model/limits.h"
#include "node-agent/server/request_limit.h"
#include "test/unit/unit.h"

static const char LINE_TOO_LONG[] =
    "the request line is longer than 16384 bytes; of container IDs at most 64 are answered in one "
    "request";
static const char REQUEST_TOO_LARGE[] = "the request is larger than 20480 bytes";

// The beginning of a request, filled up to len bytes with `filler` over and over.
static void fill(struct strbuf *buf, const char *beginning, const char *filler, size_t len)
{
    strbuf_add_text(buf, beginning);
    while (buf->len < len)
        strbuf_add_text(buf, filler);
}

static int check(size_t taken, const struct strbuf *text, struct error *err)
{
    return request_limit_check(taken, text->data, text->len, err);
}

static void what_is_within_the_limits_passes(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    fill(&text, "GET /", "x", LIMIT_REQUEST_HEADERS);
    assert_int_equal(check(0, &text, &err), 0);
    assert_int_equal(request_limit_check(LIMIT_REQUEST_HEADERS, NULL, 0, &err), 0);
}

static void a_long_request_line_is_refused(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    fill(&text, "GET /", "x", LIMIT_REQUEST_HEADERS + 1);
    assert_int_equal(check(0, &text, &err), 414);
    assert_error(&err, ERROR_TOO_LARGE, LINE_TOO_LONG);
    error_release(&err);
    strbuf_add_text(&text, " HTTP/1.1\r\nHost: x\r\n\r\n"); // it has arrived in one go
    assert_int_equal(check(0, &text, &err), 414);
    assert_error(&err, ERROR_TOO_LARGE, LINE_TOO_LONG);
}

static void a_line_of_too_many_ids_is_told_from_other_long_ones(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf many = {0};
    CLEANUP_STRBUF struct strbuf few = {0};

    fill(&many, "GET /v1/containers?id=docker://a", "&id=docker://b", LIMIT_REQUEST_HEADERS + 9);
    assert_int_equal(check(0, &many, &err), 413);
    assert_error(&err, ERROR_TOO_LARGE, LINE_TOO_LONG);
    fill(&few, "GET /v1/containers?id=docker://a&id=", "docker://id=", LIMIT_REQUEST_HEADERS + 9);
    assert_int_equal(check(0, &few, &err), 414);
}

static void a_long_head_or_body_is_refused(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    fill(&text, "GET / HTTP/1.1\r\nX: ", "x", LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY);
    assert_int_equal(check(0, &text, &err), 0);
    strbuf_add_char(&text, 'x');
    assert_int_equal(check(0, &text, &err), 413);
    assert_error(&err, ERROR_TOO_LARGE, REQUEST_TOO_LARGE);
    assert_int_equal(request_limit_check(LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY, "x", 1, &err),
                     413);
}

static void requests_behind_a_complete_head_do_not_count(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    fill(&text, "", "GET /healthz HTTP/1.1\r\n\r\n", 2 * LIMIT_REQUEST_HEADERS);
    assert_int_equal(check(0, &text, &err), 0);
    assert_int_equal(check(100, &text, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_within_the_limits_passes),
        cmocka_unit_test(a_long_request_line_is_refused),
        cmocka_unit_test(a_line_of_too_many_ids_is_told_from_other_long_ones),
        cmocka_unit_test(a_long_head_or_body_is_refused),
        cmocka_unit_test(requests_behind_a_complete_head_do_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
