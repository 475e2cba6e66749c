// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include "node-agent/server/worker_pool.h"
#include "test/unit/unit.h"

struct sum {
    struct job job; // the first member
    unsigned number;
    unsigned square;
};

static void square(struct job *job)
{
    struct sum *sum = (struct sum *)job;

    sum->square = sum->number * sum->number;
}

static void every_job_is_run_once_and_given_back(void **state ATTR_UNUSED)
{
    enum { COUNT = 1000, PATIENCE_MS = 60000 };
    static struct sum sums[COUNT];
    CLEANUP_ERROR struct error err = {0};
    CLEANUP(worker_pool_free) struct worker_pool *pool = NULL;
    size_t done = 0;

    assert_int_equal(worker_pool_new(3, &pool, &err), 0);
    for (unsigned i = 0; i < COUNT; i++) {
        sums[i] = (struct sum){.job.run = square, .number = i};
        worker_pool_submit(pool, &sums[i].job);
    }
    while (done < COUNT) {
        struct pollfd waiting = {.fd = worker_pool_fd(pool), .events = POLLIN};
        assert_int_equal(poll(&waiting, 1, PATIENCE_MS), 1);
        for (struct job *job = worker_pool_take(pool); job != NULL; job = job->next)
            done++;
    }
    for (unsigned i = 0; i < COUNT; i++)
        assert_int_equal(sums[i].square, i * i);
    assert_null(worker_pool_take(pool));
}

static void a_pool_without_work_ends(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct worker_pool *pool = NULL;

    assert_int_equal(worker_pool_new(2, &pool, &err), 0);
    worker_pool_free(&pool);
    assert_null(pool);
    worker_pool_free(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_is_run_once_and_given_back),
        cmocka_unit_test(a_pool_without_work_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
