// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/kube_fields.h"

#include "common/base/base64.h"
#include "common/base/secret.h"
#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"

// The extension of a cluster that is for its exec plugin.
#define EXEC_EXTENSION "client.authentication.k8s.io/exec"

// How a field's value is taken.
enum field_kind {
    FIELD_TEXT,
    FIELD_SECRET,
    FIELD_PATH,    // relative to the file's folder
    FIELD_COMMAND, // the same if there is a slash in it
    FIELD_BASE64,  // a struct strbuf, decoded
    FIELD_BOOL,
    FIELD_TEXTS,     // struct text_list
    FIELD_VARIABLES, // struct text_pairs, from a list of {name, value}
    FIELD_EXTRA,     // struct text_pairs, from a mapping to lists
    FIELD_NAME,      // the name in a mapping
    FIELD_EXEC,      // struct kube_exec
    FIELD_EXEC_CONFIG,
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
};

struct kube_fields {
    const struct field *rows;
    size_t count;
};

#define CLUSTER(member) offsetof(struct kube_cluster, member)
#define USER(member)    offsetof(struct kube_user, member)
#define CONTEXT(member) offsetof(struct kube_context, member)
#define EXEC(member)    offsetof(struct kube_exec, member)
#define FIELDS(rows)                                                                               \
    {                                                                                              \
        rows, ARRAY_SIZE(rows)                                                                     \
    }

static const struct field cluster_rows[] = {
    {"server", FIELD_TEXT, CLUSTER(server)},
    {"certificate-authority", FIELD_PATH, CLUSTER(ca_file)},
    {"certificate-authority-data", FIELD_BASE64, CLUSTER(ca_data)},
    {"tls-server-name", FIELD_TEXT, CLUSTER(tls_server_name)},
    {"insecure-skip-tls-verify", FIELD_BOOL, CLUSTER(skip_verify)},
    {"proxy-url", FIELD_TEXT, CLUSTER(proxy_url)},
    {"disable-compression", FIELD_BOOL, CLUSTER(disable_compression)},
    {"extensions", FIELD_EXEC_CONFIG, CLUSTER(exec_config)},
};
const struct kube_fields kube_cluster_fields = FIELDS(cluster_rows);

static const struct field user_rows[] = {
    {"token", FIELD_SECRET, USER(token)},
    {"tokenFile", FIELD_PATH, USER(token_file)},
    {"client-certificate", FIELD_PATH, USER(cert_file)},
    {"client-certificate-data", FIELD_BASE64, USER(cert_data)},
    {"client-key", FIELD_PATH, USER(key_file)},
    {"client-key-data", FIELD_BASE64, USER(key_data)},
    {"username", FIELD_TEXT, USER(username)},
    {"password", FIELD_SECRET, USER(password)},
    {"exec", FIELD_EXEC, USER(exec)},
    {"auth-provider", FIELD_NAME, USER(auth_provider)},
    {"as", FIELD_TEXT, USER(as)},
    {"as-uid", FIELD_TEXT, USER(as_uid)},
    {"as-groups", FIELD_TEXTS, USER(as_groups)},
    {"as-user-extra", FIELD_EXTRA, USER(as_extra)},
};
const struct kube_fields kube_user_fields = FIELDS(user_rows);

static const struct field context_rows[] = {
    {"cluster", FIELD_TEXT, CONTEXT(cluster)},
    {"user", FIELD_TEXT, CONTEXT(user)},
    {"namespace", FIELD_TEXT, CONTEXT(kube_namespace)},
};
const struct kube_fields kube_context_fields = FIELDS(context_rows);

static const struct field exec_rows[] = {
    {"apiVersion", FIELD_TEXT, EXEC(api_version)},
    {"command", FIELD_COMMAND, EXEC(command)},
    {"args", FIELD_TEXTS, EXEC(args)},
    {"env", FIELD_VARIABLES, EXEC(env)},
    {"interactiveMode", FIELD_TEXT, EXEC(interactive_mode)},
    {"installHint", FIELD_TEXT, EXEC(install_hint)},
    {"provideClusterInfo", FIELD_BOOL, EXEC(provide_cluster_info)},
};
static const struct kube_fields exec_fields = FIELDS(exec_rows);

