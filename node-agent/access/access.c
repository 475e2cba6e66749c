// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/access.h"

#include <pthread.h>
#include <time.h>

#include "common/base/deadline.h"
#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "node-agent/access/api_health.h"
#include "node-agent/access/token_life.h"
#include "node-agent/access/verdict_cache.h"

static const char TOKEN_REVIEWS[] = "/apis/authentication.k8s.io/v1/tokenreviews";
static const char ACCESS_REVIEWS[] = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
static const char OWN_ACCESS_REVIEWS[] = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

// What the agent's own state is about, in a message.
static const char ASKING[] = "ask the API server about callers";

struct access {
    const char *node_name;
    void (*lost)(const char *why);
    void (*found)(uint64_t away_us);
    char *pods_path;
    struct verdict_cache *verdicts;
    struct api_health health;

    pthread_mutex_t lock;        // of the rest, but for `listing`
    struct api_client **clients; // the first free_count are those that nobody asks by
    size_t client_count;
    size_t free_count;
    struct node_pods *pods; // the latest list; NULL if there is none yet

    pthread_mutex_t listing; // one list at a time; whoever waits may take the one that comes
};

// ---- start and end

// From the API server's memory, and by its index of nodes, as kubelets ask: no load on etcd.
static char *path_of_pods(const char *node_name)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    strbuf_add_text(&path, "/api/v1/pods?resourceVersion=0&fieldSelector=spec.nodeName%3D");
    text_add_url_encoded(&path, node_name);
    return strbuf_steal(&path);
}

int access_new(const struct access_config *config, struct access **ret, struct error *err)
{
    CLEANUP(access_free) struct access *access = xcalloc(1, sizeof(*access));

    pthread_mutex_init(&access->lock, NULL);
    pthread_mutex_init(&access->listing, NULL);
    api_health_init(&access->health);
    access->node_name = config->node_name;
    access->lost = config->lost;
    access->found = config->found;
    access->pods_path = path_of_pods(config->node_name);
    access->verdicts = verdict_cache_new();
    access->clients = xcalloc(config->askers, sizeof(struct api_client *));
    for (; access->client_count < config->askers; access->client_count++)
        if (api_client_new(&config->api, &access->clients[access->client_count], err) < 0)
            return -1;
    access->free_count = access->client_count;
    *ret = steal(&access);
    return 0;
}

void access_free(struct access **access_pointer)
{
    struct access *access = steal(access_pointer);

    if (access == NULL)
        return;
    for (size_t i = 0; i < access->client_count; i++)
        api_client_free(&access->clients[i]);
    free(access->clients);
    free(access->pods_path);
    api_health_release(&access->health);
    verdict_cache_free(&access->verdicts);
    node_pods_put(&access->pods);
    pthread_mutex_destroy(&access->listing);
    pthread_mutex_destroy(&access->lock);
    free(access);
}

void access_session_release(struct access_session *session)
{
    subject_release(&session->subject);
    node_pods_put(&session->pods);
}

// ---- asking

// There is one for each thread that may ask.
static struct api_client *take_client(struct access *access)
{
    pthread_mutex_lock(&access->lock);
    struct api_client *client = access->clients[--access->free_count];
    pthread_mutex_unlock(&access->lock);
    return client;
}

static void give_client_back(struct access *access, struct api_client *client)
{
    pthread_mutex_lock(&access->lock);
    access->clients[access->free_count++] = client;
    pthread_mutex_unlock(&access->lock);
}

static void note_answer(struct access *access, bool success)
{
    uint64_t away_us = 0;

    if (api_health_note_answer(&access->health, monotonic_us(), success, &away_us) &&
        access->found != NULL)
        access->found(away_us);
}

// A reply over its limit is an answer of its own.
static void note_failure(struct access *access, uint64_t begun_us, const struct error *err)
{
    CLEANUP_FREE char *failure = xasprintf("%s: %s", ASKING, err->message);

    if (err->code != ERROR_TOO_LARGE &&
        api_health_note_silence(&access->health, begun_us, monotonic_us(), failure) &&
        access->lost != NULL)
        access->lost(err->message);
}

// What a Status object says (k8s.io/apimachinery meta/v1), for a message; "" if it says nothing.
static void add_reason(struct strbuf *buf, const struct api_reply *reply)
{
    CLEANUP_ERROR struct error no_json = {0};
    CLEANUP_JSON json_t *status = NULL;

    if (json_parse(strbuf_text(&reply->body), reply->body.len, &status, &no_json) < 0)
        return;
    const char *message = json_string_value(json_object_get(status, "message"));
    if (message == NULL)
        return;
    strbuf_add_text(buf, ": ");
    text_add_escaped(buf, message);
}

