// SPDX-License-Identifier: Apache-2.0
#include "common/base/log.h"
#include "common/base/xalloc.h"
#include "node-agent/config.h"
#include "node-agent/resolve/resolver.h"
#include "test/unit/unit.h"

#define ARGUMENTS(...) ((const char *const[]){"nsinfo-agent", __VA_ARGS__})
#define PARSE(config, err, ...)                                                                    \
    config_parse((int)ARRAY_SIZE(ARGUMENTS(__VA_ARGS__)), ARGUMENTS(__VA_ARGS__), config, err)

static void has_defaults(void **state ATTR_UNUSED)
{
    static const char *const arguments[] = {"nsinfo-agent"};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config config = {0};

    assert_int_equal(config_parse(1, arguments, &config, &err), 0);
    assert_string_equal(config.address, "127.0.0.1");
    assert_int_equal(config.port, 9479);
    assert_string_equal(config.proc_root, "/proc");
    assert_null(config.node_name);
    assert_int_equal(config.log_format, LOG_TEXT);
}

static void asks_the_api_server_of_its_cluster_or_the_one_that_is_named(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config in_pod = {0};
    CLEANUP_CONFIG struct config v6 = {0};
    CLEANUP_CONFIG struct config named = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&in_pod, &err, "--node-name=node-a"), 0);
    assert_string_equal(in_pod.api_server_url, "https://192.0.2.1:443");
    assert_string_equal(in_pod.api_server_ca_file,
                        "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
    assert_string_equal(in_pod.api_server_token_file,
                        "/var/run/secrets/kubernetes.io/serviceaccount/token");
    setenv("KUBERNETES_SERVICE_HOST", "2001:db8::1", 1);
    assert_int_equal(PARSE(&v6, &err, "--node-name=node-a"), 0);
    assert_string_equal(v6.api_server_url, "https://[2001:db8::1]:443");
    unsetenv("KUBERNETES_SERVICE_HOST");
    assert_int_equal(PARSE(&config, &err, "--node-name=node-a"), -1);
    assert_error(&err, ERROR_USAGE,
                 "this is no pod of a cluster: \"--authorization-mode=Webhook\" needs "
                 "\"--api-server\"");
    assert_int_equal(
        PARSE(&named, &err, "--api-server=https://192.0.2.2:6443", "--service-account-dir=/sa"), 0);
    assert_string_equal(named.api_server_url, "https://192.0.2.2:6443");
    assert_string_equal(named.api_server_token_file, "/sa/token");
    setenv("KUBERNETES_SERVICE_HOST", "192.0.2.1", 1);
}

static void an_api_server_is_an_https_address_in_digits(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "--api-server=http://192.0.2.2:6443"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument for \"--api-server\": \"http://192.0.2.2:6443\" is not "
                 "https://ADDRESS:PORT");
    setenv("KUBERNETES_SERVICE_HOST", "kubernetes.default", 1);
    assert_int_equal(PARSE(&config, &err, "--node-name=node-a"), -1);
    assert_error(
        &err, ERROR_USAGE,
        "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT: the host of "
        "\"https://kubernetes.default:443\" is not an IP address, and names are not looked "
        "up");
    setenv("KUBERNETES_SERVICE_HOST", "192.0.2.1", 1);
}

static void trusts_every_caller_on_a_loopback_address_alone(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config trusting = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&trusting, &err, "--authorization-mode=AlwaysAllow"), 0);
    assert_null(trusting.api_server_url);
    assert_int_equal(
        PARSE(&config, &err, "--authorization-mode=AlwaysAllow", "--listen=0.0.0.0:9479"), -1);
    assert_error(&err, ERROR_USAGE,
                 "\"--authorization-mode=AlwaysAllow\" is for a loopback address, such as "
                 "127.0.0.1:9479, or a unix socket, and not for \"0.0.0.0:9479\"");
}

static void takes_every_flag(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "--listen=[::1]:0", "--proc-root", "/host/proc",
                           "--node-name=node-a", "--log-format=json"),
                     0);
    assert_string_equal(config.address, "::1");
    assert_int_equal(config.port, 0);
    assert_string_equal(config.proc_root, "/host/proc");
    assert_string_equal(config.node_name, "node-a");
    assert_int_equal(config.log_format, LOG_JSON);
}

