// SPDX-License-Identifier: Apache-2.0
//
// Whether the agent's answers are right. A container's PID, its inodes and what its processes look
// like never change, so that they are compared as they are. Whether it has to be found depends on
// the time: if it was complete before the request and was killed after the reply, it has to be,
// with all its steady processes; if it was dead before the request, it must not be.
//
// Orphans: where the PID namespace is shared, the processes of a container outlive its init process
// by a moment, have an outside parent then as an init process has, and no trace of it. So from the
// kill on the container's own oldest process is taken for an answer there, and counted.
//
// Threads: a process's main thread may leave its namespaces a moment before another one ends, and
// the process with it. So from the kill on a namespace may be unknown.
#include "test/integration/churn/judge.h"

#include <inttypes.h>

#include "common/base/strbuf.h"
#include "common/base/text.h"

static ATTR_PRINTF(3, 4) void complain(const struct exchange *exchange, uint32_t serial,
                                       const char *format, ...)
{
    enum { SHOWN = 10 };
    const struct record *record = &exchange->world->records[serial % RECORDS_MAX];
    CLEANUP_STRBUF struct strbuf text = {0};
    va_list args;

    if (atomic_fetch_add(&exchange->world->counts.wrong, 1) >= SHOWN)
        return;
    va_start(args, format);
    char *message = NULL;
    if (vasprintf(&message, format, args) < 0)
        abort();
    va_end(args);
    strbuf_add_format(&text,
                      "WRONG: container %" PRIu32
                      " (PID %d, %s PID namespace, completed %+.3f ms, killed %+.3f ms, "
                      "dead %+.3f ms, counted from the request, which took %.3f ms): ",
                      serial, record->init, record->own_pid_ns ? "own" : "shared",
                      ((double)atomic_load(&record->completed) - (double)exchange->sent) / 1e6,
                      ((double)atomic_load(&record->killed) - (double)exchange->sent) / 1e6,
                      ((double)atomic_load(&record->dead) - (double)exchange->sent) / 1e6,
                      (double)(exchange->received - exchange->sent) / 1e6);
    text_add_escaped(&text, message);
    free(message);
    fprintf(stderr, "%s\n", strbuf_text(&text));
}

static bool lived_throughout(const struct exchange *exchange, const struct record *record)
{
    uint64_t completed = atomic_load(&record->completed);
    uint64_t killed = atomic_load(&record->killed);

    return completed != 0 && completed < exchange->sent &&
           (killed == 0 || killed > exchange->received);
}

static bool is_before(uint64_t time, uint64_t other)
{
    return time != 0 && time < other;
}

static const struct process *find_process(const struct container_report *item, uint64_t pid)
{
    for (size_t i = 0; i < item->process_count; i++)
        if (item->processes[i].pid == pid)
            return &item->processes[i];
    return NULL;
}

static bool has_ended(const struct process *process)
{
    return process->state == 'Z' || process->state == 'X';
}

static const char *what_is_wrong_with(const struct record *record, uint32_t serial,
                                      const struct process *process)
{
    char tag[TAG_LEN + 1];

    serial_to_tag(serial, tag);
    if (!str_eq(process->name, tag))
        return "has another's name";
    if (!process->uid_known || process->uid != serial_to_uid(serial))
        return "has another's user";
    if (process->command_count > 1 ||
        (process->command_count == 1 && !str_eq(process->command[0], tag)))
        return "has another's arguments";
    if (process->ns_pid_count != (record->own_pid_ns ? 2 : 1) && !has_ended(process))
        return "is in another PID namespace";
    if (process->ns_pid_count > 0 && process->ns_pids[0] != process->pid)
        return "has another's PID";
    if (process->pid == (uint64_t)record->init && process->ppid != (uint64_t)record->shim)
        return "has another's parent";
    return NULL;
}

static void judge_process(const struct exchange *exchange, uint32_t serial,
                          const struct process *process)
{
    const char *wrong = what_is_wrong_with(&exchange->world->records[serial], serial, process);

    atomic_fetch_add(&exchange->world->counts.processes, 1);
    if (wrong != NULL)
        complain(exchange, serial, "process %" PRIu64 " of user %" PRIu32 ", \"%s\", \"%s\": %s",
                 process->pid, process->uid, process->name,
                 process->command_count == 0 ? "" : process->command[0], wrong);
}

static void judge_steady(const struct exchange *exchange, uint32_t serial,
                         const struct container_report *item)
{
    struct record *record = &exchange->world->records[serial];

    if (find_process(item, (uint64_t)record->init) == NULL)
        complain(exchange, serial, "the init process is not listed");
    for (int i = 0; i < record->steady_count; i++) {
        uint64_t pid = (uint64_t)atomic_load(&record->steady[i]);
        const struct process *process = find_process(item, pid);

        if (process == NULL)
            complain(exchange, serial, "process %" PRIu64 " is not listed", pid);
        else if (process->ppid != (uint64_t)record->init || process->command_count != 1)
            complain(exchange, serial, "process %" PRIu64 " lives and is said to have ended", pid);
    }
}

