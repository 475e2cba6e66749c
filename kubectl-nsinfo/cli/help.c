// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/help.h"

#include <string.h>

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/console.h"

const char help_description[] = "Show what a pod is to the Linux kernel: the host PID of every "
                                "container, the Linux namespaces\n"
                                "it lives in and whom it shares them with, its processes.\n";

static void add_access_options(struct strbuf *out)
{
    struct option_table table = {.rows = access_options.rows, .count = access_options.count};

    strbuf_add_text(out, "\nOptions of every command:\n");
    options_add_help(out, &table);
}

// The groups of a command as one table, so that their texts stand in one column.
static void add_own_options(const struct command *command, struct strbuf *out)
{
    CLEANUP_FREE struct option *rows = NULL;
    struct option_table table = {0};
    size_t capacity = 0;

    for (size_t i = 0; i < MAX_GROUPS && command->groups[i] != NULL; i++) {
        const struct option_group *group = command->groups[i];
        rows = xgrow(rows, &capacity, table.count + group->count, sizeof(*rows));
        memcpy(&rows[table.count], group->rows, group->count * sizeof(*rows));
        table.count += group->count;
    }
    table.rows = rows;
    if (table.count == 0)
        return;
    strbuf_add_text(out, "\nOptions:\n");
    options_add_help(out, &table);
}

void help_add_overview(const char *program, struct strbuf *out)
{
    strbuf_add_format(out, "%s\nCommands:\n", help_description);
    for (size_t i = 0; i < command_count; i++)
        if (commands[i].summary != NULL)
            strbuf_add_format(out, "  %-11s %s\n", commands[i].name, commands[i].summary);
    add_access_options(out);
    strbuf_add_format(out,
                      "\n"
                      "Usage:\n"
                      "  %s COMMAND [options]\n"
                      "\n"
                      "Use \"%s COMMAND -h\" for more about a command.\n",
                      program, program);
}

static void add_examples(const char *program, const struct command *command, struct strbuf *out)
{
    strbuf_add_text(out, "\nExamples:\n");
    for (size_t i = 0; i < MAX_EXAMPLES && command->examples[i].what != NULL; i++)
        strbuf_add_format(out, "%s  # %s\n  %s %s\n", i == 0 ? "" : "\n", command->examples[i].what,
                          program, command->examples[i].arguments);
}

void help_add_command(const char *program, const struct command *command, struct strbuf *out)
{
    strbuf_add_text(out, command->description);
    add_examples(program, command, out);
    add_own_options(command, out);
    add_access_options(out);
    strbuf_add_format(out, "\nUsage:\n  %s %s %s\n", program, command->name, command->usage);
}

int command_help(struct invocation *invocation, struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    if (invocation->words.count == 0) {
        help_add_overview(invocation->program, &out);
        return console_write(&out, err);
    }
    const struct command *command = command_find(invocation->words.items[0]);
    if (command == NULL || command->summary == NULL)
        return command_unknown(invocation->program, invocation->words.items[0], err);
    help_add_command(invocation->program, command, &out);
    return console_write(&out, err);
}
