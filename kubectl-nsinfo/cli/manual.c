// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/manual.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/cli/help.h"

static const char PROGRAM[] = "kubectl nsinfo";
static const char PAGE[] = "kubectl-nsinfo";

// Text as roff(7) prints it as it is: neither its escapes nor its requests, and a hyphen that can
// be copied as the minus of an option.
static void add_text(struct strbuf *out, const char *text)
{
    bool at_line_start = out->len == 0 || out->data[out->len - 1] == '\n';

    for (; *text != '\0'; text++) {
        if (at_line_start && (*text == '.' || *text == '\''))
            strbuf_add_text(out, "\\&");
        at_line_start = *text == '\n';
        if (*text == '\\')
            strbuf_add_text(out, "\\e");
        else if (*text == '-')
            strbuf_add_text(out, "\\-");
        else if (*text == '\'')
            strbuf_add_text(out, "\\(aq");
        else if (*text == '"')
            strbuf_add_text(out, "\\(dq");
        else
            strbuf_add_char(out, *text);
    }
}

static void add_head(struct strbuf *out, const char *command, const char *summary)
{
    CLEANUP_STRBUF struct strbuf page = {0};
    CLEANUP_STRBUF struct strbuf first = {0};

    strbuf_add_format(&page, "%s%s%s", PAGE, command == NULL ? "" : "-",
                      command == NULL ? "" : command);
    text_add_uncapitalized(&first, summary);
    strbuf_add_text(out, ".TH \"");
    add_text(out, strbuf_text(&page));
    strbuf_add_text(out, "\" 1 \"\" \"kubectl\\-nsinfo " NSINFO_VERSION "\"\n.SH NAME\n");
    add_text(out, strbuf_text(&page));
    strbuf_add_text(out, " \\- ");
    add_text(out, strbuf_text(&first));
    strbuf_add_char(out, '\n');
}

static void add_synopsis(struct strbuf *out, const char *command, const char *usage)
{
    strbuf_add_text(out, ".SH SYNOPSIS\n.B ");
    add_text(out, PROGRAM);
    strbuf_add_format(out, "%s%s\n", command[0] == '\0' ? "" : " ", command);
    add_text(out, usage);
    strbuf_add_char(out, '\n');
}

// Paragraphs as they are written for help: empty lines between them, and lines that begin with a
// space kept as they stand.
static void add_paragraphs(struct strbuf *out, const char *text)
{
    bool kept = false;

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        CLEANUP_STRBUF struct strbuf line = {0};

        strbuf_add(&line, text, len);
        if (kept != (*text == ' '))
            strbuf_add_text(out, kept ? ".fi\n" : ".nf\n");
        kept = *text == ' ';
        if (len == 0)
            strbuf_add_text(out, ".PP");
        else
            add_text(out, strbuf_text(&line));
        strbuf_add_char(out, '\n');
        text += len + (text[len] == '\n');
    }
    if (kept)
        strbuf_add_text(out, ".fi\n");
}

static void add_option(struct strbuf *out, const struct option *row)
{
    CLEANUP_STRBUF struct strbuf meaning = {0};

    option_add_meaning(&meaning, row);
    strbuf_add_text(out, ".TP\n");
    if (row->letter != 0)
        strbuf_add_format(out, "\\fB\\-%c\\fR, ", row->letter);
    strbuf_add_text(out, "\\fB");
    add_text(out, "--");
    add_text(out, row->name);
    strbuf_add_text(out, "\\fR");
    if (row->argument != NULL)
        strbuf_add_format(out, "=\\fI%s\\fR", row->argument);
    strbuf_add_char(out, '\n');
    add_text(out, strbuf_text(&meaning));
    strbuf_add_char(out, '\n');
}

static void add_options(struct strbuf *out, const struct option_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        add_option(out, &group->rows[i]);
}

static void add_own_options(struct strbuf *out, const struct command *command)
{
    if (command->groups[0] != NULL)
        strbuf_add_text(out, ".SH OPTIONS\n");
    for (size_t i = 0; i < MAX_GROUPS && command->groups[i] != NULL; i++)
        add_options(out, command->groups[i]);
    strbuf_add_text(out, ".SH \"OPTIONS OF EVERY COMMAND\"\n");
    add_options(out, &access_options);
}

static void add_examples(struct strbuf *out, const struct command *command)
{
    strbuf_add_text(out, ".SH EXAMPLES\n");
    for (size_t i = 0; i < MAX_EXAMPLES && command->examples[i].what != NULL; i++) {
        strbuf_add_text(out, ".TP\n");
        add_text(out, command->examples[i].what);
        strbuf_add_text(out, "\n.B ");
        add_text(out, PROGRAM);
        strbuf_add_char(out, ' ');
        add_text(out, command->examples[i].arguments);
        strbuf_add_char(out, '\n');
    }
}

static void add_exit_status(struct strbuf *out)
{
    strbuf_add_text(out, ".SH \"EXIT STATUS\"\n"
                         "0 if all that was asked for could be shown or done, else 1; standard "
                         "error says then why.\n");
}

void manual_add_overview(struct strbuf *out)
{
    add_head(out, NULL, "show what a pod is to the Linux kernel");
    add_synopsis(out, "", "COMMAND [options]");
    strbuf_add_text(out, ".SH DESCRIPTION\n");
    add_paragraphs(out, help_description);
    strbuf_add_text(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < command_count; i++) {
        if (commands[i].summary == NULL)
            continue;
        strbuf_add_format(out, ".TP\n\\fB%s\\fR\n", commands[i].name);
        add_text(out, commands[i].summary);
        strbuf_add_text(out, ". See ");
        add_text(out, PAGE);
        strbuf_add_format(out, "\\-%s(1).\n", commands[i].name);
    }
    strbuf_add_text(out, ".SH OPTIONS\n");
    add_options(out, &access_options);
    add_exit_status(out);
}

void manual_add_command(const struct command *command, struct strbuf *out)
{
    add_head(out, command->name, command->summary);
    add_synopsis(out, command->name, command->usage);
    strbuf_add_text(out, ".SH DESCRIPTION\n");
    add_paragraphs(out, command->description);
    add_examples(out, command);
    add_own_options(out, command);
    add_exit_status(out);
    strbuf_add_text(out, ".SH \"SEE ALSO\"\n");
    add_text(out, PAGE);
    strbuf_add_text(out, "(1), kubectl(1)\n");
}
