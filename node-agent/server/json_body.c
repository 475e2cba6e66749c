// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/json_body.h"

#include "common/model/report_text.h"

void json_body_add(struct strbuf *body, json_t *json)
{
    json_add_text(body, json);
    strbuf_add_char(body, '\n');
}

void json_body_move_report(struct strbuf *body, struct report *report)
{
    report_move_text(body, report);
    strbuf_add_char(body, '\n');
}
