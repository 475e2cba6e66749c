// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/runtime_socket.h"
#include "test/unit/unit.h"

static void the_three_ways_to_write_a_socket_are_read(void **state)
{
    static const struct {
        const char *text, *runtime, *path;
    } rows[] = {
        {"/run/containerd/containerd.sock", "containerd", "/run/containerd/containerd.sock"},
        {"unix:///run/k3s/containerd/containerd.sock", "containerd",
         "/run/k3s/containerd/containerd.sock"},
        {"/var/run/docker.sock", "docker", "/var/run/docker.sock"},
        {"/run/crio/crio.sock", "cri-o", "/run/crio/crio.sock"},
        {"cri-o=unix:///run/other.sock", "cri-o", "/run/other.sock"},
        {"docker=/run/containerd.sock", "docker", "/run/containerd.sock"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_RUNTIME_SOCKET struct runtime_socket socket = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(runtime_socket_parse(rows[i].text, &socket, &err), 0);
        assert_string_equal(socket.runtime, rows[i].runtime);
        assert_string_equal(socket.path, rows[i].path);
    }
}

static void assert_refused(const char *text, const char *message)
{
    struct runtime_socket socket = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(runtime_socket_parse(text, &socket, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, message);
    assert_null(socket.path);
}

static void what_is_no_socket_of_a_known_runtime_is_refused(void **state)
{
    // sun_path has 108 bytes, the NUL among them: unix(7).
    static const char LONG[] =
        "/a123456789b123456789c123456789d123456789e123456789f123456789g123456789h123456789"
        "/crio/crio/crio/crio.sock/";
    (void)state;
    assert_refused("/run/other.sock",
                   "--runtime-endpoint: \"/run/other.sock\" does not tell which runtime listens "
                   "there: write RUNTIME=unix:///run/other.sock, as in "
                   "containerd=unix:///run/other.sock");
    for (size_t i = 0; i < 5; i++) {
        static const char *const texts[] = {"", "containerd.sock", "tcp://1.2.3.4:5",
                                            "/run/../etc/docker.sock", "docker=unix://"};
        char message[256];

        snprintf(message, sizeof(message),
                 "--runtime-endpoint: \"%s\" is no path of a socket on the nodes, such as "
                 "/run/containerd/containerd.sock",
                 texts[i]);
        assert_refused(texts[i], message);
    }
    char longest[sizeof(LONG) + 16];
    snprintf(longest, sizeof(longest), "%scrio.sock", LONG);
    assert_true(strlen(longest) >= 108);
    char message[256];
    snprintf(message, sizeof(message),
             "--runtime-endpoint: \"%s\" is longer than a socket's path can be", longest);
    assert_refused(longest, message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_ways_to_write_a_socket_are_read),
        cmocka_unit_test(what_is_no_socket_of_a_known_runtime_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
