// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/progress.h"

#include <unistd.h>

#include "common/base/monotonic.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/console.h"

enum { PATIENCE_US = 500 * 1000 };

void progress_asked(void *context, size_t done, size_t count)
{
    struct progress *progress = context;
    uint64_t now = monotonic_us();

    if (count == 0) {
        if (progress->shown > 0)
            console_progress(NULL);
        *progress = (struct progress){0};
        return;
    }
    if (progress->begun_us == 0)
        progress->begun_us = now;
    // Where the table goes elsewhere, standard error is somebody's log.
    if (now - progress->begun_us < PATIENCE_US || progress->shown == done + 1 ||
        isatty(STDOUT_FILENO) == 0)
        return;
    CLEANUP_FREE char *text =
        xasprintf("asked %zu of %zu node%s", done, count, count == 1 ? "" : "s");
    console_progress(text);
    progress->shown = done + 1;
}

void progress_waiting(void *context, const char *text)
{
    (void)context;
    console_progress(text);
}
