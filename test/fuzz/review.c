// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/review.h"

#include "common/model/json_get.h"
#include "test/fuzz/fuzz.h"

// The next question is JSON again, and about the same user.
static void check_subject(const struct subject *subject)
{
    const struct right right = {.verb = "get", .resource = "pods", .kube_namespace = "a"};
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;

    review_add_access(&body, subject, &right);
    fuzz_check(json_parse(strbuf_text(&body), body.len, &json, &err) == 0);
    const json_t *spec = json_object_get(json, "spec");
    fuzz_check(json_is_object(json_object_get(spec, "resourceAttributes")));
    fuzz_check(json_string_length(json_object_get(spec, "user")) > 0);
}

// The input is the API server's reply about a token, or about a right.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_ERROR struct error access_err = {0};
    CLEANUP_SUBJECT struct subject subject = {0};
    bool allowed = false;
    int rc = review_parse_token((const char *)data, size, &subject, &err);

    fuzz_check_error(rc, &err);
    fuzz_check((rc == 0) == (subject.name != NULL));
    if (rc == 0)
        check_subject(&subject);
    rc = review_parse_access((const char *)data, size, &allowed, &access_err);
    fuzz_check_error(rc, &access_err);
    return 0;
}
