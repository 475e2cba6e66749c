// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_REPORT_TEXT_H
#define NSINFO_MODEL_REPORT_TEXT_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/model/report.h"

// Appends json as compact text; takes the reference over.
void json_add_text(struct strbuf *buf, json_t *json) ATTR_NONNULL(1, 2);

// Appends the report as compact JSON. Of its processes just one at a time is a tree of JSON values,
// which take ten times the memory of their text.
void report_add_text(struct strbuf *buf, const struct report *report) ATTR_NONNULL(1, 2);

#endif
