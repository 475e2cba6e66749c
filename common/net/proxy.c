// SPDX-License-Identifier: Apache-2.0
#include "common/net/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char *environment_text(const char *upper, const char *lower)
{
    const char *value = getenv(upper);

    if (value == NULL || *value == '\0')
        value = getenv(lower);
    return value == NULL || *value == '\0' ? NULL : value;
}

struct proxy_environment proxy_environment_get(void)
{
    return (struct proxy_environment){
        .http_proxy = environment_text("HTTP_PROXY", "http_proxy"),
        .https_proxy = environment_text("HTTPS_PROXY", "https_proxy"),
        .no_proxy = environment_text("NO_PROXY", "no_proxy"),
    };
}

// An address of either family; IPv4 as ::ffff:a.b.c.d.
struct address {
    struct in6_addr bytes;
    bool is_v4;
};

static bool parse_address(const char *text, struct address *ret)
{
    struct in_addr v4 = {0};
    struct address address = {.bytes = {.s6_addr = {[10] = 0xff, [11] = 0xff}}};

    if (inet_pton(AF_INET, text, &v4) == 1) {
        address.is_v4 = true;
        memcpy(address.bytes.s6_addr + 12, &v4, sizeof(v4));
    } else if (inet_pton(AF_INET6, text, &address.bytes) == 1) {
        address.is_v4 = IN6_IS_ADDR_V4MAPPED(&address.bytes);
    } else {
        return false;
    }
    *ret = address;
    return true;
}

bool host_is_loopback(const char *host)
{
    struct address address = {0};

    if (strcasecmp(host, "localhost") == 0)
        return true;
    if (!parse_address(host, &address))
        return false;
    return address.is_v4 ? address.bytes.s6_addr[12] == IN_LOOPBACKNET
                         : IN6_IS_ADDR_LOOPBACK(&address.bytes) != 0;
}

static bool same_bits(const struct address *a, const struct address *b, size_t bits)
{
    size_t whole = bits / 8;
    unsigned rest = bits % 8;

    if (memcmp(&a->bytes, &b->bytes, whole) != 0)
        return false;
    return rest == 0 || (a->bytes.s6_addr[whole] ^ b->bytes.s6_addr[whole]) >> (8 - rest) == 0;
}

// An entry of no_proxy that is an address range. *ret_fits: whether the host is in it.
static bool is_range(const char *entry, const char *host, bool *ret_fits)
{
    const char *slash = strchr(entry, '/');
    struct address range = {0};
    struct address address = {0};
    uint64_t bits = 0;

    if (slash == NULL)
        return false;
    CLEANUP_FREE char *first = xstrndup(entry, (size_t)(slash - entry));
    if (!parse_address(first, &range) || parse_u64(slash + 1, range.is_v4 ? 32 : 128, &bits) < 0)
        return false;
    *ret_fits = parse_address(host, &address) && address.is_v4 == range.is_v4 &&
                same_bits(&range, &address, bits + (range.is_v4 ? 96 : 0));
    return true;
}

// Cuts the port off an entry, and the brackets of an IPv6 address; NULL if there is no port.
static const char *cut_port(char *entry)
{
    char *colon = strrchr(entry, ':');
    char *end = strchr(entry, ']');

    if (*entry == '[' && end != NULL) {
        *end = '\0';
        memmove(entry, entry + 1, strlen(entry));
        return end[1] == ':' ? end + 2 : NULL;
    }
    if (colon == NULL || strchr(entry, ':') != colon)
        return NULL;
    *colon = '\0';
    return colon + 1;
}

static bool ends_with(const char *text, const char *end)
{
    size_t text_len = strlen(text);
    size_t end_len = strlen(end);

    return text_len >= end_len && strcasecmp(text + text_len - end_len, end) == 0;
}

// "foo.com" is that host and all below it, ".foo.com" and "*.foo.com" are those below it.
static bool fits_name(const char *entry, const char *host)
{
    if (str_starts_with(entry, "*."))
        entry++;
    if (*entry == '.')
        return ends_with(host, entry);
    size_t skip = strlen(host) - strlen(entry);
    return strcasecmp(host, entry) == 0 ||
           (ends_with(host, entry) && skip > 0 && host[skip - 1] == '.');
}

static bool entry_fits(const char *text, const struct proxy_target *target)
{
    CLEANUP_FREE char *entry = xstrdup(text);
    struct address wanted = {0};
    struct address address = {0};
    bool fits = false;

    if (str_eq(entry, "*"))
        return true;
    if (is_range(entry, target->host, &fits))
        return fits;
    const char *port = cut_port(entry);
    if (*entry == '\0' || (port != NULL && *port != '\0' && !str_eq(port, target->port)))
        return false;
    if (parse_address(entry, &wanted))
        return parse_address(target->host, &address) && same_bits(&wanted, &address, 128);
    return fits_name(entry, target->host);
}

static bool is_listed(const char *list, const struct proxy_target *target)
{
    while (*list != '\0') {
        size_t len = strcspn(list, ",");
        size_t skip = strspn(list, " \t");
        size_t end = len;

        while (end > skip && (list[end - 1] == ' ' || list[end - 1] == '\t'))
            end--;
        CLEANUP_FREE char *entry = skip < end ? xstrndup(list + skip, end - skip) : xstrdup("");
        if (entry_fits(entry, target))
            return true;
        list += len + (list[len] == ',');
    }
    return false;
}

const char *proxy_choose(const struct proxy_environment *environment,
                         const struct proxy_target *target)
{
    const char *proxy = target->is_https ? environment->https_proxy : environment->http_proxy;

    if (proxy == NULL || host_is_loopback(target->host))
        return "";
    return environment->no_proxy != NULL && is_listed(environment->no_proxy, target) ? "" : proxy;
}

static bool has_port(const char *authority, size_t len)
{
    CLEANUP_FREE char *text = xstrndup(authority, len);
    const char *at = strrchr(text, '@');
    const char *bracket = strrchr(text, ']');
    const char *from = bracket != NULL ? bracket : at != NULL ? at : text;
    const char *colon = strchr(from, ':');

    return colon != NULL && colon[1] != '\0';
}

void proxy_add_url(struct strbuf *url, const char *proxy)
{
    static const struct {
        const char *scheme;
        const char *library;
        const char *port;
    } rows[] = {
        {"http://", "http://", ":80"},
        {"https://", "https://", ":443"},
        {"socks5://", "socks5h://", ":1080"},
        {"socks5h://", "socks5h://", ":1080"},
    };

    CLEANUP_FREE char *full = strstr(proxy, "://") == NULL ? xasprintf("http://%s", proxy) : NULL;
    if (full != NULL)
        proxy = full;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        size_t len = strlen(rows[i].scheme);
        if (strncasecmp(proxy, rows[i].scheme, len) != 0)
            continue;
        size_t authority = strcspn(proxy + len, "/?#");
        strbuf_add_text(url, rows[i].library);
        strbuf_add(url, proxy + len, authority);
        if (!has_port(proxy + len, authority))
            strbuf_add_text(url, rows[i].port);
        return;
    }
    strbuf_add_text(url, proxy);
}

void proxy_add_shown(struct strbuf *text, const char *url)
{
    const char *scheme_end = strstr(url, "://");
    const char *authority = scheme_end == NULL ? url : scheme_end + 3;
    CLEANUP_FREE char *host = xstrndup(authority, strcspn(authority, "/?#"));
    const char *at = strrchr(host, '@');

    strbuf_add_text(text, at == NULL ? host : at + 1);
}
