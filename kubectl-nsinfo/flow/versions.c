// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/versions.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/agent.h"

void agent_versions_release(struct agent_versions *versions)
{
    for (size_t i = 0; i < versions->count; i++) {
        free(versions->rows[i].node);
        free(versions->rows[i].version);
    }
    free(versions->rows);
    *versions = (struct agent_versions){0};
}

// Takes the agents' pods of a node off the front of the list, which is ordered by node.
static struct pod_list next_node(struct pod_list *left)
{
    struct pod_list taken = {.items = left->items};

    while (taken.count < left->count && str_eq(taken.items[0].node, left->items[taken.count].node))
        taken.count++;
    left->items += taken.count;
    left->count -= taken.count;
    return taken;
}

static int ask_node(struct session *session, const struct pod_list *pods,
                    struct agent_versions *versions, struct error *err)
{
    const char *node = pods->items[0].node == NULL ? "" : pods->items[0].node;
    const struct pod *agent = agent_choose(pods, session->agents_in, node, err);
    struct agent_identity identity = {0};

    if (agent == NULL ||
        agent_identify(session->connection, session->direct, agent, &identity, err) < 0)
        return -1;
    // By a URL it is not known beforehand whose it is.
    CLEANUP_FREE char *own_node = identity.node;
    if (*node == '\0' && own_node != NULL)
        node = own_node;
    versions->rows =
        xgrow(versions->rows, &versions->capacity, versions->count + 1, sizeof(*versions->rows));
    versions->rows[versions->count++] =
        (struct agent_version_row){.node = xstrdup(node), .version = identity.version};
    return 0;
}

void flow_versions(struct session *session, struct agent_versions *ret, struct outcome *outcome)
{
    CLEANUP_POD_LIST struct pod_list agents = {0};
    CLEANUP_ERROR struct error err = {0};

    if (direct_url(session->direct) != NULL)
        direct_add_agent(session->agents_in, "", &agents);
    else if (agent_list(session->connection, session->agents_in, &agents, &err) < 0) {
        outcome_add_error(outcome, &err);
        return;
    }
    for (struct pod_list left = agents; left.count > 0;) {
        struct pod_list pods = next_node(&left);
        CLEANUP_ERROR struct error failed = {0};
        if (ask_node(session, &pods, ret, &failed) < 0 && outcome_add_error(outcome, &failed))
            return;
    }
}
