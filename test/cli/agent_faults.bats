#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What can be wrong between the API server and the agent, each with its exact message: exit status 1,
# and a row that says of the container what the API server knows.

load client

readonly asked='ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p")'
readonly other_way='if the API server reaches no pod at all, --via=port-forward goes another way'

# agent_says FIELD…: a server whose agent replies with this
agent_says() {
    { pod_route single && agents_route && route "$agent_path/v1/containers" "$@"; } | start_server
}

fails_with() {
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "$1"
}

# report FILTER: the pod's report, changed by jq
report() {
    jq -c "$1" "$fixtures/single.report.json"
}

@test "no agent on the node: what to do" {
    { pod_route single && route "$agents_path$of_node_a" 'json: {kind: "PodList", items: []}'; } | start_server
    fails_with "error: no nsinfo agent is running on node \"node-a\" in namespace \"nsinfo-system\": put it on the cluster with 'kubectl nsinfo deploy', or say with --agent-namespace where it is; if it is there, see 'kubectl get daemonset -n nsinfo-system'"
}

# agent_is FILTER ROUTE…: a server whose agent's pod, not ready, is changed by jq
agent_is() {
    {
        pod_route single
        route "$agents_path$of_node_a" "json: {items: [$(agent_pod node-a False | jq -c "$1")]}"
        "${@:2}"
    } | start_server
}

@test "an agent that does not run is not asked" {
    agent_is '.status.phase = "Pending" | .status.containerStatuses = [{name: "agent", state: {waiting:
        {reason: "ErrImagePull", message: "no such image"}}}]' report_route single
    fails_with "error: the nsinfo agent on node \"node-a\" is not ready: its pod \"nsinfo-agent-x7k2p\" is Pending (ErrImagePull: no such image): see 'kubectl describe pod nsinfo-agent-x7k2p -n nsinfo-system'"
    [ "$(requests | grep -c /proxy/)" -eq 0 ]
}

@test "an agent that runs answers though it is marked as not ready" {
    agent_is . report_route single
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
}

@test "an agent that is not ready and does not answer is named with its state" {
    agent_is . route "$agent_path/v1/containers" 'status: 503, reason: "ServiceUnavailable", message: "no route to host"'
    fails_with 'Error from server (ServiceUnavailable): ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p", which is Running, not ready): no route to host: '"$other_way"
    stop_server
    agent_is '.status.containerStatuses = [{name: "agent", state: {waiting: {reason: "CrashLoopBackOff"}}}]' \
        route "$agent_path/v1/containers" 'status: 503, reason: "ServiceUnavailable", message: "connection refused"'
    fails_with 'Error from server (ServiceUnavailable): ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p", which is Running (CrashLoopBackOff), not ready): connection refused: '"$other_way"
}

@test "of two agents on a node the one that is ready is asked" {
    {
        pod_route single && report_route single
        route "$agents_path$of_node_a" "json: {items: [$(agent_pod node-a False |
            jq -c '.metadata.name = "old"'), $(agent_pod node-a)]}"
    } | start_server
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
}

@test "no right to list the agents: the rule that is missing" {
    {
        pod_route single
        route "$agents_path$of_node_a" 'status: 403, reason: "Forbidden", message: "pods is forbidden"'
    } | start_server
    fails_with 'Error from server (Forbidden): pods is forbidden: the nsinfo agents are reached through the API server, which takes the rule {apiGroups: [""], resources: [pods], verbs: [list]} in namespace "nsinfo-system": its Role "nsinfo-user" has it'
}

@test "no right to ask the agent: the rule that is missing" {
    agent_says 'status: 403, reason: "Forbidden", message: "pods \"nsinfo-agent-x7k2p\" is forbidden: no"'
    fails_with "Error from server (Forbidden): $asked: pods \"nsinfo-agent-x7k2p\" is forbidden: no: the nsinfo agents are reached through the API server, which takes the rule {apiGroups: [\"\"], resources: [pods/proxy], verbs: [get]} in namespace \"nsinfo-system\": its Role \"nsinfo-user\" has it"
}

