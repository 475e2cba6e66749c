// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/mask.h"

#include <stdbool.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"

#define MASK "<masked>"

void mask_add_header(const char *line, struct strbuf *out)
{
    static const char *const secret[] = {"Authorization", "Proxy-Authorization", AGENT_TOKEN_HEADER,
                                         "Cookie", "Set-Cookie"};
    static const char *const schemes[] = {"Bearer ", "Basic "};
    size_t len = strcspn(line, ":");
    bool is_secret = false;

    for (size_t i = 0; i < ARRAY_SIZE(secret); i++)
        is_secret =
            is_secret || (strlen(secret[i]) == len && strncasecmp(line, secret[i], len) == 0);
    if (!is_secret) {
        strbuf_add_text(out, line);
        return;
    }
    strbuf_add(out, line, len);
    strbuf_add_text(out, ": ");
    const char *value = line + len + (line[len] == ':');
    value += strspn(value, " ");
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
        if (strncasecmp(value, schemes[i], strlen(schemes[i])) == 0)
            strbuf_add_text(out, schemes[i]);
    strbuf_add_text(out, MASK);
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

// Whether the len bytes at name are a field's name that means a secret.
static bool is_secret_name(const char *name, size_t len)
{
    static const char *const ends[] = {"token",       "password",   "keydata", "key-data",
                                       "private_key", "privatekey", "tls.key"};

    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        size_t end_len = strlen(ends[i]);
        if (len >= end_len && strncasecmp(name + len - end_len, ends[i], end_len) == 0)
            return true;
    }
    return false;
}

// They begin with an object in base64; the end may have been cut off.
static bool is_web_token(const char *word, size_t len)
{
    enum { SHORTEST = 16 };

    return len >= SHORTEST && strncmp(word, "eyJ", 3) == 0;
}

// The end of the value that begins at `at`: of a quoted one behind the quote.
static const char *value_end(const char *at, const char *end)
{
    char quote = *at;

    if (quote != '"' && quote != '\'') {
        while (at < end && strchr(",}]\n", *at) == NULL)
            at++;
        return at;
    }
    for (at++; at < end && *at != quote; at++)
        if (*at == '\\' && at + 1 < end)
            at++;
    return at < end ? at + 1 : end;
}

// Behind a field's name: from the colon to its value; NULL if there is no scalar that could be one.
static const char *find_value(const char *at, const char *end)
{
    if (at < end && (*at == '"' || *at == '\''))
        at++;
    while (at < end && *at == ' ')
        at++;
    if (at == end || *at != ':')
        return NULL;
    at++;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at == end || strchr("{[\n", *at) != NULL ? NULL : at;
}

void mask_add_body(const char *text, size_t len, struct strbuf *out)
{
    const char *end = text + len;

    for (const char *at = text; at < end;) {
        const char *word_end = at;
        while (word_end < end && is_name_char(*word_end))
            word_end++;
        size_t word_len = (size_t)(word_end - at);
        const char *value = is_secret_name(at, word_len) ? find_value(word_end, end) : NULL;

        if (value != NULL) {
            strbuf_add(out, at, (size_t)(value - at));
            strbuf_add_text(out, MASK);
            at = value_end(value, end);
        } else if (is_web_token(at, word_len)) {
            strbuf_add_text(out, MASK);
            at = word_end;
        } else {
            strbuf_add(out, at, word_len == 0 ? 1 : word_len);
            at += word_len == 0 ? 1 : word_len;
        }
    }
}

void mask_add_url(const char *url, struct strbuf *out)
{
    const char *scheme_end = strstr(url, "://");
    const char *authority = scheme_end == NULL ? url : scheme_end + 3;
    CLEANUP_FREE char *host = xstrndup(authority, strcspn(authority, "/?#"));
    const char *at = strrchr(host, '@');

    strbuf_add(out, url, (size_t)(authority - url));
    if (at != NULL)
        strbuf_add_text(out, MASK);
    strbuf_add_text(out, authority + (at == NULL ? 0 : at - host));
}