static void says_what_is_wrong(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "stray"), -1);
    assert_error(&err, ERROR_USAGE, "unexpected argument \"stray\"");
    assert_int_equal(PARSE(&config, &err, "--listen=9479"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"9479\" for \"--listen\": neither ADDRESS:PORT, such as "
                 "127.0.0.1:9479 or [::1]:9479, nor unix:///PATH");
    assert_int_equal(PARSE(&config, &err, "--proc-rot=/x"), -1);
    assert_error(&err, ERROR_USAGE, "unknown flag: --proc-rot, did you mean --proc-root?");
    assert_int_equal(PARSE(&config, &err, "--log-format=xml"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"xml\" for \"--log-format\": must be one of text,json");
}

static void an_address_to_listen_on_is_in_digits(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        const char *address; // NULL: refused
        uint16_t port;
    } rows[] = {
        {"127.0.0.1:9479", "127.0.0.1", 9479},
        {"0.0.0.0:1", "0.0.0.0", 1},
        {"[::]:65535", "::", 65535},
        {"[fe80::1]:80", "fe80::1", 80},
        {"127.0.0.1:0", "127.0.0.1", 0},
        {"", NULL, 0},
        {":9479", NULL, 0},
        {"127.0.0.1", NULL, 0},
        {"127.0.0.1:", NULL, 0},
        {"127.0.0.1:65536", NULL, 0},
        {"127.0.0.1:x", NULL, 0},
        {"127.0.0.1:-1", NULL, 0},
        {"localhost:80", NULL, 0},
        {"::1:80", NULL, 0},
        {"[::1]", NULL, 0},
        {"[]:80", NULL, 0},
        {"[127.0.0.1]:80", NULL, 0},
        {"[::1:80", NULL, 0},
        {"::1]:80", NULL, 0},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_FREE char *address = NULL;
        uint16_t port = 0;
        int rc = config_parse_listen(rows[i].text, &address, &port);

        assert_int_equal(rc == 0, rows[i].address != NULL);
        if (rows[i].address == NULL)
            continue;
        assert_string_equal(address, rows[i].address);
        assert_int_equal(port, rows[i].port);
    }
}

static void a_unix_socket_counts_as_local(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config local = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&local, &err, "--listen=unix:///run/a.sock", "--plain-http",
                           "--authorization-mode=AlwaysAllow"),
                     0);
    assert_string_equal(local.socket_path, "/run/a.sock");
    assert_null(local.address);
    assert_int_equal(PARSE(&config, &err, "--listen=unix://run/a.sock"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"unix://run/a.sock\" for \"--listen\": the path of a socket "
                 "begins with \"/\"");
    assert_int_equal(PARSE(&config, &err, "--listen=unix:/run/a.sock"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"unix:/run/a.sock\" for \"--listen\": neither ADDRESS:PORT, "
                 "such as 127.0.0.1:9479 or [::1]:9479, nor unix:///PATH");
}

// unix(7): sun_path has 108 bytes, with its NUL.
static void a_socket_s_path_has_107_bytes_at_most(void **state ATTR_UNUSED)
{
    char longest[] = "--listen=unix:///23456789012345678901234567890123456789012345678901234567890"
                     "123456789012345678901234567890123456789012345678";
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config taken = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&config, &err, longest), -1);
    assert_non_null(strstr(err.message, "\"--listen\": the path is longer than a socket's can be"));
    longest[sizeof(longest) - 2] = '\0';
    assert_int_equal(PARSE(&taken, &err, longest), 0);
    assert_int_equal(strlen(taken.socket_path), 107);
}

