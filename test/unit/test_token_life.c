// SPDX-License-Identifier: Apache-2.0
#include "common/base/base64.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "node-agent/access/token_life.h"
#include "test/unit/unit.h"

// A token with these claims; its other parts are not looked at.
static char *token_with(const char *claims)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    base64_encode(claims, strlen(claims), &text);
    for (char *at = text.data; at != NULL && *at != '\0'; at++) {
        if (*at == '+')
            *at = '-';
        else if (*at == '/')
            *at = '_';
    }
    size_t len = strcspn(strbuf_text(&text), "=");
    return xasprintf("eyJhbGciOiJSUzI1NiJ9.%.*s.c2lnbmF0dXJl", (int)len, strbuf_text(&text));
}

static void assert_refused(const char *token, const char *message)
{
    CLEANUP_ERROR struct error err = {0};
    uint64_t expires = 7;

    assert_int_equal(token_life_check(token, &expires, &err), -1);
    assert_error(&err, ERROR_UNAUTHORIZED, message);
    assert_int_equal(expires, 7);
}

// As kube-apiserver 1.20 made it.
static void a_token_of_ten_minutes_is_taken(void **state ATTR_UNUSED)
{
    static const char token[] =
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IkEifQ."
        "eyJhdWQiOlsibnNpbmZvLWFnZW50Il0sImV4cCI6MTc5NTYyODU5NSwiaWF0IjoxNzk1NjI3OTk1fQ.c2ln";
    CLEANUP_ERROR struct error err = {0};
    uint64_t expires = 0;

    assert_int_equal(token_life_check(token, &expires, &err), 0);
    assert_int_equal(expires, 1795628595);
}

static void a_token_lives_eleven_minutes_at_most(void **state ATTR_UNUSED)
{
    CLEANUP_FREE char *longest = token_with("{\"iat\":1000,\"exp\":1660}");
    CLEANUP_FREE char *longer = token_with("{\"iat\":1000,\"exp\":1661}");
    CLEANUP_FREE char *endless = token_with("{\"iat\":1,\"exp\":9223372036854775807}");
    CLEANUP_ERROR struct error err = {0};
    uint64_t expires = 0;

    assert_int_equal(token_life_check(longest, &expires, &err), 0);
    assert_int_equal(expires, 1660);
    assert_refused(longer, "the token lives 661 seconds, and at most 660 are accepted: ask for one "
                           "with \"expirationSeconds: 600\"");
    assert_refused(endless, "the token lives 9223372036854775806 seconds, and at most 660 are "
                            "accepted: ask for one with \"expirationSeconds: 600\"");
}

static const char *const no_lives[] = {
    "{}",
    "{\"iat\":1000}",
    "{\"exp\":1660}",
    "{\"iat\":null,\"exp\":1660}",
    "{\"iat\":0,\"exp\":600}",
    "{\"iat\":1000,\"exp\":1000}",
    "{\"iat\":1000,\"exp\":999}",
    "{\"iat\":-1,\"exp\":600}",
    "{\"iat\":\"1000\",\"exp\":\"1600\"}",
    "{\"iat\":1000,\"exp\":1e3}",
    "{\"iat\":1000,\"exp\":99999999999999999999}",
    "[1000,1600]",
    "{\"iat\":1000,\"exp\":1600",
    "",
};

static void a_token_that_does_not_say_is_refused(void **state ATTR_UNUSED)
{
    static const char message[] = "the token does not say how long it lives: it is to be one that "
                                  "the API server makes for an account (TokenRequest)";
    static const char *const no_tokens[] = {"opaque", "a.b", "..", "a.e30=.c", "a.e+A.c", "a.e.c"};

    for (size_t i = 0; i < ARRAY_SIZE(no_lives); i++) {
        CLEANUP_FREE char *token = token_with(no_lives[i]);

        assert_refused(token, message);
    }
    for (size_t i = 0; i < ARRAY_SIZE(no_tokens); i++)
        assert_refused(no_tokens[i], message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_of_ten_minutes_is_taken),
        cmocka_unit_test(a_token_lives_eleven_minutes_at_most),
        cmocka_unit_test(a_token_that_does_not_say_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
