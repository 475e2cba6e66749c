// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/rollout.h"

#include <inttypes.h>

#include "common/model/json_get.h"

int rollout_decode(const json_t *daemon_set, struct rollout *ret, struct error *err)
{
    const json_t *metadata = NULL;
    const json_t *status = NULL;
    struct rollout rollout = {0};

    if (json_get_object(daemon_set, "metadata", &metadata, err) < 0 ||
        json_get_object(daemon_set, "status", &status, err) < 0)
        return -1;
    if (metadata == NULL || status == NULL)
        return error_set(err, ERROR_BAD_REPLY, "the API server's reply is not a DaemonSet");
    if (json_get_u64(metadata, "generation", &rollout.generation, err) < 0 ||
        json_get_u64(status, "observedGeneration", &rollout.observed, err) < 0 ||
        json_get_u64(status, "desiredNumberScheduled", &rollout.desired, err) < 0 ||
        json_get_u64(status, "currentNumberScheduled", &rollout.current, err) < 0 ||
        json_get_u64(status, "updatedNumberScheduled", &rollout.updated, err) < 0 ||
        json_get_u64(status, "numberReady", &rollout.ready, err) < 0)
        return error_wrap(err, "the DaemonSet's status");
    *ret = rollout;
    return 0;
}

// Until the controller has seen the object, its status is about an earlier one, or says nothing.
static bool is_observed(const struct rollout *rollout)
{
    return rollout->observed >= rollout->generation;
}

bool rollout_is_done(const struct rollout *rollout)
{
    return is_observed(rollout) && rollout->updated >= rollout->desired &&
           rollout->ready >= rollout->desired;
}

uint64_t rollout_done_count(const struct rollout *rollout)
{
    if (!is_observed(rollout))
        return 0;
    return rollout->ready < rollout->updated ? rollout->ready : rollout->updated;
}

void rollout_add_progress(const struct rollout *rollout, struct strbuf *buf)
{
    enum { WIDTH = 20 };
    uint64_t done = rollout_done_count(rollout);

    if (!is_observed(rollout) || rollout->desired == 0) {
        strbuf_add_text(buf, "agents: not counted yet");
        return;
    }
    size_t filled = done >= rollout->desired ? WIDTH : (size_t)(done * WIDTH / rollout->desired);
    strbuf_add_text(buf, "agents: [");
    strbuf_add_repeated(buf, '=', filled);
    strbuf_add_repeated(buf, ' ', WIDTH - filled);
    strbuf_add_format(buf, "] %" PRIu64 " of %" PRIu64 " nodes", done, rollout->desired);
}
