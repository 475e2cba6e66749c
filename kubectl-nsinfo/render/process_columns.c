// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "common/base/text.h"
#include "kubectl-nsinfo/render/amounts.h"
#include "kubectl-nsinfo/render/columns.h"

static void add_pid(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_format(cell, "%" PRIu64, row->process->pid);
}

static void add_ns_pid(const struct row *row, const struct column *column, struct strbuf *cell)
{
    uint64_t pid = container_report_pid_inside(row->container->report, row->process);

    (void)column;
    if (row->process->ns_pid_count == 0)
        strbuf_add_text(cell, "unknown");
    else if (pid == 0)
        strbuf_add_text(cell, "<none>");
    else
        strbuf_add_format(cell, "%" PRIu64, pid);
}

static void add_user(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    if (row->process->user != NULL)
        strbuf_add_text(cell, row->process->user);
    else if (row->process->uid_known)
        strbuf_add_format(cell, "%" PRIu32, row->process->uid);
    else
        strbuf_add_text(cell, "unknown");
}

static void add_percent(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    add_cpu_percent(cell, cpu_samples_share(row->samples, row->pod->node, row->container->report,
                                            row->process));
}

static void add_rss(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    add_bytes(cell, row->process->resident_bytes);
}

static void add_state(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_char(cell, row->process->state);
}

static void add_threads(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_format(cell, "%" PRIu64, row->process->threads);
}

static void add_start(const struct row *row, const struct column *column, struct strbuf *cell)
{
    char text[32];

    (void)column;
    time_format(row->process->start_time, text);
    strbuf_add_text(cell, row->process->start_time == 0 ? "unknown" : text);
}

static void add_time(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    add_cpu_time(cell, row->process->cpu_seconds);
}

// The arguments as ps(1) shows them; a process without any by its name in brackets.
static void add_command(const struct row *row, const struct column *column, struct strbuf *cell)
{
    const struct process *process = row->process;

    (void)column;
    if (row->branch != NULL)
        process_tree_add_lines(row->branch, cell);
    for (size_t i = 0; i < process->command_count; i++)
        strbuf_add_format(cell, "%s%s", i == 0 ? "" : " ", process->command[i]);
    if (process->command_count == 0)
        strbuf_add_format(cell, "[%s]", process->name);
    if (process->state == 'Z')
        strbuf_add_text(cell, " <defunct>");
    else if (!process->command_known)
        strbuf_add_text(cell, " <unknown>");
    if (process->command_truncated)
        strbuf_add_text(cell, " …");
}

const struct column process_columns[] = {
    {"PID", add_pid, COLUMN_ALWAYS, 0},       {"NSPID", add_ns_pid, COLUMN_WIDE, 0},
    {"USER", add_user, COLUMN_ALWAYS, 0},     {"%CPU", add_percent, COLUMN_USAGE, 0},
    {"RSS", add_rss, COLUMN_USAGE, 0},        {"STATE", add_state, COLUMN_WIDE, 0},
    {"THREADS", add_threads, COLUMN_WIDE, 0}, {"START", add_start, COLUMN_WIDE, 0},
    {"TIME", add_time, COLUMN_ALWAYS, 0},     {"COMMAND", add_command, COLUMN_ALWAYS, 0},
};
const size_t process_column_count = ARRAY_SIZE(process_columns);