static void judge_processes(const struct exchange *exchange, uint32_t serial,
                            const struct container_report *item)
{
    for (size_t i = 0; i < item->process_count; i++) {
        judge_process(exchange, serial, &item->processes[i]);
        if (i > 0 && item->processes[i - 1].pid >= item->processes[i].pid)
            complain(exchange, serial, "process %" PRIu64 " is listed twice or out of order",
                     item->processes[i].pid);
    }
    if (item->truncated)
        complain(exchange, serial, "is said to be truncated");
    if (lived_throughout(exchange, &exchange->world->records[serial]))
        judge_steady(exchange, serial, item);
}

static void judge_inodes(const struct exchange *exchange, uint32_t serial,
                         const struct container_report *item)
{
    const struct record *record = &exchange->world->records[serial];

    for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
        const struct ns_id *id = &item->namespaces.of[kind];

        atomic_fetch_add(&exchange->world->counts.inodes, 1);
        if (id->state == NS_UNKNOWN && is_before(atomic_load(&record->killed), exchange->received))
            continue;
        if (record->inodes[kind] == 0 ? id->state != NS_ABSENT
                                      : id->state != NS_KNOWN || id->inode != record->inodes[kind])
            complain(exchange, serial, "namespace %s has inode %" PRIu64 " and not %" PRIu64,
                     ns_kinds[kind].name, id->inode, record->inodes[kind]);
    }
}

static void judge_pid(const struct exchange *exchange, uint32_t serial,
                      const struct container_report *item)
{
    const struct record *record = &exchange->world->records[serial];

    if (item->pid == (uint64_t)record->init)
        return;
    const struct process *process = find_process(item, item->pid);
    if (!record->own_pid_ns && process != NULL &&
        is_before(atomic_load(&record->killed), exchange->received) &&
        what_is_wrong_with(record, serial, process) == NULL)
        atomic_fetch_add(&exchange->world->counts.orphans, 1);
    else
        complain(exchange, serial, "PID %" PRIu64, item->pid);
}

static void judge_item(const struct exchange *exchange, const struct container_report *item)
{
    struct world *world = exchange->world;
    const char *separator = strstr(item->id, "://");
    uint32_t serial = serial_of_id(separator == NULL ? item->id : separator + strlen("://"));
    const struct record *record = &world->records[serial % RECORDS_MAX];

    atomic_fetch_add(&world->counts.found, 1);
    if (serial == 0 || serial > atomic_load(&world->serials) || record->init == 0) {
        complain(exchange, serial, "there is no container \"%s\"", item->id);
        return;
    }
    if (is_before(atomic_load(&record->dead), exchange->sent))
        complain(exchange, serial, "is found after its end");
    judge_pid(exchange, serial, item);
    judge_inodes(exchange, serial, item);
    judge_processes(exchange, serial, item);
}

static void judge_error(const struct exchange *exchange, uint32_t serial,
                        const struct container_error *error)
{
    struct counts *counts = &exchange->world->counts;

    atomic_fetch_add(error->code == ERROR_GONE ? &counts->gone : &counts->not_found, 1);
    if (error->code != ERROR_GONE && error->code != ERROR_NOT_FOUND)
        complain(exchange, serial, "%s: %s", error_code_name(error->code), error->message);
}

static bool is_found(const struct exchange *exchange, uint32_t serial)
{
    for (size_t i = 0; i < exchange->report->container_count; i++) {
        const char *id = exchange->report->containers[i].id;
        const char *separator = strstr(id, "://");

        if (serial_of_id(separator == NULL ? id : separator + strlen("://")) == serial)
            return true;
    }
    return false;
}

static void judge_asked(const struct exchange *exchange, uint32_t serial)
{
    const struct record *record = &exchange->world->records[serial % RECORDS_MAX];

    if (serial == 0 || !lived_throughout(exchange, record))
        return;
    atomic_fetch_add(&exchange->world->counts.lived, 1);
    if (!is_found(exchange, serial))
        complain(exchange, serial, "lives and is not found");
}

void judge(const struct exchange *exchange)
{
    const struct report *report = exchange->report;

    for (size_t i = 0; i < report->container_count; i++)
        judge_item(exchange, &report->containers[i]);
    for (size_t i = 0; i < report->error_count; i++) {
        const char *separator = strstr(report->errors[i].id, "://");

        judge_error(exchange, separator == NULL ? 0 : serial_of_id(separator + strlen("://")),
                    &report->errors[i]);
    }
    for (size_t i = 0; i < exchange->asked_count; i++)
        judge_asked(exchange, exchange->asked[i]);
    atomic_fetch_add(&exchange->world->counts.replies, 1);
    atomic_fetch_add(&exchange->world->counts.answers,
                     report->container_count + report->error_count);
}
