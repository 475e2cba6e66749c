// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

#include <yaml.h>

#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"

// A node with what only the reader needs; the stream's nodes point at the first member.
struct built_node {
    struct yaml_node node;
    size_t weight;   // nodes in the tree from here down, those behind aliases included
    size_t capacity; // of items
    bool open;       // its end has not been read yet
};

struct anchor {
    char *name;
    struct built_node *node;
};

struct reader {
    const char *name; // the file's
    const char *text;
    size_t len;
    yaml_parser_t parser;
    yaml_event_t event;
    size_t char_index, byte_index; // the same place in text, counted both ways
    struct built_node *open[LIMIT_YAML_DEPTH_LEVELS];
    size_t depth;
    struct anchor *anchors; // of the document
    size_t anchor_count, anchor_capacity;
    size_t aliased_nodes;
    size_t doc_capacity;
    struct yaml_stream stream;
    bool leniently; // as kubectl reads its kubeconfigs
    struct error *err;
};

static void forget_anchors(struct reader *reader)
{
    for (size_t i = 0; i < reader->anchor_count; i++)
        free(reader->anchors[i].name);
    reader->anchor_count = 0;
}

static void reader_release(struct reader *reader)
{
    forget_anchors(reader);
    free(reader->anchors);
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
    yaml_stream_release(&reader->stream);
}

static ATTR_PRINTF(4, 5) int fail(struct reader *reader, size_t line, size_t column,
                                  const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *what = xvasprintf(format, args);
    va_end(args);
    return error_set(reader->err, ERROR_BAD_REQUEST, "%s: line %zu, column %zu: %s", reader->name,
                     line, column, what);
}

static int fail_at_event(struct reader *reader, const char *what)
{
    return fail(reader, reader->event.start_mark.line + 1, reader->event.start_mark.column + 1,
                "%s", what);
}

// Where the byte at offset stands.
static void find_place(const struct reader *reader, size_t offset, size_t *ret_line,
                       size_t *ret_column)
{
    size_t line = 1;
    size_t column = 1;

    for (size_t i = 0; i < offset && i < reader->len;) {
        size_t char_len = utf8_char_len(reader->text + i, reader->len - i);
        bool is_break = reader->text[i] == '\n';
        i += char_len == 0 ? 1 : char_len;
        line += is_break;
        column = is_break ? 1 : column + 1;
    }
    *ret_line = line;
    *ret_column = column;
}

// In libyaml's words, with the place counted from 1.
static int fail_as_parser(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem == NULL ? "it cannot be read" : parser->problem;
    size_t line = parser->problem_mark.line + 1;
    size_t column = parser->problem_mark.column + 1;

    if (parser->error == YAML_READER_ERROR)
        find_place(reader, parser->problem_offset, &line, &column);
    if (parser->context == NULL || parser->error == YAML_READER_ERROR)
        return fail(reader, line, column, "%s", problem);
    return fail(reader, line, column, "%s (%s that begins at line %zu, column %zu)", problem,
                parser->context, parser->context_mark.line + 1, parser->context_mark.column + 1);
}

// libyaml's marks count characters; places only move forward.
static const char *bytes_at(struct reader *reader, const yaml_mark_t *mark)
{
    while (reader->char_index < mark->index && reader->byte_index < reader->len) {
        size_t left = reader->len - reader->byte_index;
        size_t char_len = utf8_char_len(reader->text + reader->byte_index, left);
        reader->byte_index += char_len == 0 ? 1 : char_len;
        reader->char_index++;
    }
    return reader->text + reader->byte_index;
}

static struct built_node *add_node(struct reader *reader, enum yaml_kind kind)
{
    struct yaml_stream *stream = &reader->stream;
    struct built_node *built = xcalloc(1, sizeof(*built));

    built->node.kind = kind;
    built->node.line = reader->event.start_mark.line + 1;
    built->node.column = reader->event.start_mark.column + 1;
    built->weight = 1;
    stream->nodes =
        xgrow(stream->nodes, &stream->node_capacity, stream->node_count + 1, sizeof(void *));
    stream->nodes[stream->node_count++] = &built->node;
    return built;
}

static int add_anchor(struct reader *reader, const yaml_char_t *name, struct built_node *node)
{
    if (name == NULL)
        return 0;
    if (reader->anchor_count == LIMIT_YAML_ANCHORS_COUNT)
        return fail_at_event(reader, "too many anchors");
    reader->anchors = xgrow(reader->anchors, &reader->anchor_capacity, reader->anchor_count + 1,
                            sizeof(*reader->anchors));
    reader->anchors[reader->anchor_count++] =
        (struct anchor){.name = xstrdup((const char *)name), .node = node};
    return 0;
}

