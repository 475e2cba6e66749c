// SPDX-License-Identifier: Apache-2.0
#include "common/net/proxy.h"

#include "common/base/text.h"
#include "test/fuzz/fuzz.h"

// A list of what needs no proxy, and behind a line break a host, or a proxy's URL.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_STRBUF struct strbuf url = {0};
    CLEANUP_STRBUF struct strbuf shown = {0};
    char *host = strchr(text, '\n');

    if (host == NULL)
        return 0;
    *host++ = '\0';
    const struct proxy_environment environment = {.https_proxy = "s", .no_proxy = text};
    const struct proxy_target target = {true, host, "443"};
    const char *chosen = proxy_choose(&environment, &target);
    fuzz_check(str_eq(chosen, "s") || str_eq(chosen, ""));
    proxy_add_url(&url, host);
    proxy_add_shown(&shown, strbuf_text(&url));
    fuzz_check(strchr(strbuf_text(&url), ':') != NULL);
    fuzz_check(strchr(strbuf_text(&shown), '@') == NULL);
    return 0;
}
