// SPDX-License-Identifier: Apache-2.0
#include "common/base/options.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

struct parser {
    const struct option_table *tables;
    size_t table_count;
    const char *const *next; // the argument after the one at hand
    const char *const *end;
    struct options_end *at_end; // NULL: the command line is whole
    bool options_ended;
    struct error *err;
};

// An option as the user wrote it: "--name" or "-n", for the messages.
struct found {
    const struct option *row;
    void *field;
    char shown[64];
};

void option_texts_release(struct option_texts *texts)
{
    free(texts->items);
    *texts = (struct option_texts){0};
}

static void texts_add(struct option_texts *texts, const char *text)
{
    texts->items = xgrow(texts->items, &texts->capacity, texts->count + 1, sizeof(*texts->items));
    texts->items[texts->count++] = text;
}

static bool row_matches(const struct option *row, const char *name, size_t name_len, char letter)
{
    if (name == NULL)
        return row->letter == letter;
    return strlen(row->name) == name_len && strncmp(row->name, name, name_len) == 0;
}

// By name, or by letter where name is NULL.
static bool find(const struct parser *parser, const char *name, size_t name_len, char letter,
                 struct found *ret)
{
    for (size_t t = 0; t < parser->table_count; t++) {
        const struct option_table *table = &parser->tables[t];
        for (size_t i = 0; i < table->count; i++) {
            if (!row_matches(&table->rows[i], name, name_len, letter))
                continue;
            ret->row = &table->rows[i];
            ret->field = (char *)table->target + table->rows[i].offset;
            return true;
        }
    }
    return false;
}

static int set_choice(const struct found *found, const char *value, struct error *err)
{
    CLEANUP_STRBUF struct strbuf allowed = {0};

    for (int i = 0; found->row->choices[i] != NULL; i++) {
        if (str_eq(value, found->row->choices[i])) {
            memcpy(found->field, &i, sizeof(i));
            return 0;
        }
        strbuf_add_format(&allowed, "%s%s", i == 0 ? "" : ",", found->row->choices[i]);
    }
    return error_set(err, ERROR_USAGE, "invalid argument \"%s\" for \"%s\": must be one of %s",
                     value, found->shown, strbuf_text(&allowed));
}

static int set_number(const struct found *found, const char *value, struct error *err)
{
    bool duration = found->row->kind == OPTION_DURATION;
    uint64_t max = found->row->max == 0 ? UINT64_MAX : found->row->max;
    uint64_t number = 0;
    int rc = duration ? parse_duration(value, &number) : parse_u64(value, max, &number);

    if (rc < 0)
        return error_set(err, ERROR_USAGE, "invalid argument \"%s\" for \"%s\": not %s", value,
                         found->shown,
                         duration ? "a duration such as 30s or 2m" : "a number in range");
    memcpy(found->field, &number, sizeof(number));
    return 0;
}

static int set_bool(const struct found *found, const char *value, struct error *err)
{
    bool on = str_eq(value, "true") || str_eq(value, "1");

    if (!on && !str_eq(value, "false") && !str_eq(value, "0"))
        return error_set(err, ERROR_USAGE,
                         "invalid argument \"%s\" for \"%s\": must be true or false", value,
                         found->shown);
    memcpy(found->field, &on, sizeof(on));
    return 0;
}

static int set_value(const struct found *found, const char *value, struct error *err)
{
    switch (found->row->kind) {
    case OPTION_BOOL:
        return set_bool(found, value, err);
    case OPTION_TEXT:
        memcpy(found->field, &value, sizeof(value));
        return 0;
    case OPTION_TEXTS:
        texts_add(found->field, value);
        return 0;
    case OPTION_NUMBER:
    case OPTION_DURATION:
        return set_number(found, value, err);
    case OPTION_CHOICE:
        return set_choice(found, value, err);
    }
    return error_set(err, ERROR_INTERNAL, "option \"%s\" has no kind", found->shown);
}

// value: what stands behind "=", or NULL.
static int set_found(struct parser *parser, const struct found *found, const char *value)
{
    if (value == NULL && found->row->kind == OPTION_BOOL)
        value = "true";
    if (value == NULL)
        value = found->row->bare;
    if (value == NULL && parser->next < parser->end)
        value = *parser->next++;
    if (value == NULL && parser->at_end != NULL) {
        parser->at_end->lacking = found->row;
        return 0;
    }
    if (value == NULL)
        return error_set(parser->err, ERROR_USAGE, "flag needs an argument: %s", found->shown);
    return set_value(found, value, parser->err);
}

