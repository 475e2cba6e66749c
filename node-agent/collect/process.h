// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_PROCESS_H
#define NSINFO_COLLECT_PROCESS_H

#include "common/base/attributes.h"
#include "common/model/report.h"
#include "node-agent/collect/clock.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_cmdline.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/proc/proc_stat.h"

// What a report says of one process but the user's name and the arguments, all of it read through
// the process's open directory; stat was read through it too. 0, or a negative errno, and then
// pidref_gone() tells whether the process ended meanwhile. The caller releases *ret.
int process_collect(const struct pidref *process, const struct proc_stat *stat,
                    const struct clock *clock, struct process *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

// Takes the arguments over, which were read later, or what became of reading them: a negative
// errno. 0, or one of process_collect()'s.
int process_take_command(const struct proc_root *root, uint64_t start_ticks,
                         const struct clock *clock, int read_rc, struct proc_cmdline *cmdline,
                         struct process *process) ATTR_NODISCARD ATTR_NONNULL(1, 3, 5, 6);

#endif
