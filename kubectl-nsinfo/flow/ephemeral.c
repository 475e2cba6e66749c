// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/ephemeral.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "common/base/deadline.h"
#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/bundle/ephemeral.h"
#include "kubectl-nsinfo/flow/agent_states.h"
#include "kubectl-nsinfo/flow/cleaner.h"
#include "kubectl-nsinfo/flow/ephemeral_leftovers.h"
#include "kubectl-nsinfo/flow/field_manager.h"

enum {
    RANDOM_BYTES = 5,
    LIFE_S = 10 * 60,
    LASTING_LIFE_S = 60 * 60,
    MARGIN_S = 60, // before the end of their lives agents are replaced
    WAIT_MS = 120 * 1000,
    FINAL_MS = 5 * 1000, // what looks final has to look so for as long: a pull may fail once
    PAUSE_MS = 500,
};

struct ephemeral {
    struct ephemeral_wish wish;
    char *name; // of its Kubernetes namespace, and the beginning of the others'
    char *owner_path;
    bool begun;    // something may be there of it
    bool complete; // all but the pods is
    json_t *owner;
    struct cleaner cleaner;
    struct text_list nodes; // that have an agent
    size_t pod_count;
    int64_t renew; // when they are to be replaced: by the clock that goes on in suspension
};

static char *make_name(void)
{
    unsigned char bytes[RANDOM_BYTES] = {0};
    CLEANUP_STRBUF struct strbuf name = {0};
    CLEANUP_FD int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    if (fd < 0 || read(fd, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
        abort();
    strbuf_add_text(&name, "nsinfo-ephemeral-");
    for (size_t i = 0; i < sizeof(bytes); i++)
        strbuf_add_format(&name, "%02x", bytes[i]);
    return strbuf_steal(&name);
}

static void ephemeral_free(struct ephemeral *ephemeral)
{
    free(ephemeral->name);
    free(ephemeral->owner_path);
    json_decref(ephemeral->owner);
    text_list_release(&ephemeral->nodes);
    free(ephemeral);
}

// That what is wrong with it comes out before anything is made.
static int check_image(const struct ephemeral_wish *wish, struct error *err)
{
    const struct ephemeral_pod pod = {.run = "", .name = "", .node = "", .image = wish->image};
    CLEANUP_BUNDLE struct bundle bundle = {0};

    return bundle_ephemeral_pod(&pod, &bundle, err);
}

int ephemeral_open(struct session *session, const struct ephemeral_wish *wish, struct error *err)
{
    struct ephemeral *ephemeral = xcalloc(1, sizeof(*ephemeral));
    CLEANUP_BUNDLE struct bundle bundle = {0};

    ephemeral->wish = *wish;
    ephemeral->name = make_name();
    ephemeral->cleaner.life = -1;
    if (check_image(wish, err) == 0 && bundle_ephemeral(ephemeral->name, &bundle, err) == 0) {
        ephemeral->owner_path = path_kind_object(bundle.items[0].kind, NULL, bundle.items[0].name);
        if (cleaner_start(session, ephemeral->owner_path, &ephemeral->cleaner, err) == 0) {
            session->ephemeral = ephemeral;
            return 0;
        }
    }
    ephemeral_free(ephemeral);
    return -1;
}

// ---- what is made

static int explain(struct error *err)
{
    CLEANUP_FREE char *words = NULL;

    if (err->code != ERROR_FORBIDDEN)
        return -1;
    words = steal(&err->message);
    err->message =
        xasprintf("%s: --ephemeral takes the rights of an administrator of the cluster", words);
    return -1;
}

static int apply(struct session *session, const struct kube_object *object, json_t **ret,
                 struct error *err)
{
    CLEANUP_FREE char *path =
        path_kind_apply(object->kind, object->kube_namespace, object->name, FIELD_MANAGER, false);
    CLEANUP_STRBUF struct strbuf document = {0};

    json_add_dump(&document, object->json, JSON_COMPACT);
    return connection_apply(session->connection, path, strbuf_text(&document), document.len, ret,
                            err);
}

static int apply_owned(struct session *session, struct kube_object *object, struct error *err)
{
    CLEANUP_JSON json_t *reply = NULL;

    ephemeral_set_owner(session->ephemeral->owner, object);
    return apply(session, object, &reply, err);
}

// What was refused is not there to be removed, and to remove it would be refused too.
static int apply_owner(struct session *session, const struct kube_object *object, struct error *err)
{
    struct ephemeral *ephemeral = session->ephemeral;
    bool begun = ephemeral->begun;
    json_t *owner = NULL;

    ephemeral->begun = true;
    if (apply(session, object, &owner, err) < 0) {
        if (err->code == ERROR_FORBIDDEN)
            ephemeral->begun = begun;
        return -1;
    }
    json_decref(ephemeral->owner);
    ephemeral->owner = owner;
    return 0;
}

// All but the pods. What came to be made of it by an attempt that failed is applied once more.
static int begin(struct session *session, struct error *err)
{
    struct ephemeral *ephemeral = session->ephemeral;
    CLEANUP_BUNDLE struct bundle bundle = {0};

    if (ephemeral->complete)
        return 0;
    if (bundle_ephemeral(ephemeral->name, &bundle, err) < 0)
        return -1;
    if (apply_owner(session, &bundle.items[0], err) < 0)
        return explain(err);
    ephemeral_leftovers_remove(session, ephemeral->owner);
    for (size_t i = 1; i < bundle.count; i++)
        if (apply_owned(session, &bundle.items[i], err) < 0)
            return explain(err);
    session->agents_in = session->tokens.agents_in = ephemeral->name;
    ephemeral->complete = true;
    return 0;
}

static int64_t life_s(const struct ephemeral *ephemeral)
{
    return ephemeral->wish.lasting ? LASTING_LIFE_S : LIFE_S;
}

static int add_pod(struct session *session, const char *node, struct error *err)
{
    struct ephemeral *ephemeral = session->ephemeral;
    CLEANUP_BUNDLE struct bundle bundle = {0};
    CLEANUP_FREE char *name = xasprintf("nsinfo-agent-%zu", ++ephemeral->pod_count);
    const struct ephemeral_pod pod = {
        .run = ephemeral->name,
        .name = name,
        .node = node,
        .image = ephemeral->wish.image,
        .life_s = (uint64_t)life_s(ephemeral),
        .restarts = ephemeral->wish.lasting,
    };

    if (bundle_ephemeral_pod(&pod, &bundle, err) < 0 ||
        apply_owned(session, &bundle.items[0], err) < 0)
        return error_wrap(err, "start an nsinfo agent on node \"%s\"", node);
    text_list_add(&ephemeral->nodes, node);
    return 0;
}

// ---- the wait

// Of those on the node the one that is the farthest: those before it may be there still, ended.
// NULL if there is none.
static const struct agent_on_node *agent_on(const struct agent_states *states, const char *node)
{
    const struct agent_on_node *best = NULL;

    for (size_t i = 0; i < states->count; i++) {
        const struct agent_on_node *agent = &states->items[i];
        if (str_eq(agent->node, node) && (best == NULL || agent->state < best->state))
            best = agent;
    }
    return best;
}

static size_t count_in(const struct text_list *nodes, const struct agent_states *states,
                       enum agent_state state)
{
    size_t result = 0;

    for (size_t i = 0; i < nodes->count; i++) {
        const struct agent_on_node *agent = agent_on(states, nodes->items[i]);
        result += agent != NULL && agent->state == state;
    }
    return result;
}

static void show(const struct ephemeral *ephemeral, const struct agent_states *states)
{
    const struct text_list *nodes = &ephemeral->nodes;

    for (size_t i = 0; i < nodes->count; i++) {
        const struct agent_on_node *agent = agent_on(states, nodes->items[i]);
        if (agent == NULL || agent->state == AGENT_READY)
            continue;
        CLEANUP_FREE char *text =
            xasprintf("starting an agent on %s: %s (%zu of %zu ready)", agent->node, agent->why,
                      count_in(nodes, states, AGENT_READY), nodes->count);
        ephemeral->wish.waiting(ephemeral->wish.context, text);
        return;
    }
}

// Looks again and again; what cannot be found out now may be later.
static void wait_for_all(struct session *session)
{
    const struct ephemeral *ephemeral = session->ephemeral;
    uint64_t deadline = deadline_in(WAIT_MS);
    uint64_t final = deadline_in(FINAL_MS);

    for (; deadline_left(deadline) > 0; sleep_ms(PAUSE_MS)) {
        CLEANUP_AGENT_STATES struct agent_states states = {0};
        CLEANUP_ERROR struct error err = {0};

        if (agent_states_get(session, deadline_left(deadline) + 1, &states, &err) < 0)
            continue;
        if (count_in(&ephemeral->nodes, &states, AGENT_READY) == ephemeral->nodes.count)
            break;
        if (count_in(&ephemeral->nodes, &states, AGENT_STARTING) > 0)
            final = deadline_in(FINAL_MS);
        else if (deadline_left(final) == 0)
            break;
        show(ephemeral, &states);
    }
    ephemeral->wish.waiting(ephemeral->wish.context, NULL);
}

static bool is_covered(const struct ephemeral *ephemeral, const char *node)
{
    for (size_t i = 0; i < ephemeral->nodes.count; i++)
        if (str_eq(ephemeral->nodes.items[i], node))
            return true;
    return false;
}

// After an hour another run may have taken all that was made for left.
static void forget_the_old(struct ephemeral *ephemeral)
{
    int64_t now = (int64_t)time(NULL);

    if (ephemeral->nodes.count > 0 && now < ephemeral->renew)
        return;
    ephemeral->renew = now + life_s(ephemeral) - MARGIN_S;
    ephemeral->complete = false;
    text_list_release(&ephemeral->nodes);
}

int ephemeral_cover(struct session *session, const struct pod_inquiry *pods, size_t count,
                    struct error *err)
{
    struct ephemeral *ephemeral = session->ephemeral;
    bool any = false;

    forget_the_old(ephemeral);
    for (size_t i = 0; i < count; i++) {
        if (pods[i].id_count == 0 || is_covered(ephemeral, pods[i].node))
            continue;
        any = true;
        if (begin(session, err) < 0 || add_pod(session, pods[i].node, err) < 0)
            return -1;
    }
    if (any)
        wait_for_all(session);
    return 0;
}

// ---- the end

static int remove_all(struct session *session, struct error *err)
{
    struct ephemeral *ephemeral = session->ephemeral;

    if (!ephemeral->begun || cleaner_delete(session->connection, ephemeral->owner_path, err) == 0 ||
        err->code == ERROR_NOT_FOUND) {
        error_release(err);
        cleaner_dismiss(&ephemeral->cleaner);
        return 0;
    }
    cleaner_leave(&ephemeral->cleaner);
    return error_wrap(err,
                      "remove what --ephemeral has made (it is tried again for two minutes; later, "
                      "'kubectl delete clusterrole %s-agent' does it)",
                      ephemeral->name);
}

int ephemeral_end(struct session *session, struct error *err)
{
    if (session->ephemeral == NULL)
        return 0;
    int rc = remove_all(session, err);
    // No longer in the name that goes now.
    session_forget_tokens(session);
    session->agents_in = session->tokens.agents_in = session->agents_deployed_in;
    ephemeral_free(session->ephemeral);
    session->ephemeral = NULL;
    return rc;
}