static int unknown_flag(struct parser *parser, const char *name, size_t name_len)
{
    CLEANUP_FREE char *wanted = xstrndup(name, name_len);
    struct option_texts names = {0};

    for (size_t t = 0; t < parser->table_count; t++)
        for (size_t i = 0; i < parser->tables[t].count; i++)
            // One letter is near to any other.
            if (strlen(parser->tables[t].rows[i].name) > 1)
                texts_add(&names, parser->tables[t].rows[i].name);
    const char *nearest = text_nearest(wanted, names.items, names.count);
    if (nearest == NULL)
        error_set(parser->err, ERROR_USAGE, "unknown flag: --%s", wanted);
    else
        error_set(parser->err, ERROR_USAGE, "unknown flag: --%s, did you mean --%s?", wanted,
                  nearest);
    option_texts_release(&names);
    return -1;
}

static int parse_long(struct parser *parser, const char *argument)
{
    const char *name = argument + 2;
    const char *equals = strchr(name, '=');
    size_t name_len = equals == NULL ? strlen(name) : (size_t)(equals - name);
    struct found found = {0};

    if (!find(parser, name, name_len, 0, &found))
        return unknown_flag(parser, name, name_len);
    snprintf(found.shown, sizeof(found.shown), "--%s", found.row->name);
    return set_found(parser, &found, equals == NULL ? NULL : equals + 1);
}

// "-h", "-nfoo", "-n=foo", and several switches in one ("-Aw").
static int parse_letters(struct parser *parser, const char *argument)
{
    for (const char *at = argument + 1; *at != '\0'; at++) {
        struct found found = {0};

        if (!find(parser, NULL, 0, *at, &found))
            return error_set(parser->err, ERROR_USAGE, "unknown shorthand flag: '%c' in %s", *at,
                             argument);
        snprintf(found.shown, sizeof(found.shown), "-%c, --%s", *at, found.row->name);
        if (at[1] == '=')
            return set_found(parser, &found, at + 2);
        if (found.row->kind != OPTION_BOOL)
            return set_found(parser, &found, at[1] == '\0' ? NULL : at + 1);
        if (set_found(parser, &found, NULL) < 0)
            return -1;
    }
    return 0;
}

static int parse_all(struct parser *parser, struct option_texts *words)
{
    while (parser->next < parser->end) {
        const char *argument = *parser->next++;
        int rc = 0;

        if (parser->options_ended || argument[0] != '-' || argument[1] == '\0')
            texts_add(words, argument);
        else if (str_eq(argument, "--"))
            parser->options_ended = true;
        else if (argument[1] == '-')
            rc = parse_long(parser, argument);
        else
            rc = parse_letters(parser, argument);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int parse(struct parser *parser, struct option_texts *ret_words)
{
    CLEANUP(option_texts_release) struct option_texts words = {0};

    if (parse_all(parser, &words) < 0)
        return -1;
    *ret_words = words;
    words = (struct option_texts){0};
    return 0;
}

int options_parse(const struct option_table *tables, size_t table_count, int argc,
                  const char *const *argv, struct option_texts *ret_words, struct error *err)
{
    struct parser parser = {tables, table_count, argv, argv + argc, .err = err};

    return parse(&parser, ret_words);
}

int options_parse_unfinished(const struct option_table *tables, size_t table_count, int argc,
                             const char *const *argv, struct option_texts *ret_words,
                             struct options_end *ret_end, struct error *err)
{
    struct options_end end = {0};
    struct parser parser = {tables, table_count, argv, argv + argc, .at_end = &end, .err = err};

    if (parse(&parser, ret_words) < 0)
        return -1;
    end.options_ended = parser.options_ended;
    *ret_end = end;
    return 0;
}

static void add_left_column(struct strbuf *buf, const struct option *row)
{
    if (row->letter == 0)
        strbuf_add_format(buf, "      --%s", row->name);
    else
        strbuf_add_format(buf, "  -%c, --%s", row->letter, row->name);
    if (row->argument != NULL)
        strbuf_add_format(buf, "=%s", row->argument);
}

static size_t left_width(const struct option_table *table)
{
    size_t width = 0;

    for (size_t i = 0; i < table->count; i++) {
        CLEANUP_STRBUF struct strbuf left = {0};
        add_left_column(&left, &table->rows[i]);
        if (left.len > width)
            width = left.len;
    }
    return width;
}

void option_add_meaning(struct strbuf *buf, const struct option *row)
{
    strbuf_add_text(buf, row->help);
    for (int k = 0; row->choices != NULL && row->choices[k] != NULL; k++)
        strbuf_add_format(buf, "%s%s", k == 0 ? ": " : "|", row->choices[k]);
    if (row->fallback != NULL)
        strbuf_add_format(buf, " (default %s)", row->fallback);
}

void options_add_help(struct strbuf *buf, const struct option_table *table)
{
    size_t width = left_width(table);

    for (size_t i = 0; i < table->count; i++) {
        const struct option *row = &table->rows[i];
        size_t start = buf->len;

        add_left_column(buf, row);
        strbuf_add_repeated(buf, ' ', width + 3 - (buf->len - start));
        option_add_meaning(buf, row);
        strbuf_add_char(buf, '\n');
    }
}
