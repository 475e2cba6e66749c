// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_JSONPATH_STEPS_H
#define NSINFO_RENDER_JSONPATH_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "kubectl-nsinfo/render/jsonpath.h"

// A template, parsed: jsonpath_parse.c makes it, jsonpath_find.c follows it.

enum step_kind {
    STEP_FIELD,
    STEP_WILDCARD,  // .*
    STEP_RECURSIVE, // ..
    STEP_SLICE,     // [0], [1:3], [*]
    STEP_UNION,     // [0,2]
    STEP_FILTER,    // [?(@.a==1)]
    STEP_LITERAL,   // text, a number, true
    STEP_WORD,      // range, end, or none that is known
};

// A bound of a slice.
struct slice_bound {
    bool known;
    int64_t value; // below 0: counted from the end
};

struct chain {
    struct step *steps;
    size_t count;
    size_t capacity;
};

struct step {
    enum step_kind kind;
    char *name; // of the field or the word; the operator of a filter, NULL: what it asks is there
    json_t *literal;
    struct slice_bound from, to, by;
    bool single;          // [2]: `to` is but the one behind
    struct chain *chains; // of a union; of a filter its two sides
    size_t chain_count;
};

// What stands between braces, and each text outside of them, in order.
struct jsonpath {
    char *text;
    struct chain *actions;
    size_t count;
    size_t capacity;
};

void chain_release(struct chain *chain) ATTR_NONNULL(1);
#define CLEANUP_CHAIN CLEANUP(chain_release)

// Whether a step of its own is this word.
bool chain_has_word(const struct chain *chain, const char *word) ATTR_NONNULL(1, 2);

// Whether `left operator right` holds; an operator or values that cannot be compared are an
// ERROR_BAD_REQUEST.
int jsonpath_compare(const json_t *left, const char *operator, const json_t * right, bool *ret,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 4, 5);

// Appends what stands between two quotes, with what backslashes begin in Go (strconv.Unquote). -1
// if one begins nothing.
int jsonpath_unquote(const char *text, size_t len, char quote, struct strbuf *out) ATTR_NODISCARD
    ATTR_NONNULL(1, 4);

// What a template that is followed comes across, an action at a time; -1 ends it.
typedef int jsonpath_visitor(void *context, const struct chain *action,
                             const struct json_values *values, struct error *err);
int jsonpath_follow(const struct jsonpath *path, json_t *tree, struct jsonpath_budget *budget,
                    jsonpath_visitor *visit, void *context, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4, 6);

// ERROR_TOO_LARGE if these are more values than there may be at one place.
int jsonpath_check_values(const struct jsonpath_budget *budget, const struct json_values *values,
                          struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
