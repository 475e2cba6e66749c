// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/token.h"

#include <stdint.h>

#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/apiserver/paths.h"

static const char TOKEN_REQUEST[] =
    "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\", "
    "\"spec\": {\"audiences\": [\"" AGENT_TOKEN_AUDIENCE "\"], "
    "\"expirationSeconds\": " AGENT_TOKEN_LIFE "}}";

// Below it, asking for each account is as quick as asking which there are.
enum { LIST_FROM = 8 };

// A token is renewed after four fifths of its life, as kubelet does it.
static const uint64_t RENEW_US_PER_SECOND = 800 * 1000;

static void viewer_free(struct agent_viewer *viewer)
{
    free(viewer->kube_namespace);
    free(viewer->token);
    error_release(&viewer->error);
    free(viewer);
}

void agent_tokens_release(struct agent_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        viewer_free(tokens->items[i]);
    free(tokens->items);
    *tokens = (struct agent_tokens){.agents_in = tokens->agents_in};
}

// No NUL either, behind which there is more.
static int check_token(const json_t *json, const char *token, struct error *err)
{
    if (strlen(token) > LIMIT_AGENT_TOKEN)
        return error_set(err, ERROR_BAD_REPLY,
                         "the server's reply has a token of more than %d bytes", LIMIT_AGENT_TOKEN);
    if (!agent_token_is_well_formed(token) || strlen(token) != json_string_length(json))
        return error_set(err, ERROR_BAD_REPLY, "the server's reply has no token that can be used");
    return 0;
}

// The seconds that it lives: the API server may grant more or less than was asked for.
static uint64_t life_of(const json_t *json)
{
    json_int_t granted =
        json_integer_value(json_object_get(json_object_get(json, "spec"), "expirationSeconds"));

    uint64_t asked = 0;

    if (granted > 0 && granted < INT32_MAX)
        return (uint64_t)granted;
    return parse_u64(AGENT_TOKEN_LIFE, INT32_MAX, &asked) < 0 ? 0 : asked;
}

int agent_token_decode(const struct http_reply *reply, struct agent_token *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    const json_t *status = NULL;
    const char *token = NULL;
    CLEANUP_ERROR struct error untold = {0};

    if (reply->status < 200 || reply->status > 299)
        return connection_reply_error(reply, err);
    // Where it stops to be JSON the parser's words have a part of the token.
    if (json_parse(strbuf_text(&reply->body), reply->body.len, &json, &untold) < 0)
        return error_set(err, ERROR_BAD_REPLY, "the server's reply is not JSON");
    if (json_get_object(json, "status", &status, err) < 0 ||
        (status != NULL && json_get_text(status, "token", &token, err) < 0))
        return error_wrap(err, "the server's reply");
    if (token == NULL)
        return error_set(err, ERROR_BAD_REPLY, "the server's reply has no token");
    if (check_token(json_object_get(status, "token"), token, err) < 0)
        return -1;
    *ret = (struct agent_token){.text = xstrdup(token), .life_s = life_of(json)};
    return 0;
}

// ---- which accounts there are

static struct agent_viewer *find_viewer(const struct agent_tokens *tokens,
                                        const char *kube_namespace)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (str_eq(tokens->items[i]->kube_namespace, kube_namespace))
            return tokens->items[i];
    return NULL;
}

static struct agent_viewer *get_viewer(struct agent_tokens *tokens, const char *kube_namespace)
{
    struct agent_viewer *viewer = find_viewer(tokens, kube_namespace);

    if (viewer != NULL)
        return viewer;
    viewer = xcalloc(1, sizeof(*viewer));
    viewer->kube_namespace = xstrdup(kube_namespace);
    viewer->is_due = true;
    tokens->items =
        xgrow(tokens->items, &tokens->capacity, tokens->count + 1, sizeof(struct agent_viewer *));
    tokens->items[tokens->count++] = viewer;
    return viewer;
}

