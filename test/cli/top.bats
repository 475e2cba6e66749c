#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo top: the processes of each container.

load client

@test "processes are shown as docker top shows them" {
    all_routes single | start_server
    run_nsinfo top mypod
    expect 0 "$(golden top-single.txt)" ""
    run_nsinfo top pod mypod
    expect 0 "$(golden top-single.txt)" ""
    [[ $(requests | tail -n 1) == *"&processes=true" ]]
}

@test "-o wide adds what the processes use" {
    all_routes several | start_server
    run_nsinfo top web -n shop -o wide
    expect 0 "$(golden top-several.txt)" ""
}

@test "several pods and containers have a heading each" {
    { all_routes crash && pod_route pending; } | start_server
    run_nsinfo top crash homeless
    expect 0 "$(golden top-crash.txt)

homeless/main: Pending" "$(golden remarks-pending.txt)"
}

@test "-c and --no-headers leave the processes of one container alone" {
    all_routes several | start_server
    run_nsinfo top web -n shop -c log --no-headers
    expect 0 "1010   root   00:00:00   tail -F /log" ""
}

@test "a list that was cut is said to be" {
    all_routes hostile | start_server
    run_nsinfo top hostile -o wide
    expect 0 "$(golden top-hostile.txt)" "$(golden remarks-hostile.txt)"
}

@test "an agent that leaves out the processes is not believed" {
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "json: $(jq -c 'del(.items[].processes)' "$fixtures/single.report.json")"
    } | start_server
    run_nsinfo top mypod
    expect 1 "mypod/nginx: Running, processes unknown" 'error: ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p"): its reply cannot be read: field "processes" is missing'
}
