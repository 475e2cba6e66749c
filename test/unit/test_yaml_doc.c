// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "test/unit/unit.h"

static int parse(const char *text, struct yaml_stream *ret, struct error *err)
{
    return yaml_stream_parse("f.yaml", text, strlen(text), ret, err);
}

static void assert_refused(const char *text, const char *message)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(parse(text, &stream, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, message);
    assert_null(stream.docs);
}

// What a tree says, as one line; a scalar that is plain without quotes.
static void add_shown(struct strbuf *buf, const struct yaml_node *node)
{
    if (node->kind == YAML_KIND_SCALAR) {
        strbuf_add_format(buf, node->plain ? "%s" : "'%s'", node->text);
        return;
    }
    strbuf_add_char(buf, node->kind == YAML_KIND_SEQUENCE ? '[' : '{');
    for (size_t i = 0; i < node->item_count; i++) {
        bool is_value = node->kind == YAML_KIND_MAPPING && i % 2 == 1;
        strbuf_add_text(buf, i == 0 ? "" : is_value ? ": " : ", ");
        add_shown(buf, node->items[i]);
    }
    strbuf_add_char(buf, node->kind == YAML_KIND_SEQUENCE ? ']' : '}');
}

static void assert_tree(const char *text, const char *shown)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_STRBUF struct strbuf buf = {0};

    assert_int_equal(parse(text, &stream, &err), 0);
    for (size_t i = 0; i < stream.doc_count; i++) {
        strbuf_add_text(&buf, i == 0 ? "" : " | ");
        add_shown(&buf, stream.docs[i].root);
    }
    assert_string_equal(strbuf_text(&buf), shown);
}

static void every_way_to_write_a_tree_gives_the_same_one(void **state)
{
    (void)state;
    assert_tree("a: 1\nb:\n- x\n- y: z\n", "{a: 1, b: [x, {y: z}]}");
    assert_tree("{\"a\": 1, b: [x, {y: z}]}", "{'a': 1, b: [x, {y: z}]}");
    assert_tree("a: |\n  one\n  two\n", "{a: 'one\ntwo\n'}");
    assert_tree("a: >-\n  one\n  two\n", "{a: 'one two'}");
    assert_tree("a: \"\\u00e9\"\r\nb: '''q'''\r\n", "{a: '\xc3\xa9', b: ''q''}");
    assert_tree("a:\nb: ~\n", "{a: , b: ~}");
    assert_tree("a: !!str 5\n", "{a: '5'}");
    assert_tree("\xef\xbb\xbf"
                "a: 1\n",
                "{a: 1}");
}

static void nothing_but_comments_and_separators_is_no_document(void **state)
{
    (void)state;
    assert_tree("", "");
    assert_tree("# nothing\n", "");
    assert_tree("---\n# nothing\n---\n...\n", "");
    assert_tree("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n", "{a: 1} | {b: 2}");
    assert_tree("--- ''\n", "''");
}

static void a_node_knows_its_line_and_column(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(parse("# \xc3\xa9\nkey:\n  '\xc3\xa9': {x: 1}\n", &stream, &err), 0);
    const struct yaml_node *inner = yaml_get(stream.docs[0].root, "key");
    assert_int_equal(inner->line, 3);
    assert_int_equal(inner->column, 3);
    const struct yaml_node *value = yaml_get(inner, "\xc3\xa9");
    assert_int_equal(value->line, 3);
    assert_int_equal(value->column, 8);
}

static void a_document_knows_its_bytes_whatever_stands_before_it(void **state)
{
    static const char text[] = "\xef\xbb\xbf# \xe2\x82\xac\r\na: \xf0\x9f\x90\x99\r\n---\r\nb: 2\n"
                               "# end\n---\nc: '\xc3\xa9'\n";
    static const char *const sources[] = {"a: \xf0\x9f\x90\x99\r\n", "---\r\nb: 2\n# end\n",
                                          "---\nc: '\xc3\xa9'\n"};
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(parse(text, &stream, &err), 0);
    assert_int_equal(stream.doc_count, ARRAY_SIZE(sources));
    for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
        assert_int_equal(stream.docs[i].source_len, strlen(sources[i]));
        assert_memory_equal(stream.docs[i].source, sources[i], strlen(sources[i]));
    }
}

static void broken_text_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_refused("a: b: c\n",
                   "f.yaml: line 1, column 5: mapping values are not allowed in this context");
    assert_refused("a: 1\nb:\n\tc: 2\n",
                   "f.yaml: line 3, column 1: found character that cannot start any token "
                   "(while scanning for the next token that begins at line 3, column 1)");
    assert_refused("a: \"b\n", "f.yaml: line 2, column 1: found unexpected end of stream "
                               "(while scanning a quoted scalar that begins at line 1, column 4)");
    assert_refused("a:\n- b\n  c: d\n",
                   "f.yaml: line 3, column 4: mapping values are not allowed in this context");
    assert_refused("a: 1\n b: 2\n",
                   "f.yaml: line 2, column 3: mapping values are not allowed in this context");
    assert_refused("- a\nb: 1\n",
                   "f.yaml: line 2, column 1: did not find expected '-' indicator "
                   "(while parsing a block collection that begins at line 1, column 1)");
    assert_refused("a: [1, 2\n", "f.yaml: line 2, column 1: did not find expected ',' or ']' "
                                 "(while parsing a flow sequence that begins at line 1, column 4)");
    assert_refused("a: 1\n---\nb: *x\n", "f.yaml: line 3, column 4: found undefined alias");
}

