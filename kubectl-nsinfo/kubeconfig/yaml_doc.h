// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_YAML_DOC_H
#define NSINFO_KUBECONFIG_YAML_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// YAML read into trees (YAML 1.1, which JSON is nearly all a part of). The only module that reads
// with libyaml.

enum yaml_kind { YAML_KIND_SCALAR, YAML_KIND_SEQUENCE, YAML_KIND_MAPPING };

struct yaml_node {
    enum yaml_kind kind;
    size_t line, column;      // where it begins, from 1
    char *text;               // scalars: the value
    bool plain;               // scalars: written without quotes, so that null and true mean those
    struct yaml_node **items; // sequences: the items; mappings: key, value, key, value, …
    size_t item_count;        // of a mapping: twice its pairs
};

// One document of a stream. Empty ones (only comments, or nothing) are left out of the stream.
struct yaml_doc {
    struct yaml_node *root;
    const char *source; // its bytes in the text that was parsed, which belongs to the caller
    size_t source_len;
};

struct yaml_stream {
    struct yaml_doc *docs;
    size_t doc_count;
    struct yaml_node **nodes; // every node, owned: an alias makes a node stand in several places
    size_t node_count, node_capacity;
};

// Parses text, which has to outlive *ret. `name` is the file's name for the messages:
//   ERROR_BAD_REQUEST "mypod.yaml: line 3, column 7: did not find expected key (while parsing a
//   block mapping that begins at line 1, column 1)".
// Deeper than LIMIT_YAML_DEPTH_LEVELS, or a mapping with the same key twice, is an error too.
int yaml_stream_parse(const char *name, const char *text, size_t len, struct yaml_stream *ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5);

// The same for the first document alone, whatever stands behind it, and of several equal keys the
// last one counts: so kubectl reads its kubeconfigs.
int yaml_first_parse(const char *name, const char *text, size_t len, struct yaml_stream *ret,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5);

void yaml_stream_release(struct yaml_stream *stream) ATTR_NONNULL(1);
#define CLEANUP_YAML CLEANUP(yaml_stream_release)

// The value of a key, its own or one merged in by "<<"; NULL if node is NULL or no mapping, or has
// no such key, or it is null.
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key) ATTR_NONNULL(2);

// The text of a scalar; NULL for anything else, and for null.
const char *yaml_text(const struct yaml_node *node);

#endif
