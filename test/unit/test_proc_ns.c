// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/attributes.h"
#include "common/base/fdio.h"
#include "node-agent/proc/proc_ns.h"
#include "test/unit/unit.h"

static void reads_the_inode_of_a_link(void **state ATTR_UNUSED)
{
    uint64_t inode = 0;

    assert_int_equal(proc_ns_parse("net:[4026531840]", "net", &inode), 0);
    assert_true(inode == 4026531840U);
}

static void refuses_other_links(void **state ATTR_UNUSED)
{
    static const char *const texts[] = {
        "",         "net",     "net:",    "net:[]",   "net:[1",   "net:[1]x",
        "net:[-1]", "net:[x]", "mnt:[1]", "/net:[1]", "netx:[1]", "net:[99999999999999999999]"};

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        uint64_t inode = 7;
        assert_int_equal(proc_ns_parse(texts[i], "net", &inode), -EBADMSG);
        assert_int_equal(inode, 7);
    }
}

static int open_fixture(const char *name)
{
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

static void a_saved_tree_has_inodes_without_devices(void **state ATTR_UNUSED)
{
    CLEANUP_FD int process = open_fixture(NSINFO_FIXTURES "/proc/110");
    CLEANUP(ns_set_release) struct ns_set set = {0};

    proc_ns_read_all(process, &set);
    assert_int_equal(set.of[NS_NET].state, NS_KNOWN);
    assert_true(set.of[NS_NET].inode == 4026532601U);
    assert_int_equal(set.of[NS_NET].device, 0);
}

static void a_kind_without_a_link_is_absent(void **state ATTR_UNUSED)
{
    CLEANUP_FD int process = open_fixture(NSINFO_FIXTURES "/proc/131");
    CLEANUP(ns_set_release) struct ns_set set = {0};

    proc_ns_read_all(process, &set);
    assert_int_equal(set.of[NS_TIME].state, NS_ABSENT);
    assert_int_equal(set.of[NS_CGROUP].state, NS_KNOWN);
}

static void a_live_process_has_inode_and_device(void **state ATTR_UNUSED)
{
    CLEANUP_FD int process = open_fixture("/proc/self");
    CLEANUP(ns_set_release) struct ns_set set = {0};
    struct stat expected = {0};

    proc_ns_read_all(process, &set);
    assert_int_equal(stat("/proc/self/ns/mnt", &expected), 0);
    assert_int_equal(set.of[NS_MNT].state, NS_KNOWN);
    assert_true(set.of[NS_MNT].inode == expected.st_ino);
    assert_true(set.of[NS_MNT].device == expected.st_dev);
}

static void a_link_of_another_kind_is_unknown(void **state ATTR_UNUSED)
{
    char path[] = "/tmp/nsinfo-ns-XXXXXX";
    struct ns_id id = {0};

    assert_non_null(mkdtemp(path));
    CLEANUP_FD int process = open_fixture(path);
    mkdirat(process, "ns", 0755);
    symlinkat("mnt:[1]", process, "ns/net");
    proc_ns_read(process, NS_NET, &id);
    assert_int_equal(id.state, NS_UNKNOWN);
    assert_non_null(id.reason);
    free(id.reason);
    unlinkat(process, "ns/net", 0);
    unlinkat(process, "ns", AT_REMOVEDIR);
    rmdir(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_inode_of_a_link),
        cmocka_unit_test(refuses_other_links),
        cmocka_unit_test(a_saved_tree_has_inodes_without_devices),
        cmocka_unit_test(a_kind_without_a_link_is_absent),
        cmocka_unit_test(a_live_process_has_inode_and_device),
        cmocka_unit_test(a_link_of_another_kind_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
