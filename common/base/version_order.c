// SPDX-License-Identifier: Apache-2.0
#include "common/base/version_order.h"

#include <errno.h>
#include <stdint.h>

#include "common/base/text.h"

enum { MAJOR, MINOR, PATCH, NUMBER_COUNT };

struct version {
    uint64_t numbers[NUMBER_COUNT];
    const char *before; // of a version that comes before it: "rc.1"; "" for the version itself
};

static int parse(const char *text, struct version *ret)
{
    const char *cursor = text + (text[0] == 'v');

    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        if (i > 0 && *cursor++ != '.')
            return -EINVAL;
        if (parse_u64_at(&cursor, UINT32_MAX, &ret->numbers[i]) < 0)
            return -EINVAL;
    }
    if (*cursor != '\0' && *cursor != '-' && *cursor != '+')
        return -EINVAL;
    ret->before = *cursor == '-' ? cursor + 1 : "";
    return 0;
}

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

// One identifier of each: numbers by their value, before all others.
static int order_identifiers(const char *a, size_t a_len, const char *b, size_t b_len)
{
    static const char DIGITS[] = "0123456789";
    bool a_is_number = strspn(a, DIGITS) >= a_len;
    bool b_is_number = strspn(b, DIGITS) >= b_len;

    if (a_is_number != b_is_number)
        return a_is_number ? -1 : 1;
    // Without zeros in front, which a version does not have, the longer number is the greater.
    if (a_is_number && a_len != b_len)
        return order(a_len, b_len);
    int rc = strncmp(a, b, a_len < b_len ? a_len : b_len);
    return rc != 0 ? rc : order(a_len, b_len);
}

static int order_before(const char *a, const char *b)
{
    static const char ENDS[] = ".+";

    for (;;) {
        size_t a_len = strcspn(a, ENDS);
        size_t b_len = strcspn(b, ENDS);
        int rc = order_identifiers(a, a_len, b, b_len);

        if (rc != 0 || (a[a_len] != '.' && b[b_len] != '.'))
            return rc;
        if (a[a_len] != '.' || b[b_len] != '.')
            return a[a_len] != '.' ? -1 : 1;
        a += a_len + 1;
        b += b_len + 1;
    }
}

int version_order(const char *a, const char *b, int *ret)
{
    struct version left = {0};
    struct version right = {0};

    if (parse(a, &left) < 0 || parse(b, &right) < 0)
        return -EINVAL;
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        *ret = order(left.numbers[i], right.numbers[i]);
        if (*ret != 0)
            return 0;
    }
    if (left.before[0] == '\0' || right.before[0] == '\0')
        *ret = (left.before[0] == '\0') - (right.before[0] == '\0');
    else
        *ret = order_before(left.before, right.before);
    return 0;
}

bool version_is_within(const char *a, const char *b, unsigned minors)
{
    struct version left = {0};
    struct version right = {0};

    if (parse(a, &left) < 0 || parse(b, &right) < 0 || left.numbers[MAJOR] != right.numbers[MAJOR])
        return false;
    uint64_t one = left.numbers[MINOR];
    uint64_t other = right.numbers[MINOR];
    return (one > other ? one - other : other - one) <= minors;
}
