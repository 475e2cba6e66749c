// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/hello_limit.h"

#include "common/model/limits.h"
#include "test/fuzz/fuzz.h"

static bool take_in_pieces(struct hello_limit *limit, const uint8_t *data, size_t size,
                           size_t piece)
{
    for (size_t at = 0; at < size; at += piece)
        if (!hello_limit_take(limit, data + at, size - at < piece ? size - at : piece))
            return false;
    return true;
}

// However it comes in pieces, the same is seen.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t piece = fuzz_take_byte(&data, &size) + 1U;
    struct hello_limit whole = {0};
    struct hello_limit pieces = {0};
    bool taken = hello_limit_take(&whole, data, size);

    fuzz_check(take_in_pieces(&pieces, data, size, piece) == taken);
    fuzz_check(whole.over == pieces.over);
    fuzz_check(whole.record_len == pieces.record_len && whole.record_left == pieces.record_left);
    fuzz_check(whole.message_left == pieces.message_left);
    fuzz_check(!taken || whole.over || whole.message_left <= LIMIT_CLIENT_HELLO);
    return 0;
}
