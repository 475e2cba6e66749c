// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/container_set.h"

#include "common/base/xalloc.h"

void container_set_release(struct container_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        free(set->entries[i].members);
    free(set->entries);
    free(set->order);
    *set = (struct container_set){0};
}

// The place in `order` of the first entry whose ID is not before id.
static size_t lower_bound(const struct container_set *set, const char *id)
{
    size_t low = 0;
    size_t high = set->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *there = set->entries[set->order[middle]].ref.id;

        if (memcmp(there, id, CONTAINER_ID_LEN) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct container_set *set, size_t place, const char *id)
{
    return place < set->count &&
           memcmp(set->entries[set->order[place]].ref.id, id, CONTAINER_ID_LEN) == 0;
}

long container_set_find(const struct container_set *set, const char *id)
{
    size_t place = lower_bound(set, id);

    return is_at(set, place, id) ? (long)set->order[place] : CONTAINER_SET_NONE;
}

long container_set_add(struct container_set *set, const char *id)
{
    size_t place = lower_bound(set, id);

    if (is_at(set, place, id))
        return (long)set->order[place];
    set->entries = xgrow(set->entries, &set->capacity, set->count + 1, sizeof(*set->entries));
    set->order = xgrow(set->order, &set->order_capacity, set->count + 1, sizeof(*set->order));
    memmove(&set->order[place + 1], &set->order[place], (set->count - place) * sizeof(*set->order));
    set->order[place] = set->count;
    set->entries[set->count] = (struct container_entry){0};
    memcpy(set->entries[set->count].ref.id, id, CONTAINER_ID_LEN);
    return (long)set->count++;
}

void container_entry_add_member(struct container_entry *entry, const struct member *member)
{
    entry->members = xgrow(entry->members, &entry->member_capacity, entry->member_count + 1,
                           sizeof(*entry->members));
    entry->members[entry->member_count++] = *member;
}

static int compare_pids(const void *a, const void *b)
{
    const struct member *left = a;
    const struct member *right = b;

    return (left->pid > right->pid) - (left->pid < right->pid);
}

void container_set_sort_members(struct container_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct container_entry *entry = &set->entries[i];

        if (entry->member_count > 1)
            qsort(entry->members, entry->member_count, sizeof(*entry->members), compare_pids);
    }
}

bool container_entry_has(const struct container_entry *entry, uint64_t pid)
{
    const struct member key = {.pid = pid};

    return entry->member_count > 0 &&
           bsearch(&key, entry->members, entry->member_count, sizeof(key), compare_pids) != NULL;
}
