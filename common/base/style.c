// SPDX-License-Identifier: Apache-2.0
#include "common/base/style.h"

static const char *const begins[STYLE_COUNT] = {
    [STYLE_DIM] = "\x1b[2m",
    [STYLE_CYAN] = "\x1b[36m",
    [STYLE_YELLOW] = "\x1b[1;33m",
    [STYLE_RED] = "\x1b[1;31m",
};

void style_add(struct strbuf *buf, enum style style, const char *text, size_t len)
{
    if (begins[style] == NULL || len == 0) {
        strbuf_add(buf, text, len);
        return;
    }
    strbuf_add_text(buf, begins[style]);
    strbuf_add(buf, text, len);
    strbuf_add_text(buf, "\x1b[0m");
}
