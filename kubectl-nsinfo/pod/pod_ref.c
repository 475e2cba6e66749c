// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_ref.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/pod_name.h"

void pod_refs_release(struct pod_refs *refs)
{
    for (size_t i = 0; i < refs->count; i++) {
        free(refs->items[i].kube_namespace);
        free(refs->items[i].name);
    }
    free(refs->items);
    *refs = (struct pod_refs){0};
}

static void add(struct pod_refs *refs, const struct pod_owner_kind *owner,
                const char *kube_namespace, const char *name)
{
    refs->items = xgrow(refs->items, &refs->capacity, refs->count + 1, sizeof(*refs->items));
    refs->items[refs->count++] = (struct pod_ref){owner, xstrdup(kube_namespace), xstrdup(name)};
}

static int refuse_resource(const char *word, struct error *err)
{
    CLEANUP_STRBUF struct strbuf names = {0};

    pod_owners_add_names(&names);
    return error_set(err, ERROR_BAD_REQUEST,
                     "\"%s\" is neither a pod nor one of what is known to have pods: pod, %s", word,
                     strbuf_text(&names));
}

// The parts of "RESOURCE/NAME"; a word without a slash is a name. (k8s.io/cli-runtime pkg/resource,
// splitResourceTypeName)
static int split(const char *word, char **ret_resource, const char **ret_name, struct error *err)
{
    const char *slash = strchr(word, '/');
    const char *name = slash == NULL ? word : slash + 1;
    size_t len = slash == NULL ? 0 : (size_t)(slash - word);

    if (word[0] == '\0')
        return error_set(err, ERROR_BAD_REQUEST, "resource name may not be empty");
    if (strchr(name, '/') != NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "arguments in resource/name form may not have more than one slash");
    if (slash == word || name[0] == '\0' || memchr(word, ',', len) != NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "arguments in resource/name form must have a single resource and name");
    *ret_resource = slash == NULL ? xstrdup("pod") : xstrndup(word, len);
    *ret_name = name;
    return 0;
}

int pod_refs_add_word(struct pod_refs *refs, const char *word, struct error *err)
{
    CLEANUP_FREE char *resource = NULL;
    const char *name = NULL;

    if (split(word, &resource, &name, err) < 0)
        return -1;
    const struct pod_owner_kind *owner = pod_owner_find(resource);
    if (owner == NULL && !pod_name_means_pods(resource))
        return refuse_resource(word, err);
    if (kube_name_check("resource name", name, err) < 0)
        return -1;
    add(refs, owner, NULL, name);
    return 0;
}