static void inspect_takes_ids_with_a_runtime_and_without(void **state ATTR_UNUSED)
{
    static const char BARE[] = "a2b0000000000000000000000000000000000000000000000000000000000001";
    static const char WHOLE[] =
        "docker://a2b0000000000000000000000000000000000000000000000000000000000002";
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "inspect", BARE, "-ojson", WHOLE, "--processes",
                           "--proc-root=/host/proc"),
                     0);
    assert_int_equal(config.command, COMMAND_INSPECT);
    assert_int_equal(config.ref_count, 2);
    assert_string_equal(config.refs[0].runtime, "");
    assert_string_equal(config.refs[0].id, BARE);
    assert_string_equal(config.refs[1].runtime, "docker");
    assert_true(config.processes);
    assert_false(config.all);
    assert_int_equal(config.output, INSPECT_JSON);
    assert_string_equal(config.proc_root, "/host/proc");
}

static void inspect_says_what_is_wrong(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "inspect"), -1);
    assert_error(&err, ERROR_USAGE, "inspect needs a container ID or \"--all\"");
    assert_int_equal(PARSE(&config, &err, "inspect", "--all", "x"), -1);
    assert_error(&err, ERROR_USAGE, "\"--all\" takes no container IDs");
    assert_int_equal(PARSE(&config, &err, "inspect", "a2b"), -1);
    assert_error(
        &err, ERROR_BAD_REQUEST,
        "container ID \"a2b\" is neither <runtime>://<64 hex> nor 64 lower-case hex digits");
    assert_int_equal(PARSE(&config, &err, "inspect", "--all", "--listen=127.0.0.1:1"), -1);
    assert_error(&err, ERROR_USAGE, "unknown flag: --listen");
    assert_int_equal(PARSE(&config, &err, "--all"), -1);
    assert_error(&err, ERROR_USAGE, "unknown flag: --all");
    assert_int_equal(PARSE(&config, &err, "inspect", "--all", "-o", "yaml"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"yaml\" for \"-o, --output\": must be one of table,wide,json");
}

static void each_command_has_its_own_help(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf help = {0};

    config_add_help(&help, COMMAND_INSPECT);
    assert_non_null(strstr(strbuf_text(&help), "inspect CONTAINER-ID... | --all"));
    assert_non_null(strstr(strbuf_text(&help), "  -o, --output=FORMAT"));
    assert_non_null(strstr(strbuf_text(&help), "  --proc-root=DIR"));
    assert_null(strstr(strbuf_text(&help), "--listen"));
}

static void the_help_has_a_line_for_each_flag(void **state ATTR_UNUSED)
{
    static const char *const flags[] = {
        "--listen=ADDRESS:PORT", "--proc-root=DIR", "--node-name=NAME",
        "--log-format=FORMAT",   "--version",       "-h, --help"};
    CLEANUP_STRBUF struct strbuf help = {0};

    config_add_help(&help, COMMAND_SERVE);
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
        assert_non_null(strstr(strbuf_text(&help), flags[i]));
    assert_non_null(strstr(strbuf_text(&help), "(default 127.0.0.1:9479)"));
}

static void assert_endpoint(const struct runtime_endpoint *endpoint, const char *runtime,
                            const char *path, enum runtime_api api)
{
    assert_string_equal(endpoint->runtime, runtime);
    assert_string_equal(endpoint->path, path);
    assert_int_equal(endpoint->api, api);
}

static void without_an_endpoint_no_runtime_is_asked(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "--node-name=x"), 0);
    assert_int_equal(config.resolver, RESOLVER_AUTO);
    assert_int_equal(config.endpoint_count, 0);
    assert_false(config.cross_check);
}

static void an_endpoint_has_the_api_of_its_runtime_or_of_the_resolver(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config by_name = {0};
    CLEANUP_CONFIG struct config all_cri = {0};

    assert_int_equal(PARSE(&by_name, &err, "--runtime-endpoint=docker=unix:///a", "--cross-check",
                           "--runtime-endpoint", "cri-o=unix:///b"),
                     0);
    assert_int_equal(by_name.endpoint_count, 2);
    assert_endpoint(&by_name.endpoints[0], "docker", "/a", RUNTIME_API_DOCKER);
    assert_endpoint(&by_name.endpoints[1], "cri-o", "/b", RUNTIME_API_CRI);
    assert_true(by_name.cross_check);
    // As cri-dockerd has it.
    assert_int_equal(PARSE(&all_cri, &err, "--runtime-endpoint=docker=unix:///a", "--resolver=cri"),
                     0);
    assert_endpoint(&all_cri.endpoints[0], "docker", "/a", RUNTIME_API_CRI);
}

