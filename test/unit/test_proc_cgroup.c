// SPDX-License-Identifier: Apache-2.0
#include "common/base/attributes.h"
#include "common/base/xalloc.h"
#include "node-agent/proc/proc_cgroup.h"
#include "test/unit/unit.h"

static const struct {
    const char *layout;
    const char *text;
    const char *expected; // NULL: none
} rows[] = {
    {"v2", "0::/kubepods/podx/a\n", "/kubepods/podx/a"},
    {"v2, without a line feed", "0::/kubepods/podx/a", "/kubepods/podx/a"},
    {"v2, the root", "0::/\n", "/"},
    {"v2, a colon in the path", "0::/s.slice:cri-containerd:ab\n", "/s.slice:cri-containerd:ab"},
    {"v1, systemd's hierarchy", "3:memory:/longer/than/the/other\n1:name=systemd:/a\n", "/a"},
    {"v1, systemd's is the root", "3:cpu,cpuacct:/ab\n1:name=systemd:/\n2:pids:/abc\n", "/abc"},
    {"v1, without systemd's", "3:cpu,cpuacct:/ab\n2:pids:/a\n", "/ab"},
    {"hybrid, v2 is the root", "1:name=systemd:/docker/a\n0::/\n", "/docker/a"},
    {"hybrid, v2 has the path", "2:pids:/\n1:name=systemd:/\n0::/docker/a\n", "/docker/a"},
    {"hybrid, both", "1:name=systemd:/a/b\n0::/system.slice/containerd.service\n", "/a/b"},
    {"a name like systemd's", "4:name=systemd2:/abc\n3:pids:/a\n", "/abc"},
    {"a malformed line is passed over", "nonsense\n2:pids\n0::/a\n", "/a"},
    {"nothing", "", NULL},
    {"only malformed lines", "a\nb:c\n\n", NULL},
};

static void chooses_the_line_that_names_the_container(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_FREE char *text = xstrdup(rows[i].text);
        const char *path = proc_cgroup_choose(text);

        if (rows[i].expected == NULL)
            assert_null(path);
        else
            assert_string_equal(path, rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_the_line_that_names_the_container),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
