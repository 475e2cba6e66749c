// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/forward.h"
#include "kubectl-nsinfo/agent/way.h"
#include "test/unit/pod_fixture.h"

static void the_ways_that_have_a_name(void **state)
{
    CLEANUP_ERROR struct error err = {0};
    struct agent_way way = {.kind = AGENT_WAY_URL};

    (void)state;
    assert_int_equal(agent_way_parse(NULL, &way, &err), 0);
    assert_int_equal(way.kind, AGENT_WAY_PROXY);
    assert_int_equal(agent_way_parse("port-forward", &way, &err), 0);
    assert_int_equal(way.kind, AGENT_WAY_PORT_FORWARD);
    assert_null(way.url);
}

static void a_url_is_https_or_leads_to_this_machine(void **state)
{
    static const struct {
        const char *text, *url; // NULL: refused
    } rows[] = {
        {"https://node-a:9479", "https://node-a:9479"},
        {"https://node-a:9479//", "https://node-a:9479"},
        {"https://[2001:db8::1]:9479/agent/", "https://[2001:db8::1]:9479/agent"},
        {"http://127.0.0.1:9479", "http://127.0.0.1:9479"},
        {"http://localhost", "http://localhost"},
        {"http://[::1]:9479", "http://[::1]:9479"},
        {"http://[2001:db8::1]:9479", NULL},
        {"http://localhost.example.com", NULL},
        {"http://127.0.0.1@example.com", NULL},
        {"https://", NULL},
        {"https://:9479", NULL},
        {"https://h/?x", NULL},
        {"ftp://h", NULL},
        {"HTTPS", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP(agent_way_release) struct agent_way way = {0};
        int rc = agent_way_parse(rows[i].text, &way, &err);

        assert_int_equal(rc < 0, rows[i].url == NULL);
        if (rc == 0)
            assert_string_equal(way.url, rows[i].url);
        else
            assert_int_equal(err.code, ERROR_BAD_REQUEST);
    }
}

static void the_port_stands_in_a_whole_line_of_kubectls(void **state)
{
    (void)state;
    assert_int_equal(forward_port_parse("Forwarding from 127.0.0.1:40001 -> 9479\n"), 40001);
    assert_int_equal(forward_port_parse("W1 warning\nForwarding from 127.0.0.1:1 -> 9479\n"), 1);
    assert_int_equal(forward_port_parse("Forwarding from 127.0.0.1:400"), 0);
    assert_int_equal(forward_port_parse("Forwarding from 127.0.0.1:65536 -> 9479\n"), 0);
    assert_int_equal(forward_port_parse("Forwarding from 10.0.0.1:40001 -> 9479\n"), 0);
    assert_int_equal(forward_port_parse(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ways_that_have_a_name),
        cmocka_unit_test(a_url_is_https_or_leads_to_this_machine),
        cmocka_unit_test(the_port_stands_in_a_whole_line_of_kubectls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
