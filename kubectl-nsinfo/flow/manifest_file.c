// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/manifest_file.h"

#include "common/base/fdio.h"
#include "common/model/limits.h"

int manifest_file_read(const char *path, struct manifest_file *ret, struct error *err)
{
    ret->text = (struct strbuf)STRBUF_LIMITED(LIMIT_POD_FILE);
    if (file_read(path, &ret->text, err) < 0)
        return err->code == ERROR_NOT_FOUND
                   ? error_set(err, ERROR_NOT_FOUND, "the path \"%s\" does not exist", path)
                   : -1;
    return yaml_stream_parse(path, strbuf_text(&ret->text), ret->text.len, &ret->stream, err);
}

void manifest_file_release(struct manifest_file *file)
{
    yaml_stream_release(&file->stream);
    strbuf_release(&file->text);
}
