// SPDX-License-Identifier: Apache-2.0
#include "common/net/http_text.h"

#include <errno.h>
#include <stdbool.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char *skip_spaces(const char *at)
{
    return at + strspn(at, " \t");
}

// Moves *cursor past a quoted string (RFC 7230, 3.2.6) and appends what it says.
static bool take_quoted(const char **cursor, struct strbuf *text)
{
    const char *at = *cursor;

    if (*at != '"')
        return false;
    for (at++; *at != '"'; at++) {
        if (*at == '\\')
            at++;
        if (*at == '\0')
            return false;
        strbuf_add_char(text, *at);
    }
    *cursor = at + 1;
    return true;
}

// Moves *cursor past one warning: code, agent, text and, if there is one, date.
static bool take_warning(const char **cursor, struct strbuf *lines)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_STRBUF struct strbuf date = {0};
    const char *at = skip_spaces(*cursor);
    bool is_kubernetes = str_starts_with(at, "299 ");

    if (strspn(at, "0123456789") != 3 || at[3] != ' ')
        return false;
    at = skip_spaces(at + 3);
    at = skip_spaces(at + strcspn(at, " \t"));
    if (!take_quoted(&at, &text))
        return false;
    at = skip_spaces(at);
    if (*at == '"' && !take_quoted(&at, &date))
        return false;
    if (is_kubernetes && text.len > 0) {
        strbuf_add_text(lines, strbuf_text(&text));
        strbuf_add_char(lines, '\n');
    }
    *cursor = skip_spaces(at);
    return true;
}

void http_add_warnings(struct strbuf *lines, const char *value)
{
    while (take_warning(&value, lines) && *value == ',')
        value++;
}

char *http_header_find(const char *headers, const char *name)
{
    const char *found = NULL;
    size_t len = strlen(name);

    for (const char *line = headers; *line != '\0';) {
        if (strncasecmp(line, name, len) == 0 && line[len] == ':')
            found = skip_spaces(line + len + 1);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    if (found == NULL)
        return NULL;
    len = strcspn(found, "\r\n");
    while (len > 0 && (found[len - 1] == ' ' || found[len - 1] == '\t'))
        len--;
    return xstrndup(found, len);
}

int http_retry_after(const char *value, uint64_t *ret_seconds)
{
    const char *at = skip_spaces(value);
    uint64_t seconds = 0;

    if (parse_u64_at(&at, UINT32_MAX, &seconds) < 0 || *skip_spaces(at) != '\0')
        return -EINVAL;
    *ret_seconds = seconds;
    return 0;
}
