// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_JSON_BODY_H
#define NSINFO_SERVER_JSON_BODY_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/model/report_json.h"

// Appends json as text and a line feed; takes the reference over.
void json_body_add(struct strbuf *body, json_t *json) ATTR_NONNULL(1, 2);

// The same for a whole report, as report_move_text() does it.
void json_body_move_report(struct strbuf *body, struct report *report) ATTR_NONNULL(1, 2);

#endif
