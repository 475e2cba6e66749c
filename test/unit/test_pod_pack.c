// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "kubectl-nsinfo/pod/pod_pack.h"
#include "test/unit/pod_fixture.h"

static char name[] = "p", kube_namespace[] = "team-a", text[] = "t", other[] = "o", none[] = "";

// A pod with something in every field.
static struct pod full_pod(struct pod_container *containers, size_t count)
{
    return (struct pod){
        .kube_namespace = kube_namespace,
        .name = name,
        .uid = text,
        .labels = text,
        .node = text,
        .taken = true,
        .phase = text,
        .reason = none,
        .message = text,
        .unschedulable = text,
        .nominated = true,
        .restart_policy = text,
        .deleted = true,
        .deletion_time = text,
        .ready = true,
        .host_network = SWITCH_YES,
        .host_pid = SWITCH_NO,
        .host_ipc = SWITCH_YES,
        .host_users = SWITCH_NO,
        .share_process_namespace = SWITCH_YES,
        .runtime_class = text,
        .os = text,
        .containers = containers,
        .container_count = count,
    };
}

static struct pod_container full_container(void)
{
    return (struct pod_container){
        .kind = CONTAINER_EPHEMERAL,
        .name = name,
        .image = text,
        .sidecar = true,
        .privileged = true,
        .target = text,
        .phase = CONTAINER_TERMINATED,
        .reason = text,
        .message = text,
        .exit_code = INT32_MIN,
        .signal = INT32_MAX,
        .ended_before = true,
        .last = {text, other, -1, 300},
        .restart_count = UINT64_MAX,
        .ready = true,
        .id = text,
    };
}

static void assert_container(const struct pod_container *one, const struct pod_container *same)
{
    assert_int_equal(one->kind, same->kind);
    assert_string_equal(one->name, same->name);
    assert_true(str_eq(one->image, same->image));
    assert_int_equal(one->sidecar, same->sidecar);
    assert_int_equal(one->privileged, same->privileged);
    assert_true(str_eq(one->target, same->target));
    assert_int_equal(one->phase, same->phase);
    assert_true(str_eq(one->reason, same->reason));
    assert_true(str_eq(one->message, same->message));
    assert_int_equal(one->exit_code, same->exit_code);
    assert_int_equal(one->signal, same->signal);
    assert_int_equal(one->ended_before, same->ended_before);
    assert_true(str_eq(one->last.reason, same->last.reason));
    assert_true(str_eq(one->last.message, same->last.message));
    assert_int_equal(one->last.exit_code, same->last.exit_code);
    assert_int_equal(one->last.signal, same->last.signal);
    assert_true(one->restart_count == same->restart_count);
    assert_int_equal(one->ready, same->ready);
    assert_true(str_eq(one->id, same->id));
}

static void assert_pod(const struct pod *one, const struct pod *same)
{
    assert_string_equal(one->kube_namespace, same->kube_namespace);
    assert_string_equal(one->name, same->name);
    assert_true(str_eq(one->uid, same->uid));
    assert_true(str_eq(one->labels, same->labels));
    assert_true(str_eq(one->node, same->node));
    assert_int_equal(one->taken, same->taken);
    assert_true(str_eq(one->phase, same->phase));
    assert_true(str_eq(one->reason, same->reason));
    assert_true(str_eq(one->message, same->message));
    assert_true(str_eq(one->unschedulable, same->unschedulable));
    assert_int_equal(one->nominated, same->nominated);
    assert_true(str_eq(one->restart_policy, same->restart_policy));
    assert_int_equal(one->deleted, same->deleted);
    assert_true(str_eq(one->deletion_time, same->deletion_time));
    assert_int_equal(one->ready, same->ready);
    assert_int_equal(one->host_network, same->host_network);
    assert_int_equal(one->host_pid, same->host_pid);
    assert_int_equal(one->host_ipc, same->host_ipc);
    assert_int_equal(one->host_users, same->host_users);
    assert_int_equal(one->share_process_namespace, same->share_process_namespace);
    assert_true(str_eq(one->runtime_class, same->runtime_class));
    assert_true(str_eq(one->os, same->os));
    assert_int_equal(one->container_count, same->container_count);
    for (size_t i = 0; i < one->container_count; i++)
        assert_container(&one->containers[i], &same->containers[i]);
}