static int refused(const struct api_reply *reply, struct error *err)
{
    enum { SHOWN = 1024 };
    enum { HTTP_UNAUTHORIZED = 401, HTTP_FORBIDDEN = 403 };
    CLEANUP_STRBUF struct strbuf reason = STRBUF_LIMITED(SHOWN);

    add_reason(&reason, reply);
    if (reply->status == HTTP_UNAUTHORIZED)
        return error_set(err, ERROR_UNAVAILABLE,
                         "the API server does not know this agent's own token%s",
                         strbuf_text(&reason));
    if (reply->status == HTTP_FORBIDDEN)
        return error_set(err, ERROR_UNAVAILABLE, "this agent lacks a right that deploy/ gives it%s",
                         strbuf_text(&reason));
    return error_set(err, ERROR_UNAVAILABLE, "the API server answered with status %d%s",
                     reply->status, strbuf_text(&reason));
}

static uint64_t time_left(const struct access_session *session)
{
    uint64_t deadline = session->begun_us / 1000 + LIMIT_API_REQUEST_MILLISECONDS;
    uint64_t left = deadline_left(deadline);

    return left < LIMIT_API_CALL_MILLISECONDS ? left : LIMIT_API_CALL_MILLISECONDS;
}

static int send_in_time(struct access *access, const struct access_session *session,
                        struct api_request *request, struct api_reply *ret, struct error *err)
{
    struct api_client *client = take_client(access);
    uint64_t begun_us = monotonic_us();
    int rc = -1;

    request->timeout_ms = time_left(session);
    if (request->timeout_ms == 0) {
        error_set(err, ERROR_UNAVAILABLE, "the API server is too slow, or too many ask it");
    } else {
        rc = api_client_send(client, request, ret, err);
        if (rc < 0)
            note_failure(access, begun_us, err);
    }
    give_client_back(access, client);
    return rc;
}

// A reply of success, or an ERROR_UNAVAILABLE.
static int ask(struct access *access, const struct access_session *session,
               struct api_request *request, struct api_reply *ret, struct error *err)
{
    CLEANUP_API_REPLY struct api_reply reply = {0};

    if (send_in_time(access, session, request, &reply, err) < 0) {
        err->code = ERROR_UNAVAILABLE;
        return -1;
    }
    bool success = reply.status >= 200 && reply.status <= 299;
    note_answer(access, success);
    if (!success)
        return refused(&reply, err);
    *ret = reply;
    reply = (struct api_reply){0};
    return 0;
}

static int post(struct access *access, const struct access_session *session, const char *path,
                const struct strbuf *body, struct api_reply *ret, struct error *err)
{
    struct api_request request = {
        .method = "POST", .path = path, .body = body, .max_reply = LIMIT_API_REVIEW};

    return ask(access, session, &request, ret, err);
}

// What cannot be used says nothing either.
static int unusable(struct error *err, const char *what)
{
    err->code = ERROR_UNAVAILABLE;
    return error_wrap(err, "%s: the API server's answer", what);
}

// ---- who it is

// Whose the token is that the API server's reply is about, and when it ends.
static int judge_token(const struct api_reply *reply, const char *token, struct subject *ret,
                       uint64_t *ret_expires, struct error *err)
{
    CLEANUP_SUBJECT struct subject subject = {0};

    if (review_parse_token(strbuf_text(&reply->body), reply->body.len, &subject, err) < 0 ||
        token_life_check(token, ret_expires, err) < 0)
        return -1;
    *ret = subject;
    subject = (struct subject){0};
    return 0;
}

static void remember_subject(struct access *access, const struct access_session *session,
                             uint64_t expires)
{
    uint64_t now = (uint64_t)time(NULL);
    uint64_t left_us = expires > now ? (expires - now) * 1000000 : 0;

    verdict_cache_put_subject(access->verdicts, session->token, monotonic_us(), &session->subject,
                              left_us);
}

static int ask_who(struct access *access, struct access_session *session, struct error *err)
{
    static const char WHAT[] = "check the token";
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_API_REPLY struct api_reply reply = {0};
    uint64_t expires = 0;

    review_add_token(&body, session->token);
    if (post(access, session, TOKEN_REVIEWS, &body, &reply, err) < 0)
        return error_wrap(err, "%s", WHAT);
    int rc = judge_token(&reply, session->token, &session->subject, &expires, err);
    if (rc == 0)
        remember_subject(access, session, expires);
    else if (err->code == ERROR_UNAUTHORIZED)
        verdict_cache_put_refused(access->verdicts, session->token, monotonic_us(), err->message);
    else
        return unusable(err, WHAT);
    return rc;
}

int access_identify(struct access *access, struct access_session *session, struct error *err)
{
    CLEANUP_FREE char *refused = NULL;

    if (session->token == NULL)
        return error_set(err, ERROR_UNAUTHORIZED,
                         "no token: the header \"" AGENT_TOKEN_HEADER "\" is missing");
    if (strlen(session->token) > LIMIT_AGENT_TOKEN)
        return error_set(err, ERROR_UNAUTHORIZED,
                         "the header \"" AGENT_TOKEN_HEADER
                         "\" holds a token of more than %d bytes",
                         LIMIT_AGENT_TOKEN);
    if (!agent_token_is_well_formed(session->token))
        return error_set(err, ERROR_UNAUTHORIZED,
                         "the header \"" AGENT_TOKEN_HEADER "\" holds no token");
    if (verdict_cache_get_subject(access->verdicts, session->token, monotonic_us(),
                                  &session->subject, &refused))
        return refused == NULL ? 0 : error_set(err, ERROR_UNAUTHORIZED, "%s", refused);
    return session->may_ask ? ask_who(access, session, err) : ACCESS_MUST_ASK;
}

