// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/node_pods.h"

#include <stdatomic.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_slice.h"

struct node_pods {
    atomic_uint holders;
    uint64_t begun_us;
    struct pod_claim *claims; // by ID
    size_t count;
    size_t capacity;
};

static void claim_release(struct pod_claim *claim)
{
    free(claim->kube_namespace);
    free(claim->pod);
    free(claim->container);
}

struct node_pods *node_pods_take(struct node_pods *pods)
{
    if (pods != NULL)
        atomic_fetch_add(&pods->holders, 1);
    return pods;
}

void node_pods_put(struct node_pods **pods_pointer)
{
    struct node_pods *pods = steal(pods_pointer);

    if (pods == NULL || atomic_fetch_sub(&pods->holders, 1) > 1)
        return;
    for (size_t i = 0; i < pods->count; i++)
        claim_release(&pods->claims[i]);
    free(pods->claims);
    free(pods);
}

uint64_t node_pods_begun_us(const struct node_pods *pods)
{
    return pods->begun_us;
}

static int compare_ids(const void *a, const void *b)
{
    const struct pod_claim *left = a;
    const struct pod_claim *right = b;

    return memcmp(left->ref.id, right->ref.id, CONTAINER_ID_LEN);
}

const struct pod_claim *node_pods_find(const struct node_pods *pods, const char *id)
{
    struct pod_claim key = {0};

    if (pods->count == 0)
        return NULL;
    memcpy(key.ref.id, id, CONTAINER_ID_LEN);
    return bsearch(&key, pods->claims, pods->count, sizeof(key), compare_ids);
}

const struct pod_claim *node_pods_claims(const struct node_pods *pods, size_t *ret_count)
{
    *ret_count = pods->count;
    return pods->claims;
}

// ---- parsing

static int member_text(const struct json_slice *object, const char *name, char **ret,
                       struct error *err)
{
    struct json_slice value = {0};

    if (json_slice_member(object, name, &value, err) < 0)
        return -1;
    if (json_slice_text(&value, ret, err) < 0)
        return error_wrap(err, "field \"%s\"", name);
    return 0;
}

// A container that was not created yet has no ID. One that cannot be read is no container that the
// agent can be asked for.
static int add_claim(struct node_pods *pods, const char *kube_namespace, const char *pod,
                     const struct json_slice *status, struct error *err)
{
    CLEANUP_ERROR struct error no_ref = {0};
    CLEANUP_FREE char *name = NULL;
    CLEANUP_FREE char *id = NULL;
    struct container_ref ref = {0};

    if (member_text(status, "name", &name, err) < 0 ||
        member_text(status, "containerID", &id, err) < 0)
        return -1;
    if (name == NULL || id == NULL || container_ref_parse(id, &ref, &no_ref) < 0)
        return 0;
    pods->claims = xgrow(pods->claims, &pods->capacity, pods->count + 1, sizeof(*pods->claims));
    pods->claims[pods->count++] =
        (struct pod_claim){ref, xstrdup(kube_namespace), xstrdup(pod), steal(&name)};
    return 0;
}

static int add_claims(struct node_pods *pods, const char *kube_namespace, const char *pod,
                      const struct json_slice *status, struct error *err)
{
    static const char *const lists[] = {"initContainerStatuses", "containerStatuses",
                                        "ephemeralContainerStatuses"};

    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        struct json_slice list = {0};
        struct json_slice at = {0};
        struct json_slice container = {0};
        int rc = json_slice_member(status, lists[i], &list, err);

        while (rc == 0 && (rc = json_slice_next(&list, &at, &container, err)) > 0)
            rc = add_claim(pods, kube_namespace, pod, &container, err);
        if (rc < 0)
            return error_wrap(err, "field \"%s\"", lists[i]);
    }
    return 0;
}

static int add_pod(struct node_pods *pods, const struct json_slice *pod, struct error *err)
{
    CLEANUP_FREE char *kube_namespace = NULL;
    CLEANUP_FREE char *name = NULL;
    struct json_slice metadata = {0};
    struct json_slice status = {0};

    if (json_slice_member(pod, "metadata", &metadata, err) < 0 ||
        json_slice_member(pod, "status", &status, err) < 0)
        return -1;
    if (metadata.text != NULL && (member_text(&metadata, "namespace", &kube_namespace, err) < 0 ||
                                  member_text(&metadata, "name", &name, err) < 0))
        return -1;
    if (kube_namespace == NULL || name == NULL)
        return error_set(err, ERROR_BAD_REPLY, "a pod without a name or a namespace");
    return status.text == NULL ? 0 : add_claims(pods, kube_namespace, name, &status, err);
}

static int add_pods(struct node_pods *pods, const struct json_slice *reply, struct error *err)
{
    struct json_slice items = {0};
    struct json_slice at = {0};
    struct json_slice pod = {0};
    int rc = json_slice_member(reply, "items", &items, err);

    if (rc == 0 && items.text == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"items\" is missing");
    while (rc == 0 && (rc = json_slice_next(&items, &at, &pod, err)) > 0)
        rc = add_pod(pods, &pod, err);
    return rc;
}

// Of the containers that were claimed more than once, one pod's two lists included, no claim stays.
static void drop_disputed(struct node_pods *pods)
{
    size_t kept = 0;

    for (size_t i = 0, next = 0; i < pods->count; i = next) {
        for (next = i + 1; next < pods->count; next++)
            if (compare_ids(&pods->claims[i], &pods->claims[next]) != 0)
                break;
        if (next == i + 1)
            pods->claims[kept++] = pods->claims[i];
        else
            for (size_t k = i; k < next; k++)
                claim_release(&pods->claims[k]);
    }
    pods->count = kept;
}

int node_pods_parse(const char *text, size_t len, uint64_t begun_us, struct node_pods **ret,
                    struct error *err)
{
    CLEANUP_NODE_PODS struct node_pods *pods = xcalloc(1, sizeof(*pods));
    const struct json_slice reply = {text, len};

    atomic_init(&pods->holders, 1);
    pods->begun_us = begun_us;
    if (add_pods(pods, &reply, err) < 0)
        return error_wrap(err, "the list of the node's pods");
    if (pods->count > 0)
        qsort(pods->claims, pods->count, sizeof(*pods->claims), compare_ids);
    drop_disputed(pods);
    *ret = steal(&pods);
    return 0;
}
