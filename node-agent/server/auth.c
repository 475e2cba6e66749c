// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/auth.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

void sight_release(struct sight *sight)
{
    free(sight->refs);
    free(sight->hidden);
    *sight = (struct sight){0};
}

static void add_ref(struct container_ref **refs, size_t *count, const struct container_ref *ref)
{
    *refs = xreallocarray(*refs, *count + 1, sizeof(**refs));
    (*refs)[(*count)++] = *ref;
}

static void hide(struct sight *sight, const struct container_ref *ref)
{
    for (size_t i = 0; i < sight->hidden_count; i++)
        if (str_eq(sight->hidden[i].id, ref->id))
            return;
    add_ref(&sight->hidden, &sight->hidden_count, ref);
}

static int look_at(struct access *access, struct access_session *session,
                   const struct container_ref *ref, struct sight *sight, struct error *err)
{
    const struct pod_claim *claim = node_pods_find(session->pods, ref->id);
    const char *kube_namespace = claim == NULL ? NULL : claim->kube_namespace;
    bool seen = false;
    int rc = access_may_see(access, session, kube_namespace, &seen, err);

    if (rc != 0)
        return rc;
    if (seen)
        add_ref(&sight->refs, &sight->ref_count, ref);
    else
        hide(sight, ref);
    return 0;
}

int auth_containers(struct access *access, struct access_session *session,
                    const struct container_ref *refs, size_t count, struct sight *ret,
                    struct error *err)
{
    CLEANUP_SIGHT struct sight sight = {0};
    int rc = 0;

    if (access != NULL)
        rc = access_find_pods(access, session, refs, count, false, err);
    for (size_t i = 0; i < count && rc == 0; i++) {
        if (access == NULL)
            add_ref(&sight.refs, &sight.ref_count, &refs[i]);
        else
            rc = look_at(access, session, &refs[i], &sight, err);
    }
    // One that is not there takes a new list, and so does one that may not be seen.
    if (rc == 0 && sight.hidden_count > 0)
        rc = access_find_pods(access, session, NULL, 0, true, err);
    if (rc != 0)
        return rc;
    *ret = sight;
    sight = (struct sight){0};
    return 0;
}

// In the API server's words (k8s.io/apiserver, responsewriters.forbiddenMessage).
static int forbidden(const struct access_session *session, const char *kube_namespace,
                     struct error *err)
{
    CLEANUP_STRBUF struct strbuf where = {0};

    strbuf_add_text(&where,
                    kube_namespace == NULL ? "at the cluster scope" : "in the namespace \"");
    if (kube_namespace != NULL) {
        text_add_escaped(&where, kube_namespace);
        strbuf_add_char(&where, '"');
    }
    return error_set(
        err, ERROR_FORBIDDEN, "User \"%s\" cannot get resource \"%s/nsinfo\" in API group \"\" %s",
        session->subject.name, kube_namespace == NULL ? "nodes" : "pods", strbuf_text(&where));
}

static int may_see_all(struct access *access, struct access_session *session,
                       const char *const *kube_namespaces, size_t count, struct error *err)
{
    bool seen = false;
    int rc = access_may_see(access, session, NULL, &seen, err);

    if (rc != 0 || seen)
        return rc;
    if (count == 0)
        return forbidden(session, NULL, err);
    for (size_t i = 0; i < count; i++) {
        rc = access_may_see(access, session, kube_namespaces[i], &seen, err);
        if (rc != 0)
            return rc;
        if (!seen)
            return forbidden(session, kube_namespaces[i], err);
    }
    return 0;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

int auth_node(struct access *access, struct access_session *session,
              const char *const *kube_namespaces, size_t count, struct sight *ret,
              struct error *err)
{
    struct sight sight = {.all = count == 0};
    size_t claim_count = 0;

    if (access == NULL && count > 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "query parameter \"kubeNamespace\" cannot be served: this agent asks no "
                         "API server which pod a container belongs to");
    if (access != NULL) {
        int rc = may_see_all(access, session, kube_namespaces, count, err);
        if (rc == 0)
            rc = access_find_pods(access, session, NULL, 0, true, err);
        if (rc != 0)
            return rc;
        const struct pod_claim *claims = node_pods_claims(session->pods, &claim_count);
        for (size_t i = 0; i < claim_count; i++)
            if (sight.all || is_among(claims[i].kube_namespace, kube_namespaces, count))
                add_ref(&sight.refs, &sight.ref_count, &claims[i].ref);
    }
    *ret = sight;
    return 0;
}

static void name_pod(const struct node_pods *pods, struct container_report *container)
{
    size_t len = strlen(container->id); // the digits stand at its end
    const struct pod_claim *claim =
        len < CONTAINER_ID_LEN ? NULL
                               : node_pods_find(pods, container->id + len - CONTAINER_ID_LEN);

    if (claim == NULL)
        return;
    container->pod_name = xstrdup(claim->pod);
    container->kube_namespace = xstrdup(claim->kube_namespace);
    container->container_name = xstrdup(claim->container);
}

void auth_complete(const struct access_session *session, const struct sight *sight,
                   struct report *report)
{
    for (size_t i = 0; session->pods != NULL && i < report->container_count; i++)
        name_pod(session->pods, &report->containers[i]);
    if (sight->hidden_count == 0)
        return;
    report->errors = xreallocarray(report->errors, report->error_count + sight->hidden_count,
                                   sizeof(*report->errors));
    for (size_t i = 0; i < sight->hidden_count; i++)
        report->errors[report->error_count++] = (struct container_error){
            .id = container_ref_format(&sight->hidden[i]),
            .code = ERROR_NOT_FOUND,
            .message = xasprintf("this node has no such container that \"%s\" may see",
                                 session->subject.name),
        };
}