// ---- what it may see

static int ask_right(struct access *access, struct access_session *session,
                     const char *kube_namespace, bool *ret, struct error *err)
{
    static const char WHAT[] = "check what may be seen";
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_API_REPLY struct api_reply reply = {0};
    struct right right = {.verb = "get",
                          .resource = kube_namespace == NULL ? "nodes" : "pods",
                          .subresource = "nsinfo",
                          .name = kube_namespace == NULL ? access->node_name : NULL,
                          .kube_namespace = kube_namespace};

    review_add_access(&body, &session->subject, &right);
    if (post(access, session, ACCESS_REVIEWS, &body, &reply, err) < 0)
        return error_wrap(err, "%s", WHAT);
    if (review_parse_access(strbuf_text(&reply.body), reply.body.len, ret, err) < 0)
        return unusable(err, WHAT);
    verdict_cache_put_access(access->verdicts, session->token, kube_namespace, monotonic_us(),
                             *ret);
    return 0;
}

int access_may_see(struct access *access, struct access_session *session,
                   const char *kube_namespace, bool *ret, struct error *err)
{
    if (verdict_cache_get_access(access->verdicts, session->token, kube_namespace, monotonic_us(),
                                 ret))
        return 0;
    return session->may_ask ? ask_right(access, session, kube_namespace, ret, err)
                            : ACCESS_MUST_ASK;
}

// ---- whose the containers are

static bool knows(const struct node_pods *pods, const struct access_session *session,
                  const struct container_ref *refs, size_t count, bool all)
{
    if (pods == NULL)
        return false;
    if (node_pods_begun_us(pods) >= session->begun_us)
        return true;
    for (size_t i = 0; i < count; i++)
        if (node_pods_find(pods, refs[i].id) == NULL)
            return false;
    return !all;
}

static void take_latest(struct access *access, struct access_session *session)
{
    node_pods_put(&session->pods);
    pthread_mutex_lock(&access->lock);
    session->pods = node_pods_take(access->pods);
    pthread_mutex_unlock(&access->lock);
}

static int list_pods(struct access *access, struct access_session *session, struct error *err)
{
    static const char WHAT[] = "look up which pods the containers belong to";
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_NODE_PODS struct node_pods *pods = NULL;
    uint64_t begun_us = monotonic_us();
    struct api_request request = {
        .method = "GET", .path = access->pods_path, .max_reply = LIMIT_API_NODE_PODS};

    if (ask(access, session, &request, &reply, err) < 0)
        return error_wrap(err, "%s", WHAT);
    if (node_pods_parse(strbuf_text(&reply.body), reply.body.len, begun_us, &pods, err) < 0)
        return unusable(err, WHAT);
    pthread_mutex_lock(&access->lock);
    node_pods_put(&access->pods);
    access->pods = steal(&pods);
    pthread_mutex_unlock(&access->lock);
    return 0;
}

int access_find_pods(struct access *access, struct access_session *session,
                     const struct container_ref *refs, size_t count, bool all, struct error *err)
{
    int rc = 0;

    take_latest(access, session);
    if (knows(session->pods, session, refs, count, all))
        return 0;
    if (!session->may_ask)
        return ACCESS_MUST_ASK;
    pthread_mutex_lock(&access->listing);
    take_latest(access, session);
    if (!knows(session->pods, session, refs, count, all))
        rc = list_pods(access, session, err);
    pthread_mutex_unlock(&access->listing);
    if (rc == 0)
        take_latest(access, session);
    return rc;
}

// ---- the agent's own state

static int check_now(struct access *access, const struct access_session *session, struct error *err)
{
    const struct right own = {
        .verb = "create", .group = "authentication.k8s.io", .resource = "tokenreviews"};
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_API_REPLY struct api_reply reply = {0};
    bool allowed = false;

    review_add_own_access(&body, &own);
    if (post(access, session, OWN_ACCESS_REVIEWS, &body, &reply, err) < 0)
        return error_wrap(err, "%s", ASKING);
    if (review_parse_access(strbuf_text(&reply.body), reply.body.len, &allowed, err) < 0)
        return unusable(err, ASKING);
    if (allowed)
        return 0;
    return error_set(err, ERROR_UNAVAILABLE,
                     "this agent may not create tokenreviews.authentication.k8s.io, which "
                     "deploy/ allows it");
}

int access_check(struct access *access, struct access_session *session, struct error *err)
{
    CLEANUP_FREE char *failure = NULL;

    if (api_health_get(&access->health, monotonic_us(), &failure))
        return failure == NULL ? 0 : error_set(err, ERROR_UNAVAILABLE, "%s", failure);
    if (!session->may_ask)
        return ACCESS_MUST_ASK;
    if (check_now(access, session, err) == 0)
        return 0;
    api_health_note_useless(&access->health, monotonic_us(), err->message);
    return -1;
}
