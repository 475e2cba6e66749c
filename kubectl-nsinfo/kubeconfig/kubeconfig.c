// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/base64.h"
#include "common/base/fdio.h"
#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// One file, while it is taken in.
struct source {
    const char *name;   // as messages name it
    const char *folder; // absolute
    struct kubeconfig *config;
    struct error *err;
};

static ATTR_PRINTF(3, 4) int fail(const struct source *source, const struct yaml_node *at,
                                  const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *what = xvasprintf(format, args);
    va_end(args);
    return error_set(source->err, ERROR_BAD_REQUEST, "%s: line %zu, column %zu: %s", source->name,
                     at->line, at->column, what);
}

// How a field's value is taken.
enum field_kind {
    FIELD_TEXT,
    FIELD_PATH,   // relative to the file's folder
    FIELD_BASE64, // a struct strbuf, decoded
    FIELD_BOOL,
    FIELD_UNSUPPORTED,
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
};

static const struct field cluster_fields[] = {
    {"server", FIELD_TEXT, offsetof(struct kube_cluster, server)},
    {"certificate-authority", FIELD_PATH, offsetof(struct kube_cluster, ca_file)},
    {"certificate-authority-data", FIELD_BASE64, offsetof(struct kube_cluster, ca_data)},
    {"tls-server-name", FIELD_TEXT, offsetof(struct kube_cluster, tls_server_name)},
    {"insecure-skip-tls-verify", FIELD_BOOL, offsetof(struct kube_cluster, skip_verify)},
    {"proxy-url", FIELD_UNSUPPORTED, offsetof(struct kube_cluster, unsupported)},
};

static const struct field user_fields[] = {
    {"token", FIELD_TEXT, offsetof(struct kube_user, token)},
    {"tokenFile", FIELD_PATH, offsetof(struct kube_user, token_file)},
    {"client-certificate", FIELD_PATH, offsetof(struct kube_user, cert_file)},
    {"client-certificate-data", FIELD_BASE64, offsetof(struct kube_user, cert_data)},
    {"client-key", FIELD_PATH, offsetof(struct kube_user, key_file)},
    {"client-key-data", FIELD_BASE64, offsetof(struct kube_user, key_data)},
    {"exec", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"auth-provider", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"username", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"password", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"as", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"as-uid", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"as-groups", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
    {"as-user-extra", FIELD_UNSUPPORTED, offsetof(struct kube_user, unsupported)},
};

static const struct field context_fields[] = {
    {"cluster", FIELD_TEXT, offsetof(struct kube_context, cluster)},
    {"user", FIELD_TEXT, offsetof(struct kube_context, user)},
    {"namespace", FIELD_TEXT, offsetof(struct kube_context, kube_namespace)},
};

// YAML 1.1's truth values, as far as they are written without quotes.
static int parse_bool(const struct yaml_node *node, bool *ret)
{
    static const char *const words[][2] = {
        {"no", "yes"}, {"off", "on"}, {"n", "y"}, {"false", "true"}};

    if (node->kind != YAML_KIND_SCALAR || !node->plain)
        return -EINVAL;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        for (int truth = 0; truth < 2; truth++) {
            if (strcasecmp(node->text, words[i][truth]) != 0)
                continue;
            *ret = truth == 1;
            return 0;
        }
    }
    return -EINVAL;
}

static int take_text(const struct source *source, const struct field *field,
                     const struct yaml_node *value, char **ret)
{
    const char *text = yaml_text(value);

    if (text == NULL)
        return fail(source, value, "%s is not a text", field->name);
    if (*text == '\0') // as if it were not there
        return 0;
    *ret = field->kind == FIELD_PATH && *text != '/' ? xasprintf("%s/%s", source->folder, text)
                                                     : xstrdup(text);
    return 0;
}

static int take_base64(const struct source *source, const struct field *field,
                       const struct yaml_node *value, struct strbuf *ret)
{
    const char *text = yaml_text(value);

    if (text == NULL)
        return fail(source, value, "%s is not a text", field->name);
    if (base64_decode(text, ret) < 0)
        return fail(source, value, "%s: illegal base64 data", field->name);
    return 0;
}

static int take_field(const struct source *source, const struct field *field,
                      const struct yaml_node *value, void *entry)
{
    void *at = (char *)entry + field->offset;

    switch (field->kind) {
    case FIELD_BOOL:
        if (parse_bool(value, at) < 0)
            return fail(source, value, "%s is neither true nor false", field->name);
        return 0;
    case FIELD_UNSUPPORTED:
        if (*(const char **)at == NULL && !str_eq(yaml_text(value), ""))
            *(const char **)at = field->name;
        return 0;
    case FIELD_BASE64:
        return take_base64(source, field, value, at);
    case FIELD_TEXT:
    case FIELD_PATH:
    default:
        return take_text(source, field, value, at);
    }
}

