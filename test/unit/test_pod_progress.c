// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "kubectl-nsinfo/pod/pod_progress.h"
#include "test/unit/unit.h"

// A row is a pod of at most three containers; names and reasons are shared texts.
static char c0[] = "a";
static char c1[] = "b";
static char always[] = "Always";
static char never[] = "Never";
static char on_failure[] = "OnFailure";
static char node[] = "node-a";
static char running_phase[] = "Running";
static char pending_phase[] = "Pending";
static char succeeded[] = "Succeeded";
static char failed[] = "Failed";
static char creating[] = "ContainerCreating";
static char completed[] = "Completed";
static char error_reason[] = "Error";
static char message[] = "because";
static char evicted[] = "Evicted";

#define RUNS(n)                                                                                    \
    {                                                                                              \
        .kind = CONTAINER_ORDINARY, .name = (n), .phase = CONTAINER_RUNNING                        \
    }
#define WAITS(n)                                                                                   \
    {                                                                                              \
        .kind = CONTAINER_ORDINARY, .name = (n), .reason = creating                                \
    }
#define DONE(n)                                                                                    \
    {                                                                                              \
        .kind = CONTAINER_ORDINARY, .name = (n), .phase = CONTAINER_TERMINATED,                    \
        .reason = completed                                                                        \
    }
#define FAILED(n)                                                                                  \
    {                                                                                              \
        .kind = CONTAINER_ORDINARY, .name = (n), .phase = CONTAINER_TERMINATED,                    \
        .reason = error_reason, .exit_code = 1                                                     \
    }
#define INIT(n, p)                                                                                 \
    {                                                                                              \
        .kind = CONTAINER_INIT, .name = (n), .phase = (p)                                          \
    }
#define INIT_FAILED(n)                                                                             \
    {                                                                                              \
        .kind = CONTAINER_INIT, .name = (n), .phase = CONTAINER_TERMINATED,                        \
        .reason = error_reason, .exit_code = 1                                                     \
    }
#define SIDECAR(n, p)                                                                              \
    {                                                                                              \
        .kind = CONTAINER_INIT, .name = (n), .phase = (p), .sidecar = true                         \
    }

struct row {
    struct pod pod;
    struct pod_container containers[2];
    size_t count;
    enum pod_progress progress;
    const char *why;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP_STRBUF struct strbuf why = {0};
        struct row row = rows[i];

        row.pod.containers = row.containers;
        row.pod.container_count = row.count;
        enum pod_progress progress = pod_progress(&row.pod, &why);
        if (progress != row.progress || !str_eq(strbuf_text(&why), row.why))
            fail_msg("row %zu: %d \"%s\"", i, progress, strbuf_text(&why));
    }
}

#define POD(policy, at)                                                                            \
    {                                                                                              \
        .phase = running_phase, .restart_policy = (policy), .node = (at)                           \
    }

