// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/files.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/flow/manifest_paths.h"

int files_find(const struct invocation *invocation, struct text_list *ret, struct error *err)
{
    const struct option_texts *values = &invocation->flags.files;
    CLEANUP_FREE char *command = xasprintf("%s %s", invocation->program, invocation->command->name);

    return manifest_paths_find(command, values->items, values->count, invocation->flags.recursive,
                               ret, err);
}

bool files_have_stdin(const struct text_list *files)
{
    for (size_t i = 0; i < files->count; i++)
        if (str_eq(files->items[i], "-"))
            return true;
    return false;
}
