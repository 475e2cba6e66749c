// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/server_url.h"

#include <stdint.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

static bool is_url_char(char c)
{
    return c > ' ' && c < 0x7f;
}

static int not_a_url(const char *server, struct error *err)
{
    return error_set(err, ERROR_BAD_REQUEST, "host must be a URL or a host:port pair: \"%s\"",
                     server);
}

static int cannot_connect(struct error *err)
{
    error_set_prefix(err, "Unable to connect to the server");
    return -1;
}

static int check_scheme(const char *url, struct error *err)
{
    size_t len = strcspn(url, ":");

    if (str_starts_with(url, "https://") || str_starts_with(url, "http://"))
        return 0;
    error_set(err, ERROR_BAD_REQUEST, "unsupported protocol scheme \"%.*s\"", (int)len, url);
    return cannot_connect(err);
}

static int check_port(const char *host, size_t host_len, struct error *err)
{
    CLEANUP_FREE char *text = xstrndup(host, host_len);
    const char *bracket = strrchr(text, ']');
    const char *colon = strrchr(bracket == NULL ? text : bracket, ':');
    uint64_t port = 0;

    if (colon == NULL || colon[1] == '\0' || parse_u64(colon + 1, UINT16_MAX, &port) == 0)
        return 0;
    error_set(err, ERROR_BAD_REQUEST, "dial tcp: address %s: invalid port", colon + 1);
    return cannot_connect(err);
}

int server_url_normalize(const char *server, char **ret, struct error *err)
{
    const char *scheme_end = strstr(server, "://");
    CLEANUP_FREE char *url = scheme_end != NULL ? xstrdup(server) : xasprintf("http://%s", server);
    char *host = strstr(url, "://") + 3;
    size_t host_len = strcspn(host, "/?#");

    for (const char *c = url; *c != '\0'; c++)
        if (!is_url_char(*c))
            return not_a_url(server, err);
    if (host_len == 0 || (*host == '[' && memchr(host, ']', host_len) == NULL) ||
        (scheme_end == NULL && host[host_len] != '\0' && !str_eq(host + host_len, "/")))
        return not_a_url(server, err);
    for (char *c = url; *c != ':'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    if (check_scheme(url, err) < 0 || check_port(host, host_len, err) < 0)
        return -1;
    host[strcspn(host, "?#")] = '\0';
    for (size_t len = strlen(host); len > host_len && host[len - 1] == '/'; len--)
        host[len - 1] = '\0';
    *ret = steal(&url);
    return 0;
}

// The length of a scheme (RFC 3986, 3.1); 0 if the text does not begin with one.
static size_t scheme_len(const char *url)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t len = strspn(url, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    return strspn(url, letters) > 0 && url[len] == ':' ? len : 0;
}

char *proxy_url_problem(const char *url)
{
    static const char *const schemes[] = {"http", "https", "socks5"};
    size_t len = scheme_len(url);
    bool is_parsable = len > 0 || memchr(url, ':', strcspn(url, "/")) == NULL;

    for (const char *c = url; *c != '\0'; c++)
        is_parsable = is_parsable && is_url_char(*c);
    if (!is_parsable)
        return xasprintf("could not parse: %s", url);
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
        if (len == strlen(schemes[i]) && strncasecmp(url, schemes[i], len) == 0)
            return NULL;
    return xasprintf("unsupported scheme \"%.*s\", must be http, https, or socks5", (int)len, url);
}
