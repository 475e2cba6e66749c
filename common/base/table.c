// SPDX-License-Identifier: Apache-2.0
#include "common/base/table.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

enum { GAP = 3 };

void table_release(struct table *table)
{
    pieces_release(&table->rows);
    free(table->widths);
    *table = (struct table){0};
}

void table_add(struct table *table, const char *text)
{
    table_add_styled(table, text, STYLE_PLAIN);
}

void table_add_styled(struct table *table, const char *text, enum style style)
{
    struct strbuf *row = &table->rows.bytes;

    if (table->widths == NULL)
        table->widths = xcalloc(table->columns, sizeof(*table->widths));
    if (table->cell == 0)
        pieces_begin(&table->rows, table->key);
    strbuf_add_char(row, (char)style);
    size_t begin = row->len;
    text_add_escaped(row, text);
    size_t width = text_columns(row->data + begin);
    strbuf_add_char(row, '\0');
    if (width > table->widths[table->cell])
        table->widths[table->cell] = width;
    if (++table->cell < table->columns)
        return;
    table->cell = 0;
    pieces_end(&table->rows);
}

// ---- printing

struct cell {
    const char *text;
    enum style style;
};

// The length of text without the spaces at its end.
static size_t trimmed_len(const char *text)
{
    size_t len = strlen(text);

    while (len > 0 && text[len - 1] == ' ')
        len--;
    return len;
}

// How many columns of the terminal a row takes, without the spaces at its end.
static size_t row_columns(const struct table *table, const struct cell *row)
{
    size_t begin = 0;
    size_t end = 0;

    for (size_t i = 0; i < table->columns; i++) {
        const char *text = row[i].text;
        size_t trimmed = trimmed_len(text);
        if (trimmed > 0)
            end = begin + text_columns(text) - (strlen(text) - trimmed);
        begin += table->widths[i] + GAP;
    }
    return end;
}

static void print_row(const struct table *table, const struct cell *row, struct strbuf *out)
{
    size_t room = row_columns(table, row);
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
        begin += table->widths[i] + GAP;
    }
    if (cut) {
        strbuf_add_repeated(out, ' ', room - used);
        strbuf_add_text(out, "…");
    }
    strbuf_add_char(out, '\n');
}

bool table_print_part(struct table *table, size_t bytes, struct strbuf *out)
{
    CLEANUP_FREE struct cell *row = xcalloc(table->columns, sizeof(*row));

    if (table->printed == 0)
        pieces_sort(&table->rows);
    for (; table->printed < table->rows.count && out->len < bytes; table->printed++) {
        const char *at = pieces_text(&table->rows, table->printed);
        for (size_t i = 0; i < table->columns; i++) {
            row[i] = (struct cell){at + 1, (enum style) * at};
            at += strlen(at + 1) + 2;
        }
        print_row(table, row, out);
    }
    return table->printed < table->rows.count;
}

void table_print(struct table *table, struct strbuf *out)
{
    (void)table_print_part(table, SIZE_MAX, out);
}
