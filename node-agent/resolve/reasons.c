// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/reasons.h"

void reasons_release(struct reasons *reasons)
{
    strbuf_release(&reasons->text);
}

void reasons_add(struct reasons *reasons, const char *name, const struct error *reason)
{
    strbuf_add_format(&reasons->text, "%s%s%s%s", reasons->text.len == 0 ? "" : "; ",
                      name == NULL ? "" : name, name == NULL ? "" : ": ", reason->message);
    if (reasons->code == ERROR_NONE || reasons->code == ERROR_NOT_FOUND)
        reasons->code = reason->code;
}
