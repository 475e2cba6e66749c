// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_REPORT_JSON_H
#define NSINFO_MODEL_REPORT_JSON_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"

// The report as JSON and back: docs/agent-api.yaml describes it. A field that is not known is left
// out; a namespace that could not be read is {"unknown": "<why>"}. Texts that are not UTF-8 carry
// U+FFFD for each byte that is not.

#define REPORT_API_VERSION "nsinfo/v1"

// New references, owned by the caller; never NULL. The whole report is report_text.h's to put
// together: a head lacks the arrays, "items" and "errors", or "processes".
json_t *report_head_to_json(const struct report *report) ATTR_NODISCARD ATTR_NONNULL(1);
json_t *report_errors_to_json(const struct report *report) ATTR_NODISCARD ATTR_NONNULL(1);
json_t *container_head_to_json(const struct container_report *container) ATTR_NODISCARD
    ATTR_NONNULL(1);
json_t *ns_set_to_json(const struct ns_set *set) ATTR_NODISCARD ATTR_NONNULL(1);

// {"apiVersion": …, "kind": "Error", "code": …, "message": …}: the body of a failed request.
json_t *error_to_json(enum error_code code, const char *message) ATTR_NODISCARD ATTR_NONNULL(2);

// ERROR_BAD_REPLY where a field has the wrong type, a required one is missing, or apiVersion is not
// REPORT_API_VERSION. Fields that are not known are passed over: the schema only grows.
int report_from_json(const json_t *json, struct report *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
