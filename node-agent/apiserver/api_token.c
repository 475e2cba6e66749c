// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_token.h"

#include "common/base/xalloc.h"
#include "node-agent/apiserver/api_file.h"

// All of it is visible ASCII (a b64token has fewer characters still): what else would be taken for
// the header's end.
static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int parse(const struct strbuf *file, const char *path, char **ret, struct error *err)
{
    const char *from = strbuf_text(file);
    const char *to = from + file->len;

    while (to > from && is_space(to[-1]))
        to--;
    while (from < to && is_space(*from))
        from++;
    if (from == to)
        return error_set(err, ERROR_UNAVAILABLE, "the token \"%s\" is empty", path);
    if (!is_token(from, (size_t)(to - from)))
        return error_set(err, ERROR_UNAVAILABLE,
                         "the token \"%s\" has characters that are not allowed in one", path);
    *ret = xstrndup(from, (size_t)(to - from));
    return 0;
}

int api_token_refresh(struct api_token *token, struct error *err)
{
    CLEANUP_STRBUF struct strbuf file = {0};
    struct file_state state = {0};
    char *text = NULL;

    file_state_get(token->path, &state);
    if (token->text != NULL && file_state_same(&state, &token->state))
        return 0;
    if (api_file_read("the token", token->path, &file, err) < 0 ||
        parse(&file, token->path, &text, err) < 0)
        return -1;
    free(token->text);
    token->text = text;
    token->state = state;
    return 0;
}

void api_token_release(struct api_token *token)
{
    free(token->text);
    token->text = NULL;
}
