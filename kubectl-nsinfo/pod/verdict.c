// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/verdict.h"

static bool shared_with_any(const struct ns_id *id, const struct ns_id *const *others, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (others[i] != NULL && ns_id_same(id, others[i]))
            return true;
    return false;
}

static bool all_known(const struct ns_id *const *others, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (others[i] == NULL || others[i]->state != NS_KNOWN)
            return false;
    return true;
}

enum ns_verdict ns_verdict(const struct ns_id *id, const struct ns_id *node,
                           const struct ns_id *const *others, size_t other_count)
{
    if (id->state == NS_ABSENT)
        return VERDICT_ABSENT;
    if (id->state == NS_UNKNOWN || node->state != NS_KNOWN)
        return VERDICT_UNKNOWN;
    if (ns_id_same(id, node))
        return VERDICT_NODE;
    if (shared_with_any(id, others, other_count))
        return VERDICT_POD;
    return all_known(others, other_count) ? VERDICT_OWN : VERDICT_UNKNOWN;
}

const char *ns_verdict_name(enum ns_verdict verdict)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_UNKNOWN] = "unknown",
        [VERDICT_OWN] = "own",
        [VERDICT_POD] = "pod",
        [VERDICT_NODE] = "node",
    };

    return names[verdict];
}
