// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "common/base/xalloc.h"
#include "node-agent/access/verdict_cache.h"
#include "test/unit/unit.h"

enum { NOW_US = 5 * 1000 * 1000, KEPT_US = VERDICT_SECONDS * 1000 * 1000 };

static char name_of_someone[] = "someone";
static char spec_of_someone[] = "{\"user\":\"someone\"}";
static const struct subject someone = {name_of_someone, spec_of_someone};

static bool knows_subject(struct verdict_cache *cache, const char *token, uint64_t now_us)
{
    CLEANUP_SUBJECT struct subject subject = {0};
    CLEANUP_FREE char *refused = NULL;

    if (!verdict_cache_get_subject(cache, token, now_us, &subject, &refused))
        return false;
    if (refused == NULL) {
        assert_string_equal(subject.name, someone.name);
        assert_string_equal(subject.spec, someone.spec);
    } else {
        assert_null(subject.name);
        assert_string_equal(refused, "no");
    }
    return true;
}

static void keeps_a_verdict_for_a_minute_and_no_longer(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();
    bool allowed = false;

    assert_false(knows_subject(cache, "t", NOW_US));
    verdict_cache_put_subject(cache, "t", NOW_US, &someone, KEPT_US);
    verdict_cache_put_refused(cache, "r", NOW_US, "no");
    verdict_cache_put_access(cache, "t", "team-a", NOW_US, true);
    assert_true(knows_subject(cache, "t", NOW_US + KEPT_US - 1));
    assert_true(knows_subject(cache, "r", NOW_US + KEPT_US - 1));
    assert_true(verdict_cache_get_access(cache, "t", "team-a", NOW_US + KEPT_US - 1, &allowed));
    assert_true(allowed);
    assert_false(knows_subject(cache, "t", NOW_US + KEPT_US));
    assert_false(knows_subject(cache, "r", NOW_US + KEPT_US));
    assert_false(verdict_cache_get_access(cache, "t", "team-a", NOW_US + KEPT_US, &allowed));
}

static void a_token_is_not_known_after_its_end(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();

    verdict_cache_put_subject(cache, "t", NOW_US, &someone, 7);
    verdict_cache_put_subject(cache, "long", NOW_US, &someone, 2 * KEPT_US);
    verdict_cache_put_subject(cache, "ended", NOW_US, &someone, 0);
    assert_true(knows_subject(cache, "t", NOW_US + 6));
    assert_false(knows_subject(cache, "t", NOW_US + 7));
    assert_true(knows_subject(cache, "long", NOW_US + KEPT_US - 1));
    assert_false(knows_subject(cache, "long", NOW_US + KEPT_US));
    assert_false(knows_subject(cache, "ended", NOW_US));
}

static void a_verdict_is_for_one_token_and_one_question(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();
    bool allowed = false;

    verdict_cache_put_access(cache, "t", "team-a", NOW_US, true);
    assert_false(verdict_cache_get_access(cache, "t", NULL, NOW_US, &allowed));
    assert_false(verdict_cache_get_access(cache, "t", "team-b", NOW_US, &allowed));
    assert_false(verdict_cache_get_access(cache, "t", "", NOW_US, &allowed));
    assert_false(verdict_cache_get_access(cache, "u", "team-a", NOW_US, &allowed));
    assert_false(verdict_cache_get_access(cache, "tteam", "-a", NOW_US, &allowed));
    assert_false(knows_subject(cache, "t", NOW_US));
    assert_false(allowed);
}

static void the_last_verdict_holds(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();
    bool allowed = true;

    verdict_cache_put_access(cache, "t", NULL, NOW_US, true);
    verdict_cache_put_access(cache, "t", NULL, NOW_US + 1, false);
    assert_true(verdict_cache_get_access(cache, "t", NULL, NOW_US + 1, &allowed));
    assert_false(allowed);
}

static void the_oldest_makes_room(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();
    bool allowed = false;
    char token[32];

    for (unsigned i = 0; i <= VERDICTS_MAX; i++) {
        (void)snprintf(token, sizeof(token), "t%u", i);
        verdict_cache_put_access(cache, token, "n", NOW_US + i, true);
    }
    assert_false(verdict_cache_get_access(cache, "t0", "n", NOW_US + VERDICTS_MAX, &allowed));
    assert_true(verdict_cache_get_access(cache, "t1", "n", NOW_US + VERDICTS_MAX, &allowed));
    assert_true(verdict_cache_get_access(cache, token, "n", NOW_US + VERDICTS_MAX, &allowed));
}

static void a_token_that_asks_much_takes_its_own_room(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();
    bool allowed = false;
    char name[32];

    verdict_cache_put_access(cache, "another", "n", NOW_US, true);
    for (unsigned i = 0; i < 2 * VERDICTS_MAX; i++) {
        (void)snprintf(name, sizeof(name), "n%u", i);
        verdict_cache_put_access(cache, "t", name, NOW_US + i, true);
    }
    assert_true(verdict_cache_get_access(cache, "another", "n", NOW_US, &allowed));
    assert_false(verdict_cache_get_access(cache, "t", "n0", NOW_US, &allowed));
    assert_true(verdict_cache_get_access(cache, "t", name, NOW_US + 2 * VERDICTS_MAX, &allowed));
}

static void tokens_that_are_refused_take_nobody_s_room(void **state ATTR_UNUSED)
{
    CLEANUP(verdict_cache_free) struct verdict_cache *cache = verdict_cache_new();
    char token[32];

    verdict_cache_put_subject(cache, "good", NOW_US, &someone, KEPT_US);
    for (unsigned i = 0; i < 2 * VERDICTS_MAX; i++) {
        (void)snprintf(token, sizeof(token), "bad%u", i);
        verdict_cache_put_refused(cache, token, NOW_US + i, "no");
    }
    assert_true(knows_subject(cache, "good", NOW_US));
    assert_false(knows_subject(cache, "bad0", NOW_US));
    assert_true(knows_subject(cache, token, NOW_US + 2 * VERDICTS_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_a_verdict_for_a_minute_and_no_longer),
        cmocka_unit_test(a_token_is_not_known_after_its_end),
        cmocka_unit_test(a_verdict_is_for_one_token_and_one_question),
        cmocka_unit_test(the_last_verdict_holds),
        cmocka_unit_test(the_oldest_makes_room),
        cmocka_unit_test(a_token_that_asks_much_takes_its_own_room),
        cmocka_unit_test(tokens_that_are_refused_take_nobody_s_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
