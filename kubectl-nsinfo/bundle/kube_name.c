// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/kube_name.h"

#include <stdbool.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

enum { LONGEST_PART = 63, LONGEST_PREFIX = 253 };

// Whether text is made of `ends` and `inner`, and begins and ends with one of `ends`.
static bool is_made_of(const char *text, const char *ends, const char *inner)
{
    size_t len = strlen(text);

    if (len == 0 || strchr(ends, text[0]) == NULL || strchr(ends, text[len - 1]) == NULL)
        return false;
    for (const char *c = text; *c != '\0'; c++)
        if (strchr(ends, *c) == NULL && strchr(inner, *c) == NULL)
            return false;
    return true;
}

int kube_label_check(const char *flag, const char *name, struct error *err)
{
    if (strlen(name) > LONGEST_PART)
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s: invalid value \"%s\": must be no more than %d characters", flag, name,
                         LONGEST_PART);
    if (!is_made_of(name, LOWER DIGIT, "-"))
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s: invalid value \"%s\": a lowercase RFC 1123 label must consist of "
                         "lower case alphanumeric characters or '-', and must start and end with "
                         "an alphanumeric character",
                         flag, name);
    return 0;
}

static bool is_label_part(const char *text)
{
    return strlen(text) <= LONGEST_PART && is_made_of(text, LOWER UPPER DIGIT, "-_.");
}

int label_key_check(const char *flag, const char *key, struct error *err)
{
    const char *slash = strchr(key, '/');
    CLEANUP_FREE char *prefix = xstrndup(key, slash == NULL ? 0 : (size_t)(slash - key));

    if (slash != NULL &&
        (strlen(prefix) > LONGEST_PREFIX || !is_made_of(prefix, LOWER DIGIT, "-.")))
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s: \"%s\" is no key of a label: what stands before '/' must be a DNS "
                         "name of at most %d lower case characters",
                         flag, key, LONGEST_PREFIX);
    if (!is_label_part(slash == NULL ? key : slash + 1))
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s: \"%s\" is no key of a label: its name must be at most %d "
                         "alphanumeric characters, '-', '_' or '.', and must start and end with "
                         "an alphanumeric character",
                         flag, key, LONGEST_PART);
    return 0;
}

int label_value_check(const char *flag, const char *value, struct error *err)
{
    if (value[0] == '\0' || is_label_part(value))
        return 0;
    return error_set(err, ERROR_BAD_REQUEST,
                     "%s: \"%s\" is no value of a label: it must be at most %d alphanumeric "
                     "characters, '-', '_' or '.', and must start and end with an alphanumeric "
                     "character",
                     flag, value, LONGEST_PART);
}
