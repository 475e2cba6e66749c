// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/resolver.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "node-agent/resolve/by_cgroup.h"
#include "node-agent/resolve/reasons.h"

static int find_by_cgroup(struct resolver *resolver ATTR_UNUSED,
                          const struct container_ref *ref ATTR_UNUSED,
                          const struct container_entry *entry, struct resolved *ret,
                          struct error *err)
{
    return by_cgroup_find_init(entry, &ret->init, err);
}

static int find_by_cri(struct resolver *resolver, const struct container_ref *ref,
                       const struct container_entry *entry ATTR_UNUSED, struct resolved *ret,
                       struct error *err)
{
    return by_runtime_find_init(&resolver->runtimes, RUNTIME_API_CRI, ref, &ret->init, &ret->cgroup,
                                err);
}

static int find_by_docker(struct resolver *resolver, const struct container_ref *ref,
                          const struct container_entry *entry ATTR_UNUSED, struct resolved *ret,
                          struct error *err)
{
    return by_runtime_find_init(&resolver->runtimes, RUNTIME_API_DOCKER, ref, &ret->init,
                                &ret->cgroup, err);
}

static const struct back_end {
    const char *name;
    enum resolver_choice choice; // that is this one alone
    bool is_runtime;
    enum runtime_api api;
    int (*find_init)(struct resolver *resolver, const struct container_ref *ref,
                     const struct container_entry *entry, struct resolved *ret, struct error *err);
} back_ends[] = {
    {"cgroup", RESOLVER_CGROUP, false, 0, find_by_cgroup},
    {"cri", RESOLVER_CRI, true, RUNTIME_API_CRI, find_by_cri},
    {"docker", RESOLVER_DOCKER, true, RUNTIME_API_DOCKER, find_by_docker},
};

void resolver_release(struct resolver *resolver)
{
    runtimes_release(&resolver->runtimes);
}

void resolved_release(struct resolved *resolved)
{
    free(resolved->cgroup);
    *resolved = (struct resolved){0};
}

static bool is_chosen(const struct resolver *resolver, const struct back_end *back_end,
                      const char *runtime)
{
    enum resolver_choice choice = resolver->config->choice;

    if (choice != RESOLVER_AUTO)
        return back_end->choice == choice;
    return !back_end->is_runtime || runtimes_serve(&resolver->runtimes, back_end->api, runtime);
}

static int find_init(struct resolver *resolver, const struct back_end *back_end,
                     const struct container_ref *ref, const struct container_entry *entry,
                     struct resolved *ret, struct reasons *reasons)
{
    CLEANUP_ERROR struct error reason = {0};

    if (back_end->find_init(resolver, ref, entry, ret, &reason) < 0) {
        reasons_add(reasons, back_end->name, &reason);
        return -1;
    }
    ret->back_end = back_end->name;
    return 0;
}

int resolver_find_init(struct resolver *resolver, const struct container_ref *ref,
                       const struct container_entry *entry, struct resolved *ret, struct error *err)
{
    CLEANUP_REASONS struct reasons reasons = {0};

    for (size_t i = 0; i < ARRAY_SIZE(back_ends); i++)
        if (is_chosen(resolver, &back_ends[i], ref->runtime) &&
            find_init(resolver, &back_ends[i], ref, entry, ret, &reasons) == 0)
            return 0;
    return error_set(err, reasons.code, "%s (%s)",
                     reasons.code == ERROR_NOT_FOUND ? "no such container on this node"
                                                     : "the container could not be found",
                     strbuf_text(&reasons.text));
}

// The back ends that may contradict the one that answered; of several runtimes that are possible
// because the reference names none, the first one that knows the container.
static bool is_second(const struct resolver *resolver, const struct back_end *back_end,
                      const struct back_end *first, const struct container_ref *ref)
{
    if (back_end->is_runtime == first->is_runtime)
        return false;
    return !back_end->is_runtime ||
           runtimes_serve(&resolver->runtimes, back_end->api, ref->runtime);
}

static const struct back_end *back_end_of(const char *name)
{
    size_t i = 0;

    while (!str_eq(back_ends[i].name, name))
        i++;
    return &back_ends[i];
}

void resolver_cross_check(struct resolver *resolver, const struct container_ref *ref,
                          const struct container_entry *entry, const struct resolved *resolved,
                          struct cross_check *ret)
{
    CLEANUP_REASONS struct reasons reasons = {0};
    const struct back_end *first = back_end_of(resolved->back_end);

    if (!resolver->config->cross_check)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(back_ends); i++) {
        CLEANUP_RESOLVED struct resolved second = {0};

        if (!is_second(resolver, &back_ends[i], first, ref))
            continue;
        if (find_init(resolver, &back_ends[i], ref, entry, &second, &reasons) < 0)
            continue;
        *ret = (struct cross_check){
            .by = xstrdup(second.back_end),
            .pid = second.init.pid,
            .agrees = second.init.pid == resolved->init.pid &&
                      second.init.start_ticks == resolved->init.start_ticks,
        };
        return;
    }
    if (reasons.code == ERROR_NONE)
        strbuf_add_format(&reasons.text, "no endpoint is configured for runtime \"%s\"",
                          ref->runtime);
    ret->error = strbuf_steal(&reasons.text);
}

const char *resolver_name(const struct resolver_config *config, size_t index)
{
    const struct resolver resolver = RESOLVER_INIT(config, NULL);

    for (size_t i = 0; i < ARRAY_SIZE(back_ends); i++)
        if (is_chosen(&resolver, &back_ends[i], "") && index-- == 0)
            return back_ends[i].name;
    return NULL;
}
