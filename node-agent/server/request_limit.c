// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/request_limit.h"

#include <stdbool.h>

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

// What is waiting holds the end of a head that is within the limit: it is not over it.
static bool head_ends(size_t taken, const char *text, size_t len)
{
    static const char END[] = "\r\n\r\n";
    const char *end = memmem(text, len, END, strlen(END));

    return end != NULL && taken + (size_t)(end - text) <= LIMIT_REQUEST_HEADERS;
}

int request_limit_check(size_t taken, const char *text, size_t len, struct error *err)
{
    const char *line_end = len == 0 ? NULL : memchr(text, '\n', len);
    bool line_complete =
        taken > 0 || (line_end != NULL && line_end - text <= LIMIT_REQUEST_HEADERS);

    if (taken + len <= LIMIT_REQUEST_HEADERS || head_ends(taken, text, len))
        return 0;
    if (!line_complete) {
        error_set(err, ERROR_TOO_LARGE,
                  "the request line is longer than %d bytes; of container IDs at most %d are "
                  "answered in one request",
                  LIMIT_REQUEST_HEADERS, LIMIT_IDS_PER_REQUEST);
        return count_ids(text, len) > LIMIT_IDS_PER_REQUEST ? 413 : 414;
    }
    if (taken + len <= LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY)
        return 0;
    error_set(err, ERROR_TOO_LARGE, "the request is larger than %d bytes",
              LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY);
    return 413;
}
