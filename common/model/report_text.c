// SPDX-License-Identifier: Apache-2.0
#include "common/model/report_text.h"

#include "common/model/json_put.h"
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

static void add_container(struct strbuf *buf, const struct container_report *container)
{
    add_open_object(buf, container_head_to_json(container));
    if (container->has_processes) {
        strbuf_add_text(buf, ",\"processes\":[");
        for (size_t i = 0; i < container->process_count; i++) {
            if (i > 0)
                strbuf_add_char(buf, ',');
            json_add_text(buf, process_to_json(&container->processes[i]));
        }
        strbuf_add_char(buf, ']');
    }
    strbuf_add_char(buf, '}');
}

void report_add_text(struct strbuf *buf, const struct report *report)
{
    add_open_object(buf, report_head_to_json(report));
    strbuf_add_text(buf, ",\"items\":[");
    for (size_t i = 0; i < report->container_count; i++) {
        if (i > 0)
            strbuf_add_char(buf, ',');
        add_container(buf, &report->containers[i]);
    }
    strbuf_add_text(buf, "],\"errors\":");
    json_add_text(buf, report_errors_to_json(report));
    strbuf_add_char(buf, '}');
}