@test "the API server does not reach the agent" {
    agent_says 'status: 503, reason: "ServiceUnavailable", message: "error trying to reach service: dial tcp 10.0.0.1:9479: connect: connection refused"'
    fails_with "Error from server (ServiceUnavailable): $asked: error trying to reach service: dial tcp 10.0.0.1:9479: connect: connection refused: $other_way"
}

@test "a gateway's own error page" {
    agent_says 'status: 502, type: "text/html", text: "<html>\u001b[1mBad Gateway</html>"'
    fails_with "Error from server (InternalError): $asked: an error on the server (\"<html>\\x1b[1mBad Gateway</html>\") has prevented the request from succeeding: $other_way"
}

@test "the agent refuses in its own words" {
    agent_says 'status: 503, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Unavailable", message: "too many connections"}'
    fails_with "error: $asked: too many connections"
}

@test "an agent that does not take the token costs its own node alone" {
    {
        pod_route single
        route "$agent_path/v1/containers" 'status: 401, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Unauthorized", message: "the token has expired"}'
        jq -c '.spec.nodeName = "node-b"' "$fixtures/host.pod.json" >"$BATS_TEST_TMPDIR/pod.json"
        route /api/v1/namespaces/default/pods/monitor 'file: "pod.json"'
        all_agents_route "$(agent_pod node-a)" "$(agent_pod node-b | jq -c '.metadata.name = "nsinfo-agent-b"')"
        route "${agent_path/agent-x7k2p/agent-b}/v1/containers" "file: \"$fixtures/host.report.json\""
    } | start_server
    run_nsinfo pod mypod monitor --no-headers
    expect 1 "*" "error: $asked: the token has expired"
    [[ ${lines[0]} == "mypod     nginx      unknown "* ]]
    [[ ${lines[1]} == "monitor   exporter   2001 "* ]]
}

@test "the agent names the right that the account lacks" {
    agent_says 'status: 403, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Forbidden", message: "account x cannot get pods/nsinfo in namespace default"}'
    fails_with "error: $asked: account x cannot get pods/nsinfo in namespace default"
}

@test "an agent that does not reach the API server" {
    agent_says 'status: 503, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Unavailable", message: "the API server cannot be asked"}'
    fails_with "error: $asked: the API server cannot be asked"
}

@test "a refusal on the way to the agent that is the API server's own" {
    agent_says 'status: 401, reason: "Unauthorized", message: "Unauthorized"'
    fails_with "error: You must be logged in to the server (Unauthorized)"
}

@test "a reply cut short" {
    agent_says "fault: \"cut\", json: $(report .)"
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "*"
    [[ $stderr == "error: $asked: "* ]]
}

@test "a reply that ends in the middle of its JSON" {
    agent_says 'text: "{\"apiVersion\": \"nsinfo/v1\","'
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "*"
    [[ $stderr == "error: $asked: its reply cannot be read: not JSON: line 1, column "* ]]
}

@test "a reply that is not JSON" {
    agent_says 'text: "hello", type: "text/plain"'
    fails_with "error: $asked: its reply is not JSON: the content type is \"text/plain\""
}

@test "a reply of another version" {
    agent_says "json: $(report '.apiVersion = "nsinfo/v2"')"
    fails_with "error: $asked: its reply cannot be read: apiVersion is \"nsinfo/v2\", not \"nsinfo/v1\""
}

@test "a reply of another kind" {
    agent_says 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
    fails_with "error: $asked: its reply cannot be read: kind is \"Version\""
}

@test "a reply without its containers" {
    agent_says "json: $(report 'del(.items)')"
    fails_with "error: $asked: its reply cannot be read: field \"items\" is missing"
}

@test "a reply without its node" {
    agent_says "json: $(report 'del(.node)')"
    fails_with "error: $asked: its reply cannot be read: field \"node\" is missing"
}

@test "a reply without a container's namespaces" {
    agent_says "json: $(report 'del(.items[0].namespaces)')"
    fails_with "error: $asked: its reply cannot be read: item 0: field \"namespaces\" is missing"
}

