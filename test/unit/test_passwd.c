// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/proc/passwd.h"
#include "test/unit/unit.h"

static struct passwd parse(const char *text)
{
    CLEANUP_STRBUF struct strbuf buf = {0};
    struct passwd passwd = {0};

    strbuf_add_text(&buf, text);
    passwd_parse(&buf, &passwd);
    return passwd;
}

static void the_first_line_of_a_user_counts(void **state ATTR_UNUSED)
{
    CLEANUP_PASSWD struct passwd passwd =
        parse("root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:\nnginx:x:101:101:::\nlast:x:7:7");

    assert_string_equal(passwd_find(&passwd, 0), "root");
    assert_string_equal(passwd_find(&passwd, 101), "nginx");
    assert_string_equal(passwd_find(&passwd, 7), "last");
    assert_null(passwd_find(&passwd, 1));
}

static void malformed_lines_are_passed_over(void **state ATTR_UNUSED)
{
    CLEANUP_PASSWD struct passwd passwd = parse(
        "# "
        "comment\n#alice:x:5:5\n\n:x:1:1\na:x\nb:x:\nc:x:2\nd:x:-3:1\ne:x:4x:1\nf:x:99999999999:1\n"
        "+::::::\ngood:x:5:5\n");

    assert_int_equal(passwd.count, 1);
    assert_string_equal(passwd_find(&passwd, 5), "good");
}

static void an_empty_file_names_nobody(void **state ATTR_UNUSED)
{
    CLEANUP_PASSWD struct passwd passwd = parse("");

    assert_null(passwd_find(&passwd, 0));
}

// ---- the file, below a process's directory of the test's own

struct tree {
    char path[64];
    int fd;
};

static void tree_make(struct tree *tree)
{
    snprintf(tree->path, sizeof(tree->path), "/tmp/nsinfo-passwd-XXXXXX");
    assert_non_null(mkdtemp(tree->path));
    tree->fd = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(mkdirat(tree->fd, "root", 0755), 0);
}

static void tree_remove(struct tree *tree)
{
    unlinkat(tree->fd, "root/etc/passwd", 0);
    if (unlinkat(tree->fd, "root/etc", AT_REMOVEDIR) < 0)
        unlinkat(tree->fd, "root/etc", 0);
    unlinkat(tree->fd, "root", AT_REMOVEDIR);
    close_fd(&tree->fd);
    assert_int_equal(rmdir(tree->path), 0);
}

static void watch_passwd(const struct tree *tree, int inotify_fd)
{
    CLEANUP_FREE char *path = xasprintf("%s/root/etc/passwd", tree->path);

    assert_true(inotify_add_watch(inotify_fd, path, IN_OPEN) >= 0);
}

static void write_passwd(const struct tree *tree, const char *text, size_t len)
{
    CLEANUP_FD int fd = openat(tree->fd, "root/etc/passwd", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

    assert_int_equal(fd_write_all(fd, text, len), 0);
}

static void reads_the_container_s_own_file(void **state ATTR_UNUSED)
{
    CLEANUP_PASSWD struct passwd passwd = {0};
    struct tree tree = {.fd = -1};

    tree_make(&tree);
    mkdirat(tree.fd, "root/etc", 0755);
    write_passwd(&tree, "app:x:101:101:::\n", 17);
    assert_int_equal(passwd_read(tree.fd, &passwd), 0);
    assert_string_equal(passwd_find(&passwd, 101), "app");
    tree_remove(&tree);
}

static void follows_no_link_of_the_container_s(void **state ATTR_UNUSED)
{
    struct passwd passwd = {0};
    struct tree tree = {.fd = -1};

    tree_make(&tree);
    symlinkat("/etc", tree.fd, "root/etc");
    assert_int_equal(passwd_read(tree.fd, &passwd), -ENOTDIR);
    unlinkat(tree.fd, "root/etc", 0);
    mkdirat(tree.fd, "root/etc", 0755);
    symlinkat("/etc/passwd", tree.fd, "root/etc/passwd");
    assert_int_equal(passwd_read(tree.fd, &passwd), -ELOOP);
    tree_remove(&tree);
}

static void waits_for_no_fifo_and_opens_no_device(void **state ATTR_UNUSED)
{
    CLEANUP_FD int opens = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    struct inotify_event event = {0};
    struct passwd passwd = {0};
    struct tree tree = {.fd = -1};

    tree_make(&tree);
    assert_int_equal(passwd_read(tree.fd, &passwd), -ENOENT);
    mkdirat(tree.fd, "root/etc", 0755);
    mkfifoat(tree.fd, "root/etc/passwd", 0644);
    watch_passwd(&tree, opens);
    assert_int_equal(passwd_read(tree.fd, &passwd), -EINVAL);
    assert_true(read(opens, &event, sizeof(event)) < 0);
    assert_int_equal(errno, EAGAIN);
    unlinkat(tree.fd, "root/etc/passwd", 0);
    mkdirat(tree.fd, "root/etc/passwd", 0755);
    assert_int_equal(passwd_read(tree.fd, &passwd), -EINVAL);
    unlinkat(tree.fd, "root/etc/passwd", AT_REMOVEDIR);
    tree_remove(&tree);
}

static void reads_no_more_than_the_limit(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_PASSWD struct passwd passwd = {0};
    struct tree tree = {.fd = -1};

    strbuf_add_text(&text, "app:x:101:101::\n");
    strbuf_add_repeated(&text, 'x', LIMIT_PASSWD - text.len);
    strbuf_add_text(&text, "\nlate:x:5:5:::\n");
    tree_make(&tree);
    mkdirat(tree.fd, "root/etc", 0755);
    write_passwd(&tree, strbuf_text(&text), text.len);
    assert_int_equal(passwd_read(tree.fd, &passwd), 0);
    assert_string_equal(passwd_find(&passwd, 101), "app");
    assert_null(passwd_find(&passwd, 5));
    tree_remove(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_of_a_user_counts),
        cmocka_unit_test(malformed_lines_are_passed_over),
        cmocka_unit_test(an_empty_file_names_nobody),
        cmocka_unit_test(reads_the_container_s_own_file),
        cmocka_unit_test(follows_no_link_of_the_container_s),
        cmocka_unit_test(waits_for_no_fifo_and_opens_no_device),
        cmocka_unit_test(reads_no_more_than_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