static bool names_account(const json_t *items, const char *kube_namespace)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *metadata = json_object_get(json_array_get(items, i), "metadata");
        if (str_eq(json_string_value(json_object_get(metadata, "namespace")), kube_namespace))
            return true;
    }
    return false;
}

// One list of all accounts of that name spares a question for each Kubernetes namespace that has
// none, which on a large cluster are nearly all. Whoever may not have it asks each.
static void rule_out(struct agent_tokens *tokens, struct connection *connection)
{
    const struct list_request request = {.api_path = "/api/v1",
                                         .kind = "serviceaccounts",
                                         .field_selector = "metadata.name=" AGENT_VIEWER};
    CLEANUP_FREE char *path = path_list(&request);
    CLEANUP_JSON json_t *list = NULL;
    CLEANUP_ERROR struct error not_told = {0};

    if (connection_get(connection, path, 0, &list, &not_told) < 0 ||
        !json_is_array(json_object_get(list, "items")))
        return;
    for (size_t i = 0; i < tokens->count; i++) {
        struct agent_viewer *viewer = tokens->items[i];
        if (!viewer->is_due ||
            names_account(json_object_get(list, "items"), viewer->kube_namespace))
            continue;
        viewer->is_due = false;
        error_set(&viewer->error, ERROR_NOT_FOUND,
                  "serviceaccounts \"" AGENT_VIEWER "\" not found");
        error_set_prefix(&viewer->error, "Error from server (NotFound)");
    }
}

// ---- tokens, many at once

struct minting {
    struct agent_tokens *tokens;
    struct connection *connection;
    size_t next;
};

static bool mint_next(void *context, struct api_call *ret)
{
    struct minting *minting = context;

    for (; minting->next < minting->tokens->count; minting->next++) {
        struct agent_viewer *viewer = minting->tokens->items[minting->next];
        if (!viewer->is_due)
            continue;
        minting->next++;
        connection_call_create(minting->connection,
                               path_service_account_token(viewer->kube_namespace, AGENT_VIEWER),
                               TOKEN_REQUEST, ret);
        ret->tag = viewer;
        return true;
    }
    return false;
}

static void minted(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct agent_viewer *viewer = tag;
    struct agent_token token = {0};

    (void)context;
    viewer->is_due = false;
    error_release(&viewer->error);
    free(steal(&viewer->token));
    if (reply == NULL) {
        error_move(&viewer->error, err);
    } else if (agent_token_decode(reply, &token, &viewer->error) == 0) {
        viewer->token = token.text;
        viewer->renew_us = monotonic_us() + token.life_s * RENEW_US_PER_SECOND;
    }
}

static void mint_due(struct agent_tokens *tokens, struct connection *connection)
{
    struct minting minting = {.tokens = tokens, .connection = connection};
    const struct api_work work = {.context = &minting, .next = mint_next, .done = minted};

    connection_run(connection, &work);
}

// RBAC answers before it is looked whether there is such an account: both may mean that there is
// none.
static bool may_be_missing(enum error_code code)
{
    return code == ERROR_NOT_FOUND || code == ERROR_FORBIDDEN;
}

static int forbidden(const char *agents_in, const char *kube_namespace, enum error_code own,
                     struct error *err)
{
    CLEANUP_FREE char *words = steal(&err->message);
    CLEANUP_FREE char *here = NULL;

    if (own == ERROR_FORBIDDEN && !str_eq(kube_namespace, agents_in))
        here =
            xasprintf("\"%s\", if there is such an account (examples/team.yaml has both), or of ",
                      kube_namespace);
    err->message = xasprintf(
        "%s: the nsinfo agents are asked with a token of the ServiceAccount \"" AGENT_VIEWER
        "\", and to have it made takes the rule {apiGroups: [\"\"], resources: "
        "[serviceaccounts/token], resourceNames: [" AGENT_VIEWER
        "], verbs: [create]} in a Role of namespace %s\"%s\", whose account sees the pods of "
        "everybody (Role \"nsinfo-cluster-viewer\" has it)",
        words, here == NULL ? "" : here, agents_in);
    return -1;
}