@test "a reply over the size limit" {
    agent_says 'fault: "huge", size: 40000000'
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "*"
    [[ $stderr == "error: $asked: "*33554432* ]]
}

@test "a reply that says nothing of a container" {
    agent_says "json: $(report '.items = []')"
    run_nsinfo pod mypod --no-headers
    expect 1 "nginx   unknown   unknown   unknown   unknown   unknown   unknown   unknown   Running" \
        'error: container "nginx" of pod "mypod": the agent'"'"'s reply leaves it out'
}

@test "a container that the agent does not find" {
    agent_says "json: $(report '.errors = [{id: .items[0].id, code: "NotFound", message: "no process of it"}] | .items = []')"
    run_nsinfo top mypod
    expect 1 "mypod/nginx: Running, processes unknown" \
        'error: container "nginx" of pod "mypod": no process of it'
}

@test "an agent that is missing on one of two nodes costs that node's pods alone" {
    {
        all_routes single
        jq -c '.spec.nodeName = "node-b"' "$fixtures/host.pod.json" >"$BATS_TEST_TMPDIR/pod.json"
        route /api/v1/namespaces/default/pods/monitor 'file: "pod.json"'
        all_agents_route "$(agent_pod node-a)"
    } | start_server
    run_nsinfo pod monitor mypod --no-headers
    [ "$status" -eq 1 ]
    [[ ${lines[0]} == "monitor   exporter   unknown "* ]]
    [[ ${lines[1]} == "mypod     nginx      267 "* ]]
    [ "${#lines[@]}" -eq 2 ]
    [[ $stderr == 'error: no nsinfo agent is running on node "node-b" in namespace "nsinfo-system": '* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "--request-timeout bounds what an agent is asked, too" {
    agent_says 'fault: "hang", seconds: 300'
    SECONDS=0
    run_nsinfo pod mypod --request-timeout=3s
    expect 1 "$nothing_known" "error: $asked: net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
    [ "$SECONDS" -lt 30 ] # what an agent has otherwise
}

# ---- version

@test "version shows the client's and the agents', by version" {
    {
        route "$agents_path&limit=500" "json: {items: [$(agent_pod node-b), $(agent_pod node-a)]}"
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
    } | start_server
    run_nsinfo version
    expect 0 "*" ""
    [ "${lines[1]}" = "Agent Version: v0.1.0 (node-a, node-b)" ]
    [ "${#lines[@]}" -eq 2 ]
}

@test "version asks each node's agent that is to stay, and does not wait for one that is being deleted" {
    local going=$(agent_pod node-a | jq -c '.metadata.name = "going" | .metadata.deletionTimestamp = "2026-01-02T03:04:05Z"')
    {
        route "$agents_path&limit=500" "json: {items: [$going, $(agent_pod node-a), ${going//node-a/node-b}]}"
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
        route "${agent_path/nsinfo-agent-x7k2p/going}/version" 'fault: "hang"'
    } | start_server
    run_nsinfo version
    expect 1 "*" "error: the nsinfo agent on node \"node-b\" is not ready: its pod \"going\" is Running, being deleted: see 'kubectl describe pod going -n nsinfo-system'"
    [ "${lines[1]}" = "Agent Version: v0.1.0 (node-a)" ]
    [ "$(requests | grep -c /proxy/)" -eq 1 ]
}

@test "version on a cluster without agents says so" {
    route "$agents_path&limit=500" 'json: {items: []}' | start_server
    run_nsinfo version
    expect 0 "*" "No nsinfo agent found in namespace \"nsinfo-system\"."
    [[ $output == "Client Version: v"* ]]
}

@test "version shows the client's even if the cluster is not there, and fails as kubectl does" {
    : | start_server
    stop_server
    run_nsinfo version
    expect 1 "*" "*"
    [[ $output =~ ^Client\ Version:\ v[0-9.]+$ ]]
    [[ $stderr =~ ^The\ connection\ to\ the\ server\ 127.0.0.1:[0-9]+\ was\ refused\ -\ did\ you\ specify\ the\ right\ host\ or\ port\?$ ]]
}
