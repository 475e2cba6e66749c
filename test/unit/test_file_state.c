// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "common/base/file_state.h"
#include "test/unit/fake_server.h"

static int make_folder(void **state)
{
    static struct fake_folder folder;

    folder = (struct fake_folder)FAKE_FOLDER;
    fake_folder_make(&folder);
    *state = &folder;
    return 0;
}

static int remove_folder(void **state)
{
    fake_folder_remove(*state);
    return 0;
}

static bool same_after(const char *path, const struct file_state *before)
{
    struct file_state now = {0};

    file_state_get(path, &now);
    return file_state_same(before, &now);
}

static void a_file_that_nobody_touches_stays_the_same(void **state)
{
    CLEANUP_FREE char *path = fake_folder_file(*state, "file");
    struct file_state before = {0};

    fake_folder_write(*state, "file", "one");
    file_state_get(path, &before);
    assert_true(same_after(path, &before));
}

static void another_content_is_another_state(void **state)
{
    CLEANUP_FREE char *path = fake_folder_file(*state, "file");
    struct file_state before = {0};

    fake_folder_write(*state, "file", "one");
    file_state_get(path, &before);
    fake_folder_write(*state, "file", "longer");
    assert_false(same_after(path, &before));
}

// As kubelet does it with what it mounts.
static void a_link_that_is_turned_to_another_file_is_another_state(void **state)
{
    CLEANUP_FREE char *link = fake_folder_file(*state, "link");
    CLEANUP_FREE char *turned = fake_folder_file(*state, "turned");
    struct file_state before = {0};

    fake_folder_write(*state, "old", "one");
    fake_folder_write(*state, "new", "two");
    assert_int_equal(symlink("old", link), 0);
    file_state_get(link, &before);
    assert_int_equal(symlink("new", turned), 0);
    assert_int_equal(rename(turned, link), 0);
    assert_false(same_after(link, &before));
}

static void a_file_that_goes_is_another_state(void **state)
{
    CLEANUP_FREE char *path = fake_folder_file(*state, "file");
    struct file_state before = {0};
    const struct file_state none = {0};

    fake_folder_write(*state, "file", "one");
    file_state_get(path, &before);
    assert_int_equal(unlink(path), 0);
    assert_false(same_after(path, &before));
    assert_true(same_after(path, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_nobody_touches_stays_the_same),
        cmocka_unit_test(another_content_is_another_state),
        cmocka_unit_test(a_link_that_is_turned_to_another_file_is_another_state),
        cmocka_unit_test(a_file_that_goes_is_another_state),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
