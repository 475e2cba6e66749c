// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/bundle/kube_name.h"
#include "kubectl-nsinfo/bundle/runtime_socket.h"

static json_t *pod_spec(const struct bundle *bundle)
{
    const struct kube_object *daemon_set = bundle_find(bundle, "DaemonSet");
    const json_t *spec = json_object_get(daemon_set->json, "spec");

    return json_object_get(json_object_get(spec, "template"), "spec");
}

static json_t *container(const struct bundle *bundle)
{
    return json_array_get(json_object_get(pod_spec(bundle), "containers"), 0);
}

static int set_image(struct bundle *bundle, const char *image, struct error *err)
{
    // The rest is for the runtimes to judge (distribution/reference).
    if (image[0] == '\0' || image[strcspn(image, " \t\r\n")] != '\0')
        return error_set(err, ERROR_BAD_REQUEST, "--image: \"%s\" is no name of an image", image);
    json_object_set_new(container(bundle), "image", json_string(image));
    return 0;
}

static int add_node_label(struct bundle *bundle, const char *label, struct error *err)
{
    static const char FLAG[] = "--node-selector";
    const char *equals = strchr(label, '=');
    CLEANUP_FREE char *key = equals == NULL ? NULL : xstrndup(label, (size_t)(equals - label));

    if (key == NULL)
        return error_set(err, ERROR_BAD_REQUEST, "%s: \"%s\" is not KEY=VALUE", FLAG, label);
    if (label_key_check(FLAG, key, err) < 0 || label_value_check(FLAG, equals + 1, err) < 0)
        return -1;
    json_object_set_new(json_object_get(pod_spec(bundle), "nodeSelector"), key,
                        json_string(equals + 1));
    return 0;
}

static int add_node_selector(struct bundle *bundle, const char *selector, struct error *err)
{
    for (const char *rest = selector; rest != NULL;) {
        size_t len = strcspn(rest, ",");
        CLEANUP_FREE char *label = xstrndup(rest, len);

        if (add_node_label(bundle, label, err) < 0)
            return -1;
        rest = rest[len] == ',' ? rest + len + 1 : NULL;
    }
    return 0;
}

// The socket at its own path, which nothing of the image is in the way of.
static int add_runtime(struct bundle *bundle, const char *text, struct error *err)
{
    CLEANUP_RUNTIME_SOCKET struct runtime_socket socket = {0};

    if (runtime_socket_parse(text, &socket, err) < 0)
        return -1;
    CLEANUP_FREE char *flag =
        xasprintf("--runtime-endpoint=%s=unix://%s", socket.runtime, socket.path);
    json_array_append_new(json_object_get(container(bundle), "args"), json_string(flag));
    json_array_append_new(
        json_object_get(container(bundle), "volumeMounts"),
        json_pack("{s:s, s:s, s:b}", "name", "runtime", "mountPath", socket.path, "readOnly", 1));
    json_array_append_new(json_object_get(pod_spec(bundle), "volumes"),
                          json_pack("{s:s, s:{s:s, s:s}}", "name", "runtime", "hostPath", "path",
                                    socket.path, "type", "Socket"));
    return 0;
}

int bundle_agent(const struct agent_settings *settings, struct bundle *ret, struct error *err)
{
    const struct naming naming = {.place = settings->kube_namespace};
    CLEANUP_BUNDLE struct bundle bundle = {0};

    if ((naming.place != NULL && kube_label_check("--namespace", naming.place, err) < 0) ||
        bundle_read(&embedded_agent, &naming, &bundle, err) < 0 ||
        (settings->image != NULL && set_image(&bundle, settings->image, err) < 0) ||
        (settings->node_selector != NULL &&
         add_node_selector(&bundle, settings->node_selector, err) < 0) ||
        (settings->runtime_endpoint != NULL &&
         add_runtime(&bundle, settings->runtime_endpoint, err) < 0))
        return -1;
    *ret = bundle;
    bundle = (struct bundle){0};
    return 0;
}
