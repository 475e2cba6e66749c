// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_API_FIXTURE_H
#define NSINFO_TEST_API_FIXTURE_H

#include <signal.h>

#include "common/base/text.h"
#include "node-agent/apiserver/api_client.h"
#include "test/unit/fake_server.h"

// API servers for the agent's client: test/support/fake_apiserver.py by TLS, which does what a
// server should not as well.

#define ROUTES(...) #__VA_ARGS__

// Each with a folder of certificates of its own, but for the last one, which has none.
enum { GOOD, EXPIRED, OTHER_NAME, OLD_TLS, PLAIN, SERVER_COUNT };

static struct {
    struct fake_folder folder;
    pid_t pids[SERVER_COUNT];
    char *urls[SERVER_COUNT];
    char *ca, *token, *log;
} fixture;

static inline void fixture_start(int which, const char *certs, const char *option)
{
    CLEANUP_FREE char *routes_file = fake_folder_file(&fixture.folder, "routes.json");
    CLEANUP_FREE char *folder = certs == NULL ? NULL : fake_folder_file(&fixture.folder, certs);
    static const char program[] = NSINFO_SUPPORT "/fake_apiserver.py";
    const char *tls = folder == NULL ? NULL : "--tls"; // and no more
    const char *const argv[] = {program, routes_file, "--log", fixture.log,
                                tls,     folder,      option,  NULL};

    fixture.pids[which] = fake_server_start_at(argv, &fixture.urls[which]);
}

// With a server of each kind up to the last one; routes is the JSON for all of them.
static inline void fixture_set_up(const char *routes, int last)
{
    static const struct {
        const char *certs, *option;
    } servers[SERVER_COUNT] = {
        [GOOD] = {""},
        [EXPIRED] = {"expired"},
        [OTHER_NAME] = {"other-name"},
        [OLD_TLS] = {"", "--tls-1.1"},
    };

    signal(SIGPIPE, SIG_IGN); // as the agent does
    fixture.folder = (struct fake_folder)FAKE_FOLDER;
    fake_folder_make(&fixture.folder);
    fake_folder_make_certs(&fixture.folder);
    fake_folder_write(&fixture.folder, "routes.json", routes);
    fake_folder_write(&fixture.folder, "token", "s3cret");
    fixture.ca = fake_folder_file(&fixture.folder, "ca.pem");
    fixture.token = fake_folder_file(&fixture.folder, "token");
    fixture.log = fake_folder_file(&fixture.folder, "log");
    for (int i = 0; i <= last; i++)
        fixture_start(i, servers[i].certs, servers[i].option);
}

static inline int fixture_tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < SERVER_COUNT; i++) {
        if (fixture.pids[i] != 0)
            fake_server_stop(fixture.pids[i]);
        free(fixture.urls[i]);
    }
    fake_folder_remove(&fixture.folder);
    free(fixture.ca);
    free(fixture.token);
    free(fixture.log);
    return 0;
}

static inline struct api_client *client_of(const char *url, const char *ca_file,
                                           const char *token_file)
{
    const struct api_config config = {url, ca_file, token_file};
    CLEANUP_ERROR struct error err = {0};
    struct api_client *client = NULL;

    assert_int_equal(api_client_new(&config, &client, &err), 0);
    return client;
}

static inline struct api_client *good_client(void)
{
    return client_of(fixture.urls[GOOD], fixture.ca, fixture.token);
}

// Long enough for a handshake under valgrind.
enum { PATIENT_MS = 20 * 1000, HASTY_MS = 700, MAX_REPLY = 50000 };

static inline struct api_request get(const char *path)
{
    return (struct api_request){
        .method = "GET", .path = path, .max_reply = MAX_REPLY, .timeout_ms = PATIENT_MS};
}

static inline void assert_answers(struct api_client *client, const struct api_request *request,
                                  int status, const char *body)
{
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    int rc = api_client_send(client, request, &reply, &err);

    assert_string_equal(err.message == NULL ? "" : err.message, "");
    assert_int_equal(rc, 0);
    assert_int_equal(reply.status, status);
    assert_string_equal(strbuf_text(&reply.body), body);
}

static inline void assert_gets(struct api_client *client, const char *path, int status,
                               const char *body)
{
    const struct api_request request = get(path);

    assert_answers(client, &request, status, body);
}

// The server's address and port stand between the two parts of the message.
static inline void assert_fails(struct api_client *client, const struct api_request *request,
                                const char *url, enum error_code code, const char *before,
                                const char *after)
{
    CLEANUP_FREE char *message = xasprintf("%s%s%s", before, url + strlen("https://"), after);
    struct api_reply reply = {.status = -1};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(api_client_send(client, request, &reply, &err), -1);
    assert_error(&err, code, message);
    assert_int_equal(reply.status, -1);
    assert_null(reply.body.data);
}

#define SERVER "the API server at "

// What the servers have seen.

static inline void forget_requests(void)
{
    fake_folder_write(&fixture.folder, "log", "");
}

static inline void read_log(struct strbuf *ret)
{
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read(fixture.log, ret, &err), 0);
}

static inline unsigned requests_seen(void)
{
    CLEANUP_STRBUF struct strbuf log = {0};
    unsigned count = 0;

    read_log(&log);
    for (size_t i = 0; i < log.len; i++)
        count += log.data[i] == '\n';
    return count;
}

static inline bool is_seen(const char *text)
{
    CLEANUP_STRBUF struct strbuf log = {0};

    read_log(&log);
    return strstr(strbuf_text(&log), text) != NULL;
}

// How many connections the requests have come over, by their clients' ports: the last word of each
// line.
static inline unsigned connections_seen(void)
{
    static const char PORT[] = "\"port\": ";
    CLEANUP_STRBUF struct strbuf log = {0};
    uint64_t last = 0;
    unsigned count = 0;

    read_log(&log);
    for (const char *at = strbuf_text(&log); (at = strstr(at, PORT)) != NULL;) {
        uint64_t port = 0;

        at += strlen(PORT);
        assert_int_equal(parse_u64_at(&at, UINT16_MAX, &port), 0);
        count += port != last;
        last = port;
    }
    return count;
}

#endif
