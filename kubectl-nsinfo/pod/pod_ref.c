// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_ref.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/manifest_fault.h"
#include "kubectl-nsinfo/pod/other_kinds.h"
#include "kubectl-nsinfo/pod/pod_name.h"

void pod_refs_release(struct pod_refs *refs)
{
    for (size_t i = 0; i < refs->count; i++) {
        free(refs->items[i].kube_namespace);
        free(refs->items[i].name);
    }
    free(refs->items);
    text_list_release(&refs->other_kinds);
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
    const char *wrong = NULL;

    if (word[0] == '\0')
        wrong = "resource name may not be empty";
    else if (strchr(name, '/') != NULL)
        wrong = "arguments in resource/name form may not have more than one slash";
    else if (slash == word || name[0] == '\0' || memchr(word, ',', len) != NULL)
        wrong = "arguments in resource/name form must have a single resource and name";
    if (wrong != NULL) {
        error_set(err, ERROR_BAD_REQUEST, "%s", wrong);
        return -1;
    }
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

// The text of a field of metadata; NULL if there is none.
static int read_metadata(const char *file, const struct yaml_node *object, const char *key,
                         const char *what, const char **ret, struct error *err)
{
    const struct yaml_node *value = yaml_get(yaml_get(object, "metadata"), key);
    CLEANUP_ERROR struct error wrong = {0};

    *ret = NULL;
    if (value == NULL)
        return 0;
    const char *text = yaml_text(value);
    if (text == NULL)
        return manifest_refuse(err, file, value, "metadata.%s is not a text", key);
    if (kube_name_check(what, text, &wrong) < 0)
        return manifest_refuse(err, file, value, "%s", wrong.message);
    if (text[0] != '\0')
        *ret = text;
    return 0;
}

static int add_named(struct pod_refs *refs, const char *file, const struct yaml_node *object,
                     const char *kind, const struct pod_owner_kind *owner, struct error *err)
{
    const char *name = NULL;
    const char *kube_namespace = NULL;

    if (read_metadata(file, object, "name", "resource name", &name, err) < 0 ||
        read_metadata(file, object, "namespace", "namespace", &kube_namespace, err) < 0)
        return -1;
    if (name == NULL)
        return manifest_refuse(err, file, manifest_at(object, "metadata"),
                               "the %s has no metadata.name", kind);
    add(refs, owner, kube_namespace, name);
    return 0;
}

static int add_items(struct pod_refs *refs, const char *file, const struct yaml_node *list,
                     struct error *err)
{
    const struct yaml_node *items = yaml_get(list, "items");

    for (size_t i = 0; items != NULL && i < items->item_count; i++)
        if (pod_refs_add_object(refs, file, items->items[i], err) < 0)
            return -1;
    return 0;
}

int pod_refs_add_object(struct pod_refs *refs, const char *file, const struct yaml_node *object,
                        struct error *err)
{
    const char *kind = NULL;
    const char *version = NULL;

    if (manifest_kind(file, object, &kind, &version, err) < 0)
        return -1;
    if (str_eq(kind, "List") && str_eq(version, "v1"))
        return add_items(refs, file, object, err);
    const struct pod_owner_kind *owner = pod_owner_find_maker(version, kind);
    if (owner != NULL || (str_eq(kind, "Pod") && str_eq(version, "v1")))
        return add_named(refs, file, object, kind, owner, err);
    other_kinds_add(&refs->other_kinds, kind);
    return 0;
}
