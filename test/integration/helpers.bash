# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034 # what the tests use
# The agent as it was built, and containers made of nothing but a cgroup that is named like one.
#
# NSINFO_BIN   where the programs are (default: build/dev/bin)
# NSINFO_WRAP  a command to put before the agent, such as valgrind

bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${NSINFO_BIN:=$root/build/dev/bin}"
here=$root/test/integration
python=/usr/bin/python3

fail() {
    echo "$*" >&2
    return 1
}

# wait_for SECONDS COMMAND…: until it succeeds.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || fail "in vain waited for: $*" || return
        sleep 0.02
    done
}

# ---- the agent

agent_listens() {
    grep -q 'listen' "$AGENT_DIR/log" 2>/dev/null || [ -s "$AGENT_DIR/rc" ]
}

# Plain HTTP, but where a test is about TLS; and every caller is trusted, but where it is about them.
AGENT_SCHEME_FLAG=--plain-http
AGENT_AUTHORIZATION_FLAG=--authorization-mode=AlwaysAllow

# agent_start [FLAG…]: on a free port of 127.0.0.1, which is in AGENT_PORT then.
agent_start() {
    AGENT_DIR=$(mktemp -d "$BATS_FILE_TMPDIR/agent-XXXXXX")
    (
        rc=0
        # shellcheck disable=SC2016,SC2086 # $$ is the inner shell's; a command and its flags
        sh -c 'echo $$ >"$0/pid"; exec "$@"' "$AGENT_DIR" ${NSINFO_WRAP:-} \
            "$NSINFO_BIN/nsinfo-agent" --listen=127.0.0.1:0 $AGENT_SCHEME_FLAG $AGENT_AUTHORIZATION_FLAG "$@" 2>"$AGENT_DIR/log" || rc=$?
        echo $rc >"$AGENT_DIR/rc"
    ) 3>&- &
    wait_for 30 agent_listens
    AGENT_PORT=$(sed -nE 's/.*"(127\.0\.0\.1|\[::1\]):([0-9]+)".*/\2/p' "$AGENT_DIR/log" | head -n 1)
    export AGENT_DIR AGENT_PORT
    [ -n "$AGENT_PORT" ] || fail "the agent did not start: $(cat "$AGENT_DIR/log")"
}

agent_ended() {
    [ -s "$AGENT_DIR/rc" ]
}

agent_signal() {
    kill -"$1" "$(cat "$AGENT_DIR/pid")"
}

# agent_stop [STATUS]: ends it, and holds its exit status to be STATUS, by default 0.
agent_stop() {
    # It may be ending just now, by itself.
    agent_ended || agent_signal TERM 2>/dev/null || true
    wait_for 30 agent_ended
    [ "$(cat "$AGENT_DIR/rc")" = "${1:-0}" ] ||
        fail "the agent ended with $(cat "$AGENT_DIR/rc"): $(cat "$AGENT_DIR/log")"
}

# check_body PATH: holds $body, which came with $code and $content_type, to the API's description.
check_body() {
    "$python" "$root/test/support/openapi_check.py" "$root/docs/agent-api.yaml" "${1%%\?*}" \
        "$code" "${content_type%%;*}" <"$BATS_TEST_TMPDIR/body"
}

# ask PATH [CURL-OPTION…]: sets code, content_type and body.
ask() {
    local path=$1
    shift
    IFS=' ' read -r code content_type < <(curl --silent --show-error --max-time 60 \
        --output "$BATS_TEST_TMPDIR/body" --write-out '%{http_code} %{content_type}\n' "$@" \
        "http://127.0.0.1:$AGENT_PORT$path")
    body=$(cat "$BATS_TEST_TMPDIR/body")
    check_body "$path"
}

# Holds the last reply to be this error.
is_error() {
    local expected
    expected=$(jq -nc --arg code "$2" --arg message "$3" \
        '{apiVersion: "nsinfo/v1", kind: "Error", code: $code, message: $message}')
    [ "$code" = "$1" ] || fail "status $code: $body" || return
    [ "$body" = "$expected" ] || fail "$body"
}

# jq_is FILTER VALUE: what FILTER gives for the last body.
jq_is() {
    local got
    got=$(jq -r "$1" <<<"$body")
    [ "$got" = "$2" ] || fail "$1 is \"$got\", not \"$2\", in: $body"
}

# raw SCENARIO…: bytes that curl would not send; sets code and body to the last reply's.
raw() {
    "$python" "$here/raw_http.py" "$AGENT_PORT" "$@" >"$BATS_TEST_TMPDIR/raw"
    code=$(head -n 1 "$BATS_TEST_TMPDIR/raw")
    tail -n +2 "$BATS_TEST_TMPDIR/raw" >"$BATS_TEST_TMPDIR/body"
    body=$(cat "$BATS_TEST_TMPDIR/body")
    content_type=application/json
}

# ---- containers

# The mount points of the cgroup hierarchies to make containers in, the preferred one first.
cgroup_mounts() {
    awk '$3 == "cgroup" && $4 ~ /name=systemd/ {print $2} $3 == "cgroup2" {print $2}' /proc/mounts
}

# cgroups_make MOUNT: a folder of the test's own there, in CGROUPS.
cgroups_make() {
    CGROUPS=$(mktemp -d "$1/nsinfo-test-XXXXXX") || skip "no cgroup can be made in $1"
    export CGROUPS
}

cgroups_processes() {
    find "$CGROUPS" -name cgroup.procs -exec cat {} +
}

# Ends what is in it, all of which the test has started, and removes it.
cgroups_remove() {
    [ -d "${CGROUPS:-/nonexistent}" ] || return 0
    local try
    for try in $(seq 500); do
        cgroups_processes | xargs --no-run-if-empty kill -KILL 2>/dev/null || true
        find "$CGROUPS" -depth -type d -exec rmdir {} \; 2>/dev/null
        [ -d "$CGROUPS" ] || return 0
        sleep 0.02
    done
    fail "$CGROUPS is still there after $try tries"
}

# A new container's ID.
new_id() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

pod_uid=7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f

# cgroup_of ID: makes the container's cgroup as kubelet does, and prints its path.
cgroup_of() {
    local path=$CGROUPS/kubepods/burstable/pod$pod_uid/$1
    mkdir -p "$path"
    echo "$path"
}

# container_start ID [OPTION…]: a process in a cgroup of that name, by container.py; its PID is in
# container_pid once it is ready.
container_start() {
    local id=$1 ready
    shift
    ready=$(mktemp -u "$BATS_FILE_TMPDIR/ready-XXXXXX")
    "$python" "$here/container.py" --cgroup "$(cgroup_of "$id")" --ready "$ready" "$@" 3>&- &
    wait_for 90 test -s "$ready"
    container_pid=$(cat "$ready")
}