// The last of that name counts (YAML 1.1, 7.1).
static struct built_node *find_anchor(const struct reader *reader, const char *name)
{
    for (size_t i = reader->anchor_count; i > 0; i--)
        if (str_eq(reader->anchors[i - 1].name, name))
            return reader->anchors[i - 1].node;
    return NULL;
}

// Puts a node where the document has come to: below the innermost open one, or at its root.
static void place(struct reader *reader, struct built_node *built)
{
    struct yaml_stream *stream = &reader->stream;

    if (reader->depth == 0) {
        stream->docs[stream->doc_count].root = &built->node;
        return;
    }
    struct built_node *parent = reader->open[reader->depth - 1];
    struct yaml_node *node = &parent->node;
    node->items = xgrow(node->items, &parent->capacity, node->item_count + 1, sizeof(void *));
    node->items[node->item_count++] = &built->node;
    parent->weight += built->weight;
}

static int read_alias(struct reader *reader)
{
    const char *name = (const char *)reader->event.data.alias.anchor;
    struct built_node *built = find_anchor(reader, name);

    if (built == NULL)
        return fail_at_event(reader, "found undefined alias");
    if (built->open)
        return fail_at_event(reader, "the alias stands inside of what it stands for");
    reader->aliased_nodes += built->weight;
    if (reader->aliased_nodes > LIMIT_YAML_ALIASED_NODES_COUNT)
        return fail_at_event(reader, "the aliases stand for too much");
    place(reader, built);
    return 0;
}

static int read_scalar(struct reader *reader)
{
    const char *value = (const char *)reader->event.data.scalar.value;

    if (memchr(value, '\0', reader->event.data.scalar.length) != NULL)
        return fail_at_event(reader, "the value holds a NUL character");
    struct built_node *built = add_node(reader, YAML_KIND_SCALAR);
    built->node.text = xstrdup(value);
    built->node.plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                        reader->event.data.scalar.tag == NULL;
    place(reader, built);
    return add_anchor(reader, reader->event.data.scalar.anchor, built);
}

static int open_collection(struct reader *reader, enum yaml_kind kind, const yaml_char_t *anchor)
{
    if (reader->depth == LIMIT_YAML_DEPTH_LEVELS)
        return fail(reader, reader->event.start_mark.line + 1, reader->event.start_mark.column + 1,
                    "nested deeper than %d levels", LIMIT_YAML_DEPTH_LEVELS);
    struct built_node *built = add_node(reader, kind);
    built->open = true;
    reader->open[reader->depth++] = built;
    return add_anchor(reader, anchor, built);
}

static int compare_keys(const void *a, const void *b)
{
    const struct yaml_node *left = *(struct yaml_node *const *)a;
    const struct yaml_node *right = *(struct yaml_node *const *)b;
    int order = strcmp(left->text, right->text);

    if (order == 0)
        order = left->line < right->line ? -1 : left->line > right->line;
    return order != 0 ? order : left->column < right->column ? -1 : left->column > right->column;
}

static int check_keys(struct reader *reader, const struct yaml_node *mapping)
{
    CLEANUP_FREE const struct yaml_node **keys = xcalloc(mapping->item_count / 2, sizeof(void *));
    size_t count = 0;

    for (size_t i = 0; i < mapping->item_count; i += 2)
        if (mapping->items[i]->kind == YAML_KIND_SCALAR)
            keys[count++] = mapping->items[i];
    qsort(keys, count, sizeof(void *), compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (!str_eq(keys[i - 1]->text, keys[i]->text))
            continue;
        return fail(reader, keys[i]->line, keys[i]->column,
                    "key \"%s\" is there already, in line %zu", keys[i]->text, keys[i - 1]->line);
    }
    return 0;
}

static int close_collection(struct reader *reader)
{
    struct built_node *built = reader->open[--reader->depth];

    built->open = false;
    place(reader, built);
    if (built->node.kind != YAML_KIND_MAPPING || reader->leniently)
        return 0;
    return check_keys(reader, &built->node);
}

static void open_document(struct reader *reader)
{
    struct yaml_stream *stream = &reader->stream;

    stream->docs =
        xgrow(stream->docs, &reader->doc_capacity, stream->doc_count + 1, sizeof(*stream->docs));
    stream->docs[stream->doc_count] =
        (struct yaml_doc){.source = bytes_at(reader, &reader->event.start_mark)};
    forget_anchors(reader);
}

