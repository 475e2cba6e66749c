#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The processes of a container, as the live kernel has them.

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
}

teardown() {
    cgroups_remove
}

ask_container() {
    ask "/v1/containers?id=containerd://$id&processes=true"
    [ "$code" = 200 ]
}

@test "the process list is the cgroup's" {
    container_start "$id" --children 20
    ask_container
    jq_is .items[0].pid "$container_pid"
    jq_is .items[0].podUID "$pod_uid"
    diff <(sort -n "$(cgroup_of "$id")/cgroup.procs") <(jq '.items[0].processes[].pid' <<<"$body")
}

@test "arguments, parent, user, threads and state are the process's" {
    container_start "$id" --uid 12345 --threads 3
    ask_container
    jq_is '.items[0].processes[0].command[0]' "$python"
    jq_is '.items[0].processes[0].command | index("--threads") > 0' true
    jq_is .items[0].processes[0].uid 12345
    jq_is .items[0].processes[0].threads 4
    jq_is .items[0].processes[0].nsPids[0] "$container_pid"
    jq_is .items[0].processes[0].ppid "$(awk '{print $4}' "/proc/$container_pid/stat")"
    jq_is '.items[0].processes[0].residentBytes > 1000000' true
    jq_is '[.items[0].processes[0].state] | inside(["S", "R"])' true
}

@test "the start time is the kernel's" {
    local before after
    before=$(date +%s)
    container_start "$id"
    after=$(date +%s)
    ask_container
    jq_is "(.items[0].startTime | fromdate) as \$t | \$t >= $before - 2 and \$t <= $after + 2" true
}

@test "a user's name is the container's and not the host's" {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc"
    printf 'root:x:0:0::/:\nbroken line\nnginx:x:33:33::/:\nsecond:x:33:33::/:\n' \
        >"$BATS_TEST_TMPDIR/root/etc/passwd"
    container_start "$id" --root "$BATS_TEST_TMPDIR/root" --uid 33 --children 1
    ask_container
    jq_is '[.items[0].processes[].user] | sort | join(" ")' 'nginx root'
}

@test "a user whom the container does not know has a number and no name" {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc"
    container_start "$id" --root "$BATS_TEST_TMPDIR/root" --uid 33
    ask_container
    jq_is '.items[0].processes[0] | [.uid, .user] | tojson' '[33,null]'
}

@test "a passwd that leads out of the container is not followed" {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc" "$BATS_TEST_TMPDIR/outside"
    printf 'leaked:x:33:33::/:\n' >"$BATS_TEST_TMPDIR/outside/passwd"
    ln -s "$BATS_TEST_TMPDIR/outside/passwd" "$BATS_TEST_TMPDIR/root/etc/passwd"
    container_start "$id" --root "$BATS_TEST_TMPDIR/root" --uid 33
    ask_container
    jq_is '.items[0].processes[0].user' null
}

@test "a passwd that is a FIFO holds nobody up" {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc"
    mkfifo "$BATS_TEST_TMPDIR/root/etc/passwd"
    container_start "$id" --root "$BATS_TEST_TMPDIR/root" --uid 33
    ask_container
    jq_is '.items[0].processes[0].user' null
}

@test "in a user namespace of its own the names are those of the users inside" {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc"
    printf 'inner:x:0:0::/:\n' >"$BATS_TEST_TMPDIR/root/etc/passwd"
    container_start "$id" --user-namespace "0 100000 1000" --root "$BATS_TEST_TMPDIR/root" || true
    ask_container
    # The process stays the user who made the namespace, whom the map does not have.
    jq_is '.items[0].processes[0] | [.uid, .user] | tojson' '[0,null]'
}

@test "a mapped user has the name of the user inside" {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc"
    printf 'inner:x:7:7::/:\n' >"$BATS_TEST_TMPDIR/root/etc/passwd"
    container_start "$id" --user-namespace "7 0 1" --root "$BATS_TEST_TMPDIR/root"
    ask_container
    jq_is '.items[0].processes[0] | [.uid, .user] | tojson' '[0,"inner"]'
}

@test "any bytes may stand in a process's name" {
    container_start "$id" --name "6129200a28ff29" # a), blank, line feed, (, 0xff, )
    ask_container
    jq_is .items[0].pid "$container_pid"
    jq_is '.items[0].processes[0].name | tojson' '"a) \n(�)"'
    jq_is .items[0].processes[0].ppid "$(sed -n 's/^PPid:\t//p' "/proc/$container_pid/status")"
}

@test "arguments over the limit are cut, and said to be" {
    container_start "$id" --arguments 100000
    ask_container
    jq_is '.items[0].processes | length' 2
    jq_is '.items[0].processes[1].commandTruncated' true
    jq_is '.items[0].processes[1].command | join(" ") | length > 32000' true
    jq_is '.items[0].processes[0] | has("commandTruncated")' false
}

@test "of many processes with long arguments a reply has 8 MiB at most" {
    local name
    name=$(printf '61%.0s' {1..20000}) # in the arguments of all of them
    container_start "$id" --name "$name" --children 400
    for path in "/v1/containers?id=containerd://$id&processes=true" '/v1/node?processes=true'; do
        ask "$path"
        [ "$code" = 200 ]
        [ "$(wc -c <"$BATS_TEST_TMPDIR/body")" -lt $((9 << 20)) ]
        jq -r ".items[] | select(.id | endswith(\"$id\")) | .processes[] | [.commandTruncated,
            (.command | add | length)] | @tsv" "$BATS_TEST_TMPDIR/body" >"$BATS_TEST_TMPDIR/rows"
        [ "$(grep -c '^true' "$BATS_TEST_TMPDIR/rows")" -eq 401 ]
        [ "$(awk '$2 > 32000' "$BATS_TEST_TMPDIR/rows" | wc -l)" -gt 200 ]
        [ "$(awk '$2 == 0' "$BATS_TEST_TMPDIR/rows" | wc -l)" -gt 100 ]
    done
}

@test "more processes than are listed are said to be more" {
    [ "$(cat /proc/sys/kernel/pid_max)" -gt 20000 ] || skip "too few PIDs"
    container_start "$id" --children 4100
    ask_container
    jq_is .items[0].truncated true
    jq_is '.items[0].processes | length' 4096
    jq_is .items[0].pid "$container_pid"
}

@test "of what is executed in a container later, its init process is told" {
    container_start "$id"
    local init=$container_pid
    container_start "$id" --children 2
    ask_container
    jq_is .items[0].pid "$init"
    jq_is '.items[0].processes | length' 4
}

@test "a zombie is listed without arguments where the kernel says whose it is" {
    local v2
    v2=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
    [ -n "$v2" ] || skip "no cgroup v2"
    cgroups_remove
    cgroups_make "$v2"
    container_start "$id" --zombie
    ask_container
    jq_is '.items[0].processes | length' 2
    jq_is '.items[0].processes[1] | [.state, .command] | tojson' '["Z",[]]'
}

@test "a container that ended is not found" {
    container_start "$id"
    kill -KILL "$container_pid"
    wait_for 30 test ! -e "/proc/$container_pid"
    ask "/v1/containers?id=containerd://$id"
    jq_is .errors[0].code NotFound
    jq_is .errors[0].message 'no such container on this node (cgroup: no process has the ID in its cgroup path)'
}

@test "an ID asked for in two spellings is answered once" {
    container_start "$id"
    ask "/v1/containers?id=containerd://$id&id=docker://$id&id=containerd://$id"
    jq_is '.items | length' 1
    jq_is .items[0].id "containerd://$id"
    jq_is '.errors | length' 0
}
