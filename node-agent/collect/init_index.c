// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/init_index.h"

#include <pthread.h>
#include <stdint.h>

#include "common/base/xalloc.h"

enum { PLACES_PER_SET = 4, SETS = INIT_INDEX_PLACES / PLACES_PER_SET };

struct init_place {
    char id[CONTAINER_ID_LEN];
    struct member init;
};

struct init_index {
    pthread_mutex_t lock;
    struct init_set {
        struct init_place places[PLACES_PER_SET];
        unsigned next; // the place to be taken by the next container
    } sets[SETS];
};

struct init_index *init_index_new(void)
{
    struct init_index *index = xcalloc(1, sizeof(*index));

    pthread_mutex_init(&index->lock, NULL);
    return index;
}

void init_index_free(struct init_index **index)
{
    if (*index == NULL)
        return;
    pthread_mutex_destroy(&(*index)->lock);
    free(*index);
    *index = NULL;
}

// FNV-1a: IDs are random, but nothing here depends on it.
static struct init_set *set_of(struct init_index *index, const char *id)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < CONTAINER_ID_LEN; i++)
        hash = (hash ^ (unsigned char)id[i]) * 16777619U;
    return &index->sets[hash % SETS];
}

static struct init_place *find(struct init_set *set, const char *id)
{
    for (size_t i = 0; i < PLACES_PER_SET; i++)
        if (memcmp(set->places[i].id, id, CONTAINER_ID_LEN) == 0)
            return &set->places[i];
    return NULL;
}

bool init_index_get(struct init_index *index, const char *id, struct member *ret)
{
    pthread_mutex_lock(&index->lock);
    const struct init_place *place = find(set_of(index, id), id);
    if (place != NULL)
        *ret = place->init;
    pthread_mutex_unlock(&index->lock);
    return place != NULL;
}

void init_index_put(struct init_index *index, const char *id, const struct member *init)
{
    pthread_mutex_lock(&index->lock);
    struct init_set *set = set_of(index, id);
    struct init_place *place = find(set, id);
    if (place == NULL)
        place = &set->places[set->next++ % PLACES_PER_SET];
    memcpy(place->id, id, CONTAINER_ID_LEN);
    place->init = *init;
    pthread_mutex_unlock(&index->lock);
}
