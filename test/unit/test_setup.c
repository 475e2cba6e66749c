// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "node-agent/collect/setup.h"
#include "test/unit/unit.h"

static void collect(const struct report *report, struct node_setup *ret)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};

    assert_int_equal(proc_root_open(NSINFO_FIXTURES "/proc", &root, &err), 0);
    setup_collect(&root, report, ret);
}

// The saved tree's "self" is of an agent in a PID namespace below the tree's, with SYS_PTRACE
// alone, under a profile of AppArmor's.
static void what_the_agent_reads_of_itself(void **state ATTR_UNUSED)
{
    const struct report none = {0};
    CLEANUP_NODE_SETUP struct node_setup setup = {0};

    collect(&none, &setup);
    assert_int_equal(setup.own_proc, SETUP_NO);
    assert_int_equal(setup.may_ptrace, SETUP_YES);
    assert_string_equal(setup.security_label, "cri-containerd.apparmor.d (enforce)");
    assert_null(setup.hidepid);
    assert_int_equal(setup.initial_proc, SETUP_UNKNOWN);
    assert_int_equal(setup.containers, 0);
}

static void what_cannot_be_read_is_unknown(void **state ATTR_UNUSED)
{
    const struct proc_root root = {.fd = -1};
    const struct report none = {0};
    CLEANUP_NODE_SETUP struct node_setup setup = {0};

    setup_collect(&root, &none, &setup);
    assert_int_equal(setup.own_proc, SETUP_UNKNOWN);
    assert_int_equal(setup.may_ptrace, SETUP_UNKNOWN);
    assert_null(setup.security_label);
    assert_null(setup.cgroup_version);
}

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char systemd_path[] = "/kubepods.slice/kubepods-pod1.slice/docker-" HEX64 ".scope";
static char cgroupfs_path[] = "/kubepods/pod1/" HEX64;
static char refused[] = "Permission denied";

static void
containers_are_counted_by_their_cgroups_and_by_what_can_be_read(void **state ATTR_UNUSED)
{
    struct container_report containers[] = {
        {.cgroup = systemd_path},
        {.cgroup = cgroupfs_path},
        {.cgroup = cgroupfs_path},
    };
    struct report report = {.containers = containers, .container_count = ARRAY_SIZE(containers)};
    CLEANUP_NODE_SETUP struct node_setup setup = {0};

    containers[2].namespaces.of[NS_NET] = (struct ns_id){.state = NS_UNKNOWN, .reason = refused};
    // PROC_PID_INIT_INO (include/linux/proc_ns.h)
    report.node.namespaces.of[NS_PID] = (struct ns_id){.state = NS_KNOWN, .inode = 4026531836};
    report.node.namespaces.of[NS_MNT] = (struct ns_id){.state = NS_UNKNOWN, .reason = refused};
    collect(&report, &setup);
    assert_int_equal(setup.containers, 3);
    assert_int_equal(setup.unreadable, 1);
    assert_string_equal(setup.reason, "Permission denied");
    assert_string_equal(setup.node_unreadable, "Permission denied");
    assert_int_equal(setup.initial_proc, SETUP_YES);
    assert_int_equal(setup.layout_count, 2);
    assert_string_equal(setup.layouts[0].runtime, "docker");
    assert_string_equal(setup.layouts[0].driver, "systemd");
    assert_null(setup.layouts[1].runtime);
    assert_string_equal(setup.layouts[1].driver, "cgroupfs");
    assert_int_equal(setup.layouts[1].containers, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_agent_reads_of_itself),
        cmocka_unit_test(what_cannot_be_read_is_unknown),
        cmocka_unit_test(containers_are_counted_by_their_cgroups_and_by_what_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
