// SPDX-License-Identifier: Apache-2.0
#include "common/model/report_text.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_put.h"
#include "common/model/json_write.h"
#include "common/model/report_json.h"

void json_add_text(struct strbuf *buf, json_t *json)
{
    json_add_dump(buf, json, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(json);
}

// An object with members, which is left open for more of them.
static void add_open_object(struct strbuf *buf, json_t *object)
{
    json_add_text(buf, object);
    buf->data[--buf->len] = '\0';
}

static void write_u64(struct strbuf *buf, const char *key, uint64_t number)
{
    json_write_key(buf, key);
    json_write_u64(buf, number);
}

static void write_text(struct strbuf *buf, const char *key, const char *text)
{
    if (text == NULL)
        return;
    json_write_key(buf, key);
    json_write_text(buf, text);
}

static void write_ns_pids(struct strbuf *buf, const struct process *process)
{
    json_write_key(buf, "nsPids");
    for (size_t i = 0; i < process->ns_pid_count; i++) {
        strbuf_add_char(buf, i == 0 ? '[' : ',');
        json_write_u64(buf, process->ns_pids[i]);
    }
    strbuf_add_char(buf, ']');
}

static void write_command(struct strbuf *buf, const struct process *process)
{
    json_write_key(buf, "command");
    strbuf_add_char(buf, '[');
    for (size_t i = 0; i < process->command_count; i++) {
        if (i > 0)
            strbuf_add_char(buf, ',');
        json_write_text(buf, process->command[i]);
    }
    strbuf_add_char(buf, ']');
}

static void add_process(struct strbuf *buf, const struct process *process)
{
    const char state[] = {process->state, '\0'};
    char start_time[32] = "";

    strbuf_add_char(buf, '{');
    write_u64(buf, "pid", process->pid);
    write_u64(buf, "ppid", process->ppid);
    if (process->ns_pid_count > 0)
        write_ns_pids(buf, process);
    if (process->uid_known)
        write_u64(buf, "uid", process->uid);
    write_text(buf, "user", process->user);
    write_text(buf, "state", state);
    write_u64(buf, "threads", process->threads);
    time_format(process->start_time, start_time);
    write_text(buf, "startTime", process->start_time == 0 ? NULL : start_time);
    json_write_key(buf, "cpuSeconds");
    json_write_double(buf, process->cpu_seconds);
    write_u64(buf, "residentBytes", process->resident_bytes);
    write_text(buf, "name", process->name);
    if (process->command_known)
        write_command(buf, process);
    if (process->command_truncated) {
        json_write_key(buf, "commandTruncated");
        strbuf_add_text(buf, "true");
    }
    strbuf_add_char(buf, '}');
}

json_t *process_to_json(const struct process *process)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    add_process(&text, process);
    return json_loadb(text.data, text.len, 0, NULL);
}

static void add_container(struct strbuf *buf, const struct container_report *container)
{
    add_open_object(buf, container_head_to_json(container));
    if (container->has_processes) {
        strbuf_add_text(buf, ",\"processes\":[");
        for (size_t i = 0; i < container->process_count; i++) {
            if (i > 0)
                strbuf_add_char(buf, ',');
            add_process(buf, &container->processes[i]);
        }
        strbuf_add_char(buf, ']');
    }
    strbuf_add_char(buf, '}');
}

// Each container's memory is free once its text is there, so that both are never there in full.
void report_move_text(struct strbuf *buf, struct report *report)
{
    enum { TRIM_BYTES = 512 * 1024 };
    size_t trimmed_at = buf->len;

    add_open_object(buf, report_head_to_json(report));
    strbuf_add_text(buf, ",\"items\":[");
    for (size_t i = 0; i < report->container_count; i++) {
        if (i > 0)
            strbuf_add_char(buf, ',');
        add_container(buf, &report->containers[i]);
        container_report_release(&report->containers[i]);
        if (buf->len - trimmed_at > TRIM_BYTES) {
            xtrim();
            trimmed_at = buf->len;
        }
    }
    strbuf_add_text(buf, "],\"errors\":");
    json_add_text(buf, report_errors_to_json(report));
    strbuf_add_char(buf, '}');
}
