#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Pods on many nodes, which are asked at once, and of which some do not answer.
#
# shellcheck disable=SC2154

load client

setup_file() {
    certs_make
}

setup() {
    certs=$BATS_FILE_TMPDIR/certs
}

# pods_on NODE…: on each a pod called after it, with one container, and an agent called agent-NODE
pods_on() {
    local node agents=()
    for node; do
        route "/api/v1/namespaces/default/pods/$node" "json: $(jq -c --arg node "$node" \
            '.metadata.name = $node | .spec.nodeName = $node' "$fixtures/single.pod.json")"
        agents+=("$(agent_pod "$node" | jq -c --arg name "agent-$node" '.metadata.name = $name')")
    done
    all_agents_route "${agents[@]}"
}

# agent_of NODE FIELD…: what its agent replies
agent_of() {
    route "/api/v1/namespaces/nsinfo-system/pods/https:agent-$1:9479/proxy/v1/containers" "${@:2}"
}

readonly good="file: \"$fixtures/single.report.json\""

# row NODE PID: the beginning of its line, with one space in each gap
rows() {
    tr -s ' ' <<<"$output" | cut -d ' ' -f 1-3
}

@test "dead nodes cost their own rows, and one timeout in all" {
    {
        pods_on a b c d e
        agent_of c "$good"
        for node in a b d e; do agent_of $node 'fault: "hang", seconds: 300'; done
    } | start_server
    SECONDS=0
    run_nsinfo pod a b c d e --no-headers --request-timeout=12s
    [ "$status" -eq 1 ]
    [ "$(rows)" = "a nginx unknown
b nginx unknown
c nginx 267
d nginx unknown
e nginx unknown" ]
    [ "$SECONDS" -lt 48 ] # what four would come to, one after the other
    [ "$(grep -c '^error: ask the nsinfo agent on node "[abde]" (pod "agent-[abde]"): net/http: request canceled' <<<"$stderr")" -eq 4 ]
    [ "$(wc -l <<<"$stderr")" -eq 4 ]
}

@test "in -o json each container of a node that does not answer has the error" {
    {
        pods_on a b
        agent_of a "$good"
        agent_of b 'status: 503, reason: "ServiceUnavailable", message: "no route to host"'
    } | start_server
    run_nsinfo pod a b -o json
    [ "$status" -eq 1 ]
    [ "$(jq -c '[.items[].containers[] | [.pid, .error.code]]' <<<"$output")" = '[[267,null],[null,"Unavailable"]]' ]
    [[ "$(jq -r '.items[1].containers[0].error.message' <<<"$output")" == 'ask the nsinfo agent on node "b" (pod "agent-b"): no route to host: if the API server reaches no pod at all, --via=port-forward goes another way' ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "the agents of several nodes are looked up in one list" {
    { pods_on a b c && agent_of a "$good" && agent_of b "$good" && agent_of c "$good"; } | start_server
    run_nsinfo pod a b c
    [ "$status" -eq 0 ]
    [ "$(requests | grep -cF "${agents_path%%\?*}?")" -eq 1 ]
    [ "$(requests | grep -c /proxy/)" -eq 3 ]
}

@test "of a node with more containers than a request takes, all are asked about" {
    local i names=()
    {
        for i in $(seq 100 169); do
            route "/api/v1/namespaces/default/pods/p$i" "json: $(jq -c --arg i "$i" '.metadata.name = "p\($i)" |
                .status.containerStatuses[0].containerID |= sub("a{3}$"; $i)' "$fixtures/single.pod.json")"
        done
        agents_route
        route "$agent_path/v1/containers" "json: $(jq -c '. as $all | .items = [range(100; 170) as $i | $all.items[0] |
            .pid = $i | .id |= sub("a{3}$"; "\($i)")]' "$fixtures/single.report.json")"
    } | start_server
    for i in $(seq 100 169); do names+=("p$i"); done
    run_nsinfo pod "${names[@]}" --no-headers
    expect 0 "*" ""
    [ "$(rows)" = "$(for i in $(seq 100 169); do echo "p$i nginx $i"; done)" ]
    [ "$(requests | grep /proxy/ | awk '{print gsub(/id=/, "")}' | sort -n | tr '\n' ' ')" = "6 64 " ]
}

@test "where the API server is gone the rest is not asked" {
    {
        pods_on a b && agent_of a 'status: 401, reason: "Unauthorized", message: "Unauthorized"'
        agent_of b 'status: 401, reason: "Unauthorized", message: "Unauthorized"'
    } | start_server
    run_nsinfo pod a b --no-headers
    [ "$status" -eq 1 ]
    [ "$stderr" = "error: You must be logged in to the server (Unauthorized)" ]
    [ "${#lines[@]}" -eq 2 ]
}

@test "all that an exec plugin's old word is refused for is asked again, and the plugin once" {
    {
        pods_on a b c
        for node in a b c; do
            agent_of "$node" "$good" 'with: {authorization: "Bearer new"}'
            agent_of "$node" 'status: 401, reason: "Unauthorized", message: "Unauthorized"'
        done
    } | start_server --tls "$certs"
    jq '.users[0].user = {exec: {apiVersion: "client.authentication.k8s.io/v1", command: "./plugin",
        interactiveMode: "Never"}}' "$KUBECONFIG" >"$BATS_TEST_TMPDIR/changed"
    cat >"$BATS_TEST_TMPDIR/plugin" <<'PLUGIN'
#!/bin/sh
cd "$(dirname "$0")" && echo run >>runs
[ "$(wc -l <runs)" = 1 ] && token=old || token=new
echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "'$token'"}}'
PLUGIN
    chmod +x "$BATS_TEST_TMPDIR/plugin"
    KUBECONFIG=$BATS_TEST_TMPDIR/changed run_nsinfo pod a b c --no-headers
    expect 0 "*" ""
    [ "$(rows)" = "a nginx 267
b nginx 267
c nginx 267" ]
    [ "$(wc -l <"$BATS_TEST_TMPDIR/runs")" -eq 2 ]
}

