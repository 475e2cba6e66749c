// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_TABLE_H
#define NSINFO_BASE_TABLE_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// A table as kubectl prints it: three spaces between columns, none at the end of a line.
struct table {
    size_t columns;
    char **cells; // row by row, escaped
    size_t count;
    size_t capacity;
};

#define CLEANUP_TABLE CLEANUP(table_release)

void table_release(struct table *table) ATTR_NONNULL(1);

// Adds the next cell of the row. It is escaped here, so that it may hold any bytes.
void table_add(struct table *table, const char *text) ATTR_NONNULL(1, 2);

// Appends the table, its rows being whole.
void table_print(const struct table *table, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
