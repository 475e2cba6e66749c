// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_DOCUMENT_H
#define NSINFO_RENDER_DOCUMENT_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// The reports as the tree that -o json and -o yaml print: docs/pod-report.schema.json describes it.
// A new reference, owned by the caller.
json_t *document_new(const struct pod_report_list *list) ATTR_NODISCARD ATTR_NONNULL(1);

// One of its items, likewise.
json_t *document_item_new(const struct pod_report *pod) ATTR_NODISCARD ATTR_NONNULL(1);

// A document of that kind; takes items over.
json_t *document_list_new(const char *kind, json_t *items) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// Append the tree as text, pure ASCII: what is not is escaped, so that a terminal shows it and does
// nothing else, and a parser gets it back as it was.
void document_add_json(json_t *tree, struct strbuf *out) ATTR_NONNULL(1, 2);
void document_add_yaml(json_t *tree, struct strbuf *out) ATTR_NONNULL(1, 2);

// Appends an item a line as kubectl's -o name has it: "pod/web", "deployment.apps/web".
void document_add_names(json_t *tree, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
