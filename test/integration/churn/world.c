// SPDX-License-Identifier: Apache-2.0
#include "test/integration/churn/world.h"

#include <inttypes.h>
#include <time.h>

static const char POD[] = "kubepods/burstable/pod7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f";
static const char HEX[] = "0123456789abcdef";

enum { SERIAL_DIGITS = 8 };

uint64_t now(void)
{
    struct timespec time = {0};

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

uint32_t random_below(uint64_t *state, uint32_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32) % limit;
}

void serial_to_id(uint32_t serial, char ret[static CONTAINER_ID_LEN + 1])
{
    uint64_t state = serial * UINT64_C(0x9e3779b97f4a7c15) + 1;

    for (int i = 0; i < CONTAINER_ID_LEN - SERIAL_DIGITS; i++)
        ret[i] = HEX[random_below(&state, 16)];
    snprintf(ret + CONTAINER_ID_LEN - SERIAL_DIGITS, SERIAL_DIGITS + 1, "%08" PRIx32, serial);
}

uint32_t serial_of_id(const char *id)
{
    char expected[CONTAINER_ID_LEN + 1];
    uint32_t serial = 0;

    if (strlen(id) != CONTAINER_ID_LEN)
        return 0;
    for (const char *at = id + CONTAINER_ID_LEN - SERIAL_DIGITS; *at != '\0'; at++) {
        const char *digit = strchr(HEX, *at);

        serial = serial * 16 + (digit == NULL ? 0 : (uint32_t)(digit - HEX));
    }
    serial_to_id(serial, expected);
    return strcmp(id, expected) == 0 ? serial : 0;
}

void serial_to_tag(uint32_t serial, char ret[static TAG_LEN + 1])
{
    snprintf(ret, TAG_LEN + 1, "c%08" PRIx32, serial);
}

uint32_t serial_to_uid(uint32_t serial)
{
    return UID_FIRST + serial % UID_COUNT;
}

void serial_to_cgroup(const struct world *world, uint32_t serial, char *ret, size_t size)
{
    char id[CONTAINER_ID_LEN + 1];

    serial_to_id(serial, id);
    snprintf(ret, size, "%s/%s/%s", world->cgroups, POD, id);
}
