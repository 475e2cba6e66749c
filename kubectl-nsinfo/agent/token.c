// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/token.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/paths.h"

static const char TOKEN_REQUEST[] =
    "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\", "
    "\"spec\": {\"audiences\": [\"" AGENT_TOKEN_AUDIENCE "\"], "
    "\"expirationSeconds\": " AGENT_TOKEN_LIFE "}}";

struct agent_viewer {
    char *kube_namespace;
    char *token;        // NULL: there is none to be had
    struct error error; // why
};

void agent_tokens_release(struct agent_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        free(tokens->items[i].kube_namespace);
        free(tokens->items[i].token);
        error_release(&tokens->items[i].error);
    }
    free(tokens->items);
    *tokens = (struct agent_tokens){0};
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

int agent_token_decode(const struct http_reply *reply, char **ret, struct error *err)
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
    *ret = xstrdup(token);
    return 0;
}

static int mint(struct connection *connection, const char *kube_namespace, char **ret,
                struct error *err)
{
    CLEANUP_FREE char *path = path_service_account_token(kube_namespace, AGENT_VIEWER);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};

    if (connection_create_raw(connection, path, TOKEN_REQUEST, &reply, err) < 0)
        return -1;
    return agent_token_decode(&reply, ret, err);
}

static const struct agent_viewer *
get_viewer(struct agent_tokens *tokens, struct connection *connection, const char *kube_namespace)
{
    struct agent_viewer viewer = {0};

    for (size_t i = 0; i < tokens->count; i++)
        if (str_eq(tokens->items[i].kube_namespace, kube_namespace))
            return &tokens->items[i];
    if (mint(connection, kube_namespace, &viewer.token, &viewer.error) < 0)
        viewer.token = NULL;
    viewer.kube_namespace = xstrdup(kube_namespace);
    tokens->items =
        xgrow(tokens->items, &tokens->capacity, tokens->count + 1, sizeof(*tokens->items));
    tokens->items[tokens->count] = viewer;
    return &tokens->items[tokens->count++];
}

// RBAC answers before it is looked whether there is such an account: both may mean that there is
// none.
static bool may_be_missing(enum error_code code)
{
    return code == ERROR_NOT_FOUND || code == ERROR_FORBIDDEN;
}

static int forbidden(const char *kube_namespace, enum error_code own, struct error *err)
{
    CLEANUP_FREE char *words = steal(&err->message);
    CLEANUP_FREE char *here = NULL;

    if (own == ERROR_FORBIDDEN && !str_eq(kube_namespace, AGENT_KUBE_NAMESPACE))
        here =
            xasprintf("\"%s\", if there is such an account (examples/team.yaml has both), or of ",
                      kube_namespace);
    err->message = xasprintf(
        "%s: the nsinfo agents are asked with a token of the ServiceAccount \"" AGENT_VIEWER
        "\", and to have it made takes the rule {apiGroups: [\"\"], resources: "
        "[serviceaccounts/token], resourceNames: [" AGENT_VIEWER
        "], verbs: [create]} in a Role of namespace %s\"" AGENT_KUBE_NAMESPACE
        "\", whose account sees the pods of everybody (Role \"nsinfo-cluster-viewer\" has it)",
        words, here == NULL ? "" : here);
    return -1;
}

int agent_explain_viewer(const char *kube_namespace, enum error_code own, struct error *err)
{
    if (err->code == ERROR_FORBIDDEN)
        return forbidden(kube_namespace, own, err);
    if (err->code == ERROR_NOT_FOUND) {
        CLEANUP_FREE char *words = steal(&err->message);
        err->message =
            xasprintf("%s: the nsinfo agents are asked with a token of the ServiceAccount "
                      "\"" AGENT_VIEWER "\", which is not in namespace \"" AGENT_KUBE_NAMESPACE
                      "\": put it on the cluster with 'kubectl apply -f deploy/'",
                      words);
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

int agent_tokens_get(struct agent_tokens *tokens, struct connection *connection,
                     const char *kube_namespace, const char **ret, struct error *err)
{
    const struct agent_viewer *viewer = get_viewer(tokens, connection, kube_namespace);
    enum error_code own = viewer->error.code;

    if (viewer->token == NULL && may_be_missing(own))
        viewer = get_viewer(tokens, connection, AGENT_KUBE_NAMESPACE);
    if (viewer->token == NULL) {
        // Where both may not be used, the words are about the account that shows less.
        if (viewer->error.code == ERROR_FORBIDDEN && own == ERROR_FORBIDDEN)
            viewer = get_viewer(tokens, connection, kube_namespace);
        tell(viewer, err);
        return agent_explain_viewer(kube_namespace, own, err);
    }
    *ret = viewer->token;
    return 0;
}
