// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/api_health.h"

#include "common/base/xalloc.h"

void api_health_init(struct api_health *health)
{
    *health = (struct api_health){0};
    pthread_mutex_init(&health->lock, NULL);
}

void api_health_release(struct api_health *health)
{
    free(health->failure);
    pthread_mutex_destroy(&health->lock);
}

static void fail(struct api_health *health, uint64_t now_us, const char *failure)
{
    free(health->failure);
    health->failure = xstrdup(failure);
    health->failed_us = now_us;
}

bool api_health_note_answer(struct api_health *health, uint64_t now_us, bool success,
                            uint64_t *ret_away_us)
{
    pthread_mutex_lock(&health->lock);
    uint64_t lost_us = health->lost_us;
    health->lost_us = 0;
    health->heard_us = now_us;
    if (success)
        health->answered_us = now_us;
    pthread_mutex_unlock(&health->lock);
    if (lost_us == 0)
        return false;
    *ret_away_us = now_us - lost_us;
    return true;
}

bool api_health_note_silence(struct api_health *health, uint64_t begun_us, uint64_t now_us,
                             const char *failure)
{
    pthread_mutex_lock(&health->lock);
    bool counts = health->heard_us <= begun_us;
    bool is_new = counts && health->lost_us == 0;
    if (counts)
        fail(health, now_us, failure);
    if (is_new)
        health->lost_us = now_us;
    pthread_mutex_unlock(&health->lock);
    return is_new;
}

void api_health_note_useless(struct api_health *health, uint64_t now_us, const char *failure)
{
    pthread_mutex_lock(&health->lock);
    fail(health, now_us, failure);
    pthread_mutex_unlock(&health->lock);
}

// Anybody may ask, and so what is bad is remembered for a while too.
bool api_health_get(struct api_health *health, uint64_t now_us, char **ret_failure)
{
    enum { GOOD_US = 10 * 1000 * 1000, BAD_US = 1000 * 1000 };

    pthread_mutex_lock(&health->lock);
    bool is_bad = health->failed_us > health->answered_us;
    bool known = is_bad ? now_us - health->failed_us < BAD_US
                        : health->answered_us != 0 && now_us - health->answered_us < GOOD_US;
    *ret_failure = known && is_bad ? xstrdup(health->failure) : NULL;
    pthread_mutex_unlock(&health->lock);
    return known;
}
