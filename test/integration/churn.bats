#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent's answers while containers and processes come and go as fast as they can, in a PID
# namespace whose numbers are soon used again. An answer is one container in one reply: found, with its
# PID, namespaces and processes, or gone.
#
# NSINFO_CHURN_ANSWERS  how many to wait for

load helpers

setup() {
    AGENT_DIR=
    churn_pid=
    port_file=$BATS_TEST_TMPDIR/port
}

teardown() {
    [ -z "$churn_pid" ] || kill -KILL "$churn_pid" 2>/dev/null || true
    [ -z "$AGENT_DIR" ] || agent_stop
    cgroups_remove
}

# How many answers; a build or a wrapper that makes the agent slow gives fewer in the time there is.
answers() {
    if [ -n "${NSINFO_CHURN_ANSWERS:-}" ]; then
        echo "$NSINFO_CHURN_ANSWERS"
    elif [ -n "${NSINFO_WRAP:-}" ]; then
        echo 1500
    elif grep -qE '__[at]san_init' "$NSINFO_BIN/nsinfo-agent"; then
        echo 15000
    else
        echo 100000
    fi
}

# churn_start ANSWERS: with its PID, as this test sees it, in churn_pid once its /proc is there.
churn_start() {
    (
        rc=0
        # The PID namespace ends with its PID 1, and that one with unshare.
        unshare --mount --pid --fork --mount-proc --kill-child -- "$NSINFO_BIN/../test/churn" \
            "$CGROUPS" "$port_file" "$1" 300 >"$BATS_TEST_TMPDIR/out" 2>&1 || rc=$?
        echo $rc >"$BATS_TEST_TMPDIR/rc"
    ) 3>&- &
    wait_for 30 churn_is_there $!
}

churn_is_there() {
    local unshare
    unshare=$(pgrep --parent "$1" --exact unshare) || return
    churn_pid=$(pgrep --parent "$unshare" --exact churn)
}

churn_ended() {
    [ -s "$BATS_TEST_TMPDIR/rc" ]
}

churn() {
    churn_start "$(answers)"
    agent_start --proc-root="/proc/$churn_pid/root/proc"
    printf '%s' "$AGENT_PORT" >"$port_file.part"
    mv "$port_file.part" "$port_file"
    wait_for 330 churn_ended
    sed 's/^/# /' "$BATS_TEST_TMPDIR/out" >&3
    churn_pid=
    [ "$(cat "$BATS_TEST_TMPDIR/rc")" = 0 ]
}

@test "while containers and processes come and go no answer is wrong" {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    churn
}
