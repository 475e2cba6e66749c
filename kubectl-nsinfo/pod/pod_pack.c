// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_pack.h"

#include <stddef.h>

#include "common/base/xalloc.h"

// A pod is the fields of these tables, one behind the other, the number of its containers, and
// theirs. A number takes seven bits a byte, the lowest first, the eighth says that more follow; a
// text its length + 1, its bytes and a NUL, and none at all 0.

enum field_type { FIELD_TEXT, FIELD_BOOL, FIELD_INT, FIELD_U64 };

struct field {
    enum field_type type;
    size_t offset;
    enum pod_detail detail; // up to which it is kept
};

#define FIELD(owner, member, kept)                                                                   \
    {                                                                                                \
        _Generic(((struct owner *)NULL)->member, char *                                            \
                 : FIELD_TEXT, bool                                                                \
                 : FIELD_BOOL, uint64_t                                                            \
                 : FIELD_U64, default                                                              \
                 : FIELD_INT),                                                                     \
            offsetof(struct owner, member), kept \
    }

static const struct field pod_fields[] = {
    FIELD(pod, kube_namespace, POD_FOR_TABLE),
    FIELD(pod, name, POD_FOR_TABLE),
    FIELD(pod, uid, POD_WHOLE),
    FIELD(pod, labels, POD_WITH_LABELS),
    FIELD(pod, node, POD_FOR_TABLE),
    FIELD(pod, taken, POD_FOR_TABLE),
    FIELD(pod, phase, POD_FOR_TABLE),
    FIELD(pod, reason, POD_FOR_TABLE),
    FIELD(pod, message, POD_FOR_TABLE),
    FIELD(pod, unschedulable, POD_FOR_TABLE),
    FIELD(pod, nominated, POD_FOR_TABLE),
    FIELD(pod, restart_policy, POD_WHOLE),
    FIELD(pod, deleted, POD_FOR_TABLE),
    FIELD(pod, deletion_time, POD_FOR_TABLE),
    FIELD(pod, ready, POD_FOR_TABLE),
    FIELD(pod, host_network, POD_WHOLE),
    FIELD(pod, host_pid, POD_WHOLE),
    FIELD(pod, host_ipc, POD_WHOLE),
    FIELD(pod, host_users, POD_WHOLE),
    FIELD(pod, share_process_namespace, POD_WHOLE),
    FIELD(pod, runtime_class, POD_WHOLE),
    FIELD(pod, os, POD_WHOLE),
};

static const struct field container_fields[] = {
    FIELD(pod_container, kind, POD_FOR_TABLE),
    FIELD(pod_container, name, POD_FOR_TABLE),
    FIELD(pod_container, image, POD_WHOLE),
    FIELD(pod_container, sidecar, POD_WHOLE),
    FIELD(pod_container, privileged, POD_WHOLE),
    FIELD(pod_container, target, POD_WHOLE),
    FIELD(pod_container, phase, POD_FOR_TABLE),
    FIELD(pod_container, reason, POD_FOR_TABLE),
    FIELD(pod_container, message, POD_FOR_TABLE),
    FIELD(pod_container, exit_code, POD_FOR_TABLE),
    FIELD(pod_container, signal, POD_FOR_TABLE),
    FIELD(pod_container, ended_before, POD_FOR_TABLE),
    FIELD(pod_container, last.reason, POD_FOR_TABLE),
    FIELD(pod_container, last.message, POD_WHOLE),
    FIELD(pod_container, last.exit_code, POD_FOR_TABLE),
    FIELD(pod_container, last.signal, POD_FOR_TABLE),
    FIELD(pod_container, restart_count, POD_WHOLE),
    FIELD(pod_container, ready, POD_WHOLE),
    FIELD(pod_container, id, POD_FOR_TABLE),
};

_Static_assert(sizeof(enum container_phase) == sizeof(int) &&
                   sizeof(enum container_kind) == sizeof(int) &&
                   sizeof(enum pod_switch) == sizeof(int),
               "what is none of the other types is an int");

void pod_pack_release(struct pod_pack *pack)
{
    strbuf_release(&pack->bytes);
    free(pack->places);
    *pack = (struct pod_pack){.detail = pack->detail};
}

// ---- in

static void put_number(struct strbuf *bytes, uint64_t number)
{
    for (; number > 0x7f; number >>= 7)
        strbuf_add_char(bytes, (char)(number | 0x80));
    strbuf_add_char(bytes, (char)number);
}

static void put_text(struct strbuf *bytes, const char *text)
{
    size_t len = text == NULL ? 0 : strlen(text) + 1;

    put_number(bytes, len);
    if (len > 0)
        strbuf_add(bytes, text, len);
}

