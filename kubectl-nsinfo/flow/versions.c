// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/versions.h"

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

static int add(struct session *session, const struct pod *agent, struct agent_versions *versions,
               struct error *err)
{
    CLEANUP_FREE char *version = NULL;

    if (agent_version(session->connection, agent, &version, err) < 0)
        return -1;
    versions->rows =
        xgrow(versions->rows, &versions->capacity, versions->count + 1, sizeof(*versions->rows));
    versions->rows[versions->count++] = (struct agent_version_row){
        .node = xstrdup(agent->node == NULL ? "" : agent->node), .version = steal(&version)};
    return 0;
}

void flow_versions(struct session *session, struct agent_versions *ret, struct outcome *outcome)
{
    CLEANUP_POD_LIST struct pod_list agents = {0};
    CLEANUP_ERROR struct error err = {0};

    if (agent_list(session->connection, &agents, &err) < 0) {
        outcome_add_error(outcome, &err);
        return;
    }
    for (size_t i = 0; i < agents.count; i++) {
        CLEANUP_ERROR struct error failed = {0};
        if (add(session, &agents.items[i], ret, &failed) < 0 && outcome_add_error(outcome, &failed))
            return;
    }
}
