// SPDX-License-Identifier: Apache-2.0
#include "common/base/options.h"
#include "common/base/text.h"
#include "test/unit/unit.h"

struct settings {
    const char *kube_namespace;
    struct option_texts files;
    bool no_headers;
    bool watch;
    uint64_t timeout_ms;
    uint64_t count;
    int output;
    const char *dry_run;
};

static const char *const outputs[] = {"wide", "json", "yaml", NULL};

static const struct option rows[] = {
    {.name = "namespace",
     .letter = 'n',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, kube_namespace),
     .argument = "NAME",
     .help = "Kubernetes namespace of the pod"},
    {.name = "filename",
     .letter = 'f',
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct settings, files),
     .argument = "FILE",
     .help = "File to read"},
    {.name = "no-headers",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct settings, no_headers),
     .help = "Leave the headings out"},
    {.name = "watch",
     .letter = 'w',
     .kind = OPTION_BOOL,
     .offset = offsetof(struct settings, watch),
     .help = "Go on"},
    {.name = "timeout",
     .kind = OPTION_DURATION,
     .offset = offsetof(struct settings, timeout_ms),
     .argument = "DURATION",
     .fallback = "60s",
     .help = "How long to wait"},
    {.name = "count",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct settings, count),
     .argument = "N",
     .help = "How many",
     .max = 10},
    {.name = "output",
     .letter = 'o',
     .kind = OPTION_CHOICE,
     .offset = offsetof(struct settings, output),
     .argument = "FORMAT",
     .help = "Output format",
     .choices = outputs},
    {.name = "dry-run",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, dry_run),
     .argument = "WHERE",
     .help = "Only show",
     .bare = "unchanged"},
};

struct parsed {
    struct settings settings;
    struct option_texts words;
    struct error err;
};

// Parses the arguments (NULL ends them); 0 or -1 as options_parse().
static int parse(struct parsed *parsed, const char *const *arguments)
{
    struct option_table table = {rows, ARRAY_SIZE(rows), &parsed->settings};
    int argc = 0;

    while (arguments[argc] != NULL)
        argc++;
    *parsed = (struct parsed){.settings.output = -1};
    return options_parse(&table, 1, argc, arguments, &parsed->words, &parsed->err);
}

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void parsed_release(struct parsed *parsed)
{
    option_texts_release(&parsed->settings.files);
    option_texts_release(&parsed->words);
    error_release(&parsed->err);
}

static void values_come_in_every_form_that_kubectl_takes(void **state)
{
    const char *const *const forms[] = {
        ARGUMENTS("--namespace", "kube-system"),
        ARGUMENTS("--namespace=kube-system"),
        ARGUMENTS("-n", "kube-system"),
        ARGUMENTS("-nkube-system"),
        ARGUMENTS("-n=kube-system"),
        ARGUMENTS("-n", "x", "-n", "kube-system"),
        ARGUMENTS("-wn", "kube-system"),
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        struct parsed parsed;
        assert_int_equal(parse(&parsed, forms[i]), 0);
        assert_string_equal(parsed.settings.kube_namespace, "kube-system");
        parsed_release(&parsed);
    }
}

static void words_and_options_mix_until_two_dashes(void **state)
{
    (void)state;
    struct parsed parsed;

    assert_int_equal(parse(&parsed, ARGUMENTS("a", "-w", "b", "-", "--", "-w", "--nope")), 0);
    assert_int_equal(parsed.words.count, 5);
    assert_string_equal(parsed.words.items[0], "a");
    assert_string_equal(parsed.words.items[1], "b");
    assert_string_equal(parsed.words.items[2], "-");
    assert_string_equal(parsed.words.items[3], "-w");
    assert_string_equal(parsed.words.items[4], "--nope");
    assert_true(parsed.settings.watch);
    parsed_release(&parsed);
}

