// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/kubeconfig/kube_fields.h"
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"

// The three lists are alike: entries of a name and, under a key of its own, the fields.
struct list {
    const char *key;   // of the list in the file
    const char *entry; // of the fields in an item, and what messages call it
    const struct kube_fields *fields;
    size_t size; // of an entry's struct; its first member is the name, owned
};

static const struct list cluster_list = {"clusters", "cluster", &kube_cluster_fields,
                                         sizeof(struct kube_cluster)};
static const struct list user_list = {"users", "user", &kube_user_fields, sizeof(struct kube_user)};
static const struct list context_list = {"contexts", "context", &kube_context_fields,
                                         sizeof(struct kube_context)};

static void entries_release(const struct list *list, struct kube_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        kube_fields_release(list->fields, entries->items[i]);
        free(*(char **)entries->items[i]);
        free(entries->items[i]);
    }
    free(entries->items);
    *entries = (struct kube_entries){0};
}

// Among the entries from `first` on; NULL if there is none.
static void *find_entry(const struct kube_entries *entries, size_t first, const char *name)
{
    for (size_t i = first; name != NULL && i < entries->count; i++)
        if (str_eq(*(char **)entries->items[i], name))
            return entries->items[i];
    return NULL;
}

static void *add_entry(const struct list *list, struct kube_entries *entries, const char *name)
{
    char *entry = xcalloc(1, list->size);

    *(char **)entry = xstrdup(name);
    entries->items =
        xgrow(entries->items, &entries->capacity, entries->count + 1, sizeof(*entries->items));
    entries->items[entries->count++] = entry;
    return entry;
}

// Adds one item unless an earlier file has its name; this file's entries begin at `first_own`.
static int take_item(const struct kube_source *source, const struct list *list,
                     const struct yaml_node *item, struct kube_entries *entries, size_t first_own)
{
    const struct yaml_node *name_node = yaml_get(item, "name");
    const struct yaml_node *fields = yaml_get(item, list->entry);
    const char *name = name_node == NULL ? "" : yaml_string(name_node);

    if (item->kind != YAML_KIND_MAPPING)
        return kube_source_fail(source, item, "an item of %s is not a mapping", list->key);
    if (name == NULL)
        return kube_source_fail(source, name_node, "name is not a text");
    if (fields != NULL && fields->kind != YAML_KIND_MAPPING)
        return kube_source_fail(source, fields, "%s is not a mapping", list->entry);
    if (entries->count == LIMIT_KUBECONFIG_ENTRIES_COUNT)
        return kube_source_fail(source, item, "more than %d %s", LIMIT_KUBECONFIG_ENTRIES_COUNT,
                                list->key);
    void *earlier = find_entry(entries, 0, name);
    if (earlier != NULL && find_entry(entries, first_own, name) == NULL)
        return 0;
    if (earlier != NULL)
        return kube_source_fail(source, item, "%s \"%s\" is there twice", list->entry, name);
    return kube_fields_take(source, fields, list->fields, add_entry(list, entries, name));
}

static int take_list(const struct kube_source *source, const struct list *list,
                     const struct yaml_node *root, struct kube_entries *entries)
{
    const struct yaml_node *items = yaml_get(root, list->key);
    size_t first_own = entries->count;

    if (items == NULL)
        return 0;
    if (items->kind != YAML_KIND_SEQUENCE)
        return kube_source_fail(source, items, "%s is not a list", list->key);
    for (size_t i = 0; i < items->item_count; i++)
        if (take_item(source, list, items->items[i], entries, first_own) < 0)
            return -1;
    return 0;
}

// Both may be left out.
static int check_kind(const struct kube_source *source, const struct yaml_node *root)
{
    const struct yaml_node *version = yaml_get(root, "apiVersion");
    const struct yaml_node *kind = yaml_get(root, "kind");
    const char *version_text = version == NULL ? "v1" : yaml_text(version);
    const char *kind_text = kind == NULL ? "Config" : yaml_text(kind);

    if (root->kind != YAML_KIND_MAPPING)
        return kube_source_fail(source, root, "it is no kubeconfig: not a mapping");
    if (str_eq(version_text, "v1") && str_eq(kind_text, "Config"))
        return 0;
    return error_set(source->err, ERROR_BAD_REQUEST,
                     "%s: no kind \"%s\" is registered for version \"%s\"", source->name,
                     kind_text == NULL ? "" : kind_text, version_text == NULL ? "" : version_text);
}

static int take_root(const struct kube_source *source, struct kubeconfig *config,
                     const struct yaml_node *root)
{
    static const char current[] = "current-context";
    const struct yaml_node *name = yaml_get(root, current);

    if (check_kind(source, root) < 0 ||
        take_list(source, &cluster_list, root, &config->clusters) < 0 ||
        take_list(source, &user_list, root, &config->users) < 0 ||
        take_list(source, &context_list, root, &config->contexts) < 0)
        return -1;
    if (name == NULL || config->current_context != NULL)
        return 0;
    return kube_text_take(source, current, name, &config->current_context);
}