static void auto_sockets_are_the_usual_paths_of_the_apis_in_use(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_CONFIG struct config all = {0};
    CLEANUP_CONFIG struct config docker = {0};

    assert_int_equal(PARSE(&all, &err, "--runtime-endpoint=auto-sockets"), 0);
    assert_int_equal(all.endpoint_count, 6);
    assert_endpoint(&all.endpoints[0], "containerd", "/run/containerd/containerd.sock",
                    RUNTIME_API_CRI);
    for (size_t i = 0; i < all.endpoint_count; i++)
        assert_true(all.endpoints[i].if_there);
    assert_int_equal(PARSE(&docker, &err, "--resolver=docker", "--runtime-endpoint=auto-sockets",
                           "--runtime-endpoint=docker=unix:///a"),
                     0);
    assert_int_equal(docker.endpoint_count, 3);
    assert_endpoint(&docker.endpoints[0], "docker", "/run/docker.sock", RUNTIME_API_DOCKER);
    assert_endpoint(&docker.endpoints[1], "podman", "/run/podman/podman.sock", RUNTIME_API_DOCKER);
    assert_endpoint(&docker.endpoints[2], "docker", "/a", RUNTIME_API_DOCKER);
    assert_false(docker.endpoints[2].if_there);
}

static void a_runtime_that_is_to_be_asked_needs_an_endpoint(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct config config = {0};

    assert_int_equal(PARSE(&config, &err, "--resolver=cri"), -1);
    assert_error(&err, ERROR_USAGE, "\"--resolver=cri\" needs \"--runtime-endpoint\"");
    assert_int_equal(PARSE(&config, &err, "--resolver=docker"), -1);
    assert_error(&err, ERROR_USAGE, "\"--resolver=docker\" needs \"--runtime-endpoint\"");
    assert_int_equal(PARSE(&config, &err, "--cross-check"), -1);
    assert_error(&err, ERROR_USAGE, "\"--cross-check\" needs \"--runtime-endpoint\"");
    assert_int_equal(PARSE(&config, &err, "--resolver=podman"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"podman\" for \"--resolver\": must be one of "
                 "auto,cgroup,cri,docker");
    assert_int_equal(PARSE(&config, &err, "--runtime-endpoint=/run/x.sock"), -1);
    assert_error(&err, ERROR_USAGE,
                 "invalid argument \"/run/x.sock\" for \"--runtime-endpoint\": not "
                 "RUNTIME=unix:///PATH, such as containerd=unix:///run/containerd/containerd.sock");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_an_endpoint_no_runtime_is_asked),
        cmocka_unit_test(an_endpoint_has_the_api_of_its_runtime_or_of_the_resolver),
        cmocka_unit_test(auto_sockets_are_the_usual_paths_of_the_apis_in_use),
        cmocka_unit_test(a_runtime_that_is_to_be_asked_needs_an_endpoint),
        cmocka_unit_test(has_defaults),
        cmocka_unit_test(asks_the_api_server_of_its_cluster_or_the_one_that_is_named),
        cmocka_unit_test(an_api_server_is_an_https_address_in_digits),
        cmocka_unit_test(trusts_every_caller_on_a_loopback_address_alone),
        cmocka_unit_test(takes_every_flag),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(an_address_to_listen_on_is_in_digits),
        cmocka_unit_test(a_unix_socket_counts_as_local),
        cmocka_unit_test(a_socket_s_path_has_107_bytes_at_most),
        cmocka_unit_test(the_help_has_a_line_for_each_flag),
        cmocka_unit_test(inspect_takes_ids_with_a_runtime_and_without),
        cmocka_unit_test(inspect_says_what_is_wrong),
        cmocka_unit_test(each_command_has_its_own_help),
    };

    setenv("KUBERNETES_SERVICE_HOST", "192.0.2.1", 1);
    setenv("KUBERNETES_SERVICE_PORT", "443", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