static void a_command_line_may_be_unfinished(void **state)
{
    static const struct {
        const char *arguments[4];
        const char *lacking;
        bool options_ended;
        size_t words;
    } lines[] = {
        {{"a", "--namespace"}, "namespace", false, 1},
        {{"-w", "a", "-n"}, "namespace", false, 1},
        {{"-wn"}, "namespace", false, 0},
        {{"-n", "x", "b"}, NULL, false, 1},
        {{"--namespace="}, NULL, false, 0},
        {{"--watch"}, NULL, false, 0},
        {{"--", "-n"}, NULL, true, 1},
        {{"-n", "--"}, NULL, false, 0},
        {{NULL}, NULL, false, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        struct parsed parsed = {0};
        struct options_end end = {0};
        struct option_table table = {rows, ARRAY_SIZE(rows), &parsed.settings};
        int argc = 0;

        while (lines[i].arguments[argc] != NULL)
            argc++;
        assert_int_equal(options_parse_unfinished(&table, 1, argc, lines[i].arguments,
                                                  &parsed.words, &end, &parsed.err),
                         0);
        assert_true(str_eq(end.lacking == NULL ? NULL : end.lacking->name, lines[i].lacking));
        assert_int_equal(end.options_ended, lines[i].options_ended);
        assert_int_equal(parsed.words.count, lines[i].words);
        parsed_release(&parsed);
    }
}

static void an_unfinished_command_line_may_still_be_wrong(void **state)
{
    static const char *const arguments[] = {"--nope", "-n"};
    struct parsed parsed = {0};
    struct options_end end = {0};
    struct option_table table = {rows, ARRAY_SIZE(rows), &parsed.settings};

    (void)state;
    assert_int_equal(
        options_parse_unfinished(&table, 1, 2, arguments, &parsed.words, &end, &parsed.err), -1);
    assert_error(&parsed.err, ERROR_USAGE, "unknown flag: --nope");
    assert_null(end.lacking);
    parsed_release(&parsed);
}

static void each_kind_sets_its_field(void **state)
{
    (void)state;
    struct parsed parsed;

    assert_int_equal(
        parse(&parsed, ARGUMENTS("-f", "a.yaml", "-f=b.yaml", "--no-headers", "--watch=false",
                                 "--timeout=1m30s", "--count", "10", "-ojson")),
        0);
    assert_int_equal(parsed.settings.files.count, 2);
    assert_string_equal(parsed.settings.files.items[1], "b.yaml");
    assert_true(parsed.settings.no_headers);
    assert_false(parsed.settings.watch);
    assert_int_equal(parsed.settings.timeout_ms, 90000);
    assert_int_equal(parsed.settings.count, 10);
    assert_int_equal(parsed.settings.output, 1);
    parsed_release(&parsed);
}

static void an_option_with_a_bare_value_takes_none_but_behind_an_equals_sign(void **state)
{
    (void)state;
    CLEANUP(parsed_release) struct parsed parsed = {0};

    assert_int_equal(parse(&parsed, ARGUMENTS("--dry-run", "server")), 0);
    assert_string_equal(parsed.settings.dry_run, "unchanged");
    assert_int_equal(parsed.words.count, 1);
    parsed_release(&parsed);
    assert_int_equal(parse(&parsed, ARGUMENTS("--dry-run=server")), 0);
    assert_string_equal(parsed.settings.dry_run, "server");
    parsed_release(&parsed);
    assert_int_equal(parse(&parsed, ARGUMENTS("--dry-run=")), 0);
    assert_string_equal(parsed.settings.dry_run, "");
}

static void what_cannot_be_taken_is_named(void **state)
{
    const struct {
        const char *const *arguments;
        const char *message;
    } bad[] = {
        {ARGUMENTS("--nonsense"), "unknown flag: --nonsense"},
        {ARGUMENTS("--namespac=x"), "unknown flag: --namespac, did you mean --namespace?"},
        {ARGUMENTS("-wx"), "unknown shorthand flag: 'x' in -wx"},
        {ARGUMENTS("-n"), "flag needs an argument: -n, --namespace"},
        {ARGUMENTS("--count", "11"),
         "invalid argument \"11\" for \"--count\": not a number in range"},
        {ARGUMENTS("--timeout", "soon"),
         "invalid argument \"soon\" for \"--timeout\": not a duration such as 30s or 2m"},
        {ARGUMENTS("--watch=maybe"),
         "invalid argument \"maybe\" for \"--watch\": must be true or false"},
        {ARGUMENTS("-o", "xml"),
         "invalid argument \"xml\" for \"-o, --output\": must be one of wide,json,yaml"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct parsed parsed;
        assert_int_equal(parse(&parsed, bad[i].arguments), -1);
        assert_error(&parsed.err, ERROR_USAGE, bad[i].message);
        assert_int_equal(parsed.words.count, 0);
        parsed_release(&parsed);
    }
}

static void help_is_made_from_the_same_rows(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf help = {0};
    struct option_table table = {rows, ARRAY_SIZE(rows), NULL};

    options_add_help(&help, &table);
    assert_string_equal(strbuf_text(&help),
                        "  -n, --namespace=NAME     Kubernetes namespace of the pod\n"
                        "  -f, --filename=FILE      File to read\n"
                        "      --no-headers         Leave the headings out\n"
                        "  -w, --watch              Go on\n"
                        "      --timeout=DURATION   How long to wait (default 60s)\n"
                        "      --count=N            How many\n"
                        "  -o, --output=FORMAT      Output format: wide|json|yaml\n"
                        "      --dry-run=WHERE      Only show\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_in_every_form_that_kubectl_takes),
        cmocka_unit_test(words_and_options_mix_until_two_dashes),
        cmocka_unit_test(a_command_line_may_be_unfinished),
        cmocka_unit_test(an_unfinished_command_line_may_still_be_wrong),
        cmocka_unit_test(each_kind_sets_its_field),
        cmocka_unit_test(an_option_with_a_bare_value_takes_none_but_behind_an_equals_sign),
        cmocka_unit_test(what_cannot_be_taken_is_named),
        cmocka_unit_test(help_is_made_from_the_same_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
