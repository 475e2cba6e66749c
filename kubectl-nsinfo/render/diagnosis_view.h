// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_DIAGNOSIS_VIEW_H
#define NSINFO_RENDER_DIAGNOSIS_VIEW_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/doctor/diagnosis.h"
#include "kubectl-nsinfo/render/view.h"

// What `doctor` has found, for a person: a line a check below the heading of its group, with what
// to do below it, and at the end how many there are of each. Checks in a row that are skipped for
// one reason share a line. `program` is what the user calls this one. Pure.
void view_diagnosis(const struct diagnosis *diagnosis, const struct view_options *options,
                    const char *program, struct strbuf *out) ATTR_NONNULL(1, 2, 3, 4);

// The same as the tree that -o json and -o yaml print: docs/diagnosis.schema.json describes it. A
// new reference, owned by the caller.
json_t *diagnosis_document_new(const struct diagnosis *diagnosis) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
