// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/verdict_cache.h"

#include <openssl/evp.h>
#include <pthread.h>

#include "common/base/xalloc.h"

struct digest {
    unsigned char bytes[32]; // SHA-256
};

struct verdict {
    struct digest key;
    struct digest token;
    uint64_t given_us; // 0: the place is free
    uint64_t kept_us;
    bool allowed;
    struct subject subject; // of a token
    char *refused;          // why, if the token is
};

struct room {
    struct verdict *verdicts;
    size_t count;
};

struct verdict_cache {
    pthread_mutex_t lock;
    struct room known;
    struct room refused;
};

static const uint64_t KEPT_US = VERDICT_SECONDS * 1000000ULL;

enum question { ABOUT_TOKEN = 't', ABOUT_NODE = 'n', ABOUT_KUBE_NAMESPACE = 'k' };

struct verdict_cache *verdict_cache_new(void)
{
    struct verdict_cache *cache = xcalloc(1, sizeof(*cache));

    pthread_mutex_init(&cache->lock, NULL);
    cache->known = (struct room){xcalloc(VERDICTS_MAX, sizeof(struct verdict)), VERDICTS_MAX};
    cache->refused =
        (struct room){xcalloc(VERDICTS_REFUSED_MAX, sizeof(struct verdict)), VERDICTS_REFUSED_MAX};
    return cache;
}

static void clear(struct verdict *verdict)
{
    subject_release(&verdict->subject);
    free(verdict->refused);
    *verdict = (struct verdict){0};
}

static void release_room(struct room *room)
{
    for (size_t i = 0; i < room->count; i++)
        clear(&room->verdicts[i]);
    free(room->verdicts);
}

void verdict_cache_free(struct verdict_cache **cache_pointer)
{
    struct verdict_cache *cache = steal(cache_pointer);

    if (cache == NULL)
        return;
    release_room(&cache->known);
    release_room(&cache->refused);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

// The texts go in with their NULs, so that no two questions give the same bytes.
static struct digest digest_of(const char *token, enum question about, const char *kube_namespace)
{
    const char kind = (char)about;
    struct digest digest = {0};
    unsigned len = sizeof(digest.bytes);
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1 ||
        EVP_DigestUpdate(context, &kind, sizeof(kind)) != 1 ||
        EVP_DigestUpdate(context, token, strlen(token) + 1) != 1 ||
        (kube_namespace != NULL &&
         EVP_DigestUpdate(context, kube_namespace, strlen(kube_namespace) + 1) != 1) ||
        EVP_DigestFinal_ex(context, digest.bytes, &len) != 1)
        abort(); // out of memory
    EVP_MD_CTX_free(context);
    return digest;
}

static struct digest digest_of_access(const char *token, const char *kube_namespace)
{
    return digest_of(token, kube_namespace == NULL ? ABOUT_NODE : ABOUT_KUBE_NAMESPACE,
                     kube_namespace);
}

static bool same_digest(const struct digest *a, const struct digest *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static bool is_kept(const struct verdict *verdict, uint64_t now_us)
{
    return verdict->given_us != 0 && now_us - verdict->given_us < verdict->kept_us;
}

static const struct verdict *find(const struct room *room, const struct digest *key,
                                  uint64_t now_us)
{
    for (size_t i = 0; i < room->count; i++)
        if (is_kept(&room->verdicts[i], now_us) && same_digest(&room->verdicts[i].key, key))
            return &room->verdicts[i];
    return NULL;
}

// The place of the same question, else the one that was given first.
static struct verdict *place_for(struct room *room, const struct verdict *verdict)
{
    struct verdict *oldest = &room->verdicts[0];
    struct verdict *own = NULL;
    size_t own_count = 0;

    for (size_t i = 0; i < room->count; i++) {
        struct verdict *at = &room->verdicts[i];

        if (at->given_us != 0 && same_digest(&at->key, &verdict->key))
            return at;
        if (at->given_us < oldest->given_us)
            oldest = at;
        if (at->given_us == 0 || !same_digest(&at->token, &verdict->token))
            continue;
        own_count++;
        if (own == NULL || at->given_us < own->given_us)
            own = at;
    }
    return own_count < VERDICTS_TOKEN_MAX ? oldest : own;
}

static void put(struct verdict_cache *cache, struct room *room, struct verdict *verdict)
{
    pthread_mutex_lock(&cache->lock);
    struct verdict *place = place_for(room, verdict);
    clear(place);
    *place = *verdict;
    pthread_mutex_unlock(&cache->lock);
}

bool verdict_cache_get_subject(struct verdict_cache *cache, const char *token, uint64_t now_us,
                               struct subject *ret, char **ret_refused)
{
    struct digest key = digest_of(token, ABOUT_TOKEN, NULL);

    pthread_mutex_lock(&cache->lock);
    const struct verdict *verdict = find(&cache->known, &key, now_us);
    if (verdict == NULL)
        verdict = find(&cache->refused, &key, now_us);
    if (verdict != NULL) {
        *ret = (struct subject){xstrdup(verdict->subject.name), xstrdup(verdict->subject.spec)};
        *ret_refused = xstrdup(verdict->refused);
    }
    pthread_mutex_unlock(&cache->lock);
    return verdict != NULL;
}

void verdict_cache_put_subject(struct verdict_cache *cache, const char *token, uint64_t now_us,
                               const struct subject *subject, uint64_t left_us)
{
    const struct digest key = digest_of(token, ABOUT_TOKEN, NULL);
    struct verdict verdict = {
        .key = key,
        .token = key,
        .given_us = now_us,
        .kept_us = left_us < KEPT_US ? left_us : KEPT_US,
        .subject = {xstrdup(subject->name), xstrdup(subject->spec)},
    };

    put(cache, &cache->known, &verdict);
}

void verdict_cache_put_refused(struct verdict_cache *cache, const char *token, uint64_t now_us,
                               const char *why)
{
    const struct digest key = digest_of(token, ABOUT_TOKEN, NULL);
    struct verdict verdict = {
        .key = key,
        .token = key,
        .given_us = now_us,
        .kept_us = KEPT_US,
        .refused = xstrdup(why),
    };

    put(cache, &cache->refused, &verdict);
}

bool verdict_cache_get_access(struct verdict_cache *cache, const char *token,
                              const char *kube_namespace, uint64_t now_us, bool *ret_allowed)
{
    struct digest key = digest_of_access(token, kube_namespace);

    pthread_mutex_lock(&cache->lock);
    const struct verdict *verdict = find(&cache->known, &key, now_us);
    if (verdict != NULL)
        *ret_allowed = verdict->allowed;
    pthread_mutex_unlock(&cache->lock);
    return verdict != NULL;
}

void verdict_cache_put_access(struct verdict_cache *cache, const char *token,
                              const char *kube_namespace, uint64_t now_us, bool allowed)
{
    struct verdict verdict = {.key = digest_of_access(token, kube_namespace),
                              .token = digest_of(token, ABOUT_TOKEN, NULL),
                              .given_us = now_us,
                              .kept_us = KEPT_US,
                              .allowed = allowed};

    put(cache, &cache->known, &verdict);
}