int agent_explain_viewer(const char *agents_in, const char *kube_namespace, enum error_code own,
                         struct error *err)
{
    if (err->code == ERROR_FORBIDDEN)
        return forbidden(agents_in, kube_namespace, own, err);
    if (err->code == ERROR_NOT_FOUND) {
        CLEANUP_FREE char *words = steal(&err->message);
        CLEANUP_FREE char *option = agent_place_option(agents_in);
        err->message =
            xasprintf("%s: the nsinfo agents are asked with a token of the ServiceAccount "
                      "\"" AGENT_VIEWER "\", which is not in namespace \"%s\": put it "
                      "on the cluster with 'kubectl nsinfo deploy%s', or say with "
                      "--agent-namespace where the agents are",
                      words, agents_in, option);
    }
    return -1;
}

static int tell(const struct agent_viewer *viewer, struct error *err)
{
    error_set(err, viewer->error.code, "%s", viewer->error.message);
    if (viewer->error.prefix != NULL)
        error_set_prefix(err, "%s", viewer->error.prefix);
    if (err->code == ERROR_UNREACHABLE || err->code == ERROR_UNAUTHORIZED ||
        may_be_missing(err->code))
        return -1;
    return error_wrap(err, "get a token of ServiceAccount \"" AGENT_VIEWER "\" in namespace \"%s\"",
                      viewer->kube_namespace);
}

bool agent_viewer_is_over(const struct agent_viewer *viewer)
{
    return viewer->token == NULL || monotonic_us() >= viewer->renew_us;
}

// Only what may have changed since is asked for again.
static void mark_due(struct agent_viewer *viewer)
{
    if (viewer->token != NULL)
        viewer->is_due = agent_viewer_is_over(viewer);
    else
        viewer->is_due = viewer->is_due || !may_be_missing(viewer->error.code);
}

static size_t mark_all_due(struct agent_tokens *tokens, const char *const *kube_namespaces,
                           size_t count)
{
    size_t due = 0;

    for (size_t i = 0; i < count; i++) {
        struct agent_viewer *viewer = get_viewer(tokens, kube_namespaces[i]);
        mark_due(viewer);
        due += viewer->is_due;
    }
    return due;
}

void agent_tokens_fetch(struct agent_tokens *tokens, struct connection *connection,
                        const char *const *kube_namespaces, size_t count)
{
    const char *const common[] = {tokens->agents_in};
    bool any_missing = false;

    if (mark_all_due(tokens, kube_namespaces, count) >= LIST_FROM)
        rule_out(tokens, connection);
    mint_due(tokens, connection);
    for (size_t i = 0; i < count; i++) {
        const struct agent_viewer *viewer = get_viewer(tokens, kube_namespaces[i]);
        if (viewer->token == NULL && may_be_missing(viewer->error.code))
            any_missing = true;
    }
    if (any_missing && mark_all_due(tokens, common, 1) > 0)
        mint_due(tokens, connection);
}

int agent_tokens_get(struct agent_tokens *tokens, const char *kube_namespace,
                     const struct agent_viewer **ret, struct error *err)
{
    const struct agent_viewer *viewer = get_viewer(tokens, kube_namespace);
    enum error_code own = viewer->error.code;

    if (viewer->token == NULL && may_be_missing(own))
        viewer = get_viewer(tokens, tokens->agents_in);
    if (viewer->token == NULL) {
        // Where both may not be used, the words are about the account that shows less.
        if (viewer->error.code == ERROR_FORBIDDEN && own == ERROR_FORBIDDEN)
            viewer = get_viewer(tokens, kube_namespace);
        tell(viewer, err);
        return agent_explain_viewer(tokens->agents_in, kube_namespace, own, err);
    }
    *ret = viewer;
    return 0;
}
