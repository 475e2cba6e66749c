// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_REPORT_TEXT_H
#define NSINFO_MODEL_REPORT_TEXT_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/model/report.h"

// Appends json as compact text; takes the reference over.
void json_add_text(struct strbuf *buf, json_t *json) ATTR_NONNULL(1, 2);

// Appends the report as compact JSON, and releases each of its containers on the way: those of a
// large node take more memory than their text. What is left of the report is the caller's to
// release.
void report_move_text(struct strbuf *buf, struct report *report) ATTR_NONNULL(1, 2);

// One of its processes as a tree; a new reference, never NULL.
json_t *process_to_json(const struct process *process) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
