// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_GOLDEN_H
#define NSINFO_TEST_GOLDEN_H

#include <fcntl.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "test/unit/unit.h"

// Texts beside files of test/golden. With NSINFO_UPDATE_GOLDEN=1 the files are written anew: read
// the diff.

// Fails with the first line that differs.
ATTR_UNUSED static void fail_at_difference(const char *file, const char *got, const char *expected)
{
    size_t line = 1;

    for (size_t len = strcspn(got, "\n") + 1;
         got[len - 1] == '\n' && strncmp(got, expected, len) == 0; len = strcspn(got, "\n") + 1) {
        got += len;
        expected += len;
        line++;
    }
    fail_msg("%s: line %zu: expected\n\"%.*s\"\nbut got\n\"%.*s\"", file, line,
             (int)strcspn(expected, "\n"), expected, (int)strcspn(got, "\n"), got);
}

ATTR_UNUSED static void golden_compare(const char *file, const struct strbuf *got)
{
    CLEANUP_FREE char *path = xasprintf(NSINFO_GOLDEN "/%s", file);
    CLEANUP_STRBUF struct strbuf expected = {0};
    CLEANUP_ERROR struct error err = {0};

    if (getenv("NSINFO_UPDATE_GOLDEN") != NULL) {
        CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        assert_int_equal(fd_write_all(fd, strbuf_text(got), got->len), 0);
        return;
    }
    if (file_read(path, &expected, &err) < 0)
        fail_msg("%s", err.message);
    if (!str_eq(strbuf_text(got), strbuf_text(&expected)))
        fail_at_difference(file, strbuf_text(got), strbuf_text(&expected));
}

#endif
