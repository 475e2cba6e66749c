// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/other_kinds.h"

#include "common/base/text.h"

void other_kinds_add(struct text_list *kinds, const char *kind)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (str_eq(kinds->items[i], kind))
            return;
    text_list_add(kinds, kind);
}

void other_kinds_add_text(const struct text_list *kinds, struct strbuf *buf)
{
    for (size_t i = 0; i < kinds->count; i++)
        strbuf_add_format(buf, "%s%s", i == 0 ? "" : ", ", kinds->items[i]);
}
