// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_PLAN_VIEW_H
#define NSINFO_RENDER_PLAN_VIEW_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/ns_plan.h"
#include "kubectl-nsinfo/render/view.h"

// Plans ─► tables: for each pod a row a container, and below what decides each kind. Pure.
void view_plans(const struct ns_plan_list *list, const struct view_options *options,
                struct strbuf *out) ATTR_NONNULL(1, 2, 3);

// The plans as the tree that -o json and -o yaml print: docs/pod-plan.schema.json describes it. A
// new reference, owned by the caller.
json_t *plan_document_new(const struct ns_plan_list *list) ATTR_NODISCARD ATTR_NONNULL(1);

// Appends, a line each, on what else it depends that the spec is followed.
void add_plan_remarks(const struct ns_plan_list *list, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
