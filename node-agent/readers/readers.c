// SPDX-License-Identifier: Apache-2.0
#include "node-agent/readers/readers.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "common/base/monotonic.h"
#include "common/base/xalloc.h"
#include "node-agent/readers/thread_state.h"

enum { STACK_BYTES = 512 * 1024 };

// A read that the scheduler keeps from running is not held up by what it reads; but one that is
// found at work so many times does not come to an end either.
enum { STALLS_MAX = 8 };

// A read that sleeps so long is made to; most take microseconds.
enum { SLOW_US = 5000, US_PER_MS = 1000 };

struct reader {
    struct readers *readers;
    pthread_t thread;
    pid_t tid;
    pthread_cond_t changed;
    struct patience *patience; // of the request at hand, as the two below
    struct guarded_read **reads;
    size_t count;
    size_t at;    // the read at hand; count: idle, or done
    bool running; // that one has begun
    long sleeps;  // of the thread, without those that are no read's; its own
    bool given_up;
    struct read_subject held; // what holds it up
    LIST_ENTRY(reader) link;  // of the idle ones, those given up, or those that came back
};

LIST_HEAD(reader_list, reader);

struct readers {
    pthread_mutex_t lock; // of all below, and of the readers' fields
    struct reader_list idle;
    struct reader_list held;
    struct reader_list ended; // to be joined
    size_t held_count;
    uint64_t given_up;
    bool stopping;
};

// ---- what may be tried

static bool may_try(const struct readers *readers, const struct patience *patience,
                    const struct read_subject *subject)
{
    size_t of_container = 0;

    if (readers->held_count >= LIMIT_HELD_READERS || !patience_has_for(patience, subject))
        return false;
    for (const struct reader *reader = LIST_FIRST(&readers->held); reader != NULL;
         reader = LIST_NEXT(reader, link)) {
        if (read_subject_same_process(&reader->held, subject))
            return false;
        of_container += read_subject_same_container(&reader->held, subject);
    }
    return of_container < LIMIT_HELD_READERS_PER_CONTAINER;
}

// ---- a reader's own thread

static void wait_for_reads(struct reader *reader)
{
    while (!reader->readers->stopping && reader->at == reader->count)
        pthread_cond_wait(&reader->changed, &reader->readers->lock);
}

// How often the thread has slept by itself, not for want of the processor (getrusage(2)).
static long count_sleeps(void)
{
    struct rusage usage = {0};

    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

// For how long the read that has ended slept, in milliseconds; 0 for one that was quick, or that
// only waited for the processor.
static uint64_t slept(struct reader *reader, uint64_t took_us)
{
    uint64_t took = took_us / US_PER_MS;

    if (took_us < SLOW_US)
        return 0;
    long sleeps = count_sleeps();
    bool more = sleeps > reader->sleeps;
    reader->sleeps = sleeps;
    return !more ? 0 : took < LIMIT_HELD_READ_MILLISECONDS ? took : LIMIT_HELD_READ_MILLISECONDS;
}

static void lock_again(struct reader *reader)
{
    if (pthread_mutex_trylock(&reader->readers->lock) == 0)
        return;
    pthread_mutex_lock(&reader->readers->lock);
    reader->sleeps = count_sleeps();
}

// False if it was given up meanwhile. Reads that are held up one after the other, each for less
// than it takes to be given up, cost the request its patience all the same.
static bool run_reads(struct reader *reader)
{
    struct readers *readers = reader->readers;
    uint64_t begun = monotonic_us();

    reader->sleeps = count_sleeps();
    for (; reader->at < reader->count; reader->at++) {
        struct guarded_read *read = reader->reads[reader->at];

        if (!may_try(readers, reader->patience, &read->subject))
            continue;
        reader->running = true;
        pthread_mutex_unlock(&readers->lock);
        read->run(read);
        uint64_t took = monotonic_us() - begun;
        begun += took;
        uint64_t cost = slept(reader, took);
        lock_again(reader);
        reader->running = false;
        if (reader->given_up) {
            read->free(read);
            return false;
        }
        read->done = true;
        if (cost > 0)
            patience_charge(reader->patience, &read->subject, cost);
    }
    pthread_cond_signal(&reader->changed);
    return true;
}

static void reader_free(struct reader *reader)
{
    pthread_cond_destroy(&reader->changed);
    free(reader);
}

// Another has taken its place.
static void come_back(struct reader *reader)
{
    LIST_REMOVE(reader, link);
    reader->readers->held_count--;
    LIST_INSERT_HEAD(&reader->readers->ended, reader, link);
}

// They have let go of the lock, and do not take it again.
static void join_ended(struct readers *readers)
{
    while (!LIST_EMPTY(&readers->ended)) {
        struct reader *reader = LIST_FIRST(&readers->ended);

        LIST_REMOVE(reader, link);
        pthread_join(reader->thread, NULL);
        reader_free(reader);
    }
}

static void *work(void *argument)
{
    struct reader *reader = argument;
    struct readers *readers = reader->readers;

    pthread_mutex_lock(&readers->lock);
    reader->tid = gettid();
    for (wait_for_reads(reader); !readers->stopping; wait_for_reads(reader)) {
        if (!run_reads(reader)) {
            come_back(reader);
            break;
        }
    }
    pthread_mutex_unlock(&readers->lock);
    return NULL;
}

// ---- who waits for it

// Signals are the main thread's: a reader takes none.
static int start_thread(struct reader *reader)
{
    pthread_attr_t attributes;
    sigset_t all;
    sigset_t old;

    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&reader->thread, &attributes, work, reader);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    return -rc;
}

