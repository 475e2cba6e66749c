// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "node-agent/collect/pid_ns.h"
#include "test/unit/unit.h"

#define ASKED "a2b0000000000000000000000000000000000000000000000000000000000001"
#define PAUSE "a2b0000000000000000000000000000000000000000000000000000000000002"

enum { NODE_PID_NS = 11 };

// A saved node, made here.
struct saved {
    const char *pid;
    const char *status; // NSpid
    const char *ns;     // the PID namespace's link
    const char *container;
    const char *flags; // PF_EXITING or not
};

static void write_file(int dir, const char *name, const char *text)
{
    CLEANUP_FD int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(fd_write_all(fd, text, strlen(text)), 0);
}

static void write_process(int root, const struct saved *process)
{
    char text[256];

    assert_int_equal(mkdirat(root, process->pid, 0700), 0);
    CLEANUP_FD int dir = openat(root, process->pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    snprintf(text, sizeof(text), "NSpid:\t%s\n", process->status);
    write_file(dir, "status", text);
    snprintf(text, sizeof(text), "0::/kubepods/%s\n", process->container);
    write_file(dir, "cgroup", text);
    snprintf(text, sizeof(text), "%s (x) S 7 0 0 0 0 %s 0 0 0 0 0 0 0 0 20 0 1 0 500 0 0\n",
             process->pid, process->flags);
    write_file(dir, "stat", text);
    assert_int_equal(mkdirat(dir, "ns", 0700), 0);
    assert_int_equal(symlinkat(process->ns, dir, "ns/pid"), 0);
}

static int remove_entry(const char *path, const struct stat *file ATTR_UNUSED, int type ATTR_UNUSED,
                        struct FTW *place ATTR_UNUSED)
{
    return remove(path);
}

// What process 300, which was taken for the init process, is corrected to; 0 if it is gone.
static uint64_t correct(const struct saved *processes, size_t count)
{
    char path[] = "/tmp/nsinfo-pid-ns-XXXXXX";
    const struct container_ref ref = {.runtime = "", .id = ASKED};
    const struct ns_id node = {.state = NS_KNOWN, .inode = NODE_PID_NS};
    struct member init = {.pid = 300, .ppid = 7, .start_ticks = 500};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};

    assert_non_null(mkdtemp(path));
    assert_int_equal(proc_root_open(path, &root, &err), 0);
    for (size_t i = 0; i < count; i++)
        write_process(root.fd, &processes[i]);
    int rc = pid_ns_correct(&root, &node, &ref, &init, &err);
    assert_int_equal(nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
    if (rc < 0)
        assert_error(&err, ERROR_GONE, "the container ended while it was looked at");
    return rc < 0 ? 0 : init.pid;
}

static void pid_1_of_the_container_s_own_namespace_is_its_init_process(void **state ATTR_UNUSED)
{
    static const struct saved processes[] = {
        {"300", "300\t7", "pid:[22]", ASKED, "0"},
        {"310", "310\t1", "pid:[22]", ASKED, "0"},
    };

    assert_int_equal(correct(processes, ARRAY_SIZE(processes)), 310);
}

static void pid_1_of_another_container_leaves_it(void **state ATTR_UNUSED)
{
    static const struct saved processes[] = {
        {"300", "300\t7", "pid:[22]", ASKED, "0"},
        {"310", "310\t1", "pid:[22]", PAUSE, "0"},
    };

    assert_int_equal(correct(processes, ARRAY_SIZE(processes)), 300);
}

static void without_a_living_pid_1_the_container_is_gone(void **state ATTR_UNUSED)
{
    static const struct saved processes[] = {
        {"300", "300\t7", "pid:[22]", ASKED, "0"},
        {"310", "310\t1", "pid:[22]", ASKED, "4"},
        {"311", "311\t1", "pid:[33]", ASKED, "0"},
    };

    assert_int_equal(correct(processes, 1), 0);
    assert_int_equal(correct(processes, ARRAY_SIZE(processes)), 0);
}

static void in_the_node_s_namespace_there_is_nothing_to_correct(void **state ATTR_UNUSED)
{
    static const struct saved processes[] = {
        {"1", "1", "pid:[11]", ASKED, "0"},
        {"300", "300", "pid:[11]", ASKED, "0"},
    };

    assert_int_equal(correct(processes, ARRAY_SIZE(processes)), 300);
}

static void pid_1_itself_stays(void **state ATTR_UNUSED)
{
    static const struct saved processes[] = {{"300", "300\t1", "pid:[22]", ASKED, "0"}};

    assert_int_equal(correct(processes, ARRAY_SIZE(processes)), 300);
}

static void what_has_ended_is_left_to_others(void **state ATTR_UNUSED)
{
    assert_int_equal(correct(NULL, 0), 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pid_1_of_the_container_s_own_namespace_is_its_init_process),
        cmocka_unit_test(pid_1_of_another_container_leaves_it),
        cmocka_unit_test(without_a_living_pid_1_the_container_is_gone),
        cmocka_unit_test(in_the_node_s_namespace_there_is_nothing_to_correct),
        cmocka_unit_test(pid_1_itself_stays),
        cmocka_unit_test(what_has_ended_is_left_to_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
