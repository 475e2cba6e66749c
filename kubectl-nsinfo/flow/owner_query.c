// SPDX-License-Identifier: Apache-2.0
#include "common/base/text_list.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/pages.h"
#include "kubectl-nsinfo/flow/pod_query.h"

static int get_in_version(struct session *session, const struct pod_ref *ref,
                          const char *kube_namespace, const char *version, json_t **ret,
                          struct error *err)
{
    CLEANUP_FREE char *api_path = pod_owner_api_path(ref->owner, version);
    CLEANUP_FREE char *path = path_object(api_path, kube_namespace, ref->owner->plural, ref->name);

    return connection_get(session->connection, path, 0, ret, err);
}

// A version that is not served is not found either; which it was, the reply need not say.
static int get_owner(struct session *session, const struct pod_ref *ref, const char *kube_namespace,
                     json_t **ret, struct error *err)
{
    const char *const *versions = ref->owner->versions;
    CLEANUP_STRBUF struct strbuf resource = {0};

    if (get_in_version(session, ref, kube_namespace, versions[0], ret, err) == 0)
        return 0;
    if (err->code != ERROR_NOT_FOUND || versions[1] == NULL)
        return -1;
    error_release(err);
    if (get_in_version(session, ref, kube_namespace, versions[1], ret, err) == 0)
        return 0;
    if (err->code != ERROR_NOT_FOUND)
        return -1;
    pod_owner_add_resource(ref->owner, &resource);
    error_set(err, ERROR_NOT_FOUND, "%s \"%s\" not found", strbuf_text(&resource), ref->name);
    error_set_prefix(err, "Error from server (NotFound)");
    return -1;
}

// The Jobs that a CronJob has made, by what selects their pods.
struct made_jobs {
    const struct pod_owner_kind *kind;
    char *uid; // the CronJob's
    struct text_list selectors;
};

static int take_jobs(void *context, const json_t *page, struct error *err)
{
    struct made_jobs *jobs = context;
    const json_t *items = NULL;

    if (json_get_array(page, "items", &items, err) < 0)
        return error_wrap(err, "the API server's reply is not a list of jobs");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *job = json_array_get(items, i);
        CLEANUP_FREE char *selector = NULL;

        if (!pod_owner_has_made(jobs->uid, job))
            continue;
        if (pod_owner_selector(jobs->kind, job, &selector, err) < 0)
            return -1;
        text_list_add(&jobs->selectors, selector);
    }
    return 0;
}

static void forget_jobs(void *context)
{
    struct made_jobs *jobs = context;

    text_list_release(&jobs->selectors);
}

static void made_jobs_release(struct made_jobs *jobs)
{
    text_list_release(&jobs->selectors);
    free(jobs->uid);
}

static int query_by_labels(struct session *session, const char *kube_namespace,
                           const char *label_selector, uint64_t chunk_size, struct pod_pack *pods,
                           struct error *err)
{
    const struct pod_query query = {kube_namespace, .label_selector = label_selector,
                                    .chunk_size = chunk_size};

    return flow_query_pods(session, &query, pods, err);
}

static int find_jobs(struct session *session, const char *kube_namespace, uint64_t chunk_size,
                     struct made_jobs *jobs, struct error *err)
{
    const struct page_taker taker = {NULL, take_jobs, forget_jobs, jobs};
    CLEANUP_FREE char *api_path = pod_owner_api_path(jobs->kind, jobs->kind->versions[0]);
    const struct list_request request = {.api_path = api_path,
                                         .kube_namespace = kube_namespace,
                                         .kind = jobs->kind->plural,
                                         .limit = chunk_size};

    return pages_get(session->connection, &request, &taker, err);
}

static int query_jobs(struct session *session, const char *kube_namespace, const json_t *cron_job,
                      uint64_t chunk_size, struct pod_pack *pods, struct error *err)
{
    CLEANUP(made_jobs_release) struct made_jobs jobs = {.kind = pod_owner_find("job")};
    const json_t *metadata = json_object_get(cron_job, "metadata");

    if (metadata == NULL || json_require_text(metadata, "uid", &jobs.uid, err) < 0)
        return error_set(err, ERROR_BAD_REPLY, "the API server's CronJob has no metadata.uid");
    if (find_jobs(session, kube_namespace, chunk_size, &jobs, err) < 0)
        return -1;
    for (size_t i = 0; i < jobs.selectors.count; i++)
        if (query_by_labels(session, kube_namespace, jobs.selectors.items[i], chunk_size, pods,
                            err) < 0)
            return -1;
    return 0;
}

int flow_query_owner(struct session *session, const struct pod_ref *ref, const char *kube_namespace,
                     uint64_t chunk_size, struct pod_pack *pods, struct error *err)
{
    CLEANUP_JSON json_t *object = NULL;
    CLEANUP_FREE char *selector = NULL;

    if (get_owner(session, ref, kube_namespace, &object, err) < 0)
        return -1;
    if (ref->owner->rule == OWNS_BY_JOBS)
        return query_jobs(session, kube_namespace, object, chunk_size, pods, err);
    if (pod_owner_selector(ref->owner, object, &selector, err) < 0)
        return -1;
    return query_by_labels(session, kube_namespace, selector, chunk_size, pods, err);
}
