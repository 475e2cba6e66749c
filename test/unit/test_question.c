// SPDX-License-Identifier: Apache-2.0
//
// How pods become as few questions as there can be.
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/flow/question.h"
#include "test/unit/unit.h"

enum { MAX_PODS = 80 };

// Pods with running containers, whose IDs are the numbers from 1 on.
struct cluster {
    struct pod pods[MAX_PODS];
    struct pod_inquiry inquiries[MAX_PODS];
    const char **ids[MAX_PODS];
    size_t count;
    unsigned next_id;
};

static void add_pod(struct cluster *cluster, const char *node, size_t containers,
                    const struct agent_viewer *viewer)
{
    struct pod *pod = &cluster->pods[cluster->count];

    pod->node = xstrdup(node);
    pod->containers = xcalloc(containers, sizeof(*pod->containers));
    pod->container_count = containers;
    for (size_t i = 0; i < containers; i++) {
        pod->containers[i].phase = CONTAINER_RUNNING;
        pod->containers[i].id = xasprintf("containerd://%064u", ++cluster->next_id);
    }
    cluster->inquiries[cluster->count] = (struct pod_inquiry){.node = node, .viewer = viewer};
    cluster->count++;
}

static void cluster_release(struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++) {
        pod_release(&cluster->pods[i]);
        free(cluster->ids[i]);
    }
}

static void collect(struct cluster *cluster, struct questions *ret)
{
    for (size_t i = 0; i < cluster->count; i++) {
        const struct pod *pod = &cluster->pods[i];
        struct pod_inquiry *inquiry = &cluster->inquiries[i];

        cluster->ids[i] = xcalloc(pod->container_count, sizeof(const char *));
        inquiry->id_count = pod_ids(pod, cluster->ids[i]);
        inquiry->ids = cluster->ids[i];
    }
    questions_collect(cluster->inquiries, cluster->count, ret);
}

static void each_node_and_account_has_one_question(void **state)
{
    static char ours[] = "ours", theirs[] = "theirs";
    const struct agent_viewer us = {.kube_namespace = ours};
    const struct agent_viewer them = {.kube_namespace = theirs};
    CLEANUP(cluster_release) struct cluster cluster = {0};
    CLEANUP_QUESTIONS struct questions questions = {0};

    (void)state;
    add_pod(&cluster, "b", 1, &us);
    add_pod(&cluster, "a", 2, &them);
    add_pod(&cluster, "b", 1, &them);
    add_pod(&cluster, "b", 3, &us);
    collect(&cluster, &questions);
    assert_int_equal(questions.count, 3);
    assert_int_equal(questions.node_count, 2);
    assert_string_equal(questions.nodes[0].name, "a");
    assert_int_equal(questions.nodes[0].open, 1);
    assert_int_equal(questions.nodes[1].open, 2);
    assert_ptr_equal(cluster.inquiries[0].question, cluster.inquiries[3].question);
    assert_int_equal(cluster.inquiries[0].question->id_count, 4);
    assert_ptr_equal(cluster.inquiries[0].question->viewer, &us);
    assert_ptr_equal(cluster.inquiries[2].question->viewer, &them);
    assert_int_equal(cluster.inquiries[1].question->node, 0);
    const struct question *first = cluster.inquiries[0].question;
    assert_int_equal(first->pod_count, 2);
    assert_ptr_equal(questions.pods[first->first_pod], &cluster.inquiries[0]);
    assert_ptr_equal(questions.pods[first->first_pod + 1], &cluster.inquiries[3]);
}

static void nothing_is_asked_of_what_does_not_run_or_has_no_account(void **state)
{
    static char name[] = "x";
    const struct agent_viewer viewer = {.kube_namespace = name};
    CLEANUP(cluster_release) struct cluster cluster = {0};
    CLEANUP_QUESTIONS struct questions questions = {0};

    (void)state;
    add_pod(&cluster, "a", 1, NULL);
    add_pod(&cluster, NULL, 1, &viewer);
    add_pod(&cluster, "a", 1, &viewer);
    cluster.pods[2].containers[0].phase = CONTAINER_WAITING;
    add_pod(&cluster, "a", 1, &viewer);
    free(cluster.pods[3].containers[0].id);
    cluster.pods[3].containers[0].id = xstrdup("rkt://nonsense");
    collect(&cluster, &questions);
    assert_int_equal(questions.count, 0);
    for (size_t i = 0; i < cluster.count; i++)
        assert_null(cluster.inquiries[i].question);
}

// 50 pods of two containers each: 32 of them fill a question.
static void a_question_is_no_larger_than_a_request_and_parts_no_pod(void **state)
{
    static char name[] = "x";
    const struct agent_viewer viewer = {.kube_namespace = name};
    CLEANUP(cluster_release) struct cluster cluster = {0};
    CLEANUP_QUESTIONS struct questions questions = {0};

    (void)state;
    add_pod(&cluster, "a", 1, &viewer);
    for (int i = 0; i < 50; i++)
        add_pod(&cluster, "a", 2, &viewer);
    collect(&cluster, &questions);
    assert_int_equal(questions.count, 2);
    assert_int_equal(questions.nodes[0].open, 2);
    assert_int_equal(questions.items[0].id_count, LIMIT_IDS_PER_REQUEST - 1);
    assert_int_equal(questions.items[1].id_count, 101 - (LIMIT_IDS_PER_REQUEST - 1));
}

static void a_pod_of_more_containers_than_that_is_a_question_of_its_own(void **state)
{
    static char name[] = "x";
    const struct agent_viewer viewer = {.kube_namespace = name};
    CLEANUP(cluster_release) struct cluster cluster = {0};
    CLEANUP_QUESTIONS struct questions questions = {0};

    (void)state;
    add_pod(&cluster, "a", 100, &viewer);
    add_pod(&cluster, "a", 1, &viewer);
    collect(&cluster, &questions);
    assert_int_equal(questions.count, 2);
    assert_int_equal(questions.items[0].id_count, 100);
}

static void a_pod_that_is_there_twice_is_asked_about_once(void **state)
{
    static char name[] = "x";
    const struct agent_viewer viewer = {.kube_namespace = name};
    CLEANUP(cluster_release) struct cluster cluster = {0};
    CLEANUP_QUESTIONS struct questions questions = {0};

    (void)state;
    add_pod(&cluster, "a", 2, &viewer);
    cluster.next_id = 0;
    add_pod(&cluster, "a", 2, &viewer);
    collect(&cluster, &questions);
    assert_int_equal(questions.count, 1);
    assert_int_equal(questions.items[0].id_count, 2);
    assert_string_equal(questions.items[0].ids[0], cluster.pods[0].containers[0].id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_node_and_account_has_one_question),
        cmocka_unit_test(nothing_is_asked_of_what_does_not_run_or_has_no_account),
        cmocka_unit_test(a_question_is_no_larger_than_a_request_and_parts_no_pod),
        cmocka_unit_test(a_pod_of_more_containers_than_that_is_a_question_of_its_own),
        cmocka_unit_test(a_pod_that_is_there_twice_is_asked_about_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
