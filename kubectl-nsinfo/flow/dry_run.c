// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/dry_run.h"

#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/flow/apply_send.h"
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"
#include "kubectl-nsinfo/pod/pod_template.h"

static int check_spec(const struct pod_manifest *manifest, struct error *err)
{
    CLEANUP_POD_TEMPLATES struct pod_template_list templates = {0};

    return pod_template_read(manifest->file, manifest->root, &templates, err);
}

int flow_dry_run_client(const struct session *session, const struct manifests *manifests,
                        json_t **ret, struct error *err)
{
    CLEANUP_JSON json_t *objects = json_array();

    for (size_t i = 0; i < manifests->count; i++) {
        const struct pod_manifest *manifest = &manifests->items[i];

        if (check_spec(manifest, err) < 0)
            return -1;
        json_t *object = yaml_to_json(manifest->root);
        json_put_text(json_object_get(object, "metadata"), "namespace",
                      apply_kube_namespace(session, manifest));
        json_array_append_new(objects, object);
    }
    *ret = steal(&objects);
    return 0;
}

json_t *flow_dry_run_server(struct session *session, const struct manifests *manifests, bool force,
                            struct outcome *outcome)
{
    const struct apply_wish wish = {
        .force = force, .dry_run = true, .several = manifests->count > 1};
    json_t *objects = json_array();

    for (size_t i = 0; i < manifests->count; i++) {
        CLEANUP_ERROR struct error err = {0};
        json_t *object = NULL;

        if (apply_send(session, &manifests->items[i], &wish, &object, &err) == 0)
            json_array_append_new(objects, object);
        else if (outcome_add_error(outcome, &err))
            break;
    }
    return objects;
}
