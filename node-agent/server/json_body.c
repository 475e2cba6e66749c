// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/json_body.h"

static int add_piece(const char *piece, size_t len, void *body)
{
    strbuf_add(body, piece, len);
    return 0;
}

void json_body_add(struct strbuf *body, json_t *json)
{
    // It cannot fail: add_piece() does not, and no text is other than UTF-8.
    (void)!json_dump_callback(json, add_piece, body, JSON_COMPACT | JSON_REAL_PRECISION(9));
    strbuf_add_char(body, '\n');
    json_decref(json);
}
