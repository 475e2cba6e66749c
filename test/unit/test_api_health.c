// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "node-agent/access/api_health.h"
#include "test/unit/unit.h"

enum { SECOND = 1000 * 1000, NOW = 100 * SECOND };

#define CLEANUP_HEALTH CLEANUP(api_health_release)

static void assert_unknown(struct api_health *health, uint64_t now)
{
    CLEANUP_FREE char *failure = NULL;

    assert_false(api_health_get(health, now, &failure));
    assert_null(failure);
}

// Good, with NULL, or bad for this reason.
static void assert_known(struct api_health *health, uint64_t now, const char *expected)
{
    CLEANUP_FREE char *failure = NULL;

    assert_true(api_health_get(health, now, &failure));
    if (expected == NULL)
        assert_null(failure);
    else
        assert_string_equal(failure, expected);
}

static void what_is_good_is_known_for_longer_than_what_is_bad(void **state ATTR_UNUSED)
{
    CLEANUP_HEALTH struct api_health health;
    uint64_t away = 7;

    api_health_init(&health);
    assert_unknown(&health, NOW);
    assert_false(api_health_note_answer(&health, NOW, true, &away));
    assert_int_equal(away, 7);
    assert_known(&health, NOW + 10 * SECOND - 1, NULL);
    assert_unknown(&health, NOW + 10 * SECOND);
    api_health_note_useless(&health, NOW + 1, "no right");
    assert_known(&health, NOW + SECOND, "no right");
    assert_unknown(&health, NOW + 1 + SECOND);
}

static void it_is_lost_once_and_found_once(void **state ATTR_UNUSED)
{
    CLEANUP_HEALTH struct api_health health;
    uint64_t away = 0;

    api_health_init(&health);
    assert_true(api_health_note_silence(&health, NOW, NOW + 1, "first"));
    assert_false(api_health_note_silence(&health, NOW + 2, NOW + 3, "second"));
    assert_known(&health, NOW + 4, "second");
    assert_true(api_health_note_answer(&health, NOW + 5 * SECOND + 1, true, &away));
    assert_int_equal(away, 5 * SECOND);
    assert_known(&health, NOW + 5 * SECOND + 1, NULL);
    assert_false(api_health_note_answer(&health, NOW + 6 * SECOND, true, &away));
    assert_true(api_health_note_silence(&health, NOW + 7 * SECOND, NOW + 8 * SECOND, "again"));
}

static void an_answer_of_no_success_finds_it_and_makes_nothing_good(void **state ATTR_UNUSED)
{
    CLEANUP_HEALTH struct api_health health;
    uint64_t away = 0;

    api_health_init(&health);
    assert_true(api_health_note_silence(&health, NOW, NOW, "gone"));
    assert_true(api_health_note_answer(&health, NOW + 1, false, &away));
    assert_known(&health, NOW + 2, "gone");
    assert_unknown(&health, NOW + SECOND);
}

// Two at once, of which the slower one has no answer.
static void what_it_has_answered_since_tells_more_than_a_silence(void **state ATTR_UNUSED)
{
    CLEANUP_HEALTH struct api_health health;
    uint64_t away = 0;

    api_health_init(&health);
    assert_false(api_health_note_answer(&health, NOW + 1, true, &away));
    assert_false(api_health_note_silence(&health, NOW, NOW + 2, "slow"));
    assert_known(&health, NOW + 3, NULL);
    assert_true(api_health_note_silence(&health, NOW + 1, NOW + 4, "gone"));
    assert_known(&health, NOW + 5, "gone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_good_is_known_for_longer_than_what_is_bad),
        cmocka_unit_test(it_is_lost_once_and_found_once),
        cmocka_unit_test(an_answer_of_no_success_finds_it_and_makes_nothing_good),
        cmocka_unit_test(what_it_has_answered_since_tells_more_than_a_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
