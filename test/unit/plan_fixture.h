// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_PLAN_FIXTURE_H
#define NSINFO_TEST_PLAN_FIXTURE_H

#include "common/base/text.h"
#include "kubectl-nsinfo/pod/ns_plan.h"
#include "test/unit/unit.h"

ATTR_UNUSED static int fixture_templates(const char *yaml, struct pod_template_list *ret,
                                         struct error *err)
{
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(yaml_stream_parse("f.yaml", yaml, strlen(yaml), &stream, err), 0);
    for (size_t i = 0; i < stream.doc_count; i++)
        if (pod_template_read("f.yaml", stream.docs[i].root, ret, err) < 0)
            return -1;
    return 0;
}

ATTR_UNUSED static void fixture_plans(const char *yaml, struct ns_plan_list *ret)
{
    CLEANUP_POD_TEMPLATES struct pod_template_list templates = {0};
    CLEANUP_ERROR struct error err = {0};

    if (fixture_templates(yaml, &templates, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < templates.count; i++)
        assert_int_equal(ns_plan_list_add(ret, &templates.items[i], &err), 0);
    // clang-tidy does not know that a failed assertion does not return.
    if (ret->items == NULL)
        abort();
}

#endif
