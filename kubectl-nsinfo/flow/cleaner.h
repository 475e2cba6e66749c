// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_CLEANER_H
#define NSINFO_FLOW_CLEANER_H

#include <sys/types.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/flow/session.h"

// Deletes an object of the cluster when this program ends before it has done so itself, however it
// ends: a process beside it that waits for the end of a pipe which this program alone holds.
struct cleaner {
    pid_t pid;
    int life; // that pipe; -1: no such process
};

// From now on. `path` need not be there yet. Call it before there are threads.
int cleaner_start(struct session *session, const char *path, struct cleaner *ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// There is nothing left to be deleted.
void cleaner_dismiss(struct cleaner *cleaner) ATTR_NONNULL(1);

// It goes on by itself.
void cleaner_leave(struct cleaner *cleaner) ATTR_NONNULL(1);

// DELETE with what depends on it; that it is not there is ERROR_NOT_FOUND.
int cleaner_delete(struct connection *connection, const char *path,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
