// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_get.h"
#include "kubectl-nsinfo/bundle/rollout.h"
#include "test/unit/unit.h"

static struct rollout decode(const char *text)
{
    CLEANUP_JSON json_t *json = json_loads(text, 0, NULL);
    CLEANUP_ERROR struct error err = {0};
    struct rollout rollout = {0};

    assert_int_equal(rollout_decode(json, &rollout, &err), 0);
    return rollout;
}

// What apps/v1 says of the fields, and where the API server leaves those out that are 0.
static void a_rollout_is_done_when_every_node_has_a_ready_agent_of_the_latest_template(void **state)
{
    static const struct {
        const char *text;
        bool done;
        uint64_t count;
    } rows[] = {
        {"{\"metadata\":{\"generation\":2},\"status\":{\"observedGeneration\":2,"
         "\"desiredNumberScheduled\":3,\"currentNumberScheduled\":3,\"updatedNumberScheduled\":3,"
         "\"numberReady\":3}}",
         true, 3},
        {"{\"metadata\":{\"generation\":3},\"status\":{\"observedGeneration\":2,"
         "\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":3,\"numberReady\":3}}",
         false, 0},
        {"{\"metadata\":{\"generation\":2},\"status\":{\"observedGeneration\":2,"
         "\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":2,\"numberReady\":3}}",
         false, 2},
        {"{\"metadata\":{\"generation\":2},\"status\":{\"observedGeneration\":2,"
         "\"desiredNumberScheduled\":3,\"updatedNumberScheduled\":3,\"numberReady\":1}}",
         false, 1},
        {"{\"metadata\":{\"generation\":1},\"status\":{\"desiredNumberScheduled\":0}}", false, 0},
        {"{\"metadata\":{\"generation\":1},\"status\":{\"observedGeneration\":1,"
         "\"desiredNumberScheduled\":0}}",
         true, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct rollout rollout = decode(rows[i].text);

        assert_int_equal(rollout_is_done(&rollout), rows[i].done);
        assert_int_equal(rollout_done_count(&rollout), rows[i].count);
    }
}

static void what_is_no_daemon_set_is_a_bad_reply(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"{}", "the API server's reply is not a DaemonSet"},
        {"{\"metadata\":{\"generation\":1}}", "the API server's reply is not a DaemonSet"},
        {"{\"metadata\":{},\"status\":{\"numberReady\":-1}}",
         "the DaemonSet's status: field \"numberReady\" is not a whole number from 0"},
    };
    struct rollout rollout = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_JSON json_t *json = json_loads(rows[i].text, 0, NULL);
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(rollout_decode(json, &rollout, &err), -1);
        assert_int_equal(err.code, ERROR_BAD_REPLY);
        assert_string_equal(err.message, rows[i].message);
    }
}

static void progress_is_a_bar_of_nodes(void **state)
{
    static const struct {
        struct rollout rollout;
        const char *line;
    } rows[] = {
        {{.generation = 2, .observed = 1, .desired = 4}, "agents: not counted yet"},
        {{.desired = 4}, "agents: [                    ] 0 of 4 nodes"},
        {{.desired = 4, .updated = 3, .ready = 1}, "agents: [=====               ] 1 of 4 nodes"},
        {{.desired = 3, .updated = 3, .ready = 2}, "agents: [=============       ] 2 of 3 nodes"},
        {{.desired = 4, .updated = 4, .ready = 4}, "agents: [====================] 4 of 4 nodes"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf line = {0};

        rollout_add_progress(&rows[i].rollout, &line);
        assert_string_equal(strbuf_text(&line), rows[i].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_rollout_is_done_when_every_node_has_a_ready_agent_of_the_latest_template),
        cmocka_unit_test(what_is_no_daemon_set_is_a_bad_reply),
        cmocka_unit_test(progress_is_a_bar_of_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
