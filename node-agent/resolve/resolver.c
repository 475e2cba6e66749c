// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/resolver.h"

#include "common/base/strbuf.h"
#include "node-agent/resolve/by_cgroup.h"

struct back_end {
    const char *name;
    int (*find_init)(const struct container_entry *entry, struct member *ret, struct error *err);
};

static const struct back_end back_ends[] = {
    {"cgroup", by_cgroup_find_init},
};

int resolver_find_init(const struct container_entry *entry, struct resolved *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf reasons = {0};

    for (size_t i = 0; i < ARRAY_SIZE(back_ends); i++) {
        CLEANUP_ERROR struct error reason = {0};

        if (back_ends[i].find_init(entry, &ret->init, &reason) == 0) {
            ret->back_end = back_ends[i].name;
            return 0;
        }
        strbuf_add_format(&reasons, "%s%s: %s", i == 0 ? "" : "; ", back_ends[i].name,
                          reason.message);
    }
    return error_set(err, ERROR_NOT_FOUND, "no such container on this node (%s)",
                     strbuf_text(&reasons));
}

const char *resolver_name(size_t index)
{
    return index < ARRAY_SIZE(back_ends) ? back_ends[index].name : NULL;
}
