#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent's answer without a server: nsinfo-agent inspect.

load helpers

setup_file() {
    agent_start --node-name=node-a
}

teardown_file() {
    agent_stop
}

setup() {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    id=$(new_id)
    absent=$(new_id)
}

teardown() {
    cgroups_remove
}

# inspect FLAG…: sets status, output and stderr.
inspect() {
    # shellcheck disable=SC2086 # a command and its flags
    run --separate-stderr ${NSINFO_WRAP:-} "$NSINFO_BIN/nsinfo-agent" inspect "$@"
}

# Without what changes from one moment to the next.
steady() {
    jq 'del(.node.time, .node.uptimeMilliseconds) | del(.items[].processes[]? | .cpuSeconds, .residentBytes, .state)' <<<"$1"
}

# Holds $output to be an answer to PATH in the API's description.
is_reply() {
    code=200
    content_type=application/json
    printf '%s' "$output" >"$BATS_TEST_TMPDIR/body"
    check_body "$1"
}

@test "its JSON is the server's" {
    container_start "$id" --children 3
    local path="/v1/containers?id=containerd://$id&id=docker://$absent&processes=true"
    ask "$path"
    inspect --node-name=node-a --processes -o json "containerd://$id" "docker://$absent"
    [ "$status" -eq 1 ]
    is_reply "$path"
    [ "$(jq '.items[0].processes | length' <<<"$output")" = 4 ]
    diff <(steady "$body") <(steady "$output")
}

@test "the JSON of all containers is that of the node" {
    container_start "$id"
    inspect --all -o json
    [ "$status" -eq 0 ]
    is_reply /v1/node
    [ "$(jq -r .kind <<<"$output")" = NodeReport ]
    [ "$(jq ".items[] | select(.id == \"$id\") | .pid" <<<"$output")" = "$container_pid" ]
}

@test "an ID without its runtime is taken as it is" {
    container_start "$id"
    inspect -o json "$id"
    [ "$status" -eq 0 ]
    [ "$(jq -r .items[0].id <<<"$output")" = "$id" ]
    [ "$(jq .items[0].pid <<<"$output")" = "$container_pid" ]
}

@test "the table has the inodes that the process has" {
    container_start "$id"
    inspect "docker://$id"
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    [ "${#lines[@]}" -eq 2 ]
    local kind heads cells
    read -ra heads <<<"${lines[0]}"
    read -ra cells <<<"${lines[1]}"
    [ "${heads[*]}" = "CONTAINER PID PIDNS NET MNT IPC UTS USER CGROUP TIME POD UID" ]
    [ "${cells[0]}" = "${id:0:12}" ]
    [ "${cells[1]}" = "$container_pid" ]
    [ "${cells[10]}" = "$pod_uid" ]
    local place=2
    for kind in pid net mnt ipc uts user cgroup time; do
        [ "${cells[place]}" = "$(stat -L -c %i "/proc/$container_pid/ns/$kind")(node)" ]
        place=$((place + 1))
    done
}

@test "the processes follow in tables of their own" {
    container_start "$id" --name 611b5b324a # a, ESC, [2J
    inspect --processes "docker://$id"
    [ "$status" -eq 0 ]
    [ "${lines[2]}" = "docker://$id" ]
    [[ ${lines[3]} == PID*PPID*NSPID*USER*STATE*COMMAND ]]
    [[ ${lines[4]} == "$container_pid "*container.py* ]]
    [[ $output != *$'\033'* ]]
}

@test "an ID that is not there fails with status 1, and the others are shown" {
    container_start "$id"
    inspect "docker://$absent" "$id"
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[1]} == "${id:0:12} "* ]]
    [ "$stderr" = "error: container \"docker://$absent\": no such container on this node (cgroup: no process has the ID in its cgroup path)" ]
}

@test "a node without containers is no failure" {
    mkdir -p "$BATS_TEST_TMPDIR/proc/1"
    cp "$root/test/fixtures/proc/1/stat" "$BATS_TEST_TMPDIR/proc/1/stat"
    inspect --all --proc-root="$BATS_TEST_TMPDIR/proc"
    [ "$status" -eq 0 ]
    [ "$output" = "" ]
    [ "$stderr" = "no containers found" ]
}

@test "a folder that is no /proc is not taken for a node without containers" {
    inspect --all --proc-root="$BATS_TEST_TMPDIR"
    [ "$status" -eq 1 ]
    [ "$output" = "" ]
    [ "$stderr" = 'error: proc root shows no PID 1: read "1/stat": No such file or directory' ]
}

@test "a wrong command line is refused with status 2" {
    inspect
    [ "$status" -eq 2 ]
    [ "${stderr_lines[0]}" = 'error: inspect needs a container ID or "--all"' ]
    inspect --all "$id"
    [ "$status" -eq 2 ]
    inspect "docker://${id:1}"
    [ "$status" -eq 2 ]
    [ "${stderr_lines[0]}" = "error: container ID \"docker://${id:1}\" does not have 64 lower-case hex digits after \"://\"" ]
}

@test "a proc root that is not there fails with status 1" {
    inspect --all --proc-root=/nonexistent
    [ "$status" -eq 1 ]
    [ "$stderr" = 'error: open proc root "/nonexistent": No such file or directory' ]
}

@test "an answer that cannot be written is a failure" {
    # shellcheck disable=SC2086,SC2016
    run -1 sh -c '"$@" >/dev/full' sh ${NSINFO_WRAP:-} "$NSINFO_BIN/nsinfo-agent" inspect --all -o json
    [ "$output" = "error: write to standard output: No space left on device" ]
}
