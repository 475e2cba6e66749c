// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_SHOW_H
#define NSINFO_CLI_SHOW_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/render/render.h"

// The renderer for -o, owned by the caller; errors are in kubectl's words.
int show_renderer(const struct invocation *invocation, struct renderer **ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// How the invocation wants tables to be.
struct view_options show_options(const struct invocation *invocation, bool several) ATTR_NONNULL(1);

// Prints what a command came to: the reports on standard output, remarks and errors behind them on
// standard error. The exit status, or -1 with err set.
int show_outcome(const struct renderer *renderer, enum render_subject subject,
                 const struct view_options *view, const struct outcome *outcome,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4, 5);

// Prints a view, a portion at a time. -1 with err set if that cannot be.
int show_view(struct view *view, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// What to say where there is no pod to show: for a table kubectl's words on standard error, with
// --ignore-not-found nothing. False if it is left to an empty document.
bool show_none(const struct invocation *invocation, const struct renderer *renderer,
               const struct session *session) ATTR_NONNULL(1, 2, 3);

// The outcome's errors on standard error: the exit status.
int show_errors(const struct outcome *outcome) ATTR_NODISCARD ATTR_NONNULL(1);

// The kinds of objects of files that were passed over, on standard error.
void show_other_kinds(const struct text_list *kinds) ATTR_NONNULL(1);

// "Warning: …" on standard error for all that the API server has warned of since the last time.
void show_warnings(struct session *session) ATTR_NONNULL(1);

#endif
