// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FENCE_FENCE_H
#define NSINFO_FENCE_FENCE_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// What the agent denies itself before it listens to anyone. With CAP_SYS_PTRACE and the node's
// /proc whoever took it over would otherwise reach every file of the node through /proc/1/root.

struct fence_config {
    unsigned descriptors; // how many files and sockets it may have open at once
    bool asks_runtimes;   // it may connect to sockets in the file system, and only then
    bool asks_api_server; // it may go on making connections by IP, and only then
};

// For good, for every thread there is and every one to come:
// - limits: no core dump, no ptrace(2) by equals, no more descriptors and threads than it needs;
// - capabilities: CAP_SYS_PTRACE if it has that, and no other in any set;
// - system calls: those of the table in filter.c, with the arguments given there. It can open files
//   for reading only and can start threads only; every other call fails with EPERM, and one by
//   another architecture's numbers ends the process.
// What is loaded at run time has to be loaded before: no memory can be made executable afterwards.
// Where a connection leads the filter cannot see; a NetworkPolicy can.
int fence_up(const struct fence_config *config, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// Once the port is open: no other can be opened, the fence not be changed, and no IP socket made
// unless the API server is asked. The configuration is the one of fence_up().
int fence_shut(const struct fence_config *config, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
