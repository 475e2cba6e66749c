#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Containers that make their readers wait: each costs its own field, and nobody else's answer.

load helpers

setup() {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    id=$(new_id)
    own="[.items[] | select(.cgroup | startswith(\"/${CGROUPS##*/}/\"))]"
    holdups=()
    agent_start
}

teardown() {
    holdups_end
    agent_stop
    cgroups_remove
}

# ---- what holds up

# holdup_start ID MODE [WORD…]: the program test/holdup; the init process's PID is in init then, and
# those of the others, which are held up, in the array held. (Not by pgrep, which they hold up.)
holdup_start() {
    local ready id=$1
    shift
    [ "$1" = unserved ] || [ -e /dev/fuse ] || skip "the kernel has no FUSE"
    ready=$(mktemp -u "$BATS_TEST_TMPDIR/ready-XXXXXX")
    "$NSINFO_BIN/../test/holdup" "$(cgroup_of "$id")" "$ready" "$@" 3>&- &
    holdups+=($!)
    wait_for 60 test -s "$ready"
    init=$(head -n 1 "$ready")
    mapfile -t held < <(tail -n +2 "$ready")
}

# Before anything else: until their file systems are gone, some of their processes cannot be killed.
holdups_end() {
    local pid
    for pid in "${holdups[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    holdups=()
}

# A file for holdup to mount over, in its own mount namespace.
mount_point() {
    touch "$BATS_TEST_TMPDIR/point"
    echo "$BATS_TEST_TMPDIR/point"
}

container_root() {
    mkdir -p "$BATS_TEST_TMPDIR/root/etc"
    printf 'inner:x:0:0::/:\n' >"$BATS_TEST_TMPDIR/root/etc/passwd"
    echo "$BATS_TEST_TMPDIR/root"
}

# How many processes stand for a thousand.
thousand() {
    [ -n "${NSINFO_WRAP:-}" ] && echo 200 || echo 1000
}

# ---- what is asked

# ask_container ID: with processes; a wait without end is seen to be one.
ask_container() {
    ask "/v1/containers?id=containerd://$1&processes=true" --max-time 50
    [ "$code" = 200 ]
}

# How many of the last answer's processes, in containers of this test, have known arguments.
known() {
    jq "[$own[].processes[] | select(has(\"command\"))] | length" <<<"$body"
}

metric() {
    curl --silent --max-time 10 "http://127.0.0.1:$AGENT_PORT/metrics" | sed -n "s/^$1 //p"
}

metric_is() {
    [ "$(metric "$1")" = "$2" ]
}

threads() {
    sed -n 's/^Threads:\t//p' "/proc/$(cat "$AGENT_DIR/pid")/status"
}

has_threads_at_most() {
    [ "$(threads)" -le "$1" ]
}

# A reader does hang there. Not for a folder that does not answer: whoever else looks for the same
# name waits for the first one's answer, and then cannot be killed (fs/dcache.c, d_wait_lookup()).
holds_up() {
    run -124 timeout 1 cat "$1"
}

# ---- arguments

@test "arguments that are held up are unknown, and all else is there" {
    local folder
    folder=$(container_root)
    container_start "$id" --root "$folder" --children 2
    holdup_start "$id" locked "$(mount_point)" 1
    holds_up "/proc/${held[0]}/cmdline"
    ask_container "$id"
    jq_is '.items[0] | [.pid, (.processes | length), .truncated] | tojson' "[$container_pid,5,false]"
    jq_is '[.items[0].processes[] | select(has("command") | not) | .pid] | tojson' "[${held[0]}]"
    jq_is '[.items[0].processes[].user] | unique | tojson' '["inner"]'
    jq_is ".items[0].processes[] | select(.pid == ${held[0]}) | [.name, .threads] | tojson" \
        '["holdup",3]'
    metric_is nsinfo_agent_readers_held_up 1
    metric_is nsinfo_agent_reads_given_up_total 1
    ask_container "$id" # for which it is known by now: no other thread is lost
    [ "$(known)" = 4 ]
    metric_is nsinfo_agent_reads_given_up_total 1
    ask "/v1/node?processes=true" --max-time 50
    jq_is "$own | [.[].processes | length] | tojson" '[5]'
    holdups_end
    wait_for 30 metric_is nsinfo_agent_readers_held_up 0
}

@test "arguments that userfaultfd never delivers are unknown" {
    container_start "$id" --children 1
    holdup_start "$id" unserved 2
    ask_container "$id"
    jq_is '[.items[0].processes[] | select(has("command") | not) | .pid] | sort | tojson' \
        "[${held[0]},${held[1]}]"
    [ "$(known)" = 3 ]
}

@test "the command line says that arguments are unknown" {
    holdup_start "$id" locked "$(mount_point)" 1
    # What a thread holds that is given up is not freed, which valgrind would report.
    run -0 --separate-stderr timeout 50 "$NSINFO_BIN/nsinfo-agent" inspect --processes "$id"
    [[ $output == *"[holdup] <unknown>"* ]]
}

