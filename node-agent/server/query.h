// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_QUERY_H
#define NSINFO_SERVER_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// The query of a URL, "name=value&name=value" (RFC 3986, 3.4), percent-decoded; "+" is a space, as
// Go's clients write it.
struct query {
    struct query_pair {
        char *name;  // owned
        char *value; // owned; "" if there is no "="
    } * pairs;
    size_t count;
    size_t capacity;
};

// text may be NULL: no pairs. An ERROR_BAD_REQUEST for what is no percent-encoding, and for "%00".
int query_parse(const char *text, struct query *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

void query_release(struct query *query) ATTR_NONNULL(1);
#define CLEANUP_QUERY CLEANUP(query_release)

// An ERROR_BAD_REQUEST that names every parameter that is not in `known`, which ends with NULL.
int query_check_names(const struct query *query, const char *const *known,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// "true" or "false"; *ret is left alone if the parameter is not there.
int query_get_bool(const struct query *query, const char *name, bool *ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
