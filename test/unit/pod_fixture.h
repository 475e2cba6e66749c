// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_POD_FIXTURE_H
#define NSINFO_TEST_POD_FIXTURE_H

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/report_json.h"
#include "kubectl-nsinfo/pod/pod_decode.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "test/unit/unit.h"

// test/fixtures/pods/NAME.pod.json as the API server sends it, NAME.report.json as the agent does.

ATTR_UNUSED static json_t *fixture_json(const char *name, const char *what)
{
    CLEANUP_FREE char *path = xasprintf(NSINFO_FIXTURES "/pods/%s.%s.json", name, what);
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_ERROR struct error err = {0};
    json_t *json = NULL;

    if (file_read(path, &text, &err) < 0)
        return NULL;
    assert_int_equal(json_parse(strbuf_text(&text), text.len, &json, &err), 0);
    return json;
}

ATTR_UNUSED static void fixture_pod(const char *name, struct pod *ret)
{
    CLEANUP_JSON json_t *json = fixture_json(name, "pod");
    CLEANUP_ERROR struct error err = {0};

    assert_non_null(json);
    if (pod_decode(json, ret, &err) < 0)
        fail_msg("%s: %s", name, err.message);
}

// Adds the pod, joined with its report if there is one.
ATTR_UNUSED static void fixture_add(const char *name, struct pod_report_list *list)
{
    CLEANUP_JSON json_t *json = fixture_json(name, "report");
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_POD struct pod pod = {0};
    struct report report = {0};
    struct pod_report joined = {0};
    const struct report *kept = NULL;

    fixture_pod(name, &pod);
    if (json != NULL) {
        if (report_from_json(json, &report, &err) < 0)
            fail_msg("%s: %s", name, err.message);
        kept = pod_report_list_add_node(list, &report);
    }
    pod_report_join(&pod, kept, &joined);
    pod_report_list_add(list, &joined);
}

#endif
