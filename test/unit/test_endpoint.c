// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "node-agent/runtime/endpoint.h"
#include "test/unit/unit.h"

static void names_a_runtime_and_a_socket(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        const char *runtime;
        const char *path;
        enum runtime_api api;
    } rows[] = {
        {"containerd=unix:///run/containerd/containerd.sock", "containerd",
         "/run/containerd/containerd.sock", RUNTIME_API_CRI},
        {"cri-o=unix:///a=unix://b", "cri-o", "/a=unix://b", RUNTIME_API_CRI},
        {"docker=unix:///run/docker.sock", "docker", "/run/docker.sock", RUNTIME_API_DOCKER},
        {"podman=unix:///x", "podman", "/x", RUNTIME_API_DOCKER},
        {"something.new_1=unix:///x", "something.new_1", "/x", RUNTIME_API_CRI},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct runtime_endpoint endpoint = {0};

        assert_int_equal(runtime_endpoint_parse(rows[i].text, &endpoint, &err), 0);
        assert_string_equal(endpoint.runtime, rows[i].runtime);
        assert_string_equal(endpoint.path, rows[i].path);
        assert_int_equal(endpoint.api, rows[i].api);
        assert_false(endpoint.if_there);
    }
}

static void anything_else_is_refused(void **state ATTR_UNUSED)
{
    static const char *const rows[] = {
        "",
        "containerd",
        "/run/containerd/containerd.sock",
        "unix:///run/x.sock",
        "=unix:///run/x.sock",
        "containerd=/run/x.sock",
        "containerd=tcp://127.0.0.1:1",
        "containerd=unix://run/x.sock",
        "containerd=unix://",
        "Containerd=unix:///x",
        "container d=unix:///x",
        "thirty-two-characters-are-1-over=unix:///x",
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct runtime_endpoint endpoint = {0};

        print_message("# %s\n", rows[i]);
        assert_int_equal(runtime_endpoint_parse(rows[i], &endpoint, &err), -1);
        assert_error(&err, ERROR_USAGE,
                     "not RUNTIME=unix:///PATH, such as "
                     "containerd=unix:///run/containerd/containerd.sock");
    }
}

// sun_path has 108 bytes, the NUL among them (unix(7)).
static void a_path_is_as_long_as_a_sockets_can_be(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};
    struct runtime_endpoint endpoint = {0};

    strbuf_add_text(&text, "x=unix:///");
    strbuf_add_repeated(&text, 'a', 106);
    assert_int_equal(runtime_endpoint_parse(strbuf_text(&text), &endpoint, &err), 0);
    strbuf_add_char(&text, 'a');
    assert_int_equal(runtime_endpoint_parse(strbuf_text(&text), &endpoint, &err), -1);
    assert_error(&err, ERROR_USAGE, "the path is longer than a socket's can be");
}

static void only_a_usual_path_has_to_be_there(void **state ATTR_UNUSED)
{
    struct runtime_endpoint endpoint = {.path = "/dev/null"};

    assert_true(runtime_endpoint_is_there(&endpoint));
    endpoint.if_there = true;
    assert_false(runtime_endpoint_is_there(&endpoint)); // not a socket
    endpoint.path = "/nonexistent";
    assert_false(runtime_endpoint_is_there(&endpoint));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_a_runtime_and_a_socket),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(a_path_is_as_long_as_a_sockets_can_be),
        cmocka_unit_test(only_a_usual_path_has_to_be_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
