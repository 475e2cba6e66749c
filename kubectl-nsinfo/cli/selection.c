// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/selection.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/cli/files.h"
#include "kubectl-nsinfo/flow/ref_files.h"
#include "kubectl-nsinfo/pod/pod_name.h"

// As with kubectl, an empty flag is none.
static const char *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

// A value with what means something in a field selector behind a backslash (k8s.io/apimachinery
// pkg/fields, EscapeValue).
static void add_field_value(struct strbuf *buf, const char *value)
{
    for (; *value != '\0'; value++) {
        if (strchr("\\,=", *value) != NULL)
            strbuf_add_char(buf, '\\');
        strbuf_add_char(buf, *value);
    }
}

// --node and --field-selector in one; NULL if there is neither.
static char *make_field_selector(const struct flags *flags)
{
    CLEANUP_STRBUF struct strbuf selector = {0};
    const char *node = text_or_null(flags->node);
    const char *fields = text_or_null(flags->field_selector);

    if (node != NULL) {
        strbuf_add_text(&selector, "spec.nodeName=");
        add_field_value(&selector, node);
    }
    if (fields != NULL)
        strbuf_add_format(&selector, "%s%s", node == NULL ? "" : ",", fields);
    return selector.len == 0 ? NULL : strbuf_steal(&selector);
}

static bool selects(const struct flags *flags)
{
    return text_or_null(flags->selector) != NULL || text_or_null(flags->field_selector) != NULL ||
           text_or_null(flags->node) != NULL;
}

// k8s.io/cli-runtime pkg/resource, Builder.visitByName
static int check_names(const struct flags *flags, struct error *err)
{
    if (selects(flags))
        return error_set(err, ERROR_BAD_REQUEST,
                         "name cannot be provided when a selector is specified");
    if (flags->all_kube_namespaces)
        return error_set(err, ERROR_BAD_REQUEST,
                         "a resource cannot be retrieved by name across all namespaces");
    return 0;
}

int selection_check_files(const struct flags *flags, const struct option_texts *words,
                          struct error *err)
{
    if (words->count > 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "when paths, URLs, or stdin is provided as input, you may not specify "
                         "resource arguments as well");
    if (selects(flags))
        return error_set(err, ERROR_BAD_REQUEST,
                         "-f names its pods: a selector or --node cannot go with it");
    return 0;
}

// An object of all Kubernetes namespaces that says none is in none, to kubectl.
static int check_kube_namespace(const struct flags *flags, const struct pod_ref *ref,
                                struct error *err)
{
    const char *group = ref->owner == NULL ? "" : ref->owner->group;
    const char *plural = ref->owner == NULL ? "pods" : ref->owner->plural;

    if (!flags->all_kube_namespaces)
        return kube_namespace_check_own(ref->kube_namespace, flags->access.kube_namespace, err);
    if (ref->kube_namespace != NULL)
        return 0;
    error_set(err, ERROR_BAD_REQUEST, "no namespace set on resource %s/v1, Resource=%s \"%s\"",
              group, plural, ref->name);
    error_set_prefix(err, "%s", "");
    return -1;
}

static int read_files(struct invocation *invocation, struct pod_refs *refs, struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list files = {0};

    if (files_find(invocation, &files, err) < 0)
        return -1;
    invocation->flags.access.stdin_in_use = files_have_stdin(&files);
    if (ref_files_read(&files, refs, err) < 0)
        return -1;
    for (size_t i = 0; i < refs->count; i++)
        if (check_kube_namespace(&invocation->flags, &refs->items[i], err) < 0)
            return -1;
    return 0;
}

static int read_words(const struct flags *flags, const struct option_texts *words,
                      struct pod_refs *refs, struct error *err)
{
    for (size_t i = 0; i < words->count; i++)
        if (pod_refs_add_word(refs, words->items[i], err) < 0)
            return -1;
    return words->count == 0 ? 0 : check_names(flags, err);
}

struct option_texts selection_names(const struct command *command, const struct flags *flags,
                                    const struct option_texts *words)
{
    struct option_texts names = *words;
    bool may_be_kind = names.count > 1 || flags->all_kube_namespaces || selects(flags);

    if (command->takes_kind && names.count > 0 && may_be_kind &&
        pod_name_means_pods(names.items[0])) {
        names.items++;
        names.count--;
    }
    return names;
}

int selection_read(struct invocation *invocation, struct pod_selection *ret, struct error *err)
{
    const struct flags *flags = &invocation->flags;
    const struct option_texts words =
        selection_names(invocation->command, flags, &invocation->words);
    bool from_files = flags->files.count > 0;

    *ret = (struct pod_selection){
        .named = from_files || words.count > 0,
        .all_kube_namespaces = flags->all_kube_namespaces,
        .label_selector = text_or_null(flags->selector),
        .container = text_or_null(flags->container),
        .chunk_size = flags->chunk_size,
        .ignore_not_found = flags->ignore_not_found,
    };

    if (from_files && (selection_check_files(flags, &invocation->words, err) < 0 ||
                       read_files(invocation, &ret->refs, err) < 0))
        return -1;
    if (!from_files && read_words(flags, &words, &ret->refs, err) < 0)
        return -1;
    ret->field_selector = make_field_selector(flags);
    return 0;
}

int selection_open(const struct invocation *invocation, const struct pod_selection *selection,
                   struct session *session, struct error *err)
{
    CLEANUP_ERROR struct error wrong = {0};

    if (session_open(&invocation->flags.access, session, err) == 0)
        return 0;
    const char *kube_namespace = session->access.kube_namespace;
    if (!selection->named && kube_namespace != NULL &&
        kube_name_check("namespace", kube_namespace, &wrong) < 0)
        error_set_prefix(err, "%s", "");
    return -1;
}
