// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/ref_files.h"

#include "kubectl-nsinfo/flow/manifest_file.h"
#include "kubectl-nsinfo/pod/other_kinds.h"

static int read_file(const char *path, struct pod_refs *refs, struct error *err)
{
    CLEANUP_MANIFEST_FILE struct manifest_file file = {0};

    if (manifest_file_read(path, &file, err) < 0)
        return -1;
    for (size_t i = 0; i < file.stream.doc_count; i++)
        if (pod_refs_add_object(refs, path, file.stream.docs[i].root, err) < 0)
            return -1;
    return 0;
}

int ref_files_read(const struct text_list *files, struct pod_refs *refs, struct error *err)
{
    CLEANUP_STRBUF struct strbuf kinds = {0};

    for (size_t i = 0; i < files->count; i++)
        if (read_file(files->items[i], refs, err) < 0)
            return -1;
    if (refs->count > 0 || refs->other_kinds.count == 0)
        return 0;
    other_kinds_add_text(&refs->other_kinds, &kinds);
    return error_set(err, ERROR_BAD_REQUEST, "no pods to show, only %s", strbuf_text(&kinds));
}
