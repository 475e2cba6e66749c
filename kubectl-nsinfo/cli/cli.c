// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/cli.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/help.h"

enum { DEFAULT_TIMEOUT_MS = 60 * 1000 };

// kubectl runs plugins as kubectl-NAME, and its users write "kubectl NAME".
static char *program_name(const char *argv0)
{
    static const char PREFIX[] = "kubectl-";
    const char *slash = strrchr(argv0, '/');
    const char *base = slash == NULL ? argv0 : slash + 1;

    if (!str_starts_with(base, PREFIX))
        return xstrdup(base);
    return xasprintf("kubectl %s", base + strlen(PREFIX));
}

// Whether the flag's value is the next argument. Before the command's name only access_options may
// stand.
static bool takes_next(const char *argument)
{
    for (size_t i = 0; i < access_options.count; i++) {
        const struct option *row = &access_options.rows[i];
        const char letter[] = {'-', row->letter, '\0'};

        if (row->kind == OPTION_BOOL)
            continue;
        if ((row->letter != 0 && str_eq(argument, letter)) ||
            (str_starts_with(argument, "--") && str_eq(argument + 2, row->name)))
            return true;
    }
    return false;
}

// The index of the first argument that is neither a flag nor the value of one; argc if all are.
static int find_command_word(int argc, const char *const *argv)
{
    int i = 1;

    while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0')
        i += takes_next(argv[i]) ? 2 : 1;
    return i < argc ? i : argc;
}

// argv without the program's name and the command's.
static const char **other_arguments(int argc, const char *const *argv, int word, int *ret_count)
{
    const char **others = xcalloc((size_t)argc, sizeof(*others));
    int count = 0;

    for (int i = 1; i < argc; i++)
        if (i != word)
            others[count++] = argv[i];
    *ret_count = count;
    return others;
}

static int parse(struct invocation *invocation, int argc, const char *const *argv,
                 struct error *err)
{
    struct option_table tables[MAX_GROUPS + 1] = {
        {access_options.rows, access_options.count, &invocation->flags}};
    size_t count = 1;

    for (size_t i = 0; i < MAX_GROUPS && invocation->command->groups[i] != NULL; i++)
        tables[count++] =
            (struct option_table){invocation->command->groups[i]->rows,
                                  invocation->command->groups[i]->count, &invocation->flags};
    return options_parse(tables, count, argc, argv, &invocation->words, err);
}

static int show_help(const struct invocation *invocation, struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    help_add_command(invocation->program, invocation->command, &out);
    return console_write(&out, err);
}

static int run(struct invocation *invocation, int argc, const char *const *argv, struct error *err)
{
    int word = find_command_word(argc, argv);
    int other_count = 0;
    CLEANUP_FREE const char **others = other_arguments(argc, argv, word, &other_count);

    // Without a command there may still be -h, or a flag that does not exist.
    const struct command *command = command_find(word == argc ? "help" : argv[word]);
    if (command == NULL)
        return command_unknown(invocation->program, argv[word], err);
    invocation->command = command;
    int rc = parse(invocation, other_count, others, err);
    if (word == argc && rc < 0)
        invocation->command = NULL;
    if (rc < 0)
        return -1;
    if (invocation->flags.help && word != argc)
        return show_help(invocation, err);
    return command->run(invocation, err);
}

static void report(const struct invocation *invocation, const struct error *err)
{
    CLEANUP_STRBUF struct strbuf hint = {0};
    const struct command *command = invocation->command;

    console_error(err);
    if (err->code != ERROR_USAGE)
        return;
    strbuf_add_format(&hint, "See '%s%s%s -h' for help and examples\n", invocation->program,
                      command == NULL ? "" : " ", command == NULL ? "" : command->name);
    console_note(strbuf_text(&hint));
}

int cli_run(int argc, const char *const *argv)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *program = program_name(argc > 0 ? argv[0] : "kubectl-nsinfo");
    struct invocation invocation = {
        .program = program,
        .flags = {.access.request_timeout_ms = REQUEST_TIMEOUT_UNSET,
                  .timeout_ms = DEFAULT_TIMEOUT_MS},
    };
    int status = run(&invocation, argc, argv, &err);

    if (status < 0)
        report(&invocation, &err);
    option_texts_release(&invocation.words);
    option_texts_release(&invocation.flags.files);
    return status < 0 ? EXIT_FAILURE : status;
}
