// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <unistd.h>

#include "common/base/deadline.h"
#include "common/base/fdio.h"
#include "common/base/xalloc.h"
#include "node-agent/readers/readers.h"
#include "test/unit/unit.h"

// A read that ends when the other end of its pipe is closed; without a pipe, at once.
struct pipe_read {
    struct guarded_read read; // the first member
    int fd;
    const int *freed_fd; // told when it is freed
    size_t *order;       // counts the reads
    size_t number;       // which one it was
    useconds_t pause_us; // what it takes
};

enum { LONGEST_MS = 60 * 1000 };

static void run(struct guarded_read *read_)
{
    struct pipe_read *own = (struct pipe_read *)read_;
    char byte = 0;

    if (own->fd >= 0)
        (void)!read(own->fd, &byte, 1);
    else if (own->pause_us > 0)
        usleep(own->pause_us);
    else
        own->number = ++*own->order;
}

static void free_read(struct guarded_read *read)
{
    struct pipe_read *own = (struct pipe_read *)read;

    close_fd(&own->fd);
    if (own->freed_fd != NULL)
        (void)!write(*own->freed_fd, "x", 1);
    free(own);
}

static struct guarded_read *new_read(char container, uint64_t pid, int fd, size_t *order)
{
    struct pipe_read *own = xcalloc(1, sizeof(*own));

    own->read = (struct guarded_read){.run = run, .free = free_read};
    memset(own->read.subject.container, container, CONTAINER_ID_LEN);
    own->read.subject.pid = pid;
    own->fd = fd;
    own->order = order;
    return &own->read;
}

static struct guarded_read *new_held(char container, uint64_t pid, int pipe_fd)
{
    return new_read(container, pid, dup(pipe_fd), NULL);
}

static size_t held(struct readers *readers)
{
    struct readers_stats stats = {0};

    readers_count(readers, &stats);
    return stats.held;
}

static void wait_until_none_is_held(struct readers *readers)
{
    enum { PAUSE_US = 1000 };
    uint64_t end = deadline_in(LONGEST_MS);

    while (held(readers) > 0) {
        assert_true(deadline_left(end) > 0);
        usleep(PAUSE_US);
    }
}

static void free_all(struct guarded_read **reads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (reads[i] != NULL)
            reads[i]->free(reads[i]);
}

static void reads_are_run_in_their_order(void **state ATTR_UNUSED)
{
    CLEANUP(readers_free) struct readers *readers = readers_new();
    struct guarded_read *reads[100] = {NULL};
    size_t order = 0;

    for (size_t round = 0; round < 3; round++) {
        struct patience patience = PATIENCE_FULL(round == 2 ? NULL : readers);

        order = 0;
        for (size_t i = 0; i < ARRAY_SIZE(reads); i++)
            reads[i] = new_read('a', i, -1, &order);
        readers_run(&patience, reads, ARRAY_SIZE(reads));
        for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
            assert_true(reads[i]->done);
            assert_int_equal(((struct pipe_read *)reads[i])->number, i + 1);
        }
        free_all(reads, ARRAY_SIZE(reads));
    }
    assert_int_equal(held(readers), 0);
}

static void a_read_that_is_held_up_is_left_to_its_thread(void **state ATTR_UNUSED)
{
    CLEANUP(readers_free) struct readers *readers = readers_new();
    struct patience patience = PATIENCE_FULL(readers);
    struct readers_stats stats = {0};
    size_t order = 0;
    int ends[2] = {-1, -1};
    int freed[2] = {-1, -1};
    char byte = 0;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(freed), 0);
    struct guarded_read *reads[] = {new_read('a', 1, -1, &order), new_held('a', 2, ends[0]),
                                    new_read('a', 3, -1, &order)};
    ((struct pipe_read *)reads[1])->freed_fd = &freed[1];
    readers_run(&patience, reads, ARRAY_SIZE(reads));
    assert_true(reads[0]->done);
    assert_null(reads[1]);
    assert_true(reads[2]->done);
    assert_true(patience.milliseconds < LIMIT_HELD_REQUEST_MILLISECONDS);
    readers_count(readers, &stats);
    assert_int_equal(stats.held, 1);
    assert_int_equal(stats.given_up, 1);
    close_fd(&ends[1]);
    assert_int_equal(read(freed[0], &byte, 1), 1); // by its thread, once it is back
    wait_until_none_is_held(readers);
    close_fd(&ends[0]);
    close_fd(&freed[0]);
    close_fd(&freed[1]);
    free_all(reads, ARRAY_SIZE(reads));
}

