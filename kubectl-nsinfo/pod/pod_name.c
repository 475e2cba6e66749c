// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_name.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

bool pod_name_means_pods(const char *word)
{
    static const char *const names[] = {"pod", "pods", "po"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (strcasecmp(word, names[i]) == 0)
            return true;
    return false;
}

// The rules of a segment of a URL's path (k8s.io/apimachinery pkg/api/validation/path), which
// kubectl prints as Go prints a list.
int kube_name_check(const char *what, const char *name, struct error *err)
{
    bool slash = strchr(name, '/') != NULL;
    bool percent = strchr(name, '%') != NULL;

    if (str_eq(name, ".") || str_eq(name, ".."))
        return error_set(err, ERROR_BAD_REQUEST, "invalid %s \"%s\": [may not be '%s']", what, name,
                         name);
    if (slash || percent)
        return error_set(err, ERROR_BAD_REQUEST, "invalid %s \"%s\": [%s%s%s]", what, name,
                         slash ? "may not contain '/'" : "", slash && percent ? " " : "",
                         percent ? "may not contain '%'" : "");
    return 0;
}

int pod_name_parse(const char *word, const char **ret, struct error *err)
{
    const char *slash = strchr(word, '/');
    const char *name = slash == NULL ? word : slash + 1;

    if (word[0] == '\0')
        return error_set(err, ERROR_BAD_REQUEST, "resource name may not be empty");
    if (slash == word || name[0] == '\0' || strchr(name, '/') != NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "arguments in resource/name form must have a single resource and name");
    CLEANUP_FREE char *resource =
        slash == NULL ? xstrdup("pod") : xstrndup(word, (size_t)(slash - word));
    if (!pod_name_means_pods(resource))
        return error_set(err, ERROR_BAD_REQUEST, "\"%s\" is not a pod: name pods, as in pod/%s",
                         word, name);
    if (kube_name_check("resource name", name, err) < 0)
        return -1;
    *ret = name;
    return 0;
}
