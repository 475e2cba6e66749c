// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_TABLE_H
#define NSINFO_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/pieces.h"
#include "common/base/strbuf.h"
#include "common/base/style.h"

// A table as kubectl prints it: three spaces between columns, none at the end of a line.
struct table {
    size_t columns;
    size_t key; // of the rows that come next: printed are those of the lowest key first, and
                // of one key as they came
    struct pieces rows; // of each cell a byte for its style, and its text, escaped, up to a NUL
    size_t cell;        // of the row that is being added
    size_t *widths;     // of the columns, as wide as the widest cell so far
    size_t printed;     // rows
    size_t width; // of the terminal, in its columns: longer lines are cut and end with "…"; 0: none
    bool colour; // else all cells are plain
};

#define CLEANUP_TABLE CLEANUP(table_release)

void table_release(struct table *table) ATTR_NONNULL(1);

// Adds the next cell of the row. It is escaped here, so that it may hold any bytes.
void table_add(struct table *table, const char *text) ATTR_NONNULL(1, 2);
void table_add_styled(struct table *table, const char *text, enum style style) ATTR_NONNULL(1, 2);

// Appends the table, its rows being whole.
void table_print(struct table *table, struct strbuf *out) ATTR_NONNULL(1, 2);

// Appends rows until *out has that many bytes; false once there are no more.
bool table_print_part(struct table *table, size_t bytes, struct strbuf *out) ATTR_NONNULL(1, 3);

#endif
