// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/attributes.h"
#include "node-agent/proc/proc_status.h"
#include "test/unit/unit.h"

static int parse(const char *text, struct proc_status *ret)
{
    return proc_status_parse(text, strlen(text), ret);
}

static void takes_the_effective_user_and_every_pid(void **state ATTR_UNUSED)
{
    struct proc_status status = {0};

    assert_int_equal(
        parse("Name:\tnginx\nUmask:\t0022\nTgid:\t267\nUid:\t1000\t101\t0\t7\nGid:\t0\t0\t0\t0\n"
              "NStgid:\t267\t9\t1\nNSpid:\t267\t9\t1\nThreads:\t1\n",
              &status),
        0);
    assert_int_equal(status.tgid, 267);
    assert_true(status.uid_known);
    assert_int_equal(status.uid, 101);
    assert_int_equal(status.ns_pid_count, 3);
    assert_int_equal(status.ns_pids[0], 267);
    assert_int_equal(status.ns_pids[2], 1);
}

static void lines_that_are_not_there_stay_unknown(void **state ATTR_UNUSED)
{
    struct proc_status status = {0};

    assert_int_equal(parse("Name:\tx\nThreads:\t1\n", &status), 0);
    assert_false(status.uid_known);
    assert_int_equal(status.ns_pid_count, 0);
    assert_int_equal(parse("", &status), 0);
}

static void the_largest_user_id_fits(void **state ATTR_UNUSED)
{
    struct proc_status status = {0};

    assert_int_equal(parse("Uid:\t0\t4294967295\t0\t0", &status), 0);
    assert_true(status.uid == 4294967295U);
}

static void refuses_malformed_lines(void **state ATTR_UNUSED)
{
    static const char *const texts[] = {
        "Uid:\t0\t0\t0\n",
        "Uid:\t0\t0\t0\t0\t0\n",
        "Uid:\n",
        "Uid:\t0\tx\t0\t0\n",
        "Uid:\t0\t-1\t0\t0\n",
        "Uid:\t0\t4294967296\t0\t0\n",
        "NSpid:\t1\tx\n",
        "Tgid:\n",
        "Tgid:\t1\t1\n",
    };

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct proc_status status = {0};
        assert_int_equal(parse(texts[i], &status), -EBADMSG);
    }
}

static void refuses_more_pids_than_namespaces_nest(void **state ATTR_UNUSED)
{
    char text[512] = "NSpid:";
    size_t len = strlen(text);
    struct proc_status status = {0};

    for (int i = 0; i < PROC_STATUS_PIDS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "\t%d", i + 1);
    assert_int_equal(parse(text, &status), 0);
    assert_int_equal(status.ns_pid_count, PROC_STATUS_PIDS_MAX);
    snprintf(text + len, sizeof(text) - len, "\t99");
    assert_int_equal(parse(text, &status), -EBADMSG);
}

static void takes_the_effective_capabilities(void **state ATTR_UNUSED)
{
    static const char *const malformed[] = {"CapEff:", "CapEff:\t00",
                                            "CapEff:\t000001ffffffffzz\n"};
    struct proc_status status = {0};

    assert_int_equal(parse("CapPrm:\t000001ffffffffff\nCapEff:\t8000000000080001\n", &status), 0);
    assert_true(status.capabilities_known);
    assert_true(status.capabilities == 0x8000000000080001);
    for (size_t i = 0; i < ARRAY_SIZE(malformed); i++)
        assert_int_equal(parse(malformed[i], &status), -EBADMSG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_effective_capabilities),
        cmocka_unit_test(takes_the_effective_user_and_every_pid),
        cmocka_unit_test(lines_that_are_not_there_stay_unknown),
        cmocka_unit_test(the_largest_user_id_fits),
        cmocka_unit_test(refuses_malformed_lines),
        cmocka_unit_test(refuses_more_pids_than_namespaces_nest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
