// SPDX-License-Identifier: Apache-2.0
#include "common/base/table.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

enum { GAP = 3 };

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    *table = (struct table){0};
}

void table_add(struct table *table, const char *text)
{
    struct strbuf escaped = {0};

    text_add_escaped(&escaped, text);
    table->cells = xgrow(table->cells, &table->capacity, table->count + 1, sizeof(*table->cells));
    table->cells[table->count++] = strbuf_steal(&escaped);
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t width = 0;

    for (size_t i = column; i < table->count; i += table->columns) {
        size_t cell = text_columns(table->cells[i]);
        if (cell > width)
            width = cell;
    }
    return width;
}

static void print_row(const struct table *table, size_t first, const size_t *widths,
                      struct strbuf *out)
{
    for (size_t i = 0; i < table->columns; i++) {
        const char *cell = table->cells[first + i];
        strbuf_add_text(out, cell);
        strbuf_add_repeated(out, ' ', widths[i] - text_columns(cell) + GAP);
    }
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->len--;
    strbuf_add_char(out, '\n');
}

void table_print(const struct table *table, struct strbuf *out)
{
    CLEANUP_FREE size_t *widths = xcalloc(table->columns, sizeof(*widths));

    for (size_t i = 0; i < table->columns; i++)
        widths[i] = column_width(table, i);
    for (size_t i = 0; i < table->count; i += table->columns)
        print_row(table, i, widths, out);
}