// The absolute path of the folder that path stands in; links in it stay.
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    CLEANUP_FREE char *folder =
        slash == NULL ? xstrdup("") : xstrndup(path, (size_t)(slash - path));

    if (*path == '/')
        return steal(&folder);
    CLEANUP_FREE char *here = getcwd(NULL, 0);
    return xasprintf("%s%s%s", here == NULL ? "." : here, *folder == '\0' ? "" : "/", folder);
}

int kubeconfig_add(struct kubeconfig *config, const char *path, const char *text, size_t len,
                   struct error *err)
{
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_FREE char *name = xasprintf("error loading config file \"%s\"", path);
    CLEANUP_FREE char *folder = folder_of(path);
    struct kube_source source = {.name = name, .folder = folder, .err = err};

    if (yaml_first_parse(name, text, len, &stream, err) < 0)
        return -1;
    return stream.doc_count == 0 ? 0 : take_root(&source, config, stream.docs[0].root);
}

static int load_file(struct kubeconfig *config, const char *path, struct error *err)
{
    CLEANUP_SECRET_BUF struct strbuf text = STRBUF_LIMITED(LIMIT_KUBECONFIG);
    CLEANUP_STRBUF struct strbuf cause = {0};
    int rc = file_read_at(AT_FDCWD, path, &text);

    if (rc == 0)
        return kubeconfig_add(config, path, strbuf_text(&text), text.len, err);
    if (rc == -ENOENT)
        return 0;
    if (rc == -EFBIG)
        return error_set(err, ERROR_TOO_LARGE,
                         "error loading config file \"%s\": it is larger than %d bytes", path,
                         LIMIT_KUBECONFIG);
    text_add_uncapitalized(&cause, strerror(-rc));
    return error_set(err, ERROR_BAD_REQUEST, "error loading config file \"%s\": %s %s: %s", path,
                     rc == -EISDIR ? "read" : "open", path, strbuf_text(&cause));
}

static int load_flag(const char *path, struct kubeconfig *config, struct error *err)
{
    CLEANUP_STRBUF struct strbuf cause = {0};
    struct stat status = {0};

    if (stat(path, &status) == 0)
        return load_file(config, path, err);
    text_add_uncapitalized(&cause, strerror(errno));
    return error_set(err, ERROR_NOT_FOUND, "stat %s: %s", path, strbuf_text(&cause));
}

// A file that is there twice is read twice: the second time it adds nothing.
static int load_list(const char *list, struct kubeconfig *config, struct error *err)
{
    while (*list != '\0') {
        size_t len = strcspn(list, ":");
        CLEANUP_FREE char *path = xstrndup(list, len);

        if (len > 0 && load_file(config, path, err) < 0)
            return -1;
        list += len + (list[len] == ':');
    }
    return 0;
}

static int load_home(struct kubeconfig *config, struct error *err)
{
    const char *home = getenv("HOME");

    if (home == NULL || *home == '\0')
        return 0;
    CLEANUP_FREE char *path = xasprintf("%s/.kube/config", home);
    return load_file(config, path, err);
}

int kubeconfig_load(const char *flag, struct kubeconfig *ret, struct error *err)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    const char *list = getenv("KUBECONFIG");
    int rc = 0;

    if (flag != NULL && *flag != '\0')
        rc = load_flag(flag, &config, err);
    else if (list != NULL && *list != '\0')
        rc = load_list(list, &config, err);
    else
        rc = load_home(&config, err);
    if (rc < 0)
        return -1;
    *ret = config;
    config = (struct kubeconfig){0};
    return 0;
}

void kubeconfig_release(struct kubeconfig *config)
{
    entries_release(&cluster_list, &config->clusters);
    entries_release(&user_list, &config->users);
    entries_release(&context_list, &config->contexts);
    free(config->current_context);
    *config = (struct kubeconfig){0};
}

const struct kube_cluster *kubeconfig_cluster(const struct kubeconfig *config, const char *name)
{
    return find_entry(&config->clusters, 0, name);
}

const struct kube_user *kubeconfig_user(const struct kubeconfig *config, const char *name)
{
    return find_entry(&config->users, 0, name);
}

const struct kube_context *kubeconfig_context(const struct kubeconfig *config, const char *name)
{
    return find_entry(&config->contexts, 0, name);
}

bool kubeconfig_take_cluster(struct kubeconfig *config, const char *name, struct kube_cluster *ret)
{
    struct kube_cluster *entry = find_entry(&config->clusters, 0, name);

    if (entry == NULL)
        return false;
    *ret = *entry;
    *entry = (struct kube_cluster){0};
    return true;
}

bool kubeconfig_take_user(struct kubeconfig *config, const char *name, struct kube_user *ret)
{
    struct kube_user *entry = find_entry(&config->users, 0, name);

    if (entry == NULL)
        return false;
    *ret = *entry;
    *entry = (struct kube_user){0};
    return true;
}

void kube_cluster_release(struct kube_cluster *cluster)
{
    kube_fields_release(&kube_cluster_fields, cluster);
    free(cluster->name);
    *cluster = (struct kube_cluster){0};
}

void kube_user_release(struct kube_user *user)
{
    kube_fields_release(&kube_user_fields, user);
    free(user->name);
    *user = (struct kube_user){0};
}