static void bytes_that_are_no_text_are_refused_with_their_place(void **state)
{
    (void)state;
    assert_refused("a: 1\n\xc3\xa9: \xff\n",
                   "f.yaml: line 2, column 4: invalid leading UTF-8 octet");
    assert_refused("a: 1\nb: \x01\n",
                   "f.yaml: line 2, column 4: control characters are not allowed");
    assert_refused("a: \"x\\0y\"\n", "f.yaml: line 1, column 4: the value holds a NUL character");
    // What some editors save as "Unicode".
    assert_refused("\xff\xfe"
                   "a",
                   "f.yaml: line 1, column 1: invalid leading UTF-8 octet");
}

static void a_key_that_is_there_twice_is_refused_with_both_lines(void **state)
{
    (void)state;
    assert_refused("a: 1\nb: 2\n'a': 3\n",
                   "f.yaml: line 3, column 1: key \"a\" is there already, in line 1");
    assert_refused("x:\n  z: 1\n  y: 1\n  y: 1\n",
                   "f.yaml: line 4, column 3: key \"y\" is there already, in line 3");
    assert_tree("x: {a: 1}\ny: {a: 1}\n", "{x: {a: 1}, y: {a: 1}}");
}

static void an_alias_stands_for_what_its_anchor_marks(void **state)
{
    (void)state;
    assert_tree("a: &x {b: 1}\nc: *x\n", "{a: {b: 1}, c: {b: 1}}");
    assert_tree("- &x 1\n- &x 2\n- *x\n", "[1, 2, 2]");
    assert_refused("a: &x 1\n---\nb: *x\n", "f.yaml: line 3, column 4: found undefined alias");
    assert_refused("a: &x\n  b: *x\n",
                   "f.yaml: line 2, column 6: the alias stands inside of what it stands for");
}

// Ten aliases of ten aliases of …: nine lines that would be a thousand million nodes. Lines 2 to 4
// stand for 110 + 1110 + 11110 of them, each alias of line 5 for 11111: the eighth is too much.
static void aliases_that_multiply_are_refused(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    strbuf_add_text(&text, "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++) {
        strbuf_add_format(&text, "l%d: &l%d [", i, i);
        for (int k = 0; k < 10; k++)
            strbuf_add_format(&text, "%s*l%d", k == 0 ? "" : ",", i - 1);
        strbuf_add_text(&text, "]\n");
    }
    assert_int_equal(parse(strbuf_text(&text), &stream, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST,
                 "f.yaml: line 5, column 38: the aliases stand for too much");
}

static void add_nested(struct strbuf *text, size_t depth)
{
    strbuf_add_repeated(text, '[', depth);
    strbuf_add_repeated(text, ']', depth);
}

static void depth_ends_at_the_limit(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf just = {0};
    CLEANUP_STRBUF struct strbuf over = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    add_nested(&just, LIMIT_YAML_DEPTH_LEVELS);
    assert_int_equal(parse(strbuf_text(&just), &stream, &err), 0);
    add_nested(&over, LIMIT_YAML_DEPTH_LEVELS + 1);
    assert_refused(strbuf_text(&over), "f.yaml: line 1, column 65: nested deeper than 64 levels");
}

static void a_value_is_found_by_its_key_or_not_at_all(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(parse("a: 1\nb: null\nc: 'null'\nd: [a]\ne:\n'f': x\n", &stream, &err), 0);
    const struct yaml_node *root = stream.docs[0].root;
    assert_string_equal(yaml_text(yaml_get(root, "a")), "1");
    assert_null(yaml_get(root, "b"));
    assert_string_equal(yaml_text(yaml_get(root, "c")), "null");
    assert_null(yaml_text(yaml_get(root, "d")));
    assert_null(yaml_get(root, "e"));
    assert_string_equal(yaml_text(yaml_get(root, "f")), "x");
    assert_null(yaml_get(root, "g"));
    assert_null(yaml_get(yaml_get(root, "d"), "a"));
    assert_null(yaml_get(yaml_get(root, "g"), "a"));
    assert_null(yaml_text(NULL));
}

static void merged_mappings_fill_in_what_is_not_there(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(parse("base: &b {x: 1, y: 2, n: 5}\nmore: &m {y: 3, z: 4}\n"
                           "one: {<<: *b, x: 9, n: null}\nlist: {<<: [*m, *b]}\n",
                           &stream, &err),
                     0);
    const struct yaml_node *one = yaml_get(stream.docs[0].root, "one");
    const struct yaml_node *list = yaml_get(stream.docs[0].root, "list");
    assert_string_equal(yaml_text(yaml_get(one, "x")), "9");
    assert_string_equal(yaml_text(yaml_get(one, "y")), "2");
    assert_null(yaml_get(one, "n"));
    assert_null(yaml_get(one, "z"));
    assert_string_equal(yaml_text(yaml_get(list, "y")), "3");
    assert_string_equal(yaml_text(yaml_get(list, "x")), "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_write_a_tree_gives_the_same_one),
        cmocka_unit_test(nothing_but_comments_and_separators_is_no_document),
        cmocka_unit_test(a_node_knows_its_line_and_column),
        cmocka_unit_test(a_document_knows_its_bytes_whatever_stands_before_it),
        cmocka_unit_test(broken_text_is_refused_with_its_place),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_with_their_place),
        cmocka_unit_test(a_key_that_is_there_twice_is_refused_with_both_lines),
        cmocka_unit_test(an_alias_stands_for_what_its_anchor_marks),
        cmocka_unit_test(aliases_that_multiply_are_refused),
        cmocka_unit_test(depth_ends_at_the_limit),
        cmocka_unit_test(a_value_is_found_by_its_key_or_not_at_all),
        cmocka_unit_test(merged_mappings_fill_in_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
