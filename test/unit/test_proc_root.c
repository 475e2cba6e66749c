// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/proc/proc_stat.h"
#include "test/unit/unit.h"

static void a_saved_tree_and_the_real_one_are_ready(void **state ATTR_UNUSED)
{
    static const char *const paths[] = {NSINFO_FIXTURES "/proc", "/proc"};

    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
        assert_int_equal(proc_root_open(paths[i], &root, &err), 0);
        assert_int_equal(proc_root_check(&root, &err), 0);
    }
}

static void says_what_is_wrong_with_the_root(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};

    assert_int_equal(proc_root_open("/nonexistent", &root, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE,
                 "open proc root \"/nonexistent\": No such file or directory");
    assert_int_equal(proc_root_open("/etc/passwd", &root, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE, "open proc root \"/etc/passwd\": Not a directory");
    assert_int_equal(proc_root_open("/etc", &root, &err), 0);
    assert_int_equal(proc_root_check(&root, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE,
                 "proc root shows no PID 1: read \"1/stat\": No such file or directory");
}

static void a_walk_gives_every_process_and_nothing_else(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    CLEANUP_PROC_WALK struct proc_walk walk = {0};
    uint64_t sum = 0;
    uint64_t pid = 0;
    size_t count = 0;

    assert_int_equal(proc_root_open(NSINFO_FIXTURES "/proc", &root, &err), 0);
    assert_int_equal(proc_walk_open(&root, &walk, &err), 0);
    for (; proc_walk_next(&walk, &pid) > 0; count++)
        sum += pid;
    assert_int_equal(count, 15);
    assert_int_equal(sum, 1 + 2 + 100 + 101 + 110 + 111 + 112 + 113 + 120 + 121 + 130 + 131 + 140 +
                              150 + 160);
}

// A child that only waits for its end.
static pid_t start_child(void)
{
    pid_t child = fork();

    if (child == 0) {
        pause();
        _exit(0);
    }
    assert_true(child > 0);
    return child;
}

static void a_process_that_ended_is_gone_though_its_directory_is_open(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    CLEANUP_PIDREF struct pidref ref = PIDREF_NONE;
    CLEANUP_PIDREF struct pidref again = PIDREF_NONE;
    struct proc_stat stat = {0};
    pid_t child = start_child();

    assert_int_equal(proc_root_open("/proc", &root, &err), 0);
    assert_int_equal(pidref_open(&root, (uint64_t)child, &ref), 0);
    assert_int_equal(proc_stat_read(ref.fd, &stat), 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(pidref_gone(proc_stat_read(ref.fd, &stat)));
    assert_true(pidref_gone(pidref_open(&root, (uint64_t)child, &again)));
}

static void only_two_errors_mean_gone(void **state ATTR_UNUSED)
{
    assert_true(pidref_gone(-ENOENT));
    assert_true(pidref_gone(-ESRCH));
    assert_false(pidref_gone(ESRCH));
    assert_false(pidref_gone(ENOENT));
    assert_false(pidref_gone(0));
    assert_false(pidref_gone(-EACCES));
    assert_false(pidref_gone(-EBADMSG));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_saved_tree_and_the_real_one_are_ready),
        cmocka_unit_test(says_what_is_wrong_with_the_root),
        cmocka_unit_test(a_walk_gives_every_process_and_nothing_else),
        cmocka_unit_test(a_process_that_ended_is_gone_though_its_directory_is_open),
        cmocka_unit_test(only_two_errors_mean_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
