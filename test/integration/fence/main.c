// SPDX-License-Identifier: Apache-2.0
//
// Usage: fence_probe FOLDER whole|runtimes|api-server|both|filter
//
// Puts the agent's fence around itself and tries what the agent must not be able to do, from a
// thread that was there before, from one that came later and from the first, and what it must. The
// same was tried before the fence, so that a refusal is known to be the fence's. Prints TAP. FOLDER
// is empty and the test's own. With "runtimes" the fence lets runtimes be asked, with "api-server"
// the API server, and both with "both"; with "filter" it is the filter of system calls alone,
// without the limits and with all capabilities, so that the filter is known to refuse by itself.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "node-agent/fence/fence.h"
#include "node-agent/fence/filter.h"
#include "test/integration/fence/attempts.h"

enum { TOLD_APART_MIN = 40, DESCRIPTORS = 256 };

static const char *mode;
static unsigned test_number;
static bool all_passed = true;

static void report(bool passed, const char *who, const char *what, long rc)
{
    printf("%sok %u - %s: %s\n", passed ? "" : "not ", ++test_number, who, what);
    if (!passed)
        printf("# result %ld (%s)\n", rc, rc < 0 ? strerror((int)-rc) : "success");
    all_passed = all_passed && passed;
}

static bool asks_runtimes(void)
{
    return str_eq(mode, "runtimes") || str_eq(mode, "both");
}

static bool asks_api_server(void)
{
    return str_eq(mode, "api-server") || str_eq(mode, "both");
}

static struct fence_config config_of_mode(void)
{
    return (struct fence_config){
        .descriptors = DESCRIPTORS,
        .asks_runtimes = asks_runtimes(),
        .asks_api_server = asks_api_server(),
    };
}

static int put_up(struct error *err)
{
    const struct fence_config config = config_of_mode();

    return str_eq(mode, "filter") ? filter_install(&config, err) : fence_up(&config, err);
}

static int shut(struct error *err)
{
    const struct fence_config config = config_of_mode();

    return str_eq(mode, "filter") ? filter_shut(&config, err) : fence_shut(&config, err);
}

static bool is_allowed(const struct attempt *attempt)
{
    return (attempt->runtimes_may && asks_runtimes()) ||
           (attempt->api_server_may && asks_api_server());
}

static long refusal(const struct attempt *attempt)
{
    return attempt->refused_with == 0 ? -EPERM : attempt->refused_with;
}

static void try_all(const char *who)
{
    for (size_t i = 0; i < attempt_count; i++) {
        if (is_allowed(&attempts[i]))
            continue;
        long rc = attempt_make(&attempts[i]);
        report(rc == refusal(&attempts[i]), who, attempts[i].name, rc);
    }
}

static void need_all(const char *who, const struct need *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        long rc = rows[i].function();
        report(rc == 0, who, rows[i].name, rc);
    }
}

static void try_before(void)
{
    size_t told_apart = 0;

    for (size_t i = 0; i < attempt_count; i++) {
        if (attempt_make(&attempts[i]) == refusal(&attempts[i]))
            printf("# refused without the fence too: %s\n", attempts[i].name);
        else
            told_apart++;
    }
    report(told_apart >= TOLD_APART_MIN, "before the fence", "40 attempts or more are not refused",
           (long)told_apart);
}

static int make_files(const char *folder)
{
    static const char *const names[] = {"file", "old", "gone"};

    if (chdir(folder) < 0)
        return -errno;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP_FD int fd = open(names[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

        if (fd < 0)
            return -errno;
    }
    return 0;
}

#ifdef __x86_64__
enum { GETPID_32_BIT = 20 };

static void call_by_32_bit_number(void)
{
    long result = GETPID_32_BIT;

    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
}

// How a child ends that makes such a call, with the fence up or not: a wait status.
static int end_of_32_bit_call(bool fenced)
{
    CLEANUP_ERROR struct error err = {0};
    int status = 0;

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (fenced && put_up(&err) < 0)
            _exit(EXIT_FAILURE);
        call_by_32_bit_number();
        _exit(EXIT_SUCCESS);
    }
    return waitpid(child, &status, 0) < 0 ? -errno : status;
}

static void try_other_architecture(void)
{
    int free_status = end_of_32_bit_call(false);
    int fenced_status = end_of_32_bit_call(true);

    if (free_status != 0)
        printf("# this kernel has no 32-bit calls: they end with %d anyhow\n", free_status);
    else
        report(WIFSIGNALED(fenced_status) && WTERMSIG(fenced_status) == SIGSYS, "a child",
               "a 32-bit call ends the process", fenced_status);
}
#else
static void try_other_architecture(void)
{
}
#endif

static sem_t fence_is_up;

static void *try_in_thread(void *who)
{
    while (sem_wait(&fence_is_up) < 0)
        ;
    try_all(who);
    return NULL;
}

static void start(pthread_t *thread, char *who)
{
    int rc = pthread_create(thread, NULL, try_in_thread, who);

    report(rc == 0, who, "it starts", -rc);
}

static int fence_and_try(struct error *err)
{
    static char earlier[] = "a thread from before";
    static char later[] = "a thread from after";
    pthread_t threads[2];

    start(&threads[0], earlier);
    if (put_up(err) < 0)
        return -1;
    need_all("before the port is open", needs, need_count);
    need_all("before the port is open", needs_before_shut, need_before_shut_count);
    if (shut(err) < 0)
        return -1;
    sem_post(&fence_is_up);
    pthread_join(threads[0], NULL);
    start(&threads[1], later);
    sem_post(&fence_is_up);
    pthread_join(threads[1], NULL);
    try_all("the first thread");
    need_all("the first thread", needs, need_count);
    if (asks_runtimes())
        need_all("the first thread", needs_of_runtimes, need_of_runtimes_count);
    if (asks_api_server())
        need_all("the first thread", needs_of_api_server, need_of_api_server_count);
    return 0;
}

int main(int argc, char **argv)
{
    CLEANUP_ERROR struct error err = {0};

    if (argc != 3 || make_files(argv[1]) < 0) {
        fputs("usage: fence_probe FOLDER whole|runtimes|api-server|both|filter\n", stderr);
        return EXIT_FAILURE;
    }
    mode = argv[2];
    sem_init(&fence_is_up, 0, 0);
    needs_prepare();
    try_before();
    try_other_architecture();
    if (fence_and_try(&err) < 0)
        printf("Bail out! %s\n", err.message);
    else
        printf("1..%u\n", test_number);
    return all_passed && err.message == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
