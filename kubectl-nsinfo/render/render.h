// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_RENDER_H
#define NSINFO_RENDER_RENDER_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/ns_plan.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "kubectl-nsinfo/render/view.h"

struct renderer; // an output format, with its template if it has one

// How a file is read that has a template (common/base/fdio.h, file_read).
typedef int template_reader(const char *path, struct strbuf *ret, struct error *err);

// The renderer for what -o says, NULL being the table; owned by the caller. ERROR_BAD_REQUEST, in
// kubectl's words, if there is no such format or its template is none.
int renderer_new(const char *format, template_reader *read, struct renderer **ret,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 3, 4);
void renderer_free(struct renderer **renderer) ATTR_NONNULL(1);
#define CLEANUP_RENDERER CLEANUP(renderer_free)

// Whether what it prints is a table, for people.
bool renderer_is_table(const struct renderer *renderer) ATTR_NONNULL(1);

// The view that such a table is printed by (view.h), owned by the caller; `options` as for
// render().
struct view *renderer_view(const struct renderer *renderer, enum render_subject subject,
                           const struct view_options *options) ATTR_NODISCARD ATTR_NONNULL(1, 3);

// What stands between one output of it and the next.
const char *renderer_separator(const struct renderer *renderer) ATTR_NONNULL(1);

// The name of a format that -o takes, by its index, and whether "=" and a template, or its file,
// stand behind it; NULL behind the last.
const char *renderer_format(size_t index, bool *ret_template) ATTR_NONNULL(2);

// Appends the reports: a table of the subject, the other formats being the same for all.
// options->wide is the renderer's to say. ERROR_BAD_REQUEST, with nothing
// appended, if the template cannot be followed in them.
int render(const struct renderer *renderer, enum render_subject subject,
           const struct view_options *options, const struct pod_report_list *list,
           struct strbuf *out, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4, 5, 6);

// The same for plans.
int render_plans(const struct renderer *renderer, const struct view_options *options,
                 const struct ns_plan_list *list, struct strbuf *out,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

// Appends a document of -o json's; the renderer is of a format that is not a table.
int render_tree(const struct renderer *renderer, const struct view_options *options, json_t *tree,
                struct strbuf *out, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

#endif