// Reads of process 1 and 2 are held up; then nothing is tried of them, or of a third one of their
// container, and all of another's.
static void what_holds_readers_up_is_not_tried_again(void **state ATTR_UNUSED)
{
    CLEANUP(readers_free) struct readers *readers = readers_new();
    size_t order = 0;
    int ends[2] = {-1, -1};

    assert_int_equal(pipe(ends), 0);
    for (size_t round = 0; round < 2; round++) {
        struct patience patience = PATIENCE_FULL(readers);
        struct guarded_read *reads[] = {new_held('a', 1, ends[0]), new_held('a', 2, ends[0]),
                                        new_read('a', 3, -1, &order), new_held('a', 4, ends[0]),
                                        new_read('b', 5, -1, &order)};

        readers_run(&patience, reads, ARRAY_SIZE(reads));
        for (size_t i = 0; i < 2; i++)
            assert_true(round == 0 ? reads[i] == NULL : !reads[i]->done);
        assert_false(reads[2]->done);
        assert_false(reads[3]->done);
        assert_true(reads[4]->done);
        assert_int_equal(held(readers), LIMIT_HELD_READERS_PER_CONTAINER);
        free_all(reads, ARRAY_SIZE(reads));
    }
    close_fd(&ends[1]);
    wait_until_none_is_held(readers);
    struct patience patience = PATIENCE_FULL(readers);
    struct guarded_read *again = new_read('a', 1, -1, &order);
    readers_run(&patience, &again, 1);
    assert_true(again->done);
    free_all(&again, 1);
    close_fd(&ends[0]);
}

static void a_request_waits_no_longer_than_its_patience(void **state ATTR_UNUSED)
{
    enum {
        HOLD_UPS = LIMIT_HELD_REQUEST_MILLISECONDS / LIMIT_HELD_READ_MILLISECONDS,
        CONTAINERS = HOLD_UPS + 3,
    };
    CLEANUP(readers_free) struct readers *readers = readers_new();
    struct patience patience = PATIENCE_FULL(readers);
    struct guarded_read *reads[CONTAINERS + 1] = {NULL};
    size_t order = 0;
    size_t tried = 0;
    int ends[2] = {-1, -1};

    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < CONTAINERS; i++)
        reads[i] = new_held((char)('a' + (int)i), i, ends[0]);
    reads[CONTAINERS] = new_read('z', CONTAINERS, -1, &order);
    readers_run(&patience, reads, ARRAY_SIZE(reads));
    for (size_t i = 0; i < CONTAINERS; i++)
        tried += reads[i] == NULL;
    assert_in_range(tried, 1, HOLD_UPS);
    assert_int_equal(patience.milliseconds, 0);
    assert_false(reads[CONTAINERS]->done);
    close_fd(&ends[1]);
    wait_until_none_is_held(readers);
    close_fd(&ends[0]);
    free_all(reads, ARRAY_SIZE(reads));
}

static void reads_that_are_let_go_one_by_one_cost_patience_too(void **state ATTR_UNUSED)
{
    enum { READS = 60, PAUSE_US = 300 * 1000 };
    CLEANUP(readers_free) struct readers *readers = readers_new();
    struct patience patience = PATIENCE_FULL(readers);
    struct guarded_read *reads[READS + 1] = {NULL};
    size_t order = 0;
    size_t done = 0;

    for (size_t i = 0; i < READS; i++) {
        reads[i] = new_read('a', i, -1, NULL);
        ((struct pipe_read *)reads[i])->pause_us = PAUSE_US;
    }
    reads[READS] = new_read('b', READS, -1, &order);
    readers_run(&patience, reads, ARRAY_SIZE(reads));
    for (size_t i = 0; i < READS; i++)
        done += reads[i] != NULL && reads[i]->done;
    assert_in_range(done, 0, READS / 2);
    assert_true(patience.milliseconds < LIMIT_HELD_REQUEST_MILLISECONDS);
    assert_true(reads[READS]->done);
    wait_until_none_is_held(readers);
    free_all(reads, ARRAY_SIZE(reads));
}

struct one_request {
    struct readers *readers;
    struct guarded_read *read;
};

static void *run_one(void *argument)
{
    struct one_request *request = argument;
    struct patience patience = PATIENCE_FULL(request->readers);

    readers_run(&patience, &request->read, 1);
    return NULL;
}

static void no_more_than_so_many_threads_are_given_up(void **state ATTR_UNUSED)
{
    CLEANUP(readers_free) struct readers *readers = readers_new();
    struct patience patience = PATIENCE_FULL(readers);
    struct one_request requests[LIMIT_HELD_READERS] = {{NULL}};
    pthread_t threads[LIMIT_HELD_READERS];
    size_t order = 0;
    int ends[2] = {-1, -1};

    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < LIMIT_HELD_READERS; i++) {
        requests[i] = (struct one_request){readers, new_held((char)('A' + (int)i), i, ends[0])};
        assert_int_equal(pthread_create(&threads[i], NULL, run_one, &requests[i]), 0);
    }
    for (size_t i = 0; i < LIMIT_HELD_READERS; i++) {
        pthread_join(threads[i], NULL);
        assert_null(requests[i].read);
    }
    assert_int_equal(held(readers), LIMIT_HELD_READERS);
    struct guarded_read *read = new_read('z', 1, -1, &order);
    readers_run(&patience, &read, 1);
    assert_false(read->done);
    close_fd(&ends[1]);
    wait_until_none_is_held(readers);
    readers_run(&patience, &read, 1);
    assert_true(read->done);
    free_all(&read, 1);
    close_fd(&ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_are_run_in_their_order),
        cmocka_unit_test(a_read_that_is_held_up_is_left_to_its_thread),
        cmocka_unit_test(what_holds_readers_up_is_not_tried_again),
        cmocka_unit_test(a_request_waits_no_longer_than_its_patience),
        cmocka_unit_test(reads_that_are_let_go_one_by_one_cost_patience_too),
        cmocka_unit_test(no_more_than_so_many_threads_are_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
