// SPDX-License-Identifier: Apache-2.0
//
// Whom the agent's client for the API server trusts, and by what it is known there.
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>

#include "test/unit/api_fixture.h"

// clang-format off
static const char routes[] = ROUTES([
    {"path": "/hello", "json": {"a": 1}}
]);
// clang-format on

static int start_servers(void **state)
{
    (void)state;
    fixture_set_up(routes, PLAIN);
    return 0;
}

// ---- servers that are not there, or not the right ones

// A port that nobody listens on: bound, so that nobody else takes it, but without listen(2).
static int bind_silent_port(int family, char **ret_url)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.any.sa_family = (sa_family_t)family};
    socklen_t len = family == AF_INET ? sizeof(address.v4) : sizeof(address.v6);
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (family == AF_INET)
        address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        address.v6.sin6_addr = in6addr_loopback;
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, &address.any, len), 0);
    assert_int_equal(getsockname(fd, &address.any, &len), 0);
    *ret_url = family == AF_INET ? xasprintf("https://127.0.0.1:%u", ntohs(address.v4.sin_port))
                                 : xasprintf("https://[::1]:%u", ntohs(address.v6.sin6_port));
    return fd;
}

static void a_refused_connection_has_its_errno(void **state)
{
    static const int families[] = {AF_INET, AF_INET6};
    (void)state;

    for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
        CLEANUP_FREE char *url = NULL;
        CLEANUP_FD ATTR_UNUSED int fd = bind_silent_port(families[i], &url);
        CLEANUP_API_CLIENT struct api_client *client = client_of(url, fixture.ca, fixture.token);
        CLEANUP_API_REPLY struct api_reply reply = {0};
        CLEANUP_FREE char *message = xasprintf(
            "connect to the API server at %s: Connection refused", url + strlen("https://"));
        CLEANUP_ERROR struct error err = {0};
        const struct api_request request = get("/");

        assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
        assert_error(&err, ERROR_UNREACHABLE, message);
        assert_int_equal(err.sys_errno, ECONNREFUSED);
    }
}

// The broadcast address is none for TCP.
static void an_address_that_cannot_be_reached_has_its_errno(void **state)
{
    static const char URL[] = "https://255.255.255.255:443";
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = client_of(URL, fixture.ca, fixture.token);
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    const struct api_request request = get("/");

    assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
    assert_string_equal(error_code_name(err.code), "Unreachable");
    assert_true(str_starts_with(err.message, "connect to the API server at 255.255.255.255:443: "));
    assert_int_not_equal(err.sys_errno, 0);
    assert_int_not_equal(err.sys_errno, ECONNREFUSED);
}

// It accepts, by the kernel's queue, and never says a word.
static void a_handshake_without_an_answer_times_out(void **state)
{
    (void)state;
    CLEANUP_FREE char *url = NULL;
    CLEANUP_FD int fd = bind_silent_port(AF_INET, &url);
    assert_int_equal(listen(fd, 4), 0);
    CLEANUP_API_CLIENT struct api_client *client = client_of(url, fixture.ca, fixture.token);
    struct api_request request = get("/");

    request.timeout_ms = 1000;
    assert_fails(client, &request, url, ERROR_TIMEOUT, SERVER, " did not answer within 1 s");
}

static const struct {
    int server;
    const char *ca;
    const char *before, *after;
} trust_rows[] = {
    {GOOD, "wrong-ca.pem", "the certificate of " SERVER,
     ": certificate verify failed (unable to get local issuer certificate)"},
    {EXPIRED, "ca.pem", "the certificate of " SERVER,
     ": certificate verify failed (certificate has expired)"},
    {OTHER_NAME, "ca.pem", "the certificate of " SERVER,
     ": certificate verify failed (IP address mismatch)"},
    {OLD_TLS, "ca.pem", "the TLS handshake with " SERVER, ": tlsv1 alert protocol version"},
    {PLAIN, "ca.pem", "the TLS handshake with " SERVER, ": wrong version number"},
};

static void a_server_that_is_not_the_right_one_gets_no_request(void **state)
{
    (void)state;
    forget_requests();
    for (size_t i = 0; i < ARRAY_SIZE(trust_rows); i++) {
        CLEANUP_FREE char *ca = fake_folder_file(&fixture.folder, trust_rows[i].ca);
        CLEANUP_FREE char *url =
            xasprintf("https%s", strchr(fixture.urls[trust_rows[i].server], ':'));
        CLEANUP_API_CLIENT struct api_client *client = client_of(url, ca, fixture.token);
        const struct api_request request = get("/hello");

        assert_fails(client, &request, url, ERROR_UNREACHABLE, trust_rows[i].before,
                     trust_rows[i].after);
    }
    assert_int_equal(requests_seen(), 0);
}

// ---- files

// A link to one of the files in the folder, turned as kubelet turns it.
static void turn_link(const char *link, const char *target)
{
    CLEANUP_FREE char *fresh = xasprintf("%s.new", link);

    assert_int_equal(symlink(target, fresh), 0);
    assert_int_equal(rename(fresh, link), 0);
}