# ---- which accounts there are

# many_kube_namespaces: nine pods "mypod", each in one of its own
many_kube_namespaces() {
    local ns
    for ns in ns1 ns2 ns3 ns4 ns5 ns6 ns7 ns8 ns9; do
        printf '%s\n' --- 'apiVersion: v1' 'kind: Pod' "metadata: {name: mypod, namespace: $ns}" 'spec: {}' >>"$BATS_TEST_TMPDIR/pods.yaml"
        route "/api/v1/namespaces/$ns/pods/mypod" "json: $(jq -c --arg ns "$ns" '.metadata.namespace = $ns' "$fixtures/single.pod.json")"
    done
    agents_route && report_route single
    token_route ns4 "$(minted own)"
    route "$agent_path/v1/containers" "$good"
}

@test "for many Kubernetes namespaces one list says which have an account of their own" {
    {
        route '/api/v1/serviceaccounts?fieldSelector=metadata.name%3Dnsinfo-viewer' 'json: {kind: "ServiceAccountList",
            items: [{metadata: {name: "nsinfo-viewer", namespace: "ns4"}}, {metadata: {name: "nsinfo-viewer", namespace: "nsinfo-system"}}]}'
        many_kube_namespaces
    } | start_server
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml"
    [ "$(requests | grep POST | sort)" = "POST /api/v1/namespaces/ns4/serviceaccounts/nsinfo-viewer/token
POST /api/v1/namespaces/nsinfo-system/serviceaccounts/nsinfo-viewer/token" ]
}

@test "who may not have that list asks for each" {
    {
        route '/api/v1/serviceaccounts' 'status: 403, reason: "Forbidden", message: "no"'
        many_kube_namespaces
    } | start_server
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml"
    [ "$(requests | grep -c POST)" -eq 10 ]
    [ "$(requests | grep -c "POST .*/nsinfo-system/")" -eq 1 ]
}

# ---- tokens that end

@test "a token that has come to its end within the command is minted anew" {
    {
        pods_on a
        route "$agents_path$of_node_a" "json: {items: []}"
        route "${agents_path}&fieldSelector=spec.nodeName%3Da" "json: {items: [$(agent_pod a | jq -c '.metadata.name = "agent-a"')]}"
        token_route nsinfo-system 'replies: [{status: 201, json: {spec: {expirationSeconds: 1}, status: {token: "first"}}},
            {status: 201, json: {status: {token: "second"}}}]'
        agent_of a "$good" 'with: {"x-nsinfo-token": "second"}'
        agent_of a 'fault: "delay", seconds: 2, status: 401, json: {apiVersion: "nsinfo/v1", kind: "Error",
            code: "Unauthorized", message: "the token has expired"}'
    } | start_server
    run_nsinfo pod a --no-headers
    expect 0 "*" ""
    [ "$(requests | grep -c "POST .*/nsinfo-system/")" -eq 2 ]
}

# ---- progress

# What the command writes to a terminal, escapes and all.
on_terminal() {
    script -qec "$bin/kubectl-nsinfo $*" /dev/null </dev/null
}

slow_nodes() {
    pods_on a b
    agent_of a "$good"
    agent_of b "fault: \"delay\", seconds: 2, $good"
}

@test "who waits longer than half a second is told how far it is, and the line is taken away" {
    slow_nodes | start_server
    run on_terminal pod a b
    [ "$status" -eq 0 ]
    [[ $output == *$'\r\e[Kasked 1 of 2 nodes'*$'\r\e[KPOD '* ]]
}

@test "what is quick shows nothing of it" {
    { pods_on a b && agent_of a "$good" && agent_of b "$good"; } | start_server
    run on_terminal pod a b
    [ "$status" -eq 0 ]
    [[ $output != *asked* ]]
}

@test "a table that goes into a file or a pipe leaves standard error alone" {
    slow_nodes | start_server
    run on_terminal 'pod a b | cat'
    [ "$status" -eq 0 ]
    [[ $output != *asked* ]]
}
