// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/bundle/rollout.h"
#include "kubectl-nsinfo/flow/doctor_stages.h"

static const char DAEMON_SET[] = "nsinfo-agent"; // deploy/nsinfo-agent.yaml's

// Why no pods of it are made, in the words of who refuses them; or NULL.
static char *refusal(struct doctor *doctor)
{
    CLEANUP_TEXT_LIST struct text_list none = {0};

    return agent_refusal_get(doctor->session, DAEMON_SET, 0, &none, false);
}

static void judge_numbers(struct doctor *doctor, const struct rollout *rollout)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    CLEANUP_FREE char *why =
        rollout->current < rollout->desired || rollout->observed == 0 ? refusal(doctor) : NULL;
    bool done = rollout_is_done(rollout);

    if (why != NULL) {
        diagnosis_add(diagnosis, CHECK_DAEMON_SET, NULL, CHECK_BROKEN,
                      "pods of it cannot be made: %s", why);
        diagnosis_advise(diagnosis, "see 'kubectl describe daemonset %s -n %s'", DAEMON_SET,
                         doctor->places.agents);
    } else if (done && rollout->desired == 0) {
        diagnosis_add(diagnosis, CHECK_DAEMON_SET, NULL, CHECK_BROKEN,
                      "there is no node that the agents may be on");
        diagnosis_advise(diagnosis,
                         "see its nodeSelector: 'kubectl get daemonset %s -n %s -o wide'",
                         DAEMON_SET, doctor->places.agents);
    } else {
        diagnosis_add(diagnosis, CHECK_DAEMON_SET, NULL, done ? CHECK_OK : CHECK_BROKEN,
                      "%" PRIu64 " of the %" PRIu64
                      " nodes that are to have an agent have one that is ready",
                      rollout_done_count(rollout), rollout->desired);
        if (!done)
            diagnosis_advise(diagnosis, "each node says below what is wrong there");
    }
}

// The Kubernetes namespace of agents that are somewhere else; NULL: none, as far as can be seen.
static char *find_elsewhere(struct doctor *doctor, const struct kube_kind *kind)
{
    CLEANUP_FREE char *path = path_kind_list(kind, NULL, AGENT_SELECTOR, NULL);
    CLEANUP_JSON json_t *list = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (connection_get(doctor->session->connection, path, 0, &list, &err) < 0)
        return NULL;
    const json_t *first = json_array_get(json_object_get(list, "items"), 0);
    const char *place =
        json_string_value(json_object_get(json_object_get(first, "metadata"), "namespace"));
    return place == NULL ? NULL : xstrdup(place);
}

static void judge_absence(struct doctor *doctor, const struct kube_kind *kind)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    CLEANUP_FREE char *elsewhere = find_elsewhere(doctor, kind);

    if (elsewhere == NULL) {
        diagnosis_add(diagnosis, CHECK_DAEMON_SET, NULL, CHECK_BROKEN,
                      "the agents are not on the cluster (namespace \"%s\")",
                      doctor->places.agents);
        diagnosis_advise(diagnosis, "run '%s'", diagnosis->deploy);
    } else {
        diagnosis_add(diagnosis, CHECK_DAEMON_SET, NULL, CHECK_BROKEN,
                      "the agents are in namespace \"%s\", and not in \"%s\"", elsewhere,
                      doctor->places.agents);
        diagnosis_advise(diagnosis,
                         "say --agent-namespace=%s, or have NSINFO_AGENT_NAMESPACE say it",
                         elsewhere);
    }
    diagnosis_skip(diagnosis, CHECK_DAEMON_SET + 1, CHECK_AGENT - 1, NULL,
                   elsewhere == NULL ? "the agents are not on the cluster"
                                     : "the agents are somewhere else");
}

bool doctor_check_daemon_set(struct doctor *doctor)
{
    const struct kube_kind *kind = kube_kind_find("apps/v1", "DaemonSet");
    CLEANUP_FREE char *path = path_kind_object(kind, doctor->places.agents, DAEMON_SET);
    struct diagnosis *diagnosis = doctor->diagnosis;
    CLEANUP_ERROR struct error err = {0};
    struct rollout rollout = {0};

    if (connection_get(doctor->session->connection, path, 0, &doctor->daemon_set, &err) == 0 &&
        rollout_decode(doctor->daemon_set, &rollout, &err) == 0) {
        judge_numbers(doctor, &rollout);
        return true;
    }
    if (err.code != ERROR_NOT_FOUND) {
        diagnosis_add_error(diagnosis, CHECK_DAEMON_SET, NULL, CHECK_UNKNOWN, &err);
        return true;
    }
    judge_absence(doctor, kind);
    return false;
}
