// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_JSONPATH_H
#define NSINFO_RENDER_JSONPATH_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "common/model/limits.h"

// kubectl's JSONPath templates: what they mean, what is wrong with them, and how values are printed
// are its (kubernetes.io/docs/reference/kubectl/jsonpath, k8s.io/client-go/util/jsonpath). There is
// no order in a map of kubectl's, and wildcards give its values in any: here as they stand.
struct jsonpath;

// Values of a tree, or of a template: they belong to it.
struct json_values {
    json_t **items;
    size_t count;
    size_t capacity;
};

// How values are printed, if not as kubectl's -o jsonpath does.
enum jsonpath_form {
    JSONPATH_AS_JSON = 1,  // an array for each pair of braces, indented (-o jsonpath-as-json)
    JSONPATH_TERMINAL = 2, // escaped: only what the template itself says stays as it is
};

// What templates may cost, all those together that are followed with one of these: the time that
// they take is in proportion to their visits and to the bytes that they come to.
struct jsonpath_budget {
    size_t values_max; // at one place of a template
    size_t visits_max; // of values, and of the template's own steps
    size_t text_max;   // bytes that they come to
    size_t visits;     // so far
    size_t text;
};
#define JSONPATH_BUDGET                                                                            \
    {                                                                                              \
        .values_max = LIMIT_JSONPATH_VALUES_COUNT, .visits_max = LIMIT_JSONPATH_VISITS_COUNT,      \
        .text_max = LIMIT_JSONPATH_TEXT                                                            \
    }

// ERROR_BAD_REQUEST, in kubectl's words, if it is none. The caller owns *ret.
int jsonpath_parse(const char *text, struct jsonpath **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

void jsonpath_free(struct jsonpath **path) ATTR_NONNULL(1);
#define CLEANUP_JSONPATH CLEANUP(jsonpath_free)

// Appends what the template makes of the tree. What is not there is nothing, and no error; what
// cannot be, as an index beyond the end, is an ERROR_BAD_REQUEST in kubectl's words, what costs
// more than it may an ERROR_TOO_LARGE, and nothing is appended then.
int jsonpath_print(const struct jsonpath *path, json_t *tree, unsigned int form,
                   struct jsonpath_budget *budget, struct strbuf *out,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5, 6);

// Adds what was printed to what the budget has; ERROR_TOO_LARGE if that is more than it may be.
int jsonpath_count_text(struct jsonpath_budget *budget, const struct strbuf *text,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// The values that it finds, in one row; the array is the caller's to release. Errors as above.
int jsonpath_find(const struct jsonpath *path, json_t *tree, struct jsonpath_budget *budget,
                  struct json_values *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4, 5);

void json_values_add(struct json_values *values, json_t *value) ATTR_NONNULL(1, 2);
void json_values_release(struct json_values *values) ATTR_NONNULL(1);
#define CLEANUP_JSON_VALUES CLEANUP(json_values_release)

// The path of a field as --sort-by and custom columns take it, with or without the first dot and
// the braces, as the template that it stands for, an allocation of the caller's.
// ERROR_BAD_REQUEST, in kubectl's words, if it cannot be one.
int jsonpath_relaxed(const char *text, char **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Appends a value as Go's fmt.Print has it, which custom columns and some of the errors show:
// "map[a:1 b:2]", "[a b]", "<nil>".
void json_add_go(struct strbuf *out, json_t *value) ATTR_NONNULL(1);

#endif
