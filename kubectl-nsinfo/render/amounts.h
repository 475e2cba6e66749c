// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_AMOUNTS_H
#define NSINFO_RENDER_AMOUNTS_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Amounts as text, appended: pure.

// Whole seconds of CPU time as ps(1) has them: "00:01:05", "2-03:04:05" with days.
void add_cpu_time(struct strbuf *buf, double seconds) ATTR_NONNULL(1);

// "0", "640Ki", "2.5Mi", "128Mi", "1.2Gi": one decimal below ten, from Mi on.
void add_bytes(struct strbuf *buf, uint64_t bytes) ATTR_NONNULL(1);

// A share of one CPU (1 is all of it) in percent, as ps(1) has it: "0.1", "99.8", "400.0". A
// negative one is "unknown".
void add_cpu_percent(struct strbuf *buf, double share) ATTR_NONNULL(1);

#endif