static void gives_back_what_was_added(void **state ATTR_UNUSED)
{
    struct pod_container containers[] = {full_container(), {.name = name}};
    const struct pod pods[] = {full_pod(containers, 2),
                               {.name = name, .kube_namespace = kube_namespace}};
    CLEANUP_POD_PACK struct pod_pack pack = {0};

    pod_pack_add(&pack, &pods[0]);
    pod_pack_add(&pack, &pods[1]);
    assert_int_equal(pack.count, 2);
    for (size_t i = 0; i < 2; i++) {
        CLEANUP_POD struct pod copy = {0};
        CLEANUP_POD_VIEW struct pod view = {0};

        pod_pack_get(&pack, i, &copy);
        pod_pack_view(&pack, i, &view);
        assert_pod(&copy, &pods[i]);
        assert_pod(&view, &pods[i]);
    }
}

static void for_a_table_the_rest_is_left_out(void **state ATTR_UNUSED)
{
    struct pod_container container = full_container();
    struct pod pod = full_pod(&container, 1);
    CLEANUP_POD_PACK struct pod_pack labels = {.detail = POD_WITH_LABELS};
    CLEANUP_POD_PACK struct pod_pack table = {.detail = POD_FOR_TABLE};
    CLEANUP_POD_VIEW struct pod with_labels = {0};
    CLEANUP_POD_VIEW struct pod for_table = {0};

    pod_pack_add(&labels, &pod);
    pod_pack_add(&table, &pod);
    pod_pack_view(&labels, 0, &with_labels);
    pod_pack_view(&table, 0, &for_table);
    pod.uid = pod.restart_policy = pod.runtime_class = pod.os = NULL;
    pod.host_network = pod.host_pid = pod.host_ipc = pod.host_users = SWITCH_UNSET;
    pod.share_process_namespace = SWITCH_UNSET;
    container.image = container.target = container.last.message = NULL;
    container.sidecar = container.privileged = container.ready = false;
    container.restart_count = 0;
    assert_pod(&with_labels, &pod);
    pod.labels = NULL;
    assert_pod(&for_table, &pod);
}

static void add_named(struct pod_pack *pack, char *called)
{
    pod_pack_add(pack, &(struct pod){.name = called, .kube_namespace = kube_namespace});
}

static void assert_names(const struct pod_pack *pack, const char *names)
{
    CLEANUP_STRBUF struct strbuf joined = {0};

    for (size_t i = 0; i < pack->count; i++) {
        CLEANUP_POD_VIEW struct pod pod = {0};
        pod_pack_view(pack, i, &pod);
        strbuf_add_text(&joined, pod.name);
    }
    assert_string_equal(strbuf_text(&joined), names);
}

static void moves_and_forgets(void **state ATTR_UNUSED)
{
    CLEANUP_POD_PACK struct pod_pack pack = {0};
    CLEANUP_POD_PACK struct pod_pack more = {0};

    add_named(&more, name);
    add_named(&more, text);
    pod_pack_move(&pack, &more);
    assert_int_equal(more.count, 0);
    add_named(&more, other);
    add_named(&more, name);
    pod_pack_move(&pack, &more);
    assert_names(&pack, "ptop");
    pod_pack_cut(&pack, 5);
    assert_names(&pack, "ptop");
    pod_pack_cut(&pack, 1);
    add_named(&pack, other);
    assert_names(&pack, "po");
    pod_pack_cut(&pack, 0);
    assert_names(&pack, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_was_added),
        cmocka_unit_test(for_a_table_the_rest_is_left_out),
        cmocka_unit_test(moves_and_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
