// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/paths.h"

#include <inttypes.h>

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

// A part that is "." or ".." means something to whoever passes the path on, encoded or not as long
// as its dots are not.
static void add_part(struct strbuf *path, const char *part)
{
    strbuf_add_char(path, '/');
    if (str_eq(part, "."))
        strbuf_add_text(path, "%2E");
    else if (str_eq(part, ".."))
        strbuf_add_text(path, "%2E%2E");
    else
        text_add_url_encoded(path, part);
}

static void add_objects(struct strbuf *path, const char *api_path, const char *kube_namespace,
                        const char *kind)
{
    strbuf_add_text(path, api_path);
    if (kube_namespace != NULL) {
        strbuf_add_text(path, "/namespaces");
        add_part(path, kube_namespace);
    }
    add_part(path, kind);
}

static void add_kind(struct strbuf *path, const char *kube_namespace, const char *kind)
{
    add_objects(path, "/api/v1", kube_namespace, kind);
}

static void add_pods(struct strbuf *path, const char *kube_namespace)
{
    add_kind(path, kube_namespace, "pods");
}

static void add_parameter(struct strbuf *path, const char *name, const char *value)
{
    if (value == NULL)
        return;
    strbuf_add_char(path, strchr(strbuf_text(path), '?') == NULL ? '?' : '&');
    strbuf_add_text(path, name);
    strbuf_add_char(path, '=');
    text_add_url_encoded(path, value);
}

char *path_pod(const char *kube_namespace, const char *name)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_pods(&path, kube_namespace);
    add_part(&path, name);
    return strbuf_steal(&path);
}

char *path_pod_apply(const char *kube_namespace, const char *name, const struct apply_query *query)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_pods(&path, kube_namespace);
    add_part(&path, name);
    add_parameter(&path, "fieldManager", query->field_manager);
    add_parameter(&path, "force", query->force ? "true" : NULL);
    add_parameter(&path, "dryRun", query->dry_run ? "All" : NULL);
    return strbuf_steal(&path);
}

char *path_object(const char *api_path, const char *kube_namespace, const char *kind,
                  const char *name)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_objects(&path, api_path, kube_namespace, kind);
    add_part(&path, name);
    return strbuf_steal(&path);
}

char *path_list(const struct list_request *request)
{
    CLEANUP_STRBUF struct strbuf path = {0};
    CLEANUP_FREE char *limit = xasprintf("%" PRIu64, request->limit);

    add_objects(&path, request->api_path, request->kube_namespace, request->kind);
    add_parameter(&path, "labelSelector", request->label_selector);
    add_parameter(&path, "fieldSelector", request->field_selector);
    add_parameter(&path, "limit", request->limit == 0 ? NULL : limit);
    add_parameter(&path, "continue", request->continue_token);
    return strbuf_steal(&path);
}

char *path_pod_proxy(const char *kube_namespace, const char *scheme, const char *name,
                     unsigned port, const char *rest)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_pods(&path, kube_namespace);
    strbuf_add_char(&path, '/');
    text_add_url_encoded(&path, scheme);
    strbuf_add_char(&path, ':');
    text_add_url_encoded(&path, name);
    strbuf_add_format(&path, ":%u/proxy%s", port, rest);
    return strbuf_steal(&path);
}

char *path_service_account_token(const char *kube_namespace, const char *name)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_kind(&path, kube_namespace, "serviceaccounts");
    add_part(&path, name);
    strbuf_add_text(&path, "/token");
    return strbuf_steal(&path);
}

static void add_object_kind(struct strbuf *path, const struct kube_kind *kind,
                            const char *kube_namespace)
{
    if (kind->group[0] == '\0') {
        strbuf_add_text(path, "/api");
    } else {
        strbuf_add_text(path, "/apis");
        add_part(path, kind->group);
    }
    add_part(path, kind->version);
    if (kind->namespaced && kube_namespace != NULL) {
        strbuf_add_text(path, "/namespaces");
        add_part(path, kube_namespace);
    }
    add_part(path, kind->plural);
}

char *path_kind_object(const struct kube_kind *kind, const char *kube_namespace, const char *name)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_object_kind(&path, kind, kube_namespace);
    add_part(&path, name);
    return strbuf_steal(&path);
}

char *path_kind_apply(const struct kube_kind *kind, const char *kube_namespace, const char *name,
                      const char *field_manager, bool force)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_object_kind(&path, kind, kube_namespace);
    add_part(&path, name);
    add_parameter(&path, "fieldManager", field_manager);
    add_parameter(&path, "force", force ? "true" : NULL);
    return strbuf_steal(&path);
}

char *path_kind_list(const struct kube_kind *kind, const char *kube_namespace,
                     const char *label_selector, const char *field_selector)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    add_object_kind(&path, kind, kube_namespace);
    add_parameter(&path, "labelSelector", label_selector);
    add_parameter(&path, "fieldSelector", field_selector);
    return strbuf_steal(&path);
}
