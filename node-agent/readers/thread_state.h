// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_READERS_THREAD_STATE_H
#define NSINFO_READERS_THREAD_STATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/base/attributes.h"

// Whether a thread of the agent's own runs or waits for the processor, and not for something else.
// False if it cannot be told.
bool thread_is_runnable(pid_t tid) ATTR_NODISCARD;

#endif
