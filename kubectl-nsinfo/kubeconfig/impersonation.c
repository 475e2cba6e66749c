// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/impersonation.h"

#include "common/base/strbuf.h"
#include "common/base/text.h"

#define EXTRA_PREFIX "Impersonate-Extra-"

// What a header's name may be of (RFC 9110, 5.6.2), but for the percent sign that encodes the rest.
static void add_key(struct strbuf *name, const char *key)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&'*+-.^_`|~";

    text_add_percent_encoded(name, key, allowed);
}

static int add_header(struct text_list *headers, const char *name, const char *value,
                      struct error *err)
{
    CLEANUP_STRBUF struct strbuf line = {0};

    for (const char *c = value; *c != '\0'; c++) {
        if ((unsigned char)*c >= ' ' && *c != 0x7f)
            continue;
        error_set(err, ERROR_BAD_REQUEST, "net/http: invalid header field value for \"%s\"", name);
        error_set_prefix(err, "Unable to connect to the server");
        return -1;
    }
    strbuf_add_format(&line, "%s: %s", name, value);
    text_list_add(headers, strbuf_text(&line));
    return 0;
}

static int add_extra(struct text_list *headers, const struct text_pair *pair, struct error *err)
{
    CLEANUP_STRBUF struct strbuf name = {0};

    strbuf_add_text(&name, EXTRA_PREFIX);
    add_key(&name, pair->name);
    return add_header(headers, strbuf_text(&name), pair->value, err);
}

int impersonation_headers(const struct kube_user *user, struct text_list *headers,
                          struct error *err)
{
    if (user->as != NULL && add_header(headers, "Impersonate-User", user->as, err) < 0)
        return -1;
    if (user->as_uid != NULL && add_header(headers, "Impersonate-Uid", user->as_uid, err) < 0)
        return -1;
    for (size_t i = 0; i < user->as_groups.count; i++)
        if (add_header(headers, "Impersonate-Group", user->as_groups.items[i], err) < 0)
            return -1;
    for (size_t i = 0; i < user->as_extra.count; i++)
        if (add_extra(headers, &user->as_extra.items[i], err) < 0)
            return -1;
    return 0;
}
