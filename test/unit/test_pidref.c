// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "node-agent/proc/pidref.h"
#include "test/unit/fake_server.h"
#include "test/unit/unit.h"

// Of a tree in which 267 has this status file; NULL: none.
static int check_267(const char *status)
{
    struct fake_folder folder = FAKE_FOLDER;
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
    CLEANUP_ERROR struct error err = {0};

    fake_folder_make(&folder);
    assert_int_equal(proc_root_open(folder.path, &root, &err), 0);
    assert_int_equal(mkdirat(root.fd, "267", 0755), 0);
    if (status != NULL)
        fake_folder_write(&folder, "267/status", status);
    assert_int_equal(pidref_open(&root, 267, &process), 0);
    int rc = pidref_check_process(&process);
    fake_folder_remove(&folder);
    return rc;
}

static void a_number_that_is_its_own_thread_group_is_a_process(void **state ATTR_UNUSED)
{
    assert_int_equal(check_267("Name:\tx\nTgid:\t267\nPid:\t267\n"), 0);
    assert_int_equal(check_267("Name:\tx\nPid:\t267\n"), 0); // a saved tree may leave it out
}

static void a_number_of_another_thread_group_is_a_process_that_is_gone(void **state ATTR_UNUSED)
{
    assert_int_equal(check_267("Name:\tx\nTgid:\t266\nPid:\t267\n"), -ESRCH);
    assert_int_equal(check_267("Name:\tx\nTgid:\t2670\nPid:\t267\n"), -ESRCH);
    assert_true(pidref_gone(check_267("Name:\tx\nTgid:\t26\nPid:\t267\n")));
}

static void a_status_that_cannot_be_read_is_no_word_about_it(void **state ATTR_UNUSED)
{
    assert_int_equal(check_267(NULL), -ENOENT);
    assert_int_equal(check_267("Tgid:\tx\n"), -EBADMSG);
}

struct thread {
    pthread_barrier_t barrier; // passed when it has told its number, and when it may end
    pid_t number;
};

static void *wait_to_be_seen(void *context)
{
    struct thread *thread = context;

    thread->number = (pid_t)syscall(SYS_gettid);
    pthread_barrier_wait(&thread->barrier);
    pthread_barrier_wait(&thread->barrier);
    return NULL;
}

static int check_live(pid_t number)
{
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(proc_root_open("/proc", &root, &err), 0);
    assert_int_equal(pidref_open(&root, (uint64_t)number, &process), 0);
    return pidref_check_process(&process);
}

static void the_kernel_opens_a_threads_number_and_it_is_told(void **state ATTR_UNUSED)
{
    struct thread thread = {0};
    pthread_t id = {0};

    assert_int_equal(pthread_barrier_init(&thread.barrier, NULL, 2), 0);
    assert_int_equal(pthread_create(&id, NULL, wait_to_be_seen, &thread), 0);
    pthread_barrier_wait(&thread.barrier);
    int rc = check_live(thread.number);
    pthread_barrier_wait(&thread.barrier);
    assert_int_equal(pthread_join(id, NULL), 0);
    pthread_barrier_destroy(&thread.barrier);
    assert_int_equal(rc, -ESRCH);
    assert_int_equal(check_live(getpid()), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_that_is_its_own_thread_group_is_a_process),
        cmocka_unit_test(a_number_of_another_thread_group_is_a_process_that_is_gone),
        cmocka_unit_test(a_status_that_cannot_be_read_is_no_word_about_it),
        cmocka_unit_test(the_kernel_opens_a_threads_number_and_it_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
