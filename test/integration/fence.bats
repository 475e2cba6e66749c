#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the agent denies itself before it opens its port.

load helpers

setup() {
    AGENT_DIR=
    fake_pid=
}

teardown() {
    [ -z "$fake_pid" ] || kill "$fake_pid"
    [ -z "$AGENT_DIR" ] || agent_ended || agent_signal KILL
}

# probe MODE: every attempt is refused to every thread, and all that is needed works.
probe() {
    local folder
    folder=$(mktemp -d "$BATS_TEST_TMPDIR/probe-XXXXXX")
    "$NSINFO_BIN/../test/fence_probe" "$folder" "$1" >"$BATS_TEST_TMPDIR/tap" ||
        fail "$(grep -A 1 -E '^(not ok|Bail)|^#' "$BATS_TEST_TMPDIR/tap")"
    grep -q "^1\.\.$(grep -c '^ok ' "$BATS_TEST_TMPDIR/tap")\$" "$BATS_TEST_TMPDIR/tap"
    [ "$(grep -c '^ok .* - the first thread: ' "$BATS_TEST_TMPDIR/tap")" -gt 100 ]
    # What the probe tried to create was there before the fence, and nothing that came after.
    [ "$(cat "$folder/file")" = "" ]
}

# The sanitizer's own thread is there before main().
threads_of_agent() {
    local pid
    pid=$(cat "$AGENT_DIR/pid")
    if grep -q __tsan_init "$NSINFO_BIN/nsinfo-agent"; then
        echo "/proc/$pid/status"
    else
        echo "/proc/$pid"/task/*/status
    fi
}

# status_is FIELD VALUE: of each thread.
status_is() {
    local file value
    for file in $(threads_of_agent); do
        value=$(sed -nE "s/^$1:\s+//p" "$file")
        [ "$value" = "$2" ] || fail "$1 of $file is $value, not $2" || return
    done
}

limit_is() {
    local limits
    limits=$(tr -s ' ' <"/proc/$(cat "$AGENT_DIR/pid")/limits")
    grep -q "^$1 $2 $2 " <<<"$limits" || fail "$limits"
}

@test "the fence refuses over 100 attempts to all threads, and lets through what is needed" {
    probe whole
}

@test "the same where runtimes are asked" {
    probe runtimes
}

@test "the same where the API server is asked" {
    probe api-server
}

@test "the same where both are asked" {
    probe both
}

# asked_as WHOM: /hello twice from behind a fence, by the agent's client
asked_as() {
    "$NSINFO_BIN/../test/fence_ask" "$api_url" "$BATS_TEST_TMPDIR/ca.pem" "$BATS_TEST_TMPDIR/token" "$1"
}

@test "the API server can be asked from behind the fence, and only by an agent that asks it" {
    local api_url
    "$root/test/support/make_certs" "$BATS_TEST_TMPDIR"
    echo '[{"path": "/hello", "text": "hello"}]' >"$BATS_TEST_TMPDIR/routes.json"
    echo secret >"$BATS_TEST_TMPDIR/token"
    coproc FAKE { exec "$root/test/support/fake_apiserver.py" "$BATS_TEST_TMPDIR/routes.json" \
        --tls "$BATS_TEST_TMPDIR" --token secret; }
    fake_pid=$FAKE_PID
    read -r api_url <&"${FAKE[0]}"
    run -0 asked_as api-server
    [ "$output" = $'200 hello\n200 hello' ]
    run -1 asked_as nobody
    [ "$output" = "error: connect to the API server at ${api_url#https://}: Operation not permitted" ]
}

@test "the filter of system calls refuses them by itself, to root with all capabilities" {
    probe filter
}

@test "every thread of the agent is fenced, and has SYS_PTRACE alone" {
    agent_start
    [ "$(threads_of_agent | wc -w)" -gt 2 ] || grep -q __tsan_init "$NSINFO_BIN/nsinfo-agent"
    status_is Seccomp 2
    status_is NoNewPrivs 1
    for set in CapPrm CapEff CapBnd; do
        status_is $set 0000000000080000
    done
    for set in CapInh CapAmb; do
        status_is $set 0000000000000000
    done
    agent_stop
}

@test "the agent can have no core dump, and few descriptors and threads" {
    local connections
    connections=$(sed -nE 's/^ *LIMIT_(REFUSED_)?CONNECTIONS_COUNT = ([0-9]+),.*/\2/p' \
        "$root/common/model/limits.h" | paste -sd+)
    agent_start
    limit_is 'Max core file size' 0
    limit_is 'Max processes' 64
    # Valgrind keeps the descriptors' hard limit, and some of them, for itself.
    [ -n "${NSINFO_WRAP:-}" ] || limit_is 'Max open files' $((connections + 368))
    agent_stop
}

@test "started without any capability it has none, and runs" {
    NSINFO_WRAP="setpriv --bounding-set=-all --inh-caps=-all ${NSINFO_WRAP:-}" \
        agent_start --proc-root="$root/test/fixtures/proc"
    for set in CapPrm CapEff CapBnd CapInh CapAmb; do
        status_is $set 0000000000000000
    done
    ask /v1/node
    [ "$code" = 200 ]
    agent_stop
}
