// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/review.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"
#include "common/model/report_text.h"

void subject_release(struct subject *subject)
{
    free(subject->name);
    free(subject->spec);
    *subject = (struct subject){0};
}

void review_add_token(struct strbuf *body, const char *token)
{
    json_add_text(body, json_pack("{s:s, s:s, s:{s:s, s:[s]}}", "apiVersion",
                                  "authentication.k8s.io/v1", "kind", "TokenReview", "spec",
                                  "token", token, "audiences", AGENT_TOKEN_AUDIENCE));
}

static void set_text(json_t *object, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_new(object, key, json_string(value));
}

// Takes spec over.
static void add_review(struct strbuf *body, const char *kind, json_t *spec,
                       const struct right *right)
{
    json_t *attributes = json_object();

    set_text(attributes, "verb", right->verb);
    set_text(attributes, "group", right->group);
    set_text(attributes, "resource", right->resource);
    set_text(attributes, "subresource", right->subresource);
    set_text(attributes, "name", right->name);
    set_text(attributes, "namespace", right->kube_namespace);
    json_object_set_new(spec, "resourceAttributes", attributes);
    json_add_text(body, json_pack("{s:s, s:s, s:o}", "apiVersion", "authorization.k8s.io/v1",
                                  "kind", kind, "spec", spec));
}

void review_add_access(struct strbuf *body, const struct subject *subject,
                       const struct right *right)
{
    add_review(body, "SubjectAccessReview", json_loads(subject->spec, JSON_ALLOW_NUL, NULL), right);
}

void review_add_own_access(struct strbuf *body, const struct right *right)
{
    add_review(body, "SelfSubjectAccessReview", json_object(), right);
}

static bool is_for_us(const json_t *audiences)
{
    for (size_t i = 0; i < json_array_size(audiences); i++)
        if (str_eq(json_string_value(json_array_get(audiences, i)), AGENT_TOKEN_AUDIENCE))
            return true;
    return false;
}

static int refused(const char *why, struct error *err)
{
    CLEANUP_STRBUF struct strbuf shown = {0};

    text_add_escaped(&shown, why == NULL ? "" : why);
    return error_set(err, ERROR_UNAUTHORIZED, "the API server does not know the token%s%s",
                     shown.len == 0 ? "" : ": ", strbuf_text(&shown));
}

static void copy_member(json_t *to, const char *to_key, const json_t *from, const char *key)
{
    json_t *value = json_object_get(from, key);

    if (value != NULL && !json_is_null(value))
        json_object_set(to, to_key, value);
}

static int take_subject(const json_t *user, struct subject *ret, struct error *err)
{
    CLEANUP_JSON json_t *spec = json_object();
    CLEANUP_STRBUF struct strbuf text = {0};
    const char *name = NULL;

    if (user != NULL && json_get_text(user, "username", &name, err) < 0)
        return -1;
    if (name == NULL || *name == '\0' ||
        strlen(name) != json_string_length(json_object_get(user, "username")))
        return error_set(err, ERROR_BAD_REPLY, "the token's user has no name");
    copy_member(spec, "user", user, "username");
    copy_member(spec, "uid", user, "uid");
    copy_member(spec, "groups", user, "groups");
    copy_member(spec, "extra", user, "extra");
    json_add_text(&text, json_incref(spec));
    *ret = (struct subject){.name = xstrdup(name), .spec = strbuf_steal(&text)};
    return 0;
}

static int get_status(const char *text, size_t len, json_t **ret_json, const json_t **ret_status,
                      struct error *err)
{
    CLEANUP_ERROR struct error untold = {0}; // it may have a part of the token

    if (json_parse(text, len, ret_json, &untold) < 0) {
        error_set(err, ERROR_BAD_REPLY, "not JSON");
        return -1;
    }
    if (json_get_object(*ret_json, "status", ret_status, err) < 0)
        return -1;
    if (*ret_status == NULL) {
        error_set(err, ERROR_BAD_REPLY, "field \"status\" is missing");
        return -1;
    }
    return 0;
}

// A server that knows no audiences names none: then the token may be for anybody.
int review_parse_token(const char *text, size_t len, struct subject *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    const json_t *status = NULL;
    const json_t *user = NULL;
    const json_t *audiences = NULL;
    const char *why = NULL;
    bool authenticated = false;

    if (get_status(text, len, &json, &status, err) < 0 ||
        json_get_bool(status, "authenticated", &authenticated, err) < 0 ||
        json_get_text(status, "error", &why, err) < 0 ||
        json_get_object(status, "user", &user, err) < 0 ||
        json_get_array(status, "audiences", &audiences, err) < 0)
        return -1;
    if (!authenticated)
        return refused(why, err);
    if (!is_for_us(audiences))
        return error_set(err, ERROR_UNAUTHORIZED,
                         "the token is not for the audience \"" AGENT_TOKEN_AUDIENCE "\"");
    return take_subject(user, ret, err);
}

int review_parse_access(const char *text, size_t len, bool *ret_allowed, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    const json_t *status = NULL;
    bool allowed = false;
    bool denied = false;

    if (get_status(text, len, &json, &status, err) < 0 ||
        json_get_bool(status, "allowed", &allowed, err) < 0 ||
        json_get_bool(status, "denied", &denied, err) < 0)
        return -1;
    *ret_allowed = allowed && !denied;
    return 0;
}