# thousand_of MODE [WORD]: in one container, while others are asked for.
thousand_of() {
    local other asker askers=() count
    count=$(thousand)
    other=$(new_id)
    container_start "$other" --children 1
    holdup_start "$id" "$@" "$count"
    for asker in 1 2 3 4; do
        curl --silent --max-time 55 --output "$BATS_TEST_TMPDIR/body-$asker" \
            "http://127.0.0.1:$AGENT_PORT/v1/containers?id=c://$id&id=c://$other&processes=true" 3>&- &
        askers+=($!)
    done
    for asker in 1 2 3; do
        ask_container "$other"
        jq_is '[.items[0].processes[] | [has("command"), has("user")]] | unique | tojson' \
            '[[true,true]]'
        has_threads_at_most 14
    done
    for asker in "${askers[@]}"; do
        wait "$asker"
    done
    for asker in 1 2 3 4; do
        body=$(cat "$BATS_TEST_TMPDIR/body-$asker")
        jq_is "[.items[] | select(.id | endswith(\"$other\")) | .processes[] | has(\"command\")] |
            unique | tojson" '[true]'
        jq_is ".items[] | select(.id | endswith(\"$id\")) | .processes | length" $((count + 1))
    done
    has_threads_at_most 14
}

@test "a thousand processes whose arguments are held up stop nobody else's answer" {
    thousand_of locked "$(mount_point)"
    # Two, and one more for a request that was at it too when they were given up.
    [ "$(metric nsinfo_agent_readers_held_up)" -ge 2 ]
    [ "$(metric nsinfo_agent_readers_held_up)" -le 3 ]
    holdups_end
    wait_for 30 metric_is nsinfo_agent_readers_held_up 0
    wait_for 30 has_threads_at_most 8
}

@test "a thousand processes with arguments of userfaultfd stop nobody else's answer" {
    thousand_of unserved
}

@test "more containers than a request can wait for cost it no more, and the next ones nothing" {
    local path="/v1/containers?processes=true" number
    for number in $(seq 12); do
        holdup_start "$id" locked "$(mount_point)" 1
        path+="&id=c://$id"
        id=$(new_id)
    done
    container_start "$id"
    path+="&id=c://$id"
    for number in $(seq 12); do
        ask "$path" --max-time 50
        [ "$code" = 200 ]
        jq_is "$own | length" 13
        [ "$(known)" -lt 13 ] || break
    done
    [ "$(known)" = 13 ] # of each container the init process, and of none the one that is held up
    metric_is nsinfo_agent_readers_held_up 12
    holdups_end
    wait_for 30 metric_is nsinfo_agent_readers_held_up 0
    wait_for 30 has_threads_at_most 8
}

# ---- the names of users

# Users of the container have numbers, and the rest of it is there.
has_numbers_for_names() {
    ask_container "$id"
    jq_is '.items[0].processes | length' 1
    jq_is '.items[0].processes[0] | [.uid, has("user"), has("command")] | tojson' '[0,false,true]'
}

@test "a passwd on a file system that never answers leaves users their numbers" {
    local mode
    for mode in passwd etc root; do
        holdup_start "$id" "$mode" "$(container_root)"
        has_numbers_for_names
        [ $mode != passwd ] || holds_up "/proc/$init/root/etc/passwd"
        metric_is nsinfo_agent_readers_held_up 1
        has_numbers_for_names # without another thread
        metric_is nsinfo_agent_readers_held_up 1
        holdups_end
        wait_for 30 metric_is nsinfo_agent_readers_held_up 0
        id=$(new_id)
    done
    metric_is nsinfo_agent_reads_given_up_total 3
}

@test "a passwd that is no file of its own leaves users their numbers, and holds nobody up" {
    local folder kind
    folder=$(container_root)
    mkdir "$BATS_TEST_TMPDIR/outside"
    mv "$folder/etc/passwd" "$BATS_TEST_TMPDIR/outside/passwd"
    for kind in fifo zero tty link; do
        case $kind in
            fifo) mkfifo "$folder/etc/passwd" ;;
            zero) mknod "$folder/etc/passwd" c 1 5 ;;
            tty) mknod "$folder/etc/passwd" c 5 0 ;;
            link) ln -s "$BATS_TEST_TMPDIR/outside/passwd" "$folder/etc/passwd" ;;
        esac
        container_start "$id" --root "$folder"
        has_numbers_for_names
        kill -KILL "$container_pid"
        rm "$folder/etc/passwd"
        id=$(new_id)
    done
    metric_is nsinfo_agent_reads_given_up_total 0
}

@test "of a passwd of 1 GB only the beginning is read" {
    local folder
    folder=$(container_root)
    truncate --size=1G "$folder/etc/passwd"
    container_start "$id" --root "$folder"
    ask_container "$id"
    jq_is '.items[0].processes[0].user' inner
    metric_is nsinfo_agent_reads_given_up_total 0
}

# ---- the agent's own end

@test "it ends at once with status 0 while readers are held up" {
    agent_stop
    NSINFO_WRAP= agent_start # see above
    holdup_start "$id" locked "$(mount_point)" 2
    holdup_start "$(new_id)" passwd "$(container_root)"
    ask "/v1/node?processes=true" --max-time 50
    [ "$(metric nsinfo_agent_readers_held_up)" -ge 3 ]
    agent_signal TERM
    wait_for 30 agent_ended
    [ "$(cat "$AGENT_DIR/rc")" = 0 ]
    [[ $(tail -n 1 "$AGENT_DIR/log") == *" info stopped" ]]
}