int kube_source_fail(const struct kube_source *source, const struct yaml_node *at,
                     const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *what = xvasprintf(format, args);
    va_end(args);
    return error_set(source->err, ERROR_BAD_REQUEST, "%s: line %zu, column %zu: %s", source->name,
                     at->line, at->column, what);
}

int kube_text_take(const struct kube_source *source, const char *name,
                   const struct yaml_node *value, char **ret)
{
    const char *text = yaml_string(value);

    if (text == NULL)
        return kube_source_fail(source, value, "%s is not a text", name);
    if (*text != '\0')
        *ret = xstrdup(text);
    return 0;
}

static int take_path(const struct kube_source *source, const struct field *field,
                     const struct yaml_node *value, char **ret)
{
    CLEANUP_FREE char *text = NULL;

    if (kube_text_take(source, field->name, value, &text) < 0)
        return -1;
    bool is_bare = field->kind == FIELD_COMMAND && text != NULL && strchr(text, '/') == NULL;
    if (text == NULL || *text == '/' || is_bare)
        *ret = steal(&text);
    else
        *ret = xasprintf("%s/%s", source->folder, str_starts_with(text, "./") ? text + 2 : text);
    return 0;
}

static int take_base64(const struct kube_source *source, const struct field *field,
                       const struct yaml_node *value, struct strbuf *ret)
{
    const char *text = yaml_string(value);

    if (text == NULL)
        return kube_source_fail(source, value, "%s is not a text", field->name);
    if (base64_decode(text, ret) < 0)
        return kube_source_fail(source, value, "%s: illegal base64 data", field->name);
    return 0;
}

static int check_list(const struct kube_source *source, const char *name,
                      const struct yaml_node *value)
{
    if (value->kind != YAML_KIND_SEQUENCE)
        return kube_source_fail(source, value, "%s is not a list", name);
    return 0;
}

static int take_texts(const struct kube_source *source, const struct field *field,
                      const struct yaml_node *value, struct text_list *ret)
{
    if (check_list(source, field->name, value) < 0)
        return -1;
    for (size_t i = 0; i < value->item_count; i++) {
        const char *text = yaml_string(value->items[i]);
        if (text == NULL)
            return kube_source_fail(source, value->items[i], "an item of %s is not a text",
                                    field->name);
        text_list_add(ret, text);
    }
    return 0;
}

static int take_variables(const struct kube_source *source, const struct field *field,
                          const struct yaml_node *value, struct text_pairs *ret)
{
    if (check_list(source, field->name, value) < 0)
        return -1;
    for (size_t i = 0; i < value->item_count; i++) {
        const struct yaml_node *name = yaml_get(value->items[i], "name");
        const struct yaml_node *text = yaml_get(value->items[i], "value");

        if ((name != NULL && yaml_string(name) == NULL) ||
            (text != NULL && yaml_string(text) == NULL))
            return kube_source_fail(source, value->items[i],
                                    "an item of %s is not a name and a value", field->name);
        text_pairs_add(ret, name == NULL ? "" : yaml_string(name),
                       text == NULL ? "" : yaml_string(text));
    }
    return 0;
}

static int take_extra(const struct kube_source *source, const struct field *field,
                      const struct yaml_node *value, struct text_pairs *ret)
{
    if (value->kind != YAML_KIND_MAPPING)
        return kube_source_fail(source, value, "%s is not a mapping", field->name);
    for (size_t i = 0; i < value->item_count; i += 2) {
        const char *key = yaml_text(value->items[i]);
        const struct yaml_node *texts = value->items[i + 1];

        if (key == NULL || check_list(source, field->name, texts) < 0)
            return kube_source_fail(source, value->items[i], "%s does not lead from names to lists",
                                    field->name);
        for (size_t k = 0; k < texts->item_count; k++) {
            const char *text = yaml_string(texts->items[k]);
            if (text == NULL)
                return kube_source_fail(source, texts->items[k], "an item of %s is not a text",
                                        field->name);
            text_pairs_add(ret, key, text);
        }
    }
    return 0;
}

