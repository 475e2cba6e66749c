#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Containers of unusual size, shape and descent, on the live kernel.

load helpers

setup_file() {
    agent_start
}

teardown_file() {
    agent_stop
}

setup() {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    id=$(new_id)
    other=$(new_id)
}

teardown() {
    cgroups_remove
}

ask_container() {
    ask "/v1/containers?id=containerd://$1&processes=true"
    [ "$code" = 200 ]
}

# start_in ID CGROUP: as container_start, in that cgroup.
start_in() {
    local ready
    ready=$(mktemp -u "$BATS_FILE_TMPDIR/ready-XXXXXX")
    mkdir -p "$2"
    "$python" "$here/container.py" --cgroup "$2" --ready "$ready" 3>&- &
    wait_for 30 test -s "$ready"
    container_pid=$(cat "$ready")
}

@test "a thousand processes are all listed" {
    container_start "$id" --children 999
    ask_container "$id"
    jq_is '.items[0].processes | length' 1000
    jq_is .items[0].truncated false
    diff <(sort -n "$(cgroup_of "$id")/cgroup.procs") <(jq '.items[0].processes[].pid' <<<"$body")
}

@test "of 2 MB of arguments the beginning is told, and that it is that" {
    container_start "$id" --arguments 2000000
    wait_for 30 grep -q sleep "/proc/$(sort -n "$(cgroup_of "$id")/cgroup.procs" | tail -n 1)/cmdline"
    ask_container "$id"
    jq_is '.items[0].processes[1].commandTruncated' true
    jq_is '.items[0].processes[1].command[2]' "$(printf '%01000d' 0)"
    jq_is '[.items[0].processes[1].command[] | length] | add | . > 32000 and . <= 32768' true
    jq_is '.items[0].processes[0] | has("commandTruncated")' false
}

@test "any bytes may stand in an argument" {
    container_start "$id" --argument 0a1b5b324a29205c22ff80e282ac # LF, ESC [2J, ) \ ", 0xff, 0x80, euro
    ask_container "$id"
    jq_is '.items[0].processes[1].command[3] | tojson' '"\n\u001b[2J) \\\"��€"'
}

@test "a hundred threads are one process" {
    container_start "$id" --threads 100
    ask_container "$id"
    jq_is '.items[0].processes | length' 1
    jq_is .items[0].processes[0].threads 101
}

@test "of an ID inside an ID the one that was asked for wins, and the node tells the pod's" {
    container_start "$id"
    local outer=$container_pid
    start_in "$other" "$(cgroup_of "$id")/docker/$other"
    ask_container "$other"
    jq_is '[.items[].pid] | tojson' "[$container_pid]"
    jq_is '[.items[0].processes[].pid] | tojson' "[$container_pid]"
    ask_container "$id"
    jq_is .items[0].pid "$outer"
    jq_is '[.items[0].processes[].pid] | sort == ['"$outer,$container_pid"'] | tostring' true
    ask /v1/node
    jq_is "[.items[] | select(.id | endswith(\"$id\") or endswith(\"$other\")) | .pid] | tojson" "[$outer]"
}

@test "an init process whose parent has died is the init process still" {
    local ready=$BATS_TEST_TMPDIR/ready
    # shellcheck disable=SC2016 # the inner shell's
    sh -c '"$@" & exit' sh "$python" "$here/container.py" --cgroup "$(cgroup_of "$id")" \
        --ready "$ready" --children 2 3>&-
    wait_for 30 test -s "$ready"
    ask_container "$id"
    jq_is .items[0].pid "$(cat "$ready")"
    jq_is '.items[0].processes | length' 3
}

# shared_start PAUSE-ID ID: two containers in one PID namespace, whose PID 1 is in the first.
shared_start() {
    # shellcheck disable=SC2016 # the inner shell's
    unshare --pid --fork --kill-child -- sh -c '
        echo 0 >"$1/cgroup.procs"
        (echo 0 >"$2/cgroup.procs"; sleep 300; :) &
        wait' sh "$(cgroup_of "$1")" "$(cgroup_of "$2")" 3>&- &
    wait_for 30 has_lines 2 "$(cgroup_of "$2")/cgroup.procs"
}

has_lines() {
    [ "$(wc -l <"$2")" = "$1" ]
}

@test "in a PID namespace of the pod each container has its own init process" {
    shared_start "$other" "$id"
    local pause app
    read -r pause <"$(cgroup_of "$other")/cgroup.procs"
    app=$(sort -n "$(cgroup_of "$id")/cgroup.procs" | head -n 1)
    ask "/v1/containers?id=docker://$id&id=docker://$other&processes=true"
    jq_is '[.items[].pid] | tojson' "[$app,$pause]"
    jq_is '.items[0].namespaces.pid == .items[1].namespaces.pid' true
    jq_is '[.items[].processes | length] | tojson' '[2,1]'
    jq_is '.items[0].processes[0].nsPids | length > 1' true
}

@test "what is executed in a PID namespace of a container's own is not its init process" {
    # shellcheck disable=SC2016 # the inner shell's
    unshare --pid --fork --kill-child -- sh -c 'echo 0 >"$1/cgroup.procs"; exec sleep 300' \
        sh "$(cgroup_of "$id")" 3>&- &
    wait_for 30 has_lines 1 "$(cgroup_of "$id")/cgroup.procs"
    local init
    read -r init <"$(cgroup_of "$id")/cgroup.procs"
    # shellcheck disable=SC2016
    nsenter --target "$init" --pid -- sh -c 'echo 0 >"$1/cgroup.procs"; exec sleep 300' \
        sh "$(cgroup_of "$id")" 3>&- &
    wait_for 30 has_lines 2 "$(cgroup_of "$id")/cgroup.procs"
    ask_container "$id"
    jq_is .items[0].pid "$init"
    jq_is '.items[0].processes | length' 2
    kill -KILL "$init"
    wait_for 30 test ! -e "/proc/$init"
    ask_container "$id"
    jq_is '[.errors[].code] | tojson' '["NotFound"]'
}

@test "the node's kernel threads are in no container" {
    container_start "$id"
    ask '/v1/node?processes=true'
    jq_is "[.items[] | select(.id | endswith(\"$id\")) | .processes[].pid] | tojson" "[$container_pid]"
    jq_is '[.items[].processes[] | select(.ppid == 2 and .command == [])] | length' 0
}
