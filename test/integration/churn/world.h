// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CHURN_WORLD_H
#define NSINFO_CHURN_WORLD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/attributes.h"
#include "common/model/container_ref.h"
#include "common/model/ns_kind.h"

// What all processes of the test share: what was started, so that each answer can be judged. A
// container is made once and has a number of its own, so that what is true of it never changes.

enum {
    STEADY_MAX = 3,
    SHIMS =
        8, // each waits most of the time: for the kernel, which moves processes into cgroups slowly
    SLOTS_PER_SHIM = 7,
    SLOTS = SHIMS * SLOTS_PER_SHIM,
    RECORDS_MAX = 1 << 18,
    TAG_LEN = 9,
    UID_FIRST = 10000,
    UID_COUNT = 50000,
};

// Written by the container itself before it goes into its cgroup, the times excepted: nanoseconds
// of CLOCK_MONOTONIC, 0 until it is so far.
struct record {
    pid_t init;
    pid_t shim;
    bool own_pid_ns;
    int steady_count;
    uint64_t inodes[NS_KIND_COUNT];
    _Atomic pid_t steady[STEADY_MAX]; // children that live as long as the container
    _Atomic uint64_t completed;       // all of steady are in the cgroup
    _Atomic uint64_t killed;          // about to be
    _Atomic uint64_t dead;            // none of its processes is left
};

struct counts {
    _Atomic uint64_t answers;   // one for each ID that is in a reply
    _Atomic uint64_t found;     // of those: PID, namespaces and processes
    _Atomic uint64_t gone;      // of those: ended while it was looked at
    _Atomic uint64_t not_found; // of those
    _Atomic uint64_t lived;     // of those: the container lived from before to after the request
    _Atomic uint64_t orphans;   // see judge.c
    _Atomic uint64_t inodes;
    _Atomic uint64_t processes;
    _Atomic uint64_t replies;
    _Atomic uint64_t forks; // all processes that were started
    _Atomic uint64_t wrong;
};

struct world {
    _Atomic uint32_t serials; // containers that were begun; the first has number 1
    _Atomic uint32_t slots[SLOTS];
    _Atomic bool over;
    struct counts counts;
    char cgroups[512]; // below it they are made
    uint64_t wanted;   // answers
    uint16_t port;
    struct record records[RECORDS_MAX];
};

uint64_t now(void);

// A small generator of one's own for each process (xorshift).
uint32_t random_below(uint64_t *state, uint32_t limit) ATTR_NONNULL(1);

// 64 hex digits, of which the last ones are the container's number, and back; 0 for another ID.
void serial_to_id(uint32_t serial, char ret[static CONTAINER_ID_LEN + 1]);
uint32_t serial_of_id(const char *id);

// The name and the only argument of each process of the container, and its user.
void serial_to_tag(uint32_t serial, char ret[static TAG_LEN + 1]);
uint32_t serial_to_uid(uint32_t serial);

// Its cgroup, as kubelet names it.
void serial_to_cgroup(const struct world *world, uint32_t serial, char *ret, size_t size);

// Starts and ends containers until the test is over; title is the memory that holds the program's
// arguments, of title_len bytes. Does not return.
void shim_run(struct world *world, uint32_t number, char *title, size_t title_len) ATTR_NORETURN;

// Asks for containers until the test is over. Does not return.
void asker_run(struct world *world, uint32_t number) ATTR_NORETURN;

#endif
