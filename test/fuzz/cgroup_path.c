// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/cgroup_path.h"

#include <ctype.h>
#include <string.h>

#include "common/model/container_ref.h"
#include "node-agent/resolve/membership.h"
#include "test/fuzz/fuzz.h"

static void check_pod_uid(const char *path, const char *id)
{
    enum { STATIC_POD_LEN = 32 };
    char uid[POD_UID_LEN + 1] = "";

    if (!cgroup_path_pod_uid(path, id, uid))
        return;
    fuzz_check(strlen(uid) == POD_UID_LEN || strlen(uid) == STATIC_POD_LEN);
    fuzz_check(strspn(uid, "0123456789abcdef-") == strlen(uid));
}

// An ID of the path is a whole word of hex digits in it, and its container claims the process.
static void check_id(const char *path, const struct cgroup_id *id)
{
    struct container_ref ref = {0};

    fuzz_check(id->at >= path && id->at + CONTAINER_ID_LEN <= path + strlen(path));
    fuzz_check(strspn(id->at, "0123456789abcdef") == CONTAINER_ID_LEN);
    fuzz_check(id->at == path || !isalnum((unsigned char)id->at[-1]));
    fuzz_check(!isalnum((unsigned char)id->at[CONTAINER_ID_LEN]));
    memcpy(ref.id, id->at, CONTAINER_ID_LEN);
    fuzz_check(membership_claim(path, &ref) == MEMBERSHIP_THIS);
    check_pod_uid(path, ref.id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct container_ref elsewhere = {
        .id = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"};
    CLEANUP_FREE char *path = fuzz_text(data, size);
    struct cgroup_id id = {0};
    struct cgroup_id owner = {0};
    bool owned = cgroup_path_owner(path, &owner);
    bool owner_seen = false;
    size_t count = 0;

    for (const char *cursor = path; cgroup_path_next(path, &cursor, &id); count++) {
        fuzz_check(cursor == id.at + CONTAINER_ID_LEN);
        check_id(path, &id);
        owner_seen = owner_seen || (owned && owner.at == id.at);
    }
    fuzz_check(owned == owner_seen);
    fuzz_check((membership_claim(path, &elsewhere) == MEMBERSHIP_NOBODY) == (count == 0));
    check_pod_uid(path, elsewhere.id);
    return 0;
}
