// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/request_limit.h"

#include "common/model/limits.h"

// How many times "?id=" or "&id=" stands in it.
static size_t count_ids(const char *text, size_t len)
{
    static const char ID[] = "id=";
    size_t count = 0;

    for (size_t i = 1; i + strlen(ID) <= len; i++)
        count +=
            (text[i - 1] == '?' || text[i - 1] == '&') && memcmp(text + i, ID, strlen(ID)) == 0;
    return count;
}

int request_limit_check(const struct request_progress *progress, const char *text, size_t len,
                        struct error *err)
{
    if (!progress->line_complete && progress->received > LIMIT_REQUEST_HEADERS) {
        error_set(err, ERROR_TOO_LARGE,
                  "the request line is longer than %d bytes; of container IDs at most %d are "
                  "answered in one request",
                  LIMIT_REQUEST_HEADERS, LIMIT_IDS_PER_REQUEST);
        return count_ids(text, len) > LIMIT_IDS_PER_REQUEST ? 413 : 414;
    }
    if (progress->received > LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY) {
        error_set(err, ERROR_TOO_LARGE, "the request is larger than %d bytes",
                  LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY);
        return 413;
    }
    return 0;
}
