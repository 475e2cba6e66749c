// SPDX-License-Identifier: Apache-2.0
#include "common/net/proxy.h"
#include "test/unit/unit.h"

static const struct proxy_environment both = {.http_proxy = "h", .https_proxy = "s"};

static void the_proxy_goes_by_the_scheme_and_never_to_loopback(void **state)
{
    static const struct proxy_environment none = {0};
    static const struct {
        const struct proxy_environment *environment;
        bool is_https;
        const char *host;
        const char *proxy;
    } rows[] = {
        {&both, true, "example.com", "s"},
        {&both, false, "example.com", "h"},
        {&both, true, "10.0.0.1", "s"},
        {&both, true, "128.0.0.1", "s"},
        {&both, true, "localhost", ""},
        {&both, true, "LOCALHOST", ""},
        {&both, true, "127.0.0.1", ""},
        {&both, false, "127.255.0.9", ""},
        {&both, true, "::1", ""},
        {&both, true, "::2", "s"},
        {&both, true, "localhost.org", "s"},
        {&none, true, "example.com", ""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct proxy_target target = {rows[i].is_https, rows[i].host, "443"};
        assert_string_equal(proxy_choose(rows[i].environment, &target), rows[i].proxy);
    }
}

// golang.org/x/net/http/httpproxy, Config.NoProxy
static void what_no_proxy_lists_is_reached_directly(void **state)
{
    static const struct {
        const char *no_proxy;
        const char *host;
        const char *port;
        const char *proxy;
    } rows[] = {
        {"example.com", "example.com", "443", ""},
        {"example.com", "a.example.com", "443", ""},
        {"example.com", "anexample.com", "443", "s"},
        {"EXAMPLE.com", "Example.COM", "443", ""},
        {".example.com", "example.com", "443", "s"},
        {".example.com", "a.example.com", "443", ""},
        {"*.example.com", "example.com", "443", "s"},
        {"*.example.com", "a.b.example.com", "443", ""},
        {"example.com:8443", "example.com", "443", "s"},
        {"example.com:8443", "example.com", "8443", ""},
        {"*", "example.com", "443", ""},
        {"a.org, *", "example.com", "443", ""},
        {" a.org ,\texample.com ", "example.com", "443", ""},
        {"a.org,,b.org", "b.org", "443", ""},
        {",", "example.com", "443", "s"},
        {":443", "example.com", "443", "s"},
        {"10.0.0.0/8", "10.1.2.3", "443", ""},
        {"10.0.0.0/8", "11.1.2.3", "443", "s"},
        {"10.0.0.0/9", "10.128.0.1", "443", "s"},
        {"10.0.0.0/33", "10.0.0.1", "443", "s"},
        {"10.0.0.0/0", "::2", "443", "s"},
        {"10.0.0.1", "10.0.0.1", "443", ""},
        {"10.0.0.1:80", "10.0.0.1", "443", "s"},
        {"10.0.0.1", "10.0.0.11", "443", "s"},
        {"fd00::/8", "fd12::1", "443", ""},
        {"fd00::/8", "fe12::1", "443", "s"},
        {"fd00::1", "fd00:0::1", "443", ""},
        {"[fd00::1]:6443", "fd00::1", "6443", ""},
        {"[fd00::1]:6443", "fd00::1", "443", "s"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct proxy_environment environment = {.https_proxy = "s",
                                                      .no_proxy = rows[i].no_proxy};
        const struct proxy_target target = {true, rows[i].host, rows[i].port};
        assert_string_equal(proxy_choose(&environment, &target), rows[i].proxy);
    }
}

static void a_proxy_is_named_as_the_library_takes_it_and_shown_without_its_password(void **state)
{
    static const struct {
        const char *proxy;
        const char *url;
        const char *shown;
    } rows[] = {
        {"p", "http://p:80", "p:80"},
        {"p:3128", "http://p:3128", "p:3128"},
        {"http://p", "http://p:80", "p:80"},
        {"HTTPS://p/path?q", "https://p:443", "p:443"},
        {"http://[::1]", "http://[::1]:80", "[::1]:80"},
        {"http://[::1]:3128", "http://[::1]:3128", "[::1]:3128"},
        {"socks5://p", "socks5h://p:1080", "p:1080"},
        {"socks5h://p:9", "socks5h://p:9", "p:9"},
        {"http://u:w@p", "http://u:w@p:80", "p:80"},
        {"http://u:w@p:1", "http://u:w@p:1", "p:1"},
        {"ftp://p", "ftp://p", "p"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf url = {0};
        CLEANUP_STRBUF struct strbuf shown = {0};

        proxy_add_url(&url, rows[i].proxy);
        assert_string_equal(strbuf_text(&url), rows[i].url);
        proxy_add_shown(&shown, strbuf_text(&url));
        assert_string_equal(strbuf_text(&shown), rows[i].shown);
    }
}

static void the_environments_upper_case_names_come_first(void **state)
{
    (void)state;
    setenv("HTTPS_PROXY", "upper", 1);
    setenv("https_proxy", "lower", 1);
    setenv("HTTP_PROXY", "", 1);
    setenv("http_proxy", "lower", 1);
    unsetenv("NO_PROXY");
    unsetenv("no_proxy");
    struct proxy_environment environment = proxy_environment_get();
    assert_string_equal(environment.https_proxy, "upper");
    assert_string_equal(environment.http_proxy, "lower");
    assert_null(environment.no_proxy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_proxy_goes_by_the_scheme_and_never_to_loopback),
        cmocka_unit_test(what_no_proxy_lists_is_reached_directly),
        cmocka_unit_test(a_proxy_is_named_as_the_library_takes_it_and_shown_without_its_password),
        cmocka_unit_test(the_environments_upper_case_names_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