static void close_document(struct reader *reader)
{
    struct yaml_doc *doc = &reader->stream.docs[reader->stream.doc_count];
    const char *end = bytes_at(reader, &reader->event.end_mark);
    bool is_empty =
        doc->root->kind == YAML_KIND_SCALAR && doc->root->plain && *doc->root->text == '\0';

    doc->source_len = (size_t)(end - doc->source);
    if (!is_empty)
        reader->stream.doc_count++;
}

static int take_event(struct reader *reader)
{
    switch (reader->event.type) {
    case YAML_DOCUMENT_START_EVENT:
        open_document(reader);
        return 0;
    case YAML_DOCUMENT_END_EVENT:
        close_document(reader);
        return 0;
    case YAML_ALIAS_EVENT:
        return read_alias(reader);
    case YAML_SCALAR_EVENT:
        return read_scalar(reader);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(reader, YAML_KIND_SEQUENCE,
                               reader->event.data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return open_collection(reader, YAML_KIND_MAPPING, reader->event.data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(reader);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    default:
        return 0;
    }
}

static int read_all(struct reader *reader)
{
    for (bool at_end = false; !at_end;) {
        yaml_event_delete(&reader->event);
        if (!yaml_parser_parse(&reader->parser, &reader->event))
            return fail_as_parser(reader);
        if (take_event(reader) < 0)
            return -1;
        at_end = reader->event.type == YAML_STREAM_END_EVENT ||
                 (reader->leniently && reader->stream.doc_count == 1);
    }
    return 0;
}

static int parse(const char *name, const char *text, size_t len, bool leniently,
                 struct yaml_stream *ret, struct error *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    size_t skip = len >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
    CLEANUP(reader_release)
    struct reader reader = {
        .name = name, .text = text + skip, .len = len - skip, .leniently = leniently, .err = err};

    if (!yaml_parser_initialize(&reader.parser))
        abort();
    // Otherwise two odd first bytes would make it UTF-16, and no place in the text would be right.
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)reader.text, reader.len);
    if (read_all(&reader) < 0)
        return -1;
    *ret = reader.stream;
    reader.stream = (struct yaml_stream){0};
    return 0;
}

int yaml_stream_parse(const char *name, const char *text, size_t len, struct yaml_stream *ret,
                      struct error *err)
{
    return parse(name, text, len, false, ret, err);
}

int yaml_first_parse(const char *name, const char *text, size_t len, struct yaml_stream *ret,
                     struct error *err)
{
    return parse(name, text, len, true, ret, err);
}

void yaml_stream_release(struct yaml_stream *stream)
{
    for (size_t i = 0; i < stream->node_count; i++) {
        secret_release(&stream->nodes[i]->text);
        free(stream->nodes[i]->items);
        free(stream->nodes[i]);
    }
    free(stream->nodes);
    free(stream->docs);
    *stream = (struct yaml_stream){0};
}

static bool is_null(const struct yaml_node *node)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};

    for (size_t i = 0; node->kind == YAML_KIND_SCALAR && node->plain && i < ARRAY_SIZE(words); i++)
        if (str_eq(node->text, words[i]))
            return true;
    return false;
}

static const struct yaml_node *find_value(const struct yaml_node *node, const char *key);

// What the key is in the mappings behind "<<", earlier ones first (yaml.org, type/merge).
static const struct yaml_node *find_merged(const struct yaml_node *behind, const char *key)
{
    if (behind->kind != YAML_KIND_SEQUENCE)
        return find_value(behind, key);
    for (size_t i = 0; i < behind->item_count; i++) {
        const struct yaml_node *value = find_value(behind->items[i], key);
        if (value != NULL)
            return value;
    }
    return NULL;
}

static const struct yaml_node *find_value(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *behind = NULL;

    if (node->kind != YAML_KIND_MAPPING)
        return NULL;
    // From the end: of several the last one counts, where there may be several.
    for (size_t i = node->item_count; i > 0; i -= 2) {
        const struct yaml_node *name = node->items[i - 2];
        if (name->kind == YAML_KIND_SCALAR && str_eq(name->text, key))
            return node->items[i - 1];
        if (name->kind == YAML_KIND_SCALAR && name->plain && str_eq(name->text, "<<"))
            behind = node->items[i - 1];
    }
    return behind == NULL ? NULL : find_merged(behind, key);
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *value = node == NULL ? NULL : find_value(node, key);

    return value == NULL || is_null(value) ? NULL : value;
}

const char *yaml_text(const struct yaml_node *node)
{
    if (node == NULL || node->kind != YAML_KIND_SCALAR || is_null(node))
        return NULL;
    return node->text;
}
