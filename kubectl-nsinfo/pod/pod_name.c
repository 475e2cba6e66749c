// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_name.h"

#include "common/base/text.h"

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

int kube_namespace_check_own(const char *own, const char *wanted, struct error *err)
{
    if (wanted == NULL || own == NULL || str_eq(own, wanted))
        return 0;
    return error_set(err, ERROR_BAD_REQUEST,
                     "the namespace from the provided object \"%s\" does not match the namespace "
                     "\"%s\". You must pass '--namespace=%s' to perform this operation.",
                     own, wanted, own);
}
