#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Agents of other versions than the client's: it works as far as they understand each other, and says
# what that leaves out.

load client

setup() {
    own=$(nsinfo version --client | sed 's/^Client Version: v//')
    IFS=. read -r major minor _ <<<"$own"
}

# minors_later N: a version that many minor versions after the client's
minors_later() {
    echo "$major.$((minor + $1)).0"
}

# agent_with FILTER: a server whose agent's report is changed by jq
agent_with() {
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "json: $(jq -c "$1" "$fixtures/single.report.json")"
    } | start_server
}

@test "the replies that all other tests use are of this version" {
    # With others each of them would have a warning too. A new version goes into the fixtures as well.
    [ "$(jq -r .node.agentVersion "$fixtures"/*.report.json | sort -u)" = "$own" ]
}

# Each object of a report with a field more, as a later agent may have it.
readonly newer='walk(if type == "object" then . + {newer: [{x: 1}]} else . end)'
readonly uptime='.node.uptimeMilliseconds = 5'

@test "an agent that is one minor version newer, with fields that the client does not know" {
    agent_with "$newer | $uptime | .node.agentVersion = \"$(minors_later 1)\""
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    run_nsinfo top mypod
    expect 0 "$(golden top-single.txt)" ""
}

@test "an agent that is more than one minor version newer works, with a warning" {
    agent_with "$newer | $uptime | .node.agentVersion = \"$(minors_later 2)\""
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" \
        "Warning: version difference between client ($own) and agent ($(minors_later 2), node \"node-a\") exceeds the supported minor version skew of +/-1: update kubectl-nsinfo"
}

@test "an older agent that does not say all: what is unknown, and one warning" {
    agent_with "$uptime | .node.agentVersion = \"0.0.9\" | del(.items[].startTime, .items[].processes[].startTime)"
    run_nsinfo top mypod -o wide
    [ "$status" -eq 0 ]
    [ "$(awk 'NR > 2 { print $8 }' <<<"$output" | sort -u)" = unknown ]
    [ "$(grep -vc '^Warning: version difference' <<<"$stderr")" -eq 1 ]
    [[ $stderr == *"Warning: agent (0.0.9, node \"node-a\") is older than client ($own) and leaves unknown: items.startTime, items.processes.startTime" ]]
    run_nsinfo top mypod -o json
    [ "$status" -eq 0 ]
    [ "$(jq '[.items[].containers[] | .startTime, .processes[].startTime] | unique' -c <<<"$output")" = "[null]" ]
}

@test "a reply that cannot be used is blamed on the versions where they differ" {
    local asked='error: ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p"): its reply cannot be read'
    agent_with '.apiVersion = "nsinfo/v2" | .node.agentVersion = "2.0.0"'
    run_nsinfo pod mypod
    expect 1 "$nothing_known" \
        "$asked: apiVersion is \"nsinfo/v2\", not \"nsinfo/v1\": the agent is of version 2.0.0, this client of $own"
    stop_server
    agent_with ".node.agentVersion = \"$own\" | del(.items[].processes[1].cpuSeconds)"
    run_nsinfo top mypod
    expect 1 "mypod/nginx: Running, processes unknown" \
        "$asked: item 0: process 1: field \"cpuSeconds\" is missing"
}

@test "version warns of agents that are too far away, and of these alone" {
    local node agents=()
    for node in a b c; do
        agents+=("$(agent_pod "$node" | jq -c --arg name "agent-$node" '.metadata.name = $name')")
    done
    {
        all_agents_route "${agents[@]}"
        for node in a:1 b:3 c:3; do
            route "/api/v1/namespaces/nsinfo-system/pods/https:agent-${node%:*}:9479/proxy/version" \
                "json: {apiVersion: \"nsinfo/v1\", kind: \"Version\", agentVersion: \"$(minors_later "${node#*:}")\"}"
        done
    } | start_server
    run_nsinfo version
    expect 0 "Client Version: v$own
Agent Version: v$(minors_later 1) (a)
Agent Version: v$(minors_later 3) (b, c)" \
        "Warning: version difference between client ($own) and agent ($(minors_later 3), nodes \"b\", \"c\") exceeds the supported minor version skew of +/-1: update kubectl-nsinfo"
}
