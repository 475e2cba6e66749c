// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/bundle/kube_name.h"

int bundle_team(const char *team, const char *place, struct bundle *ret, struct error *err)
{
    const struct naming naming = {.place = place, .team = team};
    CLEANUP_BUNDLE struct bundle example = {0};
    CLEANUP_BUNDLE struct bundle bundle = {0};

    // The accounts of the agents' own Kubernetes namespace are those for all.
    if (str_eq(team, place))
        return error_set(err, ERROR_BAD_REQUEST,
                         "--team: \"%s\" is the agents' own Kubernetes namespace, and no team's",
                         team);
    if (kube_label_check("--team", team, err) < 0 ||
        bundle_read(&embedded_team, &naming, &example, err) < 0)
        return -1;
    for (size_t i = 0; i < example.count; i++) {
        const struct kube_object *object = &example.items[i];
        if (object->kind->namespaced &&
            bundle_add(&bundle, object->kind, json_incref(object->json), err) < 0)
            return -1;
    }
    *ret = bundle;
    bundle = (struct bundle){0};
    return 0;
}
