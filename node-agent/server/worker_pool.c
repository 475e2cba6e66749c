// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/worker_pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/xalloc.h"

// Handlers keep what is large on the heap; a page that is not touched costs nothing.
enum { STACK_BYTES = 512 * 1024 };

struct job_list {
    struct job *first;
    struct job **end;
};

struct worker_pool {
    pthread_mutex_t lock;
    pthread_cond_t submitted;
    struct job_list waiting;
    struct job_list done;
    bool stopping;
    int event_fd;
    pthread_t *threads;
    size_t thread_count;
};

static void append(struct job_list *list, struct job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
}

static struct job *take_first(struct job_list *list)
{
    struct job *job = list->first;

    if (job == NULL)
        return NULL;
    list->first = job->next;
    if (list->first == NULL)
        list->end = &list->first;
    job->next = NULL;
    return job;
}

// The next job, or NULL when the pool ends.
static struct job *wait_for_job(struct worker_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->stopping && pool->waiting.first == NULL)
        pthread_cond_wait(&pool->submitted, &pool->lock);
    struct job *job = pool->stopping ? NULL : take_first(&pool->waiting);
    pthread_mutex_unlock(&pool->lock);
    return job;
}

static void finish(struct worker_pool *pool, struct job *job)
{
    const uint64_t one = 1;

    pthread_mutex_lock(&pool->lock);
    append(&pool->done, job);
    pthread_mutex_unlock(&pool->lock);
    // The counter of an eventfd cannot overflow here: it is reset with every look.
    (void)!write(pool->event_fd, &one, sizeof(one));
}

static void *work(void *argument)
{
    struct worker_pool *pool = argument;

    for (struct job *job = NULL; (job = wait_for_job(pool)) != NULL;) {
        job->run(job);
        finish(pool, job);
    }
    return NULL;
}

// Signals are the loop's: a worker takes none.
static int start_threads(struct worker_pool *pool, size_t count)
{
    pthread_attr_t attributes;
    sigset_t all;
    sigset_t old;
    int rc = 0;

    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (rc == 0 && pool->thread_count < count) {
        rc = pthread_create(&pool->threads[pool->thread_count], &attributes, work, pool);
        pool->thread_count += rc == 0;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    return -rc;
}

int worker_pool_new(size_t threads, struct worker_pool **ret, struct error *err)
{
    CLEANUP(worker_pool_free) struct worker_pool *pool = xcalloc(1, sizeof(*pool));

    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->submitted, NULL);
    pool->waiting.end = &pool->waiting.first;
    pool->done.end = &pool->done.first;
    pool->threads = xcalloc(threads, sizeof(*pool->threads));
    pool->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (pool->event_fd < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "create an eventfd");
    int rc = start_threads(pool, threads);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "start a thread");
    *ret = steal(&pool);
    return 0;
}

void worker_pool_free(struct worker_pool **pool_pointer)
{
    struct worker_pool *pool = steal(pool_pointer);

    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->submitted);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    close_fd(&pool->event_fd);
    pthread_cond_destroy(&pool->submitted);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}

void worker_pool_submit(struct worker_pool *pool, struct job *job)
{
    pthread_mutex_lock(&pool->lock);
    append(&pool->waiting, job);
    pthread_cond_signal(&pool->submitted);
    pthread_mutex_unlock(&pool->lock);
}

int worker_pool_fd(const struct worker_pool *pool)
{
    return pool->event_fd;
}

struct job *worker_pool_take(struct worker_pool *pool)
{
    uint64_t count = 0;

    // Empty is no fault: a job may have been taken with an earlier one.
    (void)!read(pool->event_fd, &count, sizeof(count));
    pthread_mutex_lock(&pool->lock);
    struct job *first = pool->done.first;
    pool->done = (struct job_list){.first = NULL};
    pool->done.end = &pool->done.first;
    pthread_mutex_unlock(&pool->lock);
    return first;
}