static void put(struct strbuf *bytes, const struct field *field, const void *object)
{
    const void *at = (const char *)object + field->offset;

    switch (field->type) {
    case FIELD_TEXT:
        put_text(bytes, *(char *const *)at);
        break;
    case FIELD_BOOL:
        put_number(bytes, *(const bool *)at);
        break;
    case FIELD_INT:
        put_number(bytes, (unsigned)*(const int *)at);
        break;
    case FIELD_U64:
        put_number(bytes, *(const uint64_t *)at);
        break;
    }
}

static void put_all(struct pod_pack *pack, const struct field *fields, size_t count,
                    const void *object)
{
    for (size_t i = 0; i < count; i++)
        if (pack->detail <= fields[i].detail)
            put(&pack->bytes, &fields[i], object);
}

static void add_place(struct pod_pack *pack, size_t place)
{
    pack->places = xgrow(pack->places, &pack->capacity, pack->count + 1, sizeof(*pack->places));
    pack->places[pack->count++] = place;
}

void pod_pack_add(struct pod_pack *pack, const struct pod *pod)
{
    add_place(pack, pack->bytes.len);
    put_all(pack, pod_fields, ARRAY_SIZE(pod_fields), pod);
    put_number(&pack->bytes, pod->container_count);
    for (size_t i = 0; i < pod->container_count; i++)
        put_all(pack, container_fields, ARRAY_SIZE(container_fields), &pod->containers[i]);
}

void pod_pack_move(struct pod_pack *pack, struct pod_pack *from)
{
    size_t begin = pack->bytes.len;

    if (pack->count == 0) {
        pod_pack_release(pack);
        *pack = *from;
        *from = (struct pod_pack){.detail = pack->detail};
        return;
    }
    strbuf_add(&pack->bytes, strbuf_text(&from->bytes), from->bytes.len);
    for (size_t i = 0; i < from->count; i++)
        add_place(pack, begin + from->places[i]);
    pod_pack_release(from);
}

void pod_pack_cut(struct pod_pack *pack, size_t count)
{
    if (count >= pack->count)
        return;
    pack->bytes.len = pack->places[count];
    pack->count = count;
}

// ---- out

static uint64_t get_number(const char **at)
{
    uint64_t number = 0;
    unsigned char byte = 0x80;

    for (unsigned shift = 0; (byte & 0x80) != 0; shift += 7) {
        byte = (unsigned char)*(*at)++;
        number |= (uint64_t)(byte & 0x7f) << shift;
    }
    return number;
}

static const char *get_text(const char **at)
{
    size_t len = get_number(at);
    const char *text = *at;

    *at += len;
    return len == 0 ? NULL : text;
}

static void get(const char **at, const struct field *field, void *object)
{
    void *to = (char *)object + field->offset;
    const char *text = NULL;

    switch (field->type) {
    case FIELD_TEXT:
        text = get_text(at);
        memcpy(to, &text, sizeof(text)); // it is not written to: a view has what is the pack's
        break;
    case FIELD_BOOL:
        *(bool *)to = get_number(at) != 0;
        break;
    case FIELD_INT:
        *(int *)to = (int)(unsigned)get_number(at);
        break;
    case FIELD_U64:
        *(uint64_t *)to = get_number(at);
        break;
    }
}

static void get_all(const struct pod_pack *pack, const char **at, const struct field *fields,
                    size_t count, void *object)
{
    for (size_t i = 0; i < count; i++)
        if (pack->detail <= fields[i].detail)
            get(at, &fields[i], object);
}

void pod_pack_view(const struct pod_pack *pack, size_t index, struct pod *ret)
{
    const char *at = pack->bytes.data + pack->places[index];
    struct pod pod = {0};

    get_all(pack, &at, pod_fields, ARRAY_SIZE(pod_fields), &pod);
    pod.container_count = get_number(&at);
    pod.containers = xcalloc(pod.container_count, sizeof(*pod.containers));
    for (size_t i = 0; i < pod.container_count; i++)
        get_all(pack, &at, container_fields, ARRAY_SIZE(container_fields), &pod.containers[i]);
    *ret = pod;
}

void pod_view_release(struct pod *view)
{
    free(view->containers);
    *view = (struct pod){0};
}

static void own_texts(const struct field *fields, size_t count, void *object)
{
    for (size_t i = 0; i < count; i++) {
        char **text = (char **)((char *)object + fields[i].offset);
        if (fields[i].type == FIELD_TEXT)
            *text = xstrdup(*text);
    }
}

void pod_pack_get(const struct pod_pack *pack, size_t index, struct pod *ret)
{
    pod_pack_view(pack, index, ret);
    own_texts(pod_fields, ARRAY_SIZE(pod_fields), ret);
    for (size_t i = 0; i < ret->container_count; i++)
        own_texts(container_fields, ARRAY_SIZE(container_fields), &ret->containers[i]);
}
