// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/cgroup_path.h"

#include "common/base/text.h"

enum { STATIC_POD_UID_LEN = 32 };

// What stands directly before an ID, and what it says. The first row that fits counts.
static const struct {
    const char *before;
    const char *runtime; // NULL: not a container
} prefixes[] = {
    {"conmon-", NULL},     // the monitor of CRI-O and of podman
    {"libpod_pod_", NULL}, // podman's pod
    {"cri-containerd-", "containerd"},
    {"cri-containerd:", "containerd"}, // a driver mismatch: systemd's slice:prefix:name
    {"nerdctl-", "containerd"},
    {"docker-", "docker"},
    {"docker:", "docker"},
    {"/docker/", "docker"},
    {"crio-", "cri-o"},
    {"crio:", "cri-o"},
    {"libpod-payload-", "podman"},
    {"libpod-", "podman"},
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static size_t hex_len(const char *text)
{
    size_t len = 0;

    while (is_hex(text[len]))
        len++;
    return len;
}

static bool ends_with(const char *text, size_t len, const char *suffix)
{
    size_t suffix_len = strlen(suffix);

    return len >= suffix_len && strncmp(text + len - suffix_len, suffix, suffix_len) == 0;
}

// The runtime that the text before an ID names, "" if none, NULL if that ID is not a container's.
static const char *runtime_before(const char *path, size_t len)
{
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
        if (ends_with(path, len, prefixes[i].before))
            return prefixes[i].runtime;
    return "";
}

bool cgroup_path_next(const char *path, const char **cursor, struct cgroup_id *ret)
{
    for (const char *at = *cursor; *at != '\0';) {
        const char *word = at;
        const char *runtime = NULL;

        while (is_word(*at))
            at++;
        if (at - word == CONTAINER_ID_LEN && hex_len(word) >= CONTAINER_ID_LEN)
            runtime = runtime_before(path, (size_t)(word - path));
        if (runtime != NULL) {
            *ret = (struct cgroup_id){.at = word, .runtime = runtime};
            *cursor = at;
            return true;
        }
        if (*at != '\0')
            at++;
    }
    return false;
}

static bool is_uuid(const char *text)
{
    for (int i = 0; i < POD_UID_LEN; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' && text[i] != '_' : !is_hex(text[i]))
            return false;
    }
    return !is_word(text[POD_UID_LEN]);
}

// The length of the UID at text, 0 if there is none.
static size_t pod_uid_len(const char *text)
{
    if (is_uuid(text))
        return POD_UID_LEN;
    if (hex_len(text) == STATIC_POD_UID_LEN && !is_word(text[STATIC_POD_UID_LEN]))
        return STATIC_POD_UID_LEN;
    return 0;
}

// The UID behind the first "pod", at `from` or later, that has one.
static const char *next_pod_uid(const char *path, const char *from, size_t *ret_len)
{
    static const char POD[] = "pod";

    for (const char *at = from; (at = strstr(at, POD)) != NULL; at++) {
        const char *uid = at + strlen(POD);

        if (at > path && is_word(at[-1]))
            continue;
        *ret_len = pod_uid_len(uid);
        if (*ret_len > 0)
            return uid;
    }
    return NULL;
}

bool cgroup_path_owner(const char *path, struct cgroup_id *ret)
{
    size_t uid_len = 0;
    const char *uid = next_pod_uid(path, path, &uid_len);
    const char *cursor = uid == NULL ? path : uid + uid_len;
    bool found = cgroup_path_next(path, &cursor, ret);

    if (uid != NULL)
        return found;
    while (cgroup_path_next(path, &cursor, ret))
        continue;
    return found;
}

// The last UID before the container's ID; of a path without that ID, the last one of all.
static const char *pod_uid_of(const char *path, const char *id, size_t *ret_len)
{
    const char *id_at = memmem(path, strlen(path), id, CONTAINER_ID_LEN);
    const char *found = NULL;
    size_t len = 0;

    for (const char *at = path; (at = next_pod_uid(path, at, &len)) != NULL; at += len) {
        if (id_at != NULL && at > id_at)
            break;
        found = at;
        *ret_len = len;
    }
    return found;
}

bool cgroup_path_pod_uid(const char *path, const char *id, char ret[static POD_UID_LEN + 1])
{
    size_t len = 0;
    const char *uid = pod_uid_of(path, id, &len);

    if (uid == NULL)
        return false;
    memcpy(ret, uid, len);
    ret[len] = '\0';
    for (char *at = ret; (at = strchr(at, '_')) != NULL;)
        *at = '-';
    return true;
}
