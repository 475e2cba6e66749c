// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "kubectl-nsinfo/pod/pod_manifest.h"
#include "test/unit/unit.h"

static int read(const char *text, size_t doc, struct yaml_stream *stream, struct pod_manifest *ret,
                struct error *err)
{
    assert_int_equal(yaml_stream_parse("f.yaml", text, strlen(text), stream, err), 0);
    assert_true(doc < stream->doc_count);
    return pod_manifest_read("f.yaml", &stream->docs[doc], ret, err);
}

static void a_pod_is_known_by_its_name_and_kubernetes_namespace(void **state)
{
    static const char TEXT[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
                               "---\n"
                               "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": "
                               "{\"name\": \"b\", \"namespace\": \"web\"}}\n";
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_ERROR struct error err = {0};
    struct pod_manifest manifest = {0};

    (void)state;
    assert_int_equal(read(TEXT, 0, &stream, &manifest, &err), 0);
    assert_string_equal(manifest.name, "a");
    assert_null(manifest.kube_namespace);
    assert_int_equal(pod_manifest_read("f.yaml", &stream.docs[1], &manifest, &err), 0);
    assert_string_equal(manifest.name, "b");
    assert_string_equal(manifest.kube_namespace, "web");
}

static void its_source_is_the_documents_own_bytes(void **state)
{
    static const char TEXT[] = "---\nkind: Pod # ours\napiVersion: v1\nmetadata: {name: a}\n"
                               "---\nkind: Pod\napiVersion: v1\nmetadata: {name: b}\n";
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_ERROR struct error err = {0};
    struct pod_manifest manifest = {0};

    (void)state;
    assert_int_equal(read(TEXT, 0, &stream, &manifest, &err), 0);
    CLEANUP(strbuf_release) struct strbuf source = {0};
    strbuf_add(&source, manifest.source, manifest.source_len);
    assert_non_null(strstr(strbuf_text(&source), "name: a"));
    assert_null(strstr(strbuf_text(&source), "name: b"));
}

static void what_cannot_be_applied_as_a_pod_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"- a\n", "line 1: not a Kubernetes object: not a mapping"},
        {"a: b\n", "line 1: not a Kubernetes object: it has no kind"},
        {"\n\nkind: [Pod]\n", "line 3: not a Kubernetes object: it has no kind"},
        {"apiVersion: apps/v1\nkind: Deployment\n", "line 2: kind \"Deployment\" is not a Pod"},
        {"apiVersion: v1\nkind: List\nitems: []\n", "line 2: kind \"List\" is not a Pod"},
        {"apiVersion: v1\nkind: pod\n", "line 2: kind \"pod\" is not a Pod"},
        {"# first\nkind: Pod\n", "line 2: the Pod has no apiVersion"},
        {"kind: Pod\napiVersion: v2\n", "line 2: apiVersion \"v2\" is not that of a Pod, v1"},
        {"kind: Pod\napiVersion: v1\n", "line 1: the Pod has no metadata.name"},
        {"kind: Pod\napiVersion: v1\nmetadata:\n  labels: {}\n",
         "line 4: the Pod has no metadata.name"},
        {"kind: Pod\napiVersion: v1\nmetadata: {name: ''}\n",
         "line 3: the Pod has no metadata.name"},
        {"kind: Pod\napiVersion: v1\nmetadata: {name: [a]}\n",
         "line 3: the Pod has no metadata.name"},
        {"kind: Pod\napiVersion: v1\nmetadata:\n  generateName: a-\n",
         "line 4: the Pod has a generateName, which cannot be applied: give it a name"},
        {"kind: Pod\napiVersion: v1\nmetadata:\n  name: a\n  namespace: [b]\n",
         "line 5: metadata.namespace is not a text"},
        {"kind: Pod\napiVersion: v1\nmetadata:\n  name: a/b\n",
         "line 4: invalid resource name \"a/b\": [may not contain '/']"},
        {"kind: Pod\napiVersion: v1\nmetadata:\n  name: a\n  namespace: a/b\n",
         "line 5: invalid namespace \"a/b\": [may not contain '/']"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_YAML struct yaml_stream stream = {0};
        CLEANUP_ERROR struct error err = {0};
        struct pod_manifest manifest = {0};
        CLEANUP(strbuf_release) struct strbuf message = {0};

        strbuf_add_format(&message, "f.yaml: %s", rows[i].message);
        assert_int_equal(read(rows[i].text, 0, &stream, &manifest, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, strbuf_text(&message));
        assert_null(manifest.name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pod_is_known_by_its_name_and_kubernetes_namespace),
        cmocka_unit_test(its_source_is_the_documents_own_bytes),
        cmocka_unit_test(what_cannot_be_applied_as_a_pod_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
