// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/manifests.h"

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/flow/manifest_file.h"
#include "kubectl-nsinfo/pod/pod_name.h"

void manifests_release(struct manifests *manifests)
{
    for (size_t i = 0; i < manifests->file_count; i++)
        manifest_file_release(&manifests->files[i]);
    free(manifests->files);
    free(manifests->items);
    *manifests = (struct manifests){0};
}

static int add_docs(const char *path, const struct yaml_stream *stream, const char *kube_namespace,
                    struct manifests *manifests, struct error *err)
{
    for (size_t i = 0; i < stream->doc_count; i++) {
        struct pod_manifest manifest;

        if (pod_manifest_read(path, &stream->docs[i], &manifest, err) < 0 ||
            kube_namespace_check_own(manifest.kube_namespace, kube_namespace, err) < 0)
            return -1;
        manifests->items = xgrow(manifests->items, &manifests->capacity, manifests->count + 1,
                                 sizeof(*manifests->items));
        manifests->items[manifests->count++] = manifest;
    }
    return 0;
}

int manifests_read(const struct text_list *files, const char *kube_namespace, struct manifests *ret,
                   struct error *err)
{
    CLEANUP_MANIFESTS struct manifests manifests = {0};

    manifests.files = xcalloc(files->count, sizeof(*manifests.files));
    for (size_t i = 0; i < files->count; i++) {
        struct manifest_file *file = &manifests.files[manifests.file_count++];
        if (manifest_file_read(files->items[i], file, err) < 0 ||
            add_docs(files->items[i], &file->stream, kube_namespace, &manifests, err) < 0)
            return -1;
    }
    if (manifests.count == 0)
        return error_set(err, ERROR_BAD_REQUEST, "no objects passed to apply");
    *ret = manifests;
    manifests = (struct manifests){0};
    return 0;
}
