// SPDX-License-Identifier: Apache-2.0
#include "common/model/container_ref.h"

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char RUNTIME_CHARACTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-._";
static const char HEX_CHARACTERS[] = "0123456789abcdef";

static int refuse(struct error *err, const char *text, const char *why)
{
    CLEANUP_STRBUF struct strbuf shown = {0};

    text_add_excerpt(&shown, text);
    return error_set(err, ERROR_BAD_REQUEST, "container ID \"%s\" %s", strbuf_text(&shown), why);
}

static bool is_id(const char *text)
{
    return strlen(text) == CONTAINER_ID_LEN && strspn(text, HEX_CHARACTERS) == CONTAINER_ID_LEN;
}

int container_ref_parse(const char *text, struct container_ref *ret, struct error *err)
{
    const char *separator = strstr(text, "://");
    struct container_ref ref = {0};

    if (separator == NULL)
        return refuse(err, text, "is not of the form <runtime>://<64 hex>");
    size_t runtime_len = strspn(text, RUNTIME_CHARACTERS);
    if (runtime_len == 0 || text + runtime_len != separator || runtime_len > CONTAINER_RUNTIME_MAX)
        return refuse(err, text, "names no runtime before \"://\"");
    const char *id = separator + strlen("://");
    if (!is_id(id))
        return refuse(err, text, "does not have 64 lower-case hex digits after \"://\"");
    memcpy(ref.runtime, text, runtime_len);
    memcpy(ref.id, id, CONTAINER_ID_LEN);
    *ret = ref;
    return 0;
}

int container_ref_parse_either(const char *text, struct container_ref *ret, struct error *err)
{
    struct container_ref ref = {0};

    if (strstr(text, "://") != NULL)
        return container_ref_parse(text, ret, err);
    if (!is_id(text))
        return refuse(err, text, "is neither <runtime>://<64 hex> nor 64 lower-case hex digits");
    memcpy(ref.id, text, CONTAINER_ID_LEN);
    *ret = ref;
    return 0;
}

char *container_ref_format(const struct container_ref *ref)
{
    return xasprintf("%s%s%s", ref->runtime, ref->runtime[0] == '\0' ? "" : "://", ref->id);
}
