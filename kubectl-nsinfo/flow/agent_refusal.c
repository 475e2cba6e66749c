// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/agent_states.h"

static const struct kube_kind events = {"Event", "", "v1", "events", true};

static bool is_known(const struct text_list *known, const char *id)
{
    for (size_t i = 0; i < known->count; i++)
        if (str_eq(known->items[i], id))
            return true;
    return false;
}

// An event that happens again is the same one with a new version.
static char *id_of(const json_t *event)
{
    const json_t *metadata = json_object_get(event, "metadata");

    return xasprintf("%s/%s", json_text_or_empty(metadata, "uid"),
                     json_text_or_empty(metadata, "resourceVersion"));
}

// The message without what the controller and, of many that are alike, the recorder of events put
// in front of it (k8s.io/client-go tools/record/events_cache.go).
static const char *words_of(const char *message)
{
    static const char *const beginnings[] = {"(combined from similar events): ",
                                             "Error creating: "};

    for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
        if (str_starts_with(message, beginnings[i]))
            message += strlen(beginnings[i]);
    return message;
}

// Times of RFC 3339 in UTC, as the API server writes them, are ordered as texts.
static const json_t *last_event(const json_t *items, struct text_list *known, bool add)
{
    const json_t *last = NULL;

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *event = json_array_get(items, i);
        CLEANUP_FREE char *id = id_of(event);

        if (is_known(known, id))
            continue;
        if (add)
            text_list_add(known, id);
        if (last == NULL || strcmp(json_text_or_empty(event, "lastTimestamp"),
                                   json_text_or_empty(last, "lastTimestamp")) >= 0)
            last = event;
    }
    return last;
}

// The list of them; NULL if it is not to be had.
static json_t *get_events(struct session *session, const char *selector, uint64_t limit_ms)
{
    CLEANUP_FREE char *path = path_kind_list(&events, session->agents_in, NULL, selector);
    CLEANUP_ERROR struct error err = {0};
    json_t *reply = NULL;

    return connection_get(session->connection, path, limit_ms, &reply, &err) < 0 ? NULL : reply;
}

char *agent_warning_get(struct session *session, const char *pod, uint64_t limit_ms)
{
    CLEANUP_FREE char *selector =
        xasprintf("involvedObject.kind=Pod,involvedObject.name=%s,type=Warning", pod);
    CLEANUP_JSON json_t *list = get_events(session, selector, limit_ms);
    struct text_list none = {0};
    const json_t *event = last_event(json_object_get(list, "items"), &none, false);

    return event == NULL ? NULL : xstrdup(json_text_or_empty(event, "message"));
}

char *agent_refusal_get(struct session *session, const char *daemon_set, uint64_t limit_ms,
                        struct text_list *known, bool add)
{
    CLEANUP_FREE char *selector = xasprintf(
        "involvedObject.kind=DaemonSet,involvedObject.name=%s,reason=FailedCreate", daemon_set);
    CLEANUP_JSON json_t *list = get_events(session, selector, limit_ms);
    const json_t *event = last_event(json_object_get(list, "items"), known, add);

    return event == NULL ? NULL : xstrdup(words_of(json_text_or_empty(event, "message")));
}
