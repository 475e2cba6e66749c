// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/help.h"

#include "kubectl-nsinfo/cli/console.h"

static void add_group(const struct option_group *group, struct strbuf *out)
{
    struct option_table table = {.rows = group->rows, .count = group->count};

    options_add_help(out, &table);
}

void help_add_overview(const char *program, struct strbuf *out)
{
    strbuf_add_format(
        out,
        "%s shows what a pod is to the Linux kernel: the host PID of every container,\n"
        "the Linux namespaces it lives in and whom it shares them with, its processes.\n"
        "\n"
        "Commands:\n",
        program);
    for (size_t i = 0; i < command_count; i++)
        strbuf_add_format(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    strbuf_add_text(out, "\nOptions of every command:\n");
    add_group(&access_options, out);
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
    if (command->groups[0] != NULL)
        strbuf_add_text(out, "\nOptions:\n");
    for (size_t i = 0; i < MAX_GROUPS && command->groups[i] != NULL; i++)
        add_group(command->groups[i], out);
    strbuf_add_text(out, "\nOptions of every command:\n");
    add_group(&access_options, out);
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
    if (command == NULL)
        return command_unknown(invocation->program, invocation->words.items[0], err);
    help_add_command(invocation->program, command, &out);
    return console_write(&out, err);
}
