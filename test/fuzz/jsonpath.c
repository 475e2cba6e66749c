// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/jsonpath.h"

#include <string.h>

#include "common/model/json_get.h"
#include "test/fuzz/fuzz.h"

static const char pods[] =
    "{\"kind\":\"List\",\"items\":["
    "{\"name\":\"a\",\"n\":1,\"r\":1.5,\"ok\":true,\"no\":null,\"list\":[3,1,2],\"x.y/z\":\"w\"},"
    "{\"name\":\"b<\\n\\u001b\",\"n\":2,\"ok\":false,\"list\":[],\"map\":{\"k\":{\"k\":[[1]]}}}]}";

// As much less as a case is to take less time than a template may.
static const struct jsonpath_budget little = {
    .values_max = 100000, .visits_max = 200000, .text_max = 1000000};

static void check_printed(const struct jsonpath *path, json_t *tree)
{
    for (int form = 0; form <= (JSONPATH_AS_JSON | JSONPATH_TERMINAL); form++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};
        struct jsonpath_budget budget = little;
        int rc = jsonpath_print(path, tree, (unsigned int)form, &budget, &out, &err);

        fuzz_check_error(rc, &err);
        fuzz_check(rc == 0 || out.len == 0);
        fuzz_check(form != (JSONPATH_AS_JSON | JSONPATH_TERMINAL) ||
                   memchr(strbuf_text(&out), '\x1b', out.len) == NULL);
    }
}

// The first line is the template; what follows it is the document, if it is any.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_JSONPATH struct jsonpath *path = NULL;
    CLEANUP_JSON_VALUES struct json_values values = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *tree = NULL;
    CLEANUP_FREE char *relaxed = NULL;
    struct jsonpath_budget budget = little;
    char *document = strchr(text, '\n');

    if (document != NULL)
        *document++ = '\0';
    if (document == NULL || json_parse(document, strlen(document), &tree, &err) < 0)
        fuzz_check(json_parse(pods, strlen(pods), &tree, &err) == 0);
    error_release(&err);
    int rc = jsonpath_relaxed(text, &relaxed, &err);
    fuzz_check_error(rc, &err);
    error_release(&err);
    rc = jsonpath_parse(text, &path, &err);
    fuzz_check_error(rc, &err);
    if (rc < 0)
        return 0;
    check_printed(path, tree);
    rc = jsonpath_find(path, tree, &budget, &values, &err);
    fuzz_check_error(rc, &err);
    return 0;
}