// NULL if the system has no more threads.
static struct reader *reader_new(struct readers *readers)
{
    struct reader *reader = xcalloc(1, sizeof(*reader));
    pthread_condattr_t monotonic;

    reader->readers = readers;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&reader->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (start_thread(reader) == 0)
        return reader;
    reader_free(reader);
    return NULL;
}

static struct reader *take_reader(struct readers *readers)
{
    struct reader *reader = LIST_FIRST(&readers->idle);

    if (reader == NULL)
        return reader_new(readers);
    LIST_REMOVE(reader, link);
    return reader;
}

static struct timespec time_in(uint64_t milliseconds)
{
    enum { MS_PER_S = 1000, NS_PER_MS = 1000 * 1000, NS_PER_S = 1000 * 1000 * 1000 };
    struct timespec at = {0};

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)(milliseconds / MS_PER_S);
    at.tv_nsec += (long)(milliseconds % MS_PER_S) * NS_PER_MS;
    if (at.tv_nsec >= NS_PER_S) {
        at.tv_nsec -= NS_PER_S;
        at.tv_sec++;
    }
    return at;
}

// How many reads came to their end meanwhile.
static size_t wait_a_while(struct reader *reader)
{
    const struct timespec end = time_in(LIMIT_HELD_READ_MILLISECONDS);
    size_t at = reader->at;
    int rc = 0;

    while (rc == 0 && reader->at < reader->count)
        rc = pthread_cond_timedwait(&reader->changed, &reader->readers->lock, &end);
    return reader->at - at;
}

// Waits until all reads are done, which is true, or one is held up.
static bool wait_for_reader(struct reader *reader, unsigned *ret_stalls)
{
    unsigned stalled = 0;

    for (size_t done = wait_a_while(reader); reader->at < reader->count;
         done = wait_a_while(reader)) {
        stalled = reader->running && done == 0 ? stalled + 1 : 0;
        if (stalled == STALLS_MAX || (stalled > 0 && !thread_is_runnable(reader->tid))) {
            *ret_stalls = stalled;
            return false;
        }
    }
    return true;
}

static void give_up(struct readers *readers, struct reader *reader, unsigned stalled)
{
    struct guarded_read **read = &reader->reads[reader->at];

    reader->held = (*read)->subject;
    patience_charge(reader->patience, &reader->held,
                    (uint64_t)stalled * LIMIT_HELD_READ_MILLISECONDS);
    *read = NULL;
    reader->given_up = true;
    LIST_INSERT_HEAD(&readers->held, reader, link);
    readers->held_count++;
    readers->given_up++;
}

// Hands the reads to a reader; returns how many it is over with: with those before them the one
// that it is left to.
static size_t run_some(struct readers *readers, struct patience *patience,
                       struct guarded_read **reads, size_t count)
{
    struct reader *reader = take_reader(readers);
    unsigned stalled = 0;

    if (reader == NULL)
        return count;
    reader->patience = patience;
    reader->reads = reads;
    reader->at = 0;
    reader->count = count;
    pthread_cond_signal(&reader->changed);
    if (wait_for_reader(reader, &stalled)) {
        LIST_INSERT_HEAD(&readers->idle, reader, link);
        return count;
    }
    size_t over = reader->at + 1;
    give_up(readers, reader, stalled);
    return over;
}

static void run_here(struct guarded_read **reads, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        reads[i]->run(reads[i]);
        reads[i]->done = true;
    }
}

void readers_run(struct patience *patience, struct guarded_read **reads, size_t count)
{
    struct readers *readers = patience->readers;

    if (readers == NULL) {
        run_here(reads, count);
        return;
    }
    pthread_mutex_lock(&readers->lock);
    join_ended(readers);
    for (size_t over = 0; over < count;)
        over += run_some(readers, patience, &reads[over], count - over);
    pthread_mutex_unlock(&readers->lock);
}

// ---- all of them

struct readers *readers_new(void)
{
    struct readers *readers = xcalloc(1, sizeof(*readers));

    pthread_mutex_init(&readers->lock, NULL);
    return readers;
}

static void end_idle(struct readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    readers->stopping = true;
    join_ended(readers);
    while (!LIST_EMPTY(&readers->idle)) {
        struct reader *reader = LIST_FIRST(&readers->idle);

        LIST_REMOVE(reader, link);
        pthread_cond_signal(&reader->changed);
        pthread_mutex_unlock(&readers->lock);
        pthread_join(reader->thread, NULL);
        reader_free(reader);
        pthread_mutex_lock(&readers->lock);
    }
    pthread_mutex_unlock(&readers->lock);
}

void readers_free(struct readers **readers_pointer)
{
    struct readers *readers = steal(readers_pointer);
    struct readers_stats stats = {0};

    if (readers == NULL)
        return;
    readers_count(readers, &stats);
    if (stats.held > 0)
        return;
    end_idle(readers);
    pthread_mutex_destroy(&readers->lock);
    free(readers);
}

void readers_count(struct readers *readers, struct readers_stats *ret)
{
    *ret = (struct readers_stats){0};
    if (readers == NULL)
        return;
    pthread_mutex_lock(&readers->lock);
    *ret = (struct readers_stats){readers->held_count, readers->given_up};
    pthread_mutex_unlock(&readers->lock);
}