static int take_name(const struct kube_source *source, const struct field *field,
                     const struct yaml_node *value, char **ret)
{
    const struct yaml_node *name = yaml_get(value, "name");
    CLEANUP_FREE char *text = NULL;

    if (value->kind != YAML_KIND_MAPPING)
        return kube_source_fail(source, value, "%s is not a mapping", field->name);
    if (name != NULL && kube_text_take(source, "name", name, &text) < 0)
        return -1;
    *ret = text == NULL ? xstrdup("") : steal(&text);
    return 0;
}

static int take_exec(const struct kube_source *source, const struct field *field,
                     const struct yaml_node *value, struct kube_exec *ret)
{
    if (value->kind != YAML_KIND_MAPPING)
        return kube_source_fail(source, value, "%s is not a mapping", field->name);
    ret->present = true;
    return kube_fields_take(source, value, &exec_fields, ret);
}

static int take_exec_config(const struct kube_source *source, const struct field *field,
                            const struct yaml_node *value, char **ret)
{
    if (check_list(source, field->name, value) < 0)
        return -1;
    for (size_t i = 0; i < value->item_count && *ret == NULL; i++) {
        const struct yaml_node *name = yaml_get(value->items[i], "name");
        const struct yaml_node *config = yaml_get(value->items[i], "extension");

        if (config == NULL || name == NULL || !str_eq(yaml_text(name), EXEC_EXTENSION))
            continue;
        json_t *json = yaml_to_json(config);
        *ret = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
        json_decref(json);
    }
    return 0;
}

static int take_field(const struct kube_source *source, const struct field *field,
                      const struct yaml_node *value, void *entry)
{
    void *at = (char *)entry + field->offset;

    switch (field->kind) {
    case FIELD_BOOL:
        if (yaml_bool(value, at) < 0)
            return kube_source_fail(source, value, "%s is neither true nor false", field->name);
        return 0;
    case FIELD_PATH:
    case FIELD_COMMAND:
        return take_path(source, field, value, at);
    case FIELD_BASE64:
        return take_base64(source, field, value, at);
    case FIELD_TEXTS:
        return take_texts(source, field, value, at);
    case FIELD_VARIABLES:
        return take_variables(source, field, value, at);
    case FIELD_EXTRA:
        return take_extra(source, field, value, at);
    case FIELD_NAME:
        return take_name(source, field, value, at);
    case FIELD_EXEC:
        return take_exec(source, field, value, at);
    case FIELD_EXEC_CONFIG:
        return take_exec_config(source, field, value, at);
    case FIELD_TEXT:
    case FIELD_SECRET:
    default:
        return kube_text_take(source, field->name, value, at);
    }
}

int kube_fields_take(const struct kube_source *source, const struct yaml_node *node,
                     const struct kube_fields *fields, void *entry)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct yaml_node *value = yaml_get(node, fields->rows[i].name);
        if (value != NULL && take_field(source, &fields->rows[i], value, entry) < 0)
            return -1;
    }
    return 0;
}

static void release_field(const struct field *field, void *entry)
{
    void *at = (char *)entry + field->offset;

    switch (field->kind) {
    case FIELD_BOOL:
        return;
    case FIELD_SECRET:
        secret_release(at);
        return;
    case FIELD_BASE64:
        secret_buf_release(at);
        return;
    case FIELD_TEXTS:
        text_list_release(at);
        return;
    case FIELD_VARIABLES:
    case FIELD_EXTRA:
        text_pairs_release(at);
        return;
    case FIELD_EXEC:
        kube_fields_release(&exec_fields, at);
        return;
    case FIELD_TEXT:
    case FIELD_PATH:
    case FIELD_COMMAND:
    case FIELD_NAME:
    case FIELD_EXEC_CONFIG:
    default:
        free(*(char **)at);
    }
}

void kube_fields_release(const struct kube_fields *fields, void *entry)
{
    for (size_t i = 0; i < fields->count; i++)
        release_field(&fields->rows[i], entry);
}

void kube_exec_release(struct kube_exec *exec)
{
    kube_fields_release(&exec_fields, exec);
    *exec = (struct kube_exec){0};
}
