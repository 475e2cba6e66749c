// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_manifest.h"

#include <string.h>

#include "common/model/limits.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "test/fuzz/fuzz.h"

static int parse(const char *text, size_t len, struct yaml_stream *ret)
{
    CLEANUP_ERROR struct error err = {0};
    int rc = yaml_stream_parse("f.yaml", text, len, ret, &err);

    fuzz_check_error(rc, &err);
    return rc;
}

static int read_manifest(const struct yaml_doc *doc, struct pod_manifest *ret)
{
    CLEANUP_ERROR struct error err = {0};
    int rc = pod_manifest_read("f.yaml", doc, ret, &err);

    fuzz_check_error(rc, &err);
    return rc;
}

// How many nodes the tree has, an alias counted as what it stands for.
static size_t count_nodes(const struct yaml_node *node, size_t depth)
{
    size_t count = 1;

    fuzz_check(depth <= 2 * LIMIT_YAML_DEPTH_LEVELS);
    fuzz_check((node->kind == YAML_KIND_SCALAR) == (node->text != NULL));
    fuzz_check(node->kind != YAML_KIND_MAPPING || node->item_count % 2 == 0);
    for (size_t i = 0; i < node->item_count; i++)
        count += count_nodes(node->items[i], depth + 1);
    return count;
}

// A document's own bytes, which are what the API server is sent, are the same pod again.
static void check_source(const struct pod_manifest *manifest)
{
    CLEANUP_YAML struct yaml_stream stream = {0};
    struct pod_manifest again = {0};

    fuzz_check(parse(manifest->source, manifest->source_len, &stream) == 0);
    fuzz_check(stream.doc_count == 1);
    fuzz_check(read_manifest(&stream.docs[0], &again) == 0);
    fuzz_check(strcmp(manifest->name, again.name) == 0);
    fuzz_check((manifest->kube_namespace == NULL) == (again.kube_namespace == NULL));
    if (again.kube_namespace != NULL)
        fuzz_check(strcmp(manifest->kube_namespace, again.kube_namespace) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    CLEANUP_YAML struct yaml_stream stream = {0};
    size_t nodes = 0;

    if (parse(text, size, &stream) < 0)
        return 0;
    for (size_t i = 0; i < stream.doc_count; i++) {
        const struct yaml_doc *doc = &stream.docs[i];
        struct pod_manifest manifest = {0};

        fuzz_check(doc->source >= text && doc->source + doc->source_len <= text + size);
        nodes += count_nodes(doc->root, 1);
        if (read_manifest(doc, &manifest) == 0)
            check_source(&manifest);
    }
    fuzz_check(nodes <= stream.node_count + stream.doc_count * LIMIT_YAML_ALIASED_NODES_COUNT);
    return 0;
}
