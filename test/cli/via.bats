#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The ways to the agents beside pods/proxy: a URL, and kubectl port-forward. A second server, which
# speaks TLS, is the agent.
#
# shellcheck disable=SC2030,SC2031,SC2154

load client

setup_file() {
    certs_make
}

setup() {
    be_alone
    mkdir agent
    export KUBECTL_PATH=$BATS_TEST_TMPDIR/kubectl
}

teardown() {
    stop_server
    [ -z "${agent_pid:-}" ] || kill "$agent_pid"
}

# start_agent [OPTION…]: the agent with the routes on standard input, at $agent_url
start_agent() {
    jq -s . >agent/routes.json
    /usr/bin/python3 "$root/test/support/fake_apiserver.py" agent/routes.json --lifetime 120 \
        --log agent/requests "$@" >agent/url 3>&- &
    agent_pid=$!
    until grep -q / agent/url; do sleep 0.05; done
    agent_url=$(cat agent/url)
}

# answers FIXTURE: the agent's report, to who has the token
answers() {
    route /v1/containers "file: \"$fixtures/$1.report.json\"" "with: {\"x-nsinfo-token\": \"$system_token\"}"
}

start_tls_agent() {
    answers single | start_agent --tls "$certs"
}

# kubectl_does LINE…: what $KUBECTL_PATH does; its arguments and PID are in the files args and pid
kubectl_does() {
    {
        printf '#!/bin/bash\ncd %q || exit\n' "$BATS_TEST_TMPDIR"
        # shellcheck disable=SC2016
        printf '%s\n' 'echo "$*" >>args' 'echo $$ >pid' "$@"
    } >kubectl
    chmod +x kubectl
}

listens() {
    printf 'echo "Forwarding from 127.0.0.1:%s -> 9479"' "${agent_url##*:}"
}

agents_headers() {
    jq -r '.headers | keys[]' agent/requests
}

# A zombie is as good: it is its new parent's to take away.
is_gone() {
    [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"
}

@test "an agent at a URL is asked there, and neither looked up nor shown the user's credentials" {
    start_tls_agent
    pod_route single | start_server
    run_nsinfo pod mypod --via="$agent_url/" --token=mine
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(requests | grep -c nsinfo-agent)" -eq 0 ]
    [ "$(agents_headers | grep -cix authorization)" -eq 0 ]
    [ "$(agents_headers | grep -cix x-nsinfo-token)" -eq 1 ]
}

@test "version asks the agent at a URL, which says whose it is" {
    route /version 'json: {apiVersion: "nsinfo/v1", agentVersion: "0.1.0", nodeName: "node-x"}' | start_agent
    : | start_server
    run_nsinfo version --via="$agent_url"
    expect 0 "*" ""
    [ "${lines[1]}" = "Agent Version: v0.1.0 (node-x)" ]
}

@test "an agent of another node than the pods' is named" {
    answers single | start_agent
    jq -c '.spec.nodeName = "node-b"' "$fixtures/single.pod.json" >pod.json
    route /api/v1/namespaces/default/pods/mypod 'file: "pod.json"' | start_server
    run_nsinfo pod mypod --via="$agent_url"
    expect 1 "$nothing_known" "error: ask the nsinfo agent at $agent_url: it is that of node \"node-a\", and the pods are on node \"node-b\""
}

@test "a URL where nobody listens" {
    pod_route single | start_server
    run_nsinfo pod mypod --via=https://127.0.0.1:1
    expect 1 "$nothing_known" "error: ask the nsinfo agent at https://127.0.0.1:1: dial tcp 127.0.0.1:1: connect: connection refused"
}

@test "what is no way to an agent is refused before anything is sent" {
    local way
    : | start_server
    for way in socks "" http https:// https:///x https://u:p@h 'https://h/?q'; do
        run_nsinfo pod mypod --via="$way"
        expect 1 "" "*"
        [[ $stderr == "error: --via: \"$way\" is n"* ]]
    done
    run_nsinfo pod mypod --via=http://192.0.2.1:9479
    expect 1 "" "error: --via: \"http://192.0.2.1:9479\": without TLS a token would be readable on its way: http is for loopback addresses alone"
    [ ! -s requests ]
}

@test "kubectl port-forward is run for the agent, with the flags for the cluster, and ended" {
    start_tls_agent
    kubectl_does "$(listens)" "exec sleep 100"
    all_routes single | start_server
    run_nsinfo pod mypod --via=port-forward --context fake --as me --as-group a --as-group b
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(cat args)" = "port-forward --context=fake --as=me --as-group=a --as-group=b --namespace=nsinfo-system --address=127.0.0.1 pod/nsinfo-agent-x7k2p :9479" ]
    is_gone "$(cat pid)"
    [ "$(requests | grep -c /proxy/)" -eq 0 ]
    [ "$(agents_headers | grep -cix impersonate-user)" -eq 0 ]
}

@test "kubectl is looked for in PATH" {
    start_tls_agent
    kubectl_does "$(listens)" "exec sleep 100"
    all_routes single | start_server
    unset KUBECTL_PATH
    PATH=$BATS_TEST_TMPDIR:$PATH run_nsinfo pod mypod --via=port-forward
    expect 0 "$(golden pod-single.txt)" ""
    NSINFO_WRAP="env PATH=/nonexistent" run_nsinfo pod mypod --via=port-forward
    expect 1 "*" "error: ask the nsinfo agent on node \"node-a\" (pod \"nsinfo-agent-x7k2p\"): --via=port-forward runs kubectl, and \"kubectl\" is not there to be run: name it with \$KUBECTL_PATH"
}

@test "a port-forward that ends says why" {
    kubectl_does 'echo "error: unable to forward port" >&2; exit 1'
    all_routes single | start_server
    run_nsinfo pod mypod --via=port-forward
    expect 1 "$nothing_known" 'error: ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p"): kubectl port-forward: error: unable to forward port'
}

@test "a port-forward that is not allowed names the rules that are missing" {
    kubectl_does 'echo "Error from server (Forbidden): pods \"x\" is forbidden" >&2; exit 1'
    all_routes single | start_server
    run_nsinfo pod mypod --via=port-forward
    expect 1 "$nothing_known" 'error: ask the nsinfo agent on node "node-a" (pod "nsinfo-agent-x7k2p"): kubectl port-forward: Error from server (Forbidden): pods "x" is forbidden: it takes the rules {apiGroups: [""], resources: [pods], verbs: [get]} and {apiGroups: [""], resources: [pods/portforward], verbs: [get, create]} in the agents'"'"' namespace'
}

# killed_by SIGNAL: the client waits for the port-forward, and is killed. What that has started
# writes its PID last.
killed_by() {
    rm -f pid grandchild
    env --default-signal=INT "$bin/kubectl-nsinfo" pod mypod --via=port-forward >out 2>&1 3>&- &
    local client=$!
    within 30 test -s grandchild
    kill "-$1" "$client"
    wait "$client" || true
    within 30 is_gone "$(cat pid)"
}

@test "however the client is ended, kubectl ends with it" {
    kubectl_does "sleep 100 & echo \$! >grandchild; wait"
    all_routes single | start_server
    for signal in INT TERM KILL; do
        killed_by "$signal"
        within 30 is_gone "$(cat grandchild)"
    done
}
