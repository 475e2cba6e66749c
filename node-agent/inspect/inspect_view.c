// SPDX-License-Identifier: Apache-2.0
#include "node-agent/inspect/inspect_view.h"

#include <inttypes.h>

#include "common/base/table.h"
#include "common/base/text.h"
#include "common/model/container_ref.h"
#include "common/model/limits.h"

static const char NONE[] = "<none>"; // kubectl's word for what is not there
static const char UNKNOWN[] = "unknown";

// What a row is about.
struct row {
    const struct report *report;
    const struct container_report *container;
    const struct process *process; // NULL in the table of containers
};

struct column {
    const char *heading;
    void (*add)(const struct row *row, const struct column *column, struct strbuf *cell);
    enum ns_kind kind; // of a column that shows a namespace
};

static void add_id(const struct row *row, const struct column *column ATTR_UNUSED,
                   struct strbuf *cell)
{
    enum { SHOWN = 12 }; // as docker ps and crictl ps have it
    const char *separator = strstr(row->container->id, "://");
    const char *id = separator == NULL ? row->container->id : separator + strlen("://");

    strbuf_add_format(cell, "%.*s", SHOWN, id);
}

static void add_init(const struct row *row, const struct column *column ATTR_UNUSED,
                     struct strbuf *cell)
{
    strbuf_add_format(cell, "%" PRIu64, row->container->pid);
}

static void add_ns(const struct row *row, const struct column *column, struct strbuf *cell)
{
    const struct ns_id *id = &row->container->namespaces.of[column->kind];

    if (id->state == NS_ABSENT)
        strbuf_add_text(cell, NONE);
    else if (id->state == NS_UNKNOWN)
        strbuf_add_text(cell, UNKNOWN);
    else
        strbuf_add_format(cell, "%" PRIu64, id->inode);
    if (ns_id_same(id, &row->report->node.namespaces.of[column->kind]))
        strbuf_add_text(cell, "(node)");
}

static void add_pod(const struct row *row, const struct column *column ATTR_UNUSED,
                    struct strbuf *cell)
{
    strbuf_add_text(cell, row->container->pod_uid == NULL ? NONE : row->container->pod_uid);
}

static void add_resolved_by(const struct row *row, const struct column *column ATTR_UNUSED,
                            struct strbuf *cell)
{
    strbuf_add_text(cell, row->container->resolved_by == NULL ? NONE : row->container->resolved_by);
}

// "cri", "cri(PID 5)" where that is another one; its answer is not known if it had none.
static void add_cross_check(const struct row *row, const struct column *column ATTR_UNUSED,
                            struct strbuf *cell)
{
    const struct cross_check *check = &row->container->cross_check;

    if (check->by == NULL)
        strbuf_add_text(cell, check->error == NULL ? NONE : UNKNOWN);
    else if (check->agrees)
        strbuf_add_text(cell, check->by);
    else
        strbuf_add_format(cell, "%s(PID %" PRIu64 ")", check->by, check->pid);
}

static void add_pid(const struct row *row, const struct column *column ATTR_UNUSED,
                    struct strbuf *cell)
{
    strbuf_add_format(cell, "%" PRIu64, row->process->pid);
}

static void add_parent(const struct row *row, const struct column *column ATTR_UNUSED,
                       struct strbuf *cell)
{
    strbuf_add_format(cell, "%" PRIu64, row->process->ppid);
}

static void add_ns_pid(const struct row *row, const struct column *column ATTR_UNUSED,
                       struct strbuf *cell)
{
    uint64_t pid = container_report_pid_inside(row->container, row->process);

    if (row->process->ns_pid_count == 0)
        strbuf_add_text(cell, UNKNOWN);
    else if (pid == 0)
        strbuf_add_text(cell, NONE);
    else
        strbuf_add_format(cell, "%" PRIu64, pid);
}

static void add_user(const struct row *row, const struct column *column ATTR_UNUSED,
                     struct strbuf *cell)
{
    if (row->process->user != NULL)
        strbuf_add_text(cell, row->process->user);
    else if (row->process->uid_known)
        strbuf_add_format(cell, "%" PRIu32, row->process->uid);
    else
        strbuf_add_text(cell, UNKNOWN);
}

static void add_state(const struct row *row, const struct column *column ATTR_UNUSED,
                      struct strbuf *cell)
{
    strbuf_add_char(cell, row->process->state);
}

// The arguments as ps(1) shows them; a process without any by its name in brackets.
static void add_command(const struct row *row, const struct column *column ATTR_UNUSED,
                        struct strbuf *cell)
{
    const struct process *process = row->process;

