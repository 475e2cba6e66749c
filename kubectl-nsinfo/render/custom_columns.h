// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_CUSTOM_COLUMNS_H
#define NSINFO_RENDER_CUSTOM_COLUMNS_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/render/view.h"

// kubectl's -o custom-columns: a row for each of a list's items, a column for each path.
struct custom_columns;

// "HEADING:path,HEADING:path", and a line of headings over a line of paths, as a file has them.
// ERROR_BAD_REQUEST, in kubectl's words, if it is none. The caller owns *ret.
int custom_columns_parse(const char *text, struct custom_columns **ret,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
int custom_columns_parse_file(const char *text, struct custom_columns **ret,
                              struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

void custom_columns_free(struct custom_columns **columns) ATTR_NONNULL(1);
#define CLEANUP_CUSTOM_COLUMNS CLEANUP(custom_columns_free)

// Appends the table of a document of -o json's. ERROR_BAD_REQUEST, with nothing appended, where a
// path cannot be followed.
int custom_columns_print(const struct custom_columns *columns, json_t *tree,
                         const struct view_options *options, struct strbuf *out,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

#endif
