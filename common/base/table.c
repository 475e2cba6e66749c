// SPDX-License-Identifier: Apache-2.0
#include "common/base/table.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

enum { GAP = 3 };

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i].text);
    free(table->cells);
    *table = (struct table){0};
}

void table_add(struct table *table, const char *text)
{
    table_add_styled(table, text, STYLE_PLAIN);
}

void table_add_styled(struct table *table, const char *text, enum style style)
{
    struct strbuf escaped = {0};

    text_add_escaped(&escaped, text);
    table->cells = xgrow(table->cells, &table->capacity, table->count + 1, sizeof(*table->cells));
    table->cells[table->count++] = (struct table_cell){strbuf_steal(&escaped), style};
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t width = 0;

    for (size_t i = column; i < table->count; i += table->columns) {
        size_t cell = text_columns(table->cells[i].text);
        if (cell > width)
            width = cell;
    }
    return width;
}

// The length of text without the spaces at its end.
static size_t trimmed_len(const char *text)
{
    size_t len = strlen(text);

    while (len > 0 && text[len - 1] == ' ')
        len--;
    return len;
}

// How many columns of the terminal a row takes, without the spaces at its end.
static size_t row_columns(const struct table *table, const struct table_cell *row,
                          const size_t *widths)
{
    size_t begin = 0;
    size_t end = 0;

    for (size_t i = 0; i < table->columns; i++) {
        const char *text = row[i].text;
        size_t trimmed = trimmed_len(text);
        if (trimmed > 0)
            end = begin + text_columns(text) - (strlen(text) - trimmed);
        begin += widths[i] + GAP;
    }
    return end;
}

static void print_row(const struct table *table, const struct table_cell *row, const size_t *widths,
                      struct strbuf *out)
{
    size_t room = row_columns(table, row, widths);
    bool cut = table->width > 0 && room > table->width;
    size_t begin = 0;
    size_t used = 0;

    if (cut)
        room = table->width - 1;
    for (size_t i = 0; i < table->columns && begin < room; i++) {
        const char *text = row[i].text;
        size_t trimmed = trimmed_len(text);
        size_t columns = 0;
        size_t len = text_fitting(text, room - begin, &columns);

        if (trimmed > 0) {
            strbuf_add_repeated(out, ' ', begin - used);
            style_add(out, table->colour ? row[i].style : STYLE_PLAIN, text,
                      len < trimmed ? len : trimmed);
            used = begin + columns - (len > trimmed ? len - trimmed : 0);
        }
        begin += widths[i] + GAP;
    }
    if (cut) {
        strbuf_add_repeated(out, ' ', room - used);
        strbuf_add_text(out, "…");
    }
    strbuf_add_char(out, '\n');
}

void table_print(const struct table *table, struct strbuf *out)
{
    CLEANUP_FREE size_t *widths = xcalloc(table->columns, sizeof(*widths));

    for (size_t i = 0; i < table->columns; i++)
        widths[i] = column_width(table, i);
    for (size_t i = 0; i < table->count; i += table->columns)
        print_row(table, &table->cells[i], widths, out);
}
