// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_RENDER_H
#define NSINFO_RENDER_RENDER_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/ns_plan.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "kubectl-nsinfo/render/view.h"

// The command whose table is wanted; json and yaml are the same for all.
enum render_subject { RENDER_CONTAINERS, RENDER_PROCESSES };

struct renderer; // a row of the table of output formats

// The renderer for what -o says, NULL being the table. ERROR_BAD_REQUEST, in kubectl's words, if
// there is none of that name.
int renderer_find(const char *format, const struct renderer **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

// Whether what it prints is a table, for people.
bool renderer_is_table(const struct renderer *renderer) ATTR_NONNULL(1);

// The name of a format that -o takes, by its index; NULL behind the last.
const char *renderer_name(size_t index);

// What stands between one output of it and the next.
const char *renderer_separator(const struct renderer *renderer) ATTR_NONNULL(1);

// Appends the reports. options->wide is the renderer's to say.
void render(const struct renderer *renderer, enum render_subject subject,
            const struct view_options *options, const struct pod_report_list *list,
            struct strbuf *out) ATTR_NONNULL(1, 3, 4, 5);

// The same for plans.
void render_plans(const struct renderer *renderer, const struct view_options *options,
                  const struct ns_plan_list *list, struct strbuf *out) ATTR_NONNULL(1, 2, 3, 4);

#endif
