#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What top --watch says that a process uses, beside what top(1) on its node says at the same time.

load helpers

setup_file() {
    make_kube_namespace e2e-watch
    local node
    for node in "${nodes[@]}"; do
        kubectl run "burn-$node" --image=busybox --image-pull-policy=Never --restart=Never --overrides='{"spec":
            {"terminationGracePeriodSeconds": 1, "nodeSelector": {"kubernetes.io/hostname": "'"$node"'"}}}' \
            --command -- sh -c 'while :; do :; done' >/dev/null
    done
    for node in "${nodes[@]}"; do
        kubectl wait --for=condition=Ready "pod/burn-$node" --timeout=60s >/dev/null
    done
}

teardown_file() {
    drop_kube_namespace e2e-watch
}

# mean FIELD: of that field of the lines on standard input, but for the first, which is of the life
mean() {
    awk -v field="$1" 'NR > 1 { sum += $field; count++ } END { print count ? sum / count : -1 }'
}

# watched NODE: its lines of the process, five seconds long
watched() {
    timeout 6 kubectl nsinfo top "burn-$1" -w --interval=1s --no-headers | grep .
}

@test "a process that does nothing else uses what top says on the node" {
    local node pid ours theirs
    for node in "${nodes[@]}"; do
        pid=$(nsinfo top "burn-$node" --no-headers | awk '{print $1}')
        on_node "$node" env TERM=dumb top -b -n 2 -d 5 -p "$pid" >"$BATS_TEST_TMPDIR/top" &
        ours=$(watched "$node" | mean 3)
        wait
        theirs=$(awk -v pid="$pid" '$1 == pid {print $9}' "$BATS_TEST_TMPDIR/top" | mean 1)
        # Other programs take their part, and not at all times the same.
        awk -v a="$ours" -v b="$theirs" 'BEGIN { exit !(a > 0 && b > 0 && a <= 110 && a - b < 20 && b - a < 20) }' ||
            { echo "$node: $ours instead of $theirs" >&2 && return 1; }
    done
}

@test "one that is stopped has used nothing since, whatever it has used before" {
    local node pid
    for node in "${nodes[@]}"; do
        pid=$(nsinfo top "burn-$node" --no-headers | awk '{print $1}')
        on_node "$node" kill -STOP "$pid"
        watched "$node" >"$BATS_TEST_TMPDIR/lines"
        on_node "$node" kill -CONT "$pid"
        awk 'NR == 1 && $3 <= 0 || NR > 1 && $3 != 0 { bad = 1 } END { exit bad || NR < 3 }' "$BATS_TEST_TMPDIR/lines" ||
            { cat "$BATS_TEST_TMPDIR/lines" >&2 && return 1; }
    done
}