static void a_token_that_is_rotated_is_taken(void **state)
{
    (void)state;
    CLEANUP_FREE char *link = fake_folder_file(&fixture.folder, "token-link");
    fake_folder_write(&fixture.folder, "token-1", "first\n");
    fake_folder_write(&fixture.folder, "token-2", " \tother \r\n\n");
    turn_link(link, "token-1");
    CLEANUP_API_CLIENT struct api_client *client = client_of(fixture.urls[GOOD], fixture.ca, link);

    forget_requests();
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_true(is_seen("\"authorization\": \"Bearer first\""));
    turn_link(link, "token-2");
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_true(is_seen("\"authorization\": \"Bearer other\""));
    assert_int_equal(connections_seen(), 1);
}

// NULL: it is not there.
static const struct {
    const char *content, *before, *after;
} token_rows[] = {
    {NULL, "read the token \"", "\": No such file or directory"},
    {"", "the token \"", "\" is empty"},
    {" \r\n", "the token \"", "\" is empty"},
    {"s3c\nret", "the token \"", "\" has characters that are not allowed in one"},
    {"s3c\r\nX-Evil: 1", "the token \"", "\" has characters that are not allowed in one"},
    {"s3c\x7f", "the token \"", "\" has characters that are not allowed in one"},
    {"s3c\xc3\xa9", "the token \"", "\" has characters that are not allowed in one"},
};

// Also where the one before was good; and the next is.
static void a_token_that_is_none_is_refused_without_being_told(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "bad-token");
    CLEANUP_API_CLIENT struct api_client *client = client_of(fixture.urls[GOOD], fixture.ca, path);
    const struct api_request request = get("/hello");

    for (size_t i = 0; i < ARRAY_SIZE(token_rows); i++) {
        CLEANUP_FREE char *message =
            xasprintf("%s%s%s", token_rows[i].before, path, token_rows[i].after);
        CLEANUP_API_REPLY struct api_reply reply = {0};
        CLEANUP_ERROR struct error err = {0};

        fake_folder_write(&fixture.folder, "bad-token", "good");
        assert_gets(client, "/hello", 200, "{\"a\": 1}");
        assert_int_equal(unlink(path), 0);
        if (token_rows[i].content != NULL)
            fake_folder_write(&fixture.folder, "bad-token", token_rows[i].content);
        assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
        assert_error(&err, ERROR_UNAVAILABLE, message);
    }
}

static void a_token_without_an_end_is_refused(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], fixture.ca, "/dev/zero");
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    const struct api_request request = get("/hello");

    assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE,
                 "read the token \"/dev/zero\": it is larger than 1048576 bytes");
}

static void authorities_that_change_count_at_once(void **state)
{
    (void)state;
    CLEANUP_FREE char *link = fake_folder_file(&fixture.folder, "ca-link");
    turn_link(link, "ca.pem");
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], link, fixture.token);
    const struct api_request request = get("/hello");

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    turn_link(link, "wrong-ca.pem");
    assert_fails(client, &request, fixture.urls[GOOD], ERROR_UNREACHABLE,
                 "the certificate of " SERVER,
                 ": certificate verify failed (unable to get local issuer certificate)");
    turn_link(link, "ca.pem");
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

static void add_file(const char *name, struct strbuf *ret)
{
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, name);
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read(path, ret, &err), 0);
}

static void each_of_several_authorities_is_trusted(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "both.pem");
    CLEANUP_STRBUF struct strbuf both = {0};
    add_file("wrong-ca.pem", &both);
    add_file("ca.pem", &both);
    fake_folder_write(&fixture.folder, "both.pem", strbuf_text(&both));
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], path, fixture.token);

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

// As in Go, and so as every other client of the cluster has it.
static void a_certificate_without_its_issuer_is_an_authority(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "server.pem");
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], path, fixture.token);

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

// NULL: it is not there.
static const struct {
    const char *content, *after;
} ca_rows[] = {
    {NULL, ": No such file or directory"},
    {"", ": there is no certificate in it"},
    {"no PEM", ": there is no certificate in it"},
    {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ": wrong tag"},
    {"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", ": bad base64 decode"},
};

static void authorities_that_are_none_are_refused(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "bad.pem");
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], path, fixture.token);
    const struct api_request request = get("/hello");

    for (size_t i = 0; i < ARRAY_SIZE(ca_rows); i++) {
        CLEANUP_FREE char *message =
            xasprintf("read the certificate authorities \"%s\"%s", path, ca_rows[i].after);
        CLEANUP_API_REPLY struct api_reply reply = {0};
        CLEANUP_ERROR struct error err = {0};

        if (ca_rows[i].content != NULL)
            fake_folder_write(&fixture.folder, "bad.pem", ca_rows[i].content);
        assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
        assert_error(&err, ERROR_UNAVAILABLE, message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_connection_has_its_errno),
        cmocka_unit_test(an_address_that_cannot_be_reached_has_its_errno),
        cmocka_unit_test(a_handshake_without_an_answer_times_out),
        cmocka_unit_test(a_server_that_is_not_the_right_one_gets_no_request),
        cmocka_unit_test(a_token_that_is_rotated_is_taken),
        cmocka_unit_test(a_token_that_is_none_is_refused_without_being_told),
        cmocka_unit_test(a_token_without_an_end_is_refused),
        cmocka_unit_test(authorities_that_change_count_at_once),
        cmocka_unit_test(each_of_several_authorities_is_trusted),
        cmocka_unit_test(a_certificate_without_its_issuer_is_an_authority),
        cmocka_unit_test(authorities_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, start_servers, fixture_tear_down);
}