static void a_pod_has_started_when_its_ordinary_containers_run(void **state)
{
    static const struct row rows[] = {
        {POD(always, node), {RUNS(c0), RUNS(c1)}, 2, POD_STARTED, ""},
        {POD(always, node), {INIT(c0, CONTAINER_TERMINATED), RUNS(c1)}, 2, POD_STARTED, ""},
        {POD(always, node), {SIDECAR(c0, CONTAINER_RUNNING), RUNS(c1)}, 2, POD_STARTED, ""},
        {POD(always, node),
         {RUNS(c0), {.kind = CONTAINER_EPHEMERAL, .name = c1, .reason = creating}},
         2,
         POD_STARTED,
         ""},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void a_pod_whose_work_is_done_has_started_too(void **state)
{
    static const struct row rows[] = {
        {{.phase = succeeded, .restart_policy = never, .node = node},
         {DONE(c0)},
         1,
         POD_STARTED,
         ""},
        {POD(never, node), {DONE(c0), RUNS(c1)}, 2, POD_STARTED, ""},
        {POD(on_failure, node), {DONE(c0), RUNS(c1)}, 2, POD_STARTED, ""},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void a_pod_is_starting_while_more_may_come(void **state)
{
    static const struct row rows[] = {
        {{.phase = pending_phase}, {WAITS(c0)}, 1, POD_STARTING, "no node yet"},
        {{.phase = pending_phase, .node = node},
         {{.kind = CONTAINER_ORDINARY, .name = c0}},
         1,
         POD_STARTING,
         "not taken by the kubelet of node \"node-a\" yet"},
        {POD(always, node),
         {RUNS(c0), WAITS(c1)},
         2,
         POD_STARTING,
         "container \"b\": ContainerCreating"},
        {POD(always, node),
         {INIT(c0, CONTAINER_RUNNING), RUNS(c1)},
         2,
         POD_STARTING,
         "container \"a\": Running"},
        {POD(always, node),
         {SIDECAR(c0, CONTAINER_WAITING), RUNS(c1)},
         2,
         POD_STARTING,
         "container \"a\": Waiting"},
        // They will be started again: once is no crash loop yet.
        {POD(always, node), {DONE(c0)}, 1, POD_STARTING, "container \"a\": Completed (exit 0)"},
        {POD(always, node), {FAILED(c0)}, 1, POD_STARTING, "container \"a\": Error (exit 1)"},
        {POD(on_failure, node), {FAILED(c0)}, 1, POD_STARTING, "container \"a\": Error (exit 1)"},
        {POD(always, node),
         {INIT_FAILED(c0), WAITS(c1)},
         2,
         POD_STARTING,
         "container \"a\": Error (exit 1)"},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void a_pod_that_failed_as_a_whole_is_stuck(void **state)
{
    static const struct row rows[] = {
        {{.phase = pending_phase, .unschedulable = message},
         {WAITS(c0)},
         1,
         POD_STUCK,
         "Unschedulable: because"},
        {{.phase = failed, .reason = evicted, .message = message, .node = node},
         {RUNS(c0)},
         1,
         POD_STUCK,
         "Failed (Evicted: because)"},
        {{.phase = failed, .node = node}, {{0}}, 0, POD_STUCK, "Failed"},
        {{.phase = running_phase, .deleted = true, .node = node},
         {RUNS(c0)},
         1,
         POD_STUCK,
         "it is being deleted"},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void a_container_that_will_not_run_again_after_failing_is_stuck(void **state)
{
    static const struct row rows[] = {
        {{.phase = failed, .restart_policy = never, .node = node},
         {FAILED(c0)},
         1,
         POD_STUCK,
         "container \"a\": Error (exit 1)"},
        {POD(never, node), {FAILED(c0), RUNS(c1)}, 2, POD_STUCK, "container \"a\": Error (exit 1)"},
        {POD(never, node),
         {INIT_FAILED(c0), WAITS(c1)},
         2,
         POD_STUCK,
         "container \"a\": Error (exit 1)"},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void what_the_kubelet_cannot_start_is_stuck_at_once(void **state)
{
    static const char *const reasons[] = {
        "ErrImagePull",         "ImagePullBackOff",  "ErrImageNeverPull",
        "InvalidImageName",     "CrashLoopBackOff",  "CreateContainerConfigError",
        "CreateContainerError", "RunContainerError",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
        CLEANUP_STRBUF struct strbuf why = {0};
        CLEANUP_STRBUF struct strbuf expected = {0};
        char reason[64];
        snprintf(reason, sizeof(reason), "%s", reasons[i]);
        struct pod_container container = {
            .kind = CONTAINER_ORDINARY, .name = c0, .reason = reason, .message = message};
        struct pod pod = {.phase = pending_phase,
                          .node = node,
                          .restart_policy = always,
                          .containers = &container,
                          .container_count = 1};

        assert_int_equal(pod_progress(&pod, &why), POD_STUCK);
        strbuf_add_format(&expected, "container \"a\": %s: because", reasons[i]);
        assert_string_equal(strbuf_text(&why), strbuf_text(&expected));
        container.kind = CONTAINER_EPHEMERAL;
        strbuf_reset(&why);
        assert_int_equal(pod_progress(&pod, &why), POD_STARTED);
    }
}

static void a_pod_for_which_a_node_is_being_cleared_is_starting(void **state)
{
    static const struct row rows[] = {
        {{.phase = pending_phase, .unschedulable = message, .nominated = true},
         {WAITS(c0)},
         1,
         POD_STARTING,
         "no node yet"},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void a_container_with_a_new_image_is_stale_until_anything_of_it_changes(void **state)
{
    struct pod_container before = {.name = c0, .image = c0, .phase = CONTAINER_RUNNING, .id = node};
    const struct {
        struct pod_container now;
        bool stale;
    } rows[] = {
        {{.name = c0, .image = c1, .phase = CONTAINER_RUNNING, .id = node}, true},
        {{.name = c0, .image = c0, .phase = CONTAINER_RUNNING, .id = node}, false},
        {{.name = c1, .image = c1, .phase = CONTAINER_RUNNING, .id = node}, false},
        {{.name = c0, .image = c1, .phase = CONTAINER_RUNNING, .id = always}, false},
        {{.name = c0, .image = c1, .phase = CONTAINER_TERMINATED, .id = node}, false},
        {{.name = c0, .image = c1, .phase = CONTAINER_RUNNING, .id = node, .restart_count = 1},
         false},
        {{.name = c0, .image = c1, .phase = CONTAINER_RUNNING, .id = node, .reason = message},
         false},
        {{.name = c0, .image = c1, .phase = CONTAINER_RUNNING, .id = node, .message = message},
         false},
    };
    struct pod old = {.uid = c0, .containers = &before, .container_count = 1};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct pod_container container = rows[i].now;
        struct pod now = {.uid = c0, .containers = &container, .container_count = 1};

        assert_int_equal(pod_is_stale(&old, &now), rows[i].stale);
        now.uid = c1;
        assert_false(pod_is_stale(&old, &now));
    }
}

static void a_new_image_of_what_will_not_run_again_is_not_waited_for(void **state)
{
    static const struct {
        struct pod_container container;
        char *restart_policy;
        bool stale;
    } rows[] = {
        {INIT(c0, CONTAINER_TERMINATED), always, false},
        {INIT(c0, CONTAINER_TERMINATED), never, false},
        {INIT_FAILED(c0), never, false},
        {INIT_FAILED(c0), always, true},
        {{.kind = CONTAINER_INIT, .name = c0, .reason = message}, always, true},
        {{.kind = CONTAINER_INIT, .name = c0, .sidecar = true, .phase = CONTAINER_TERMINATED},
         always,
         true},
        {{.kind = CONTAINER_ORDINARY, .name = c0, .phase = CONTAINER_TERMINATED}, never, false},
        {{.kind = CONTAINER_ORDINARY, .name = c0, .phase = CONTAINER_TERMINATED}, always, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct pod_container before = rows[i].container;
        struct pod_container after = rows[i].container;
        struct pod old = {.uid = c0, .containers = &before, .container_count = 1};
        struct pod now = {.uid = c0,
                          .restart_policy = rows[i].restart_policy,
                          .containers = &after,
                          .container_count = 1};

        before.image = c0;
        after.image = c1;
        assert_int_equal(pod_is_stale(&old, &now), rows[i].stale);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pod_has_started_when_its_ordinary_containers_run),
        cmocka_unit_test(a_pod_whose_work_is_done_has_started_too),
        cmocka_unit_test(a_pod_is_starting_while_more_may_come),
        cmocka_unit_test(a_pod_that_failed_as_a_whole_is_stuck),
        cmocka_unit_test(a_container_that_will_not_run_again_after_failing_is_stuck),
        cmocka_unit_test(a_pod_for_which_a_node_is_being_cleared_is_starting),
        cmocka_unit_test(a_container_with_a_new_image_is_stale_until_anything_of_it_changes),
        cmocka_unit_test(a_new_image_of_what_will_not_run_again_is_not_waited_for),
        cmocka_unit_test(what_the_kubelet_cannot_start_is_stuck_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
