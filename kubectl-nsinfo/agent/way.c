// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/way.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/net/proxy.h"

static const char HTTPS[] = "https://";
static const char HTTP[] = "http://";

const char *const agent_way_names[] = {
    [AGENT_WAY_PROXY] = "proxy",
    [AGENT_WAY_PORT_FORWARD] = "port-forward",
    [AGENT_WAY_URL] = NULL,
};

// What stands between the scheme and the path, without the port and brackets.
static char *host_of(const char *authority)
{
    if (*authority == '[')
        return xstrndup(authority + 1, strcspn(authority + 1, "]/"));
    return xstrndup(authority, strcspn(authority, ":/"));
}

static int check_url(const char *url, struct error *err)
{
    bool is_https = str_starts_with(url, HTTPS);
    CLEANUP_FREE char *host = host_of(url + strlen(is_https ? HTTPS : HTTP));

    if (*host == '\0' || url[strcspn(url, " \t\r\n@?#")] != '\0')
        return error_set(err, ERROR_BAD_REQUEST,
                         "--via: \"%s\" is not https://HOST[:PORT] of an agent", url);
    if (!is_https && !host_is_loopback(host))
        return error_set(err, ERROR_BAD_REQUEST,
                         "--via: \"%s\": without TLS a token would be readable on its way: http is "
                         "for loopback addresses alone",
                         url);
    return 0;
}

static int parse_url(const char *text, struct agent_way *ret, struct error *err)
{
    size_t len = strlen(text);

    if (check_url(text, err) < 0)
        return -1;
    while (text[len - 1] == '/')
        len--;
    *ret = (struct agent_way){AGENT_WAY_URL, xstrndup(text, len)};
    return 0;
}

int agent_way_parse(const char *text, struct agent_way *ret, struct error *err)
{
    if (text == NULL)
        text = agent_way_names[AGENT_WAY_PROXY];
    for (size_t i = 0; agent_way_names[i] != NULL; i++)
        if (str_eq(text, agent_way_names[i])) {
            *ret = (struct agent_way){.kind = (enum agent_way_kind)i};
            return 0;
        }
    if (str_starts_with(text, HTTPS) || str_starts_with(text, HTTP))
        return parse_url(text, ret, err);
    return error_set(err, ERROR_BAD_REQUEST,
                     "--via: \"%s\" is neither proxy nor port-forward nor the https:// URL of an "
                     "agent",
                     text);
}

void agent_way_release(struct agent_way *way)
{
    free(steal(&way->url));
}
