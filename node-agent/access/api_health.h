// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_API_HEALTH_H
#define NSINFO_ACCESS_API_HEALTH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"

// Whether the API server can be asked, as far as the last exchanges with it tell. Times are
// monotonic_us(). Safe to call from any thread.
struct api_health {
    pthread_mutex_t lock;
    uint64_t heard_us;    // when it last had any answer; 0: not yet
    uint64_t answered_us; // when it last had one of success; 0: not yet
    uint64_t failed_us;   // when it was last of no use; 0: not yet
    char *failure;        // why
    uint64_t lost_us;     // since when it is not reached; 0: it is, or was not tried yet
};

void api_health_init(struct api_health *health) ATTR_NONNULL(1);
void api_health_release(struct api_health *health) ATTR_NONNULL(1);

// It has answered. True if it had been lost: then *ret_away_us is for how long.
bool api_health_note_answer(struct api_health *health, uint64_t now_us, bool success,
                            uint64_t *ret_away_us) ATTR_NODISCARD ATTR_NONNULL(1, 4);

// An exchange that was begun then had no answer. True if it is lost by that, and was not before.
// What it has answered since tells more, and then nothing changes.
bool api_health_note_silence(struct api_health *health, uint64_t begun_us, uint64_t now_us,
                             const char *failure) ATTR_NODISCARD ATTR_NONNULL(1, 4);

// It answers, but what it says is of no use.
void api_health_note_useless(struct api_health *health, uint64_t now_us, const char *failure)
    ATTR_NONNULL(1, 3);

// Whether it is known, good or bad, as of some seconds ago: then *ret_failure is why it is bad, for
// the caller to free, or NULL.
bool api_health_get(struct api_health *health, uint64_t now_us, char **ret_failure) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

#endif