    for (size_t i = 0; i < process->command_count; i++)
        strbuf_add_format(cell, "%s%s", i == 0 ? "" : " ", process->command[i]);
    if (process->command_count == 0)
        strbuf_add_format(cell, "[%s]", process->name == NULL ? "" : process->name);
    if (process->state == 'Z')
        strbuf_add_text(cell, " <defunct>");
    else if (!process->command_known)
        strbuf_add_text(cell, " <unknown>");
    if (process->command_truncated)
        strbuf_add_text(cell, " …");
}

enum { WIDE_COLUMNS = 2 };

// The last are those of -o wide.
static const struct column container_columns[] = {
    {"CONTAINER", add_id, 0},
    {"PID", add_init, 0},
    {"PIDNS", add_ns, NS_PID},
    {"NET", add_ns, NS_NET},
    {"MNT", add_ns, NS_MNT},
    {"IPC", add_ns, NS_IPC},
    {"UTS", add_ns, NS_UTS},
    {"USER", add_ns, NS_USER},
    {"CGROUP", add_ns, NS_CGROUP},
    {"TIME", add_ns, NS_TIME},
    {"POD UID", add_pod, 0},
    {"RESOLVED BY", add_resolved_by, 0},
    {"CROSS-CHECK", add_cross_check, 0},
};

static const struct column process_columns[] = {
    {"PID", add_pid, 0},   {"PPID", add_parent, 0}, {"NSPID", add_ns_pid, 0},
    {"USER", add_user, 0}, {"STATE", add_state, 0}, {"COMMAND", add_command, 0},
};

static void begin(const struct column *columns, size_t count, struct table *ret)
{
    *ret = (struct table){.columns = count};
    for (size_t i = 0; i < count; i++)
        table_add(ret, columns[i].heading);
}

static void add_row(const struct row *row, const struct column *columns, struct table *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        CLEANUP_STRBUF struct strbuf cell = {0};

        columns[i].add(row, &columns[i], &cell);
        table_add(table, strbuf_text(&cell));
    }
}

static void add_processes(const struct report *report, const struct container_report *container,
                          struct strbuf *out)
{
    CLEANUP_TABLE struct table table = {0};

    strbuf_add_char(out, '\n');
    text_add_escaped(out, container->id);
    strbuf_add_char(out, '\n');
    begin(process_columns, ARRAY_SIZE(process_columns), &table);
    for (size_t i = 0; i < container->process_count; i++) {
        const struct row row = {report, container, &container->processes[i]};

        add_row(&row, process_columns, &table);
    }
    table_print(&table, out);
}

void inspect_add_tables(const struct report *report, bool processes, bool wide, struct strbuf *out)
{
    CLEANUP_TABLE struct table table = {0};

    if (report->container_count == 0)
        return;
    begin(container_columns, ARRAY_SIZE(container_columns) - (wide ? 0 : WIDE_COLUMNS), &table);
    for (size_t i = 0; i < report->container_count; i++) {
        const struct row row = {report, &report->containers[i], NULL};

        add_row(&row, container_columns, &table);
    }
    table_print(&table, out);
    for (size_t i = 0; processes && i < report->container_count; i++)
        add_processes(report, &report->containers[i], out);
}

static void remark_container(const struct container_report *container, struct strbuf *out)
{
    const struct cross_check *check = &container->cross_check;

    if (container->truncated)
        text_add_line(out,
                      "warning: container \"%s\" has more than the %d processes that are listed",
                      container->id, LIMIT_PROCESSES_PER_CONTAINER);
    if (check->by != NULL && !check->agrees)
        text_add_line(out,
                      "warning: container \"%s\": %s says PID %" PRIu64 ", %s says PID %" PRIu64,
                      container->id, container->resolved_by, container->pid, check->by, check->pid);
    else if (check->error != NULL)
        text_add_line(out, "warning: container \"%s\" is not cross-checked: %s", container->id,
                      check->error);
}

void inspect_add_remarks(const struct report *report, struct strbuf *out)
{
    for (size_t i = 0; i < report->container_count; i++)
        remark_container(&report->containers[i], out);
    if (report->kind == REPORT_NODE && report->container_count == 0)
        strbuf_add_text(out, "no containers found\n");
    for (size_t i = 0; i < report->error_count; i++)
        text_add_line(out, "error: container \"%s\": %s", report->errors[i].id,
                      report->errors[i].message);
}
