// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "test/unit/unit.h"

// A pipe that holds text and is closed for writing.
static int pipe_with(const char *text)
{
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(fd_write_all(ends[1], text, strlen(text)), 0);
    close(ends[1]);
    return ends[0];
}

static void a_file_is_read_to_its_end(void **state)
{
    (void)state;
    CLEANUP_FD int fd = pipe_with("hello");
    CLEANUP_STRBUF struct strbuf buf = {0};

    assert_int_equal(fd_read_all(fd, &buf), 0);
    assert_string_equal(strbuf_text(&buf), "hello");
}

static void a_file_of_just_the_limit_is_whole_and_one_byte_more_is_too_large(void **state)
{
    (void)state;
    CLEANUP_FD int fits = pipe_with("12345");
    CLEANUP_FD int large = pipe_with("123456");
    CLEANUP_STRBUF struct strbuf fitting = STRBUF_LIMITED(5);
    CLEANUP_STRBUF struct strbuf cut = STRBUF_LIMITED(5);

    assert_int_equal(fd_read_all(fits, &fitting), 0);
    assert_int_equal(fd_read_all(large, &cut), -EFBIG);
    assert_string_equal(strbuf_text(&cut), "12345");
}

// Each packet takes a read of its own.
static void what_comes_in_many_small_pieces_is_read_to_its_end(void **state)
{
    enum { PIECES = 200 };
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    for (int i = 0; i < PIECES; i++)
        assert_int_equal(write(ends[1], "x", 1), 1);
    close(ends[1]);
    CLEANUP_FD int fd = ends[0];
    assert_int_equal(fd_read_all(fd, &buf), 0);
    assert_int_equal(buf.len, PIECES);
}

static void a_path_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read("/nowhere/at/all", &buf, &err), -1);
    assert_error(&err, ERROR_NOT_FOUND, "read \"/nowhere/at/all\": No such file or directory");
    assert_int_equal(file_read("/", &buf, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, "read \"/\": Is a directory");
}

static void a_file_over_the_limit_is_named_with_the_limit(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = STRBUF_LIMITED(3);
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read("/proc/version", &buf, &err), -1);
    assert_error(&err, ERROR_TOO_LARGE, "read \"/proc/version\": it is larger than 3 bytes");
}

static void a_descriptor_taken_over_is_not_closed(void **state)
{
    (void)state;
    CLEANUP_FD int fd = pipe_with("");
    CLEANUP_FD int taken = steal_fd(&fd);

    assert_int_equal(fd, -1);
    assert_true(fcntl(taken, F_GETFD) >= 0);
}

static void closing_keeps_errno(void **state)
{
    (void)state;
    int fd = 1 << 20;

    errno = ENOENT;
    close_fd(&fd);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_to_its_end),
        cmocka_unit_test(a_file_of_just_the_limit_is_whole_and_one_byte_more_is_too_large),
        cmocka_unit_test(what_comes_in_many_small_pieces_is_read_to_its_end),
        cmocka_unit_test(a_path_that_cannot_be_read_is_named),
        cmocka_unit_test(a_file_over_the_limit_is_named_with_the_limit),
        cmocka_unit_test(a_descriptor_taken_over_is_not_closed),
        cmocka_unit_test(closing_keeps_errno),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
