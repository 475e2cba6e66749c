#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The client's code, and so common/'s, is free of what only Linux has: it runs where people work, the
# agent on nodes.

bats_require_minimum_version 1.5.0

cd "$BATS_TEST_DIRNAME/../.." || exit

# Headers of C17, of POSIX.1-2017, and of the three libraries.
headers() {
    tr ' ' '\n' <<'TABLE'
arpa/inet.h ctype.h dirent.h errno.h fcntl.h fnmatch.h glob.h inttypes.h langinfo.h limits.h locale.h netdb.h
netinet/in.h netinet/tcp.h poll.h pthread.h pwd.h regex.h signal.h spawn.h stdarg.h stdatomic.h
stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h strings.h sys/mman.h sys/resource.h sys/select.h
sys/socket.h sys/stat.h sys/time.h sys/types.h sys/un.h sys/utsname.h sys/wait.h termios.h time.h
unistd.h wchar.h wctype.h
sys/ioctl.h
curl/curl.h jansson.h yaml.h
TABLE
}

# "FILE HEADER": what may stand in one place besides, and there behind an #if.
exceptions() {
    cat <<'TABLE'
common/base/xalloc.c malloc.h
TABLE
}

# What Linux alone has, whichever header declares it: system calls, flags, and file systems by name.
words() {
    paste -sd '|' <<'TABLE'
"/proc/
"/sys/
\<(epoll|eventfd|timerfd|signalfd|inotify|fanotify|memfd|pidfd)_
\<(prctl|syscall|unshare|setns|clone|close_range|splice|getrandom|gettid)\(
\<(MSG_NOSIGNAL|SOCK_CLOEXEC|SOCK_NONBLOCK|O_PATH|O_TMPFILE|AT_EMPTY_PATH)\>
TABLE
}

client_sources() {
    git ls-files --cached --others --exclude-standard 'common/*.[ch]' 'kubectl-nsinfo/*.[ch]'
}

# "FILE HEADER" lines on standard input that neither table has.
forbidden_headers() {
    local line
    while read -r line; do
        headers | grep -qxF "${line#* }" || exceptions | grep -qxF "$line" || echo "$line"
    done
}

# Standard input without comments to the end of a line.
forbidden_words() {
    sed 's|//.*||' | grep -nE "$(words)" || true
}

@test "the client and common/ include what other systems have too" {
    client_sources | xargs grep -HoE '^ *# *include +<[^>]+>' |
        sed -E 's/^([^:]+):[^<]*<([^>]+)>/\1 \2/' >"$BATS_TEST_TMPDIR/includes"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/includes")" -gt 100 ]
    run forbidden_headers <"$BATS_TEST_TMPDIR/includes"
    [ "$output" = "" ]
}

@test "nor do they call or open what only Linux has" {
    local file
    client_sources | while read -r file; do
        forbidden_words <"$file" | sed "s|^|$file:|"
    done >"$BATS_TEST_TMPDIR/found"
    [ "$(cat "$BATS_TEST_TMPDIR/found")" = "" ]
}

@test "what is excepted is still there" {
    local file header
    while read -r file header; do
        grep -q "include <$header>" "$file"
    done < <(exceptions)
}

@test "the check sees a header and a word of Linux's" {
    run forbidden_headers <<<"kubectl-nsinfo/flow/pods.c sys/epoll.h"
    [ "$output" = "kubectl-nsinfo/flow/pods.c sys/epoll.h" ]
    run forbidden_headers <<<"kubectl-nsinfo/flow/pods.c malloc.h"
    [ "$output" = "kubectl-nsinfo/flow/pods.c malloc.h" ]
    run forbidden_words <<<'    fd = open("/proc/self/exe", O_RDONLY);'
    [ "$output" = '1:    fd = open("/proc/self/exe", O_RDONLY);' ]
    run forbidden_words <<<'    rc = epoll_wait(fd); // as epoll_wait(2) says'
    [ "$output" != "" ]
    run forbidden_words <<<'// the link in /proc/PID/ns'
    [ "$output" = "" ]
}
