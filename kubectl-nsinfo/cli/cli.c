// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/cli.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/help.h"

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

static int parse(struct invocation *invocation, int argc, const char *const *argv,
                 struct error *err)
{
    struct option_table tables[MAX_TABLES];
    size_t count = arguments_tables(invocation->command, &invocation->flags, tables);

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
    int word = arguments_find_command(argc, argv);
    int other_count = 0;
    CLEANUP_FREE const char **others = arguments_without(argc, argv, word, &other_count);

    // Without a command there may still be -h, or a flag that does not exist.
    const struct command *command = command_find(word == argc ? "help" : argv[word]);
    if (command == NULL)
        return command_unknown(invocation->program, argv[word], err);
    invocation->command = command;
    invocation->argc = other_count;
    invocation->argv = others;
    if (command->takes_all)
        return command->run(invocation, err);
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
    const char *argv0 = argc > 0 ? argv[0] : "kubectl-nsinfo";
    CLEANUP_FREE char *program = program_name(argv0);
    struct invocation invocation = {.argv0 = argv0, .program = program};

    flags_init(&invocation.flags);
    invocation.flags.access.log = console_note;
    int status = run(&invocation, argc > 0 ? argc - 1 : 0, argv + (argc > 0), &err);
    if (status < 0)
        report(&invocation, &err);
    option_texts_release(&invocation.words);
    flags_release(&invocation.flags);
    return status < 0 ? EXIT_FAILURE : status;
}
