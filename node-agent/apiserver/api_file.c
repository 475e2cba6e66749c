// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_file.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/fdio.h"
#include "common/model/limits.h"

int api_file_read(const char *what, const char *path, struct strbuf *ret, struct error *err)
{
    ret->limit = LIMIT_CREDENTIAL_FILE;
    int rc = file_read_at(AT_FDCWD, path, ret);
    if (rc == -EFBIG)
        return error_set(err, ERROR_UNAVAILABLE, "read %s \"%s\": it is larger than %d bytes", what,
                         path, LIMIT_CREDENTIAL_FILE);
    if (rc < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, -rc, "read %s \"%s\"", what, path);
    return 0;
}
