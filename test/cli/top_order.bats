#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo top: in which order the processes of a container are, and as what tree.

load client

# family_report: the container of "single" with five processes, the node's clock at 03:14:05
#   267 ─ 301 ─ 310, 267 ─ 305; 400 came in from outside
family_report() {
    jq -c '
        def process($pid; $ppid; $start; $cpu; $bytes): {pid: $pid, ppid: $ppid, nsPids: [$pid], uid: 0,
            user: "root", state: "S", threads: 1, startTime: "2026-01-02T03:\($start)Z", cpuSeconds: $cpu,
            residentBytes: $bytes, name: "p\($pid)", command: ["p\($pid)"]};
        .items[0].processes = [
            process(267; 216; "04:05"; 60; 1048576),
            process(301; 267; "13:05"; 30; 2097152),
            process(305; 267; "14:05"; 0.5; 4096),
            process(310; 301; "14:03"; 2; 8388608),
            process(400; 1; "04:05"; 90; 0)]' "$fixtures/single.report.json"
}

setup() {
    family_report >"$BATS_TEST_TMPDIR/family.json"
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" 'file: "family.json"'
    } | start_server
}

pids() {
    awk 'NR > 2 {print $1}' <<<"$output" | paste -sd' '
}

@test "without a flag and with --sort-by=pid processes are in the order of their PIDs" {
    local flag
    for flag in "" --sort-by=pid --sort-by=; do
        # shellcheck disable=SC2086
        run_nsinfo top mypod $flag
        expect 0 "mypod/nginx
PID   USER   TIME       COMMAND
267   root   00:01:00   p267
301   root   00:00:30   p301
305   root   00:00:00   p305
310   root   00:00:02   p310
400   root   00:01:30   p400" ""
    done
}

@test "by cpu and by memory what they use of it is shown too" {
    run_nsinfo top mypod --sort-by=cpu
    expect 0 "mypod/nginx
PID   USER   %CPU    RSS     TIME       COMMAND
310   root   100.0   8.0Mi   00:00:02   p310
301   root   50.0    2.0Mi   00:00:30   p301
305   root   50.0    4Ki     00:00:00   p305
400   root   15.0    0       00:01:30   p400
267   root   10.0    1.0Mi   00:01:00   p267" ""
    run_nsinfo top mypod --sort-by memory
    expect 0 "mypod/nginx
PID   USER   %CPU    RSS     TIME       COMMAND
310   root   100.0   8.0Mi   00:00:02   p310
301   root   50.0    2.0Mi   00:00:30   p301
267   root   10.0    1.0Mi   00:01:00   p267
305   root   50.0    4Ki     00:00:00   p305
400   root   15.0    0       00:01:30   p400" ""
}

@test "by time, in a document too" {
    run_nsinfo top mypod --sort-by=time
    [ "$(pids)" = "400 267 301 310 305" ]
    run_nsinfo top mypod --sort-by=time -o json
    [ "$(jq -c '[.items[].containers[].processes[].pid]' <<<"$output")" = "[400,267,301,310,305]" ]
}

@test "an order that does not exist is refused as kubectl top does it, before anything is asked" {
    run_nsinfo top mypod --sort-by=rss
    expect 1 "" "error: --sort-by accepts only cpu, memory, pid or time"
    [ ! -s "$BATS_TEST_TMPDIR/requests" ]
}

@test "--tree shows processes under their parents as ps does, siblings in the order asked for" {
    run_nsinfo top mypod --tree
    expect 0 'mypod/nginx
PID   USER   TIME       COMMAND
267   root   00:01:00   p267
301   root   00:00:30    \_ p301
310   root   00:00:02    |   \_ p310
305   root   00:00:00    \_ p305
400   root   00:01:30   p400' ""
    run_nsinfo top mypod --tree --sort-by=time --no-headers
    expect 0 '400   root   00:01:30   p400
267   root   00:01:00   p267
301   root   00:00:30    \_ p301
310   root   00:00:02    |   \_ p310
305   root   00:00:00    \_ p305' ""
    run_nsinfo top mypod --tree --sort-by=memory --no-headers
    [ "$(awk '{print $1}' <<<"$output" | paste -sd' ')" = "267 301 310 305 400" ]
}
