#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The inodes that the agent reports, against those that the processes read of themselves.

load helpers

kinds=(pid net mnt ipc uts user cgroup time)

setup_file() {
    agent_start
}

teardown_file() {
    agent_stop
}

setup() {
    holder=
}

teardown() {
    cgroups_remove
    [ -z "$holder" ] || { agent_stop && kill -KILL "$holder"; }
}

# namespaces_start ID FLAG…: a container in the namespaces that the flags of unshare(1) make, which
# goes into its cgroup, writes what it reads of itself to a file of its ID, and waits.
namespaces_start() {
    local id=$1 cgroup
    shift
    cgroup=$(cgroup_of "$id")
    # shellcheck disable=SC2016 # the inner shell's
    unshare --fork "$@" -- sh -c '
        echo 0 >"$1/cgroup.procs"
        cd /proc/self/ns && stat -L -c "%n %i %d" pid net mnt ipc uts user cgroup time >"$2.part"
        mv "$2.part" "$2"
        exec sleep 300' sh "$cgroup" "$BATS_TEST_TMPDIR/own/$id" 3>&- &
}

# The flags of unshare(1) for the kinds whose bits are set in a number from 0 to 255.
flags_of() {
    local long=(--pid --net --mount --ipc --uts --user --cgroup --time) bit
    for bit in "${!long[@]}"; do
        [ $((${1} >> bit & 1)) -eq 0 ] || echo "${long[bit]}"
    done
}

own_are_there() {
    [ "$(find "$BATS_TEST_TMPDIR/own" -type f ! -name '*.part' | wc -l)" -eq "$1" ]
}

# "ID KIND INODE DEVICE" a line, as the processes say.
own_lines() {
    local file
    for file in "$BATS_TEST_TMPDIR"/own/*; do
        sed "s/^/$(basename "$file") /" "$file"
    done | sort
}

# The same of the agent's reply.
reported_lines() {
    jq -r '.items[] | (.id | sub(".*://"; "")) as $id | .namespaces | to_entries[] |
        "\($id) \(.key) \(.value.inode) \(.value.device)"' <<<"$body"
}

reported_of_all() {
    local ids
    for ids in $(cd "$BATS_TEST_TMPDIR/own" && printf 'id=containerd://%s\n' * | xargs -n 64 | tr ' ' '&'); do
        ask "/v1/containers?$ids" >&2
        reported_lines
    done | sort
}

compare_all() {
    diff <(own_lines) <(reported_of_all)
}

every_combination() {
    mkdir "$BATS_TEST_TMPDIR/own"
    local number flags
    for number in $(seq 0 255); do
        mapfile -t flags < <(flags_of "$number")
        namespaces_start "$(printf '%064x' "$number")" "${flags[@]}"
    done
    wait_for 60 own_are_there 256
    compare_all
}

@test "every combination of own and shared namespaces is told as the processes see it" {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    every_combination
}

has_cgroup2() {
    grep -q ' /sys/fs/cgroup cgroup2 ' "/proc/$holder/mounts"
}

@test "with cgroup version 2 alone on /sys/fs/cgroup it is told as well" {
    # In a mount namespace that the agent, too, is in, and that no user namespace can look into.
    unshare --mount sh -c 'mount -t cgroup2 none /sys/fs/cgroup && exec sleep 300' 3>&- &
    holder=$!
    wait_for 30 has_cgroup2
    NSINFO_WRAP="nsenter --target=$holder --mount ${NSINFO_WRAP:-}" agent_start
    cgroups_make "/proc/$holder/root/sys/fs/cgroup"
    mkdir "$BATS_TEST_TMPDIR/own"
    namespaces_start "$(new_id)"
    namespaces_start "$(new_id)" --pid --net --mount --ipc --uts --cgroup --time
    wait_for 30 own_are_there 2
    compare_all
}

@test "in another hierarchy, the second of the machine, it is told as well" {
    mapfile -t mounts < <(cgroup_mounts)
    [ "${#mounts[@]}" -gt 1 ] || skip "the machine has one cgroup hierarchy only"
    cgroups_make "${mounts[1]}"
    mkdir "$BATS_TEST_TMPDIR/own"
    namespaces_start "$(new_id)"
    namespaces_start "$(new_id)" --pid --net --mount --ipc --uts --user --cgroup --time
    wait_for 30 own_are_there 2
    compare_all
}

@test "the node lists the same containers with the same inodes" {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    mkdir "$BATS_TEST_TMPDIR/own"
    namespaces_start "$(new_id)" --net
    namespaces_start "$(new_id)" --pid --mount
    wait_for 30 own_are_there 2
    ask '/v1/node?processes=true'
    diff <(own_lines) <(reported_lines | grep -F -f <(ls "$BATS_TEST_TMPDIR/own") | sort)
}

@test "the node's own namespaces are known, and shared ones are told to be those" {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    mkdir "$BATS_TEST_TMPDIR/own"
    local id
    id=$(new_id)
    namespaces_start "$id" --net
    wait_for 30 own_are_there 1
    ask "/v1/containers?id=docker://$id"
    jq_is '.node.namespaces | keys | length' "${#kinds[@]}"
    jq_is '[.node.namespaces[] | select(.unknown)] | length' 0
    jq_is '.items[0].namespaces.net.inode == .node.namespaces.net.inode' false
}

@test "a process in a nested user namespace belongs to the container it was made in" {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    local id cgroup
    id=$(new_id)
    cgroup=$(cgroup_of "$id")
    # shellcheck disable=SC2016
    unshare --user --map-root-user --fork -- sh -c '
        echo 0 >"$1/cgroup.procs"
        unshare --user --map-root-user --fork -- sleep 300 &
        until readlink /proc/$!/ns/user >"$2.part"; do :; done
        sleep 0.3
        readlink /proc/self/ns/user >"$2"
        exec sleep 300' sh "$cgroup" "$BATS_TEST_TMPDIR/outer" 3>&- &
    wait_for 30 test -s "$BATS_TEST_TMPDIR/outer"
    ask "/v1/containers?id=docker://$id&processes=true"
    jq_is '"user:[\(.items[0].namespaces.user.inode)]"' "$(cat "$BATS_TEST_TMPDIR/outer")"
    jq_is '[.items[0].processes[].command[0]] | sort | join(" ")' 'sleep sleep unshare'
    jq_is '[.items[0].processes[].uid] | unique | tojson' '[0]'
}