// Unknown fields are ignored, as kubectl does.
static int take_fields(const struct source *source, const struct yaml_node *node,
                       const struct field *fields, size_t count, void *entry)
{
    for (size_t i = 0; i < count; i++) {
        const struct yaml_node *value = yaml_get(node, fields[i].name);
        if (value != NULL && take_field(source, &fields[i], value, entry) < 0)
            return -1;
    }
    return 0;
}

// The three lists are alike: entries of a name and, under a key of its own, the fields.
struct list {
    const char *key;   // of the list in the file
    const char *entry; // of the fields in an item, and what messages call it
    const struct field *fields;
    size_t field_count;
    size_t size; // of an entry's struct; its first member is the name, owned
};

static const struct list cluster_list = {"clusters", "cluster", cluster_fields,
                                         ARRAY_SIZE(cluster_fields), sizeof(struct kube_cluster)};
static const struct list user_list = {"users", "user", user_fields, ARRAY_SIZE(user_fields),
                                      sizeof(struct kube_user)};
static const struct list context_list = {"contexts", "context", context_fields,
                                         ARRAY_SIZE(context_fields), sizeof(struct kube_context)};

static void release_field(const struct field *field, void *entry)
{
    void *at = (char *)entry + field->offset;

    if (field->kind == FIELD_TEXT || field->kind == FIELD_PATH)
        free(*(char **)at);
    else if (field->kind == FIELD_BASE64)
        strbuf_release(at);
}

static void entries_release(const struct list *list, struct kube_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        for (size_t k = 0; k < list->field_count; k++)
            release_field(&list->fields[k], entries->items[i]);
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
static int take_item(const struct source *source, const struct list *list,
                     const struct yaml_node *item, struct kube_entries *entries, size_t first_own)
{
    const struct yaml_node *name_node = yaml_get(item, "name");
    const struct yaml_node *fields = yaml_get(item, list->entry);
    const char *name = name_node == NULL ? "" : yaml_text(name_node);

    if (item->kind != YAML_KIND_MAPPING)
        return fail(source, item, "an item of %s is not a mapping", list->key);
    if (name == NULL)
        return fail(source, name_node, "name is not a text");
    if (fields != NULL && fields->kind != YAML_KIND_MAPPING)
        return fail(source, fields, "%s is not a mapping", list->entry);
    if (entries->count == LIMIT_KUBECONFIG_ENTRIES_COUNT)
        return fail(source, item, "more than %d %s", LIMIT_KUBECONFIG_ENTRIES_COUNT, list->key);
    void *earlier = find_entry(entries, 0, name);
    if (earlier != NULL && find_entry(entries, first_own, name) == NULL)
        return 0;
    if (earlier != NULL)
        return fail(source, item, "%s \"%s\" is there twice", list->entry, name);
    return take_fields(source, fields, list->fields, list->field_count,
                       add_entry(list, entries, name));
}

static int take_list(const struct source *source, const struct list *list,
                     const struct yaml_node *root, struct kube_entries *entries)
{
    const struct yaml_node *items = yaml_get(root, list->key);
    size_t first_own = entries->count;

    if (items == NULL)
        return 0;
    if (items->kind != YAML_KIND_SEQUENCE)
        return fail(source, items, "%s is not a list", list->key);
    for (size_t i = 0; i < items->item_count; i++)
        if (take_item(source, list, items->items[i], entries, first_own) < 0)
            return -1;
    return 0;
}

// Both may be left out.
static int check_kind(const struct source *source, const struct yaml_node *root)
{
    const struct yaml_node *version = yaml_get(root, "apiVersion");
    const struct yaml_node *kind = yaml_get(root, "kind");
    const char *version_text = version == NULL ? "v1" : yaml_text(version);
    const char *kind_text = kind == NULL ? "Config" : yaml_text(kind);

    if (root->kind != YAML_KIND_MAPPING)
        return fail(source, root, "it is no kubeconfig: not a mapping");
    if (str_eq(version_text, "v1") && str_eq(kind_text, "Config"))
        return 0;
    return error_set(source->err, ERROR_BAD_REQUEST,
                     "%s: no kind \"%s\" is registered for version \"%s\"", source->name,
                     kind_text == NULL ? "" : kind_text, version_text == NULL ? "" : version_text);
}

static int take_root(const struct source *source, const struct yaml_node *root)
{
    static const struct field current = {"current-context", FIELD_TEXT, 0};
    const struct yaml_node *name = yaml_get(root, current.name);
    struct kubeconfig *config = source->config;

    if (check_kind(source, root) < 0 ||
        take_list(source, &cluster_list, root, &config->clusters) < 0 ||
        take_list(source, &user_list, root, &config->users) < 0 ||
        take_list(source, &context_list, root, &config->contexts) < 0)
        return -1;
    if (name == NULL || config->current_context != NULL)
        return 0;
    return take_text(source, &current, name, &config->current_context);
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
    struct source source = {.name = name, .folder = folder, .config = config, .err = err};

    if (yaml_stream_parse(name, text, len, &stream, err) < 0)
        return -1;
    return stream.doc_count == 0 ? 0 : take_root(&source, stream.docs[0].root);
}

static int load_file(struct kubeconfig *config, const char *path, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_KUBECONFIG);
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
