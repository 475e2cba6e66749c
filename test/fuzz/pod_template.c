// SPDX-License-Identifier: Apache-2.0
#include <locale.h>
#include <string.h>

#include "common/base/fdio.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "kubectl-nsinfo/pod/ns_plan.h"
#include "kubectl-nsinfo/pod/pod_ref.h"
#include "kubectl-nsinfo/render/plan_view.h"
#include "kubectl-nsinfo/render/render.h"
#include "test/fuzz/fuzz.h"

static void check_plan(const struct ns_plan *plan)
{
    fuzz_check(plan->template.pod.name[0] != '\0');
    fuzz_check(plan->template.pod.container_count > 0);
    for (size_t i = 0; i < plan->template.pod.container_count; i++)
        for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
            const struct ns_decision *decision = &plan->containers[i].of[kind];
            fuzz_check(decision->rule != NULL);
            fuzz_check((decision->rule->sharing == SHARING_CONTAINER) ==
                       (decision->container != NULL));
        }
}

static void check_formats(const struct ns_plan_list *plans)
{
    static const char *const formats[] = {"wide", "json", "yaml"};
    static const struct view_options options = {.several = true};

    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_RENDERER struct renderer *renderer = NULL;

        fuzz_check(renderer_new(formats[i], file_read, &renderer, &err) == 0);
        fuzz_check(render_plans(renderer, &options, plans, &out, &err) == 0);
        fuzz_check(memchr(strbuf_text(&out), '\x1b', out.len) == NULL);
        fuzz_check(strlen(strbuf_text(&out)) == out.len);
    }
}

static void check_refs(const struct yaml_stream *stream)
{
    CLEANUP_POD_REFS struct pod_refs refs = {0};
    CLEANUP_ERROR struct error err = {0};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < stream->doc_count; i++)
        rc = pod_refs_add_object(&refs, "f.yaml", stream->docs[i].root, &err);
    fuzz_check_error(rc, &err);
    for (size_t i = 0; i < refs.count; i++)
        fuzz_check(refs.items[i].name[0] != '\0' && strchr(refs.items[i].name, '/') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_POD_TEMPLATES struct pod_template_list templates = {0};
    CLEANUP_NS_PLANS struct ns_plan_list plans = {0};
    CLEANUP_ERROR struct error err = {0};

    setlocale(LC_CTYPE, "C.UTF-8");
    int rc = yaml_stream_parse("f.yaml", (const char *)data, size, &stream, &err);
    if (rc == 0)
        check_refs(&stream);
    for (size_t i = 0; rc == 0 && i < stream.doc_count; i++)
        rc = pod_template_read("f.yaml", stream.docs[i].root, &templates, &err);
    fuzz_check_error(rc, &err);
    for (size_t i = 0; rc == 0 && i < templates.count; i++)
        if (ns_plan_list_add(&plans, &templates.items[i], &err) == 0)
            check_plan(&plans.items[plans.count - 1]);
    check_formats(&plans);
    return 0;
}
