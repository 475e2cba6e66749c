// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_url.h"

#include <arpa/inet.h>
#include <errno.h>

#include "common/base/text.h"

static int parse_port(const char *text, uint16_t *ret)
{
    uint64_t port = 0;

    if (*text != ':' || parse_u64(text + 1, UINT16_MAX, &port) < 0 || port == 0)
        return -EINVAL;
    *ret = (uint16_t)port;
    return 0;
}

// The host's first character and its length; what is behind it begins with the port's colon.
static const char *find_host(const char *authority, size_t *ret_len)
{
    bool in_brackets = *authority == '[' && strchr(authority, ']') != NULL;
    const char *host = authority + in_brackets;

    *ret_len = strcspn(host, in_brackets ? "]" : ":");
    return host;
}

static int parse_address(int family, const char *host, size_t len, struct api_url *url)
{
    unsigned char bytes[sizeof(struct in6_addr)];

    if (len >= sizeof(url->address))
        return -EINVAL;
    memcpy(url->address, host, len);
    url->address[len] = '\0';
    return inet_pton(family, url->address, bytes) == 1 ? 0 : -EINVAL;
}

int api_url_parse(const char *text, struct api_url *ret, struct error *err)
{
    static const char SCHEME[] = "https://";
    struct api_url url = {.authority = text + strlen(SCHEME)};
    size_t len = 0;

    if (!str_starts_with(text, SCHEME))
        return error_set(err, ERROR_USAGE, "\"%s\" is not https://ADDRESS:PORT", text);
    const char *host = find_host(url.authority, &len);
    bool in_brackets = host > url.authority;
    if (len == 0 || parse_port(host + len + in_brackets, &url.port) < 0)
        return error_set(err, ERROR_USAGE, "\"%s\" is not https://ADDRESS:PORT", text);
    if (parse_address(in_brackets ? AF_INET6 : AF_INET, host, len, &url) < 0)
        return error_set(err, ERROR_USAGE,
                         "the host of \"%s\" is not an IP address, and names are not looked up",
                         text);
    *ret = url;
    return 0;
}
