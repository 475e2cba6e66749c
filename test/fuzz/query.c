// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/query.h"

#include <string.h>

#include "common/base/text.h"
#include "test/fuzz/fuzz.h"

static void add_query(struct strbuf *buf, const struct query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        text_add_url_encoded(buf, query->pairs[i].name);
        strbuf_add_char(buf, '=');
        text_add_url_encoded(buf, query->pairs[i].value);
        strbuf_add_char(buf, '&');
    }
}

static void check_same(const struct query *a, const struct query *b)
{
    fuzz_check(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        fuzz_check(strcmp(a->pairs[i].name, b->pairs[i].name) == 0);
        fuzz_check(strcmp(a->pairs[i].value, b->pairs[i].value) == 0);
    }
}

static void check_reading(const struct query *query)
{
    static const char *const known[] = {"id", "processes", NULL};
    CLEANUP_ERROR struct error unknown = {0};
    CLEANUP_ERROR struct error not_bool = {0};
    bool on = false;

    fuzz_check_error(query_check_names(query, known, &unknown), &unknown);
    fuzz_check_error(query_get_bool(query, "processes", &on, &not_bool), &not_bool);
}

// What was taken is taken again as clients would encode it, and is the same then.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_QUERY struct query query = {0};
    CLEANUP_QUERY struct query again = {0};
    CLEANUP_STRBUF struct strbuf encoded = {0};
    CLEANUP_ERROR struct error err = {0};
    int rc = query_parse(text, &query, &err);

    fuzz_check_error(rc, &err);
    if (rc < 0)
        return 0;
    add_query(&encoded, &query);
    fuzz_check(query_parse(strbuf_text(&encoded), &again, &err) == 0);
    check_same(&query, &again);
    check_reading(&query);
    return 0;
}
