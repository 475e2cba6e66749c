// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/status.h"

#include <jansson.h>

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"

enum { MAX_BODY_TEXT = 2048 }; // of a body that is no Status

// What a status means by itself: to us, as a reason, and in words; without words the body's count.
static const struct meaning {
    int http_status;
    enum error_code code;
    const char *reason;
    const char *words;
} meanings[] = {
    {400, ERROR_BAD_REQUEST, "BadRequest", "the server rejected our request for an unknown reason"},
    {401, ERROR_UNAUTHORIZED, "Unauthorized",
     "the server has asked for the client to provide credentials"},
    {403, ERROR_FORBIDDEN, "Forbidden", NULL},
    {404, ERROR_NOT_FOUND, "NotFound", "the server could not find the requested resource"},
    {405, ERROR_NOT_ALLOWED, "MethodNotAllowed",
     "the server does not allow this method on the requested resource"},
    {406, ERROR_BAD_REQUEST, "NotAcceptable", NULL},
    {409, ERROR_BAD_REQUEST, "Conflict", "the server reported a conflict"},
    {410, ERROR_GONE, "Gone", NULL},
    {413, ERROR_TOO_LARGE, "", NULL},
    {415, ERROR_BAD_REQUEST, "UnsupportedMediaType", NULL},
    {422, ERROR_BAD_REQUEST, "Invalid",
     "the server rejected our request due to an error in our request"},
    {429, ERROR_UNAVAILABLE, "TooManyRequests",
     "the server has received too many requests and has asked us to try again later"},
    {503, ERROR_UNAVAILABLE, "ServiceUnavailable",
     "the server is currently unable to handle the request"},
    {504, ERROR_TIMEOUT, "Timeout",
     "the server was unable to return a response in the time allotted, but may still be processing "
     "the request"},
};

static struct meaning find_meaning(int http_status)
{
    for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
        if (meanings[i].http_status == http_status)
            return meanings[i];
    return (struct meaning){http_status, ERROR_BAD_REPLY, http_status >= 500 ? "InternalError" : "",
                            NULL};
}

static int set_error(enum error_code code, const char *reason, const char *message,
                     struct error *err)
{
    if (code == ERROR_UNAUTHORIZED)
        return error_set(err, code, "You must be logged in to the server (%s)", message);
    error_set(err, code, "%s", message);
    if (*reason == '\0')
        error_set_prefix(err, "Error from server");
    else
        error_set_prefix(err, "Error from server (%s)", reason);
    return -1;
}

// What is wrong with each field: "FIELD: MESSAGE", one to a line if there are several.
static void add_causes(struct strbuf *buf, const json_t *causes)
{
    for (size_t i = 0; i < json_array_size(causes); i++) {
        const json_t *cause = json_array_get(causes, i);
        const char *field = json_text_or_empty(cause, "field");

        if (json_array_size(causes) > 1)
            strbuf_add_text(buf, "\n* ");
        if (*field != '\0')
            strbuf_add_format(buf, "%s: ", field);
        strbuf_add_text(buf, json_text_or_empty(cause, "message"));
    }
}

// An object that the server will not have: kubectl names it instead of the server.
static int invalid_error(const json_t *status, enum error_code code, struct error *err)
{
    CLEANUP_STRBUF struct strbuf causes = {0};
    const json_t *details = json_object_get(status, "details");

    add_causes(&causes, json_object_get(details, "causes"));
    if (causes.len == 0)
        strbuf_add_text(&causes, json_text_or_empty(status, "message"));
    error_set(err, code, "%s", strbuf_text(&causes));
    if (details == NULL)
        error_set_prefix(err, "The request is invalid");
    else
        error_set_prefix(err, "The %s \"%s\" is invalid", json_text_or_empty(details, "kind"),
                         json_text_or_empty(details, "name"));
    return -1;
}

static int status_object_error(int http_status, const json_t *status, struct error *err)
{
    enum error_code code = find_meaning(http_status).code;
    const char *reason = json_text_or_empty(status, "reason");

    if (str_eq(reason, "Invalid"))
        return invalid_error(status, code, err);
    return set_error(code, reason, json_text_or_empty(status, "message"), err);
}

static bool is_text(const char *content_type)
{
    return content_type != NULL && str_starts_with(content_type, "text/");
}

// The body's text without the space around it.
static char *body_text(const char *content_type, const char *body, size_t len)
{
    static const char spaces[] = " \t\r\n";

    if (!is_text(content_type))
        return xstrdup("unknown");
    if (len > MAX_BODY_TEXT)
        len = MAX_BODY_TEXT;
    while (len > 0 && strchr(spaces, body[len - 1]) != NULL)
        len--;
    for (; len > 0 && strchr(spaces, *body) != NULL; body++)
        len--;
    return xstrndup(body, len);
}

static int plain_error(int http_status, const char *text, struct error *err)
{
    struct meaning meaning = find_meaning(http_status);
    CLEANUP_FREE char *words = xstrdup(meaning.words == NULL ? text : meaning.words);

    if (http_status >= 500 && meaning.words == NULL) {
        free(words);
        words = xasprintf(
            "an error on the server (\"%s\") has prevented the request from succeeding", text);
    } else if (*meaning.reason == '\0') {
        free(words);
        words = xasprintf("the server responded with the status code %d but did not return more "
                          "information",
                          http_status);
    }
    return set_error(meaning.code, meaning.reason, words, err);
}

int status_error(int http_status, const char *content_type, const char *body, size_t len,
                 struct error *err)
{
    CLEANUP_JSON json_t *status = NULL;
    CLEANUP_ERROR struct error not_json = {0};
    CLEANUP_FREE char *text = body_text(content_type, body, len);

    if (json_parse(body, len, &status, &not_json) == 0 &&
        str_eq(json_text_or_empty(status, "kind"), "Status"))
        return status_object_error(http_status, status, err);
    return plain_error(http_status, text, err);
}
