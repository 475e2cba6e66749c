#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The token by which an agent knows what its caller may see: whose it is, who gets it, and what can
# go wrong with it.

load client

readonly own_token=eyJhbGciOiJSUzI1NiJ9.b3du.c2lnbmVk
readonly own_path=/api/v1/namespaces/default/serviceaccounts/nsinfo-viewer/token
readonly system_path=/api/v1/namespaces/nsinfo-system/serviceaccounts/nsinfo-viewer/token
readonly asks_with='the nsinfo agents are asked with a token of the ServiceAccount "nsinfo-viewer"'
readonly rule='{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [nsinfo-viewer], verbs: [create]}'
readonly system='"nsinfo-system", whose account sees the pods of everybody (Role "nsinfo-cluster-viewer" has it)'
readonly no_account='status: 404, reason: "NotFound", message: "serviceaccounts \"nsinfo-viewer\" not found"'
readonly not_allowed='status: 403, reason: "Forbidden", message: "cannot create resource \"serviceaccounts/token\""'

# "METHOD PATH TOKEN" a line, without queries
tokens_sent() {
    jq -r '"\(.method) \(.path | sub("\\?.*"; "")) \(.headers["x-nsinfo-token"] // "-")"' "$BATS_TEST_TMPDIR/requests"
}

token_requests() {
    requests | grep ^POST
}

# server_mints KUBE_NAMESPACE FIELD…: a server with a pod and this reply to a TokenRequest
server_mints() {
    { all_routes single && token_route "$@"; } | start_server
}

fails_with() {
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "$1"
    [ "$(requests | grep -c /proxy/)" -eq 0 ]
}

@test "the token is asked for as the API server wants it: one audience, ten minutes" {
    server_mints default "$(minted "$own_token")"
    run_nsinfo pod mypod
    [ "$(jq -c 'select(.method == "POST") | .body | fromjson | [.apiVersion, .kind, .spec]' "$BATS_TEST_TMPDIR/requests")" = \
        '["authentication.k8s.io/v1","TokenRequest",{"audiences":["nsinfo-agent"],"expirationSeconds":600}]' ]
    [ "$(jq -r 'select(.method == "POST").headers["content-type"]' "$BATS_TEST_TMPDIR/requests")" = application/json ]
}

@test "the account of the pod's own Kubernetes namespace is the one, and only the agent gets its token" {
    { pod_route single && agents_route && report_route single "$own_token" && token_route default "$(minted "$own_token")"; } | start_server
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(tokens_sent)" = "GET /api/v1/namespaces/default/pods/mypod -
POST $own_path -
GET ${agents_path%%\?*} -
GET $agent_path/v1/containers $own_token" ]
}

@test "without such an account, or without the right to it, it is that of nsinfo-system" {
    local refusal
    for refusal in "$no_account" "$not_allowed"; do
        server_mints default "$refusal"
        run_nsinfo pod mypod
        expect 0 "$(golden pod-single.txt)" ""
        [ "$(tokens_sent | tail -n 1)" = "GET $agent_path/v1/containers $system_token" ]
        stop_server
    done
}

@test "a pod of nsinfo-system has one account only" {
    {
        agents_route && report_route single
        route /api/v1/namespaces/nsinfo-system/pods/mypod \
            "json: $(jq -c '.metadata.namespace = "nsinfo-system"' "$fixtures/single.pod.json")"
    } | start_server
    run_nsinfo pod mypod -n nsinfo-system
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(token_requests)" = "POST $system_path" ]
}

# Pods of these Kubernetes namespaces, all called mypod, as apply finds them.
apply_in() {
    local ns
    for ns; do
        printf '%s\n' --- 'apiVersion: v1' 'kind: Pod' "metadata: {name: mypod, namespace: $ns}" 'spec: {}'
    done >"$BATS_TEST_TMPDIR/pods.yaml"
    for ns; do
        route "/api/v1/namespaces/$ns/pods/mypod" "json: $(jq -c --arg ns "$ns" \
            '.metadata.namespace = $ns | .status.containerStatuses[0].containerID |=
                sub("a+$"; ($ns | explode | map(. % 16 | "0123456789abcdef"[.:.+1]) | add + "0" * 64)[:64])' \
            "$fixtures/single.pod.json")"
    done
}

@test "a node is asked once for each account, with its token, for its containers alone" {
    { apply_in blue red green && agents_route && token_route red "$(minted "$own_token")" && report_route single; } | start_server
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml"
    [ "$(token_requests | sort)" = "POST ${own_path/default/blue}
POST ${own_path/default/green}
POST $system_path
POST ${own_path/default/red}" ]
    [ "$(requests | grep -cF "${agents_path%%\?*}?")" -eq 1 ]
    [ "$(jq -r 'select(.path | contains("/proxy/")) |
        "\(.headers["x-nsinfo-token"]) \(.path | split("id=") | length - 1)"' "$BATS_TEST_TMPDIR/requests" | sort)" = \
        "$(printf '%s\n' "$system_token 2" "$own_token 1" | sort)" ]
}

@test "a token is got once for the pods of a Kubernetes namespace, whatever their nodes" {
    {
        all_routes single
        jq -c '.spec.nodeName = "node-b"' "$fixtures/host.pod.json" >"$BATS_TEST_TMPDIR/pod.json"
        route /api/v1/namespaces/default/pods/monitor 'file: "pod.json"'
        all_agents_route "$(agent_pod node-a)" "$(agent_pod node-b)"
    } | start_server
    run_nsinfo pod monitor mypod
    [ "$(token_requests)" = "POST $own_path
POST $system_path" ]
    [ "$(tokens_sent | grep -c "/proxy/.* $system_token")" -eq 2 ]
}

@test "where nothing runs no token is asked for" {
    pod_route pending | start_server
    run_nsinfo pod homeless
    [ "$status" -eq 0 ]
    [ "$(requests | grep -c token)" -eq 0 ]
}

@test "an agent's version is asked for without a token" {
    {
        route "$agents_path&limit=500" "json: {items: [$(agent_pod node-a)]}"
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
    } | start_server
    run_nsinfo version
    [ "$status" -eq 0 ]
    [ "$(tokens_sent | tail -n 1)" = "GET $agent_path/version -" ]
    [ "$(requests | grep -c POST)" -eq 0 ]
}

# ---- no token

@test "no account anywhere: what to do" {
    server_mints nsinfo-system "$no_account"
    fails_with "Error from server (NotFound): serviceaccounts \"nsinfo-viewer\" not found: $asks_with, which is not in namespace \"nsinfo-system\": put it on the cluster with 'kubectl nsinfo deploy', or say with --agent-namespace where the agents are"
}

@test "no right to any token: the rule that is missing, and where" {
    { all_routes single && token_route default "$not_allowed" && token_route nsinfo-system "$not_allowed"; } | start_server
    fails_with "Error from server (Forbidden): cannot create resource \"serviceaccounts/token\": $asks_with, and to have it made takes the rule $rule in a Role of namespace \"default\", if there is such an account (examples/team.yaml has both), or of $system"
}

@test "no right to the token of nsinfo-system, and no other account: the rule there" {
    server_mints nsinfo-system "$not_allowed"
    fails_with "Error from server (Forbidden): cannot create resource \"serviceaccounts/token\": $asks_with, and to have it made takes the rule $rule in a Role of namespace $system"
}

@test "two pods of a Kubernetes namespace without a token are one error" {
    { all_routes single && pod_route host && token_route nsinfo-system "$not_allowed"; } | start_server
    run_nsinfo pod mypod monitor
    expect 1 "*" "*"
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "a Kubernetes namespace without a token costs its own pods alone, and each is told of" {
    {
        apply_in blue red green && agents_route && report_route single "$own_token"
        token_route red "$(minted "$own_token")" && token_route nsinfo-system "$not_allowed"
        token_route green "$not_allowed"
    } | start_server
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml" --no-headers
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 3 ]
    [ "$(grep -c "^Error from server (Forbidden): .* in a Role of namespace $system$" <<<"$stderr")" -eq 1 ]
    [ "$(grep -c "^Error from server (Forbidden): .* in a Role of namespace \"green\", if there is" <<<"$stderr")" -eq 1 ]
    [ "$(token_requests | grep -c nsinfo-system)" -eq 1 ]
}

@test "who is not logged in is told so in kubectl's words, and nothing further is asked" {
    server_mints default 'status: 401, reason: "Unauthorized", message: "Unauthorized"'
    fails_with "error: You must be logged in to the server (Unauthorized)"
    [ "$(requests | tail -n 1)" = "POST $own_path" ]
}

readonly getting='get a token of ServiceAccount "nsinfo-viewer" in namespace "default"'

@test "another failure of the account's own is none of nsinfo-system's" {
    server_mints default 'status: 429, reason: "TooManyRequests", message: "too many requests, please try again later"'
    fails_with "Error from server (TooManyRequests): $getting: too many requests, please try again later"
    stop_server
    server_mints default 'status: 500, reason: "InternalError", message: "etcd is away"'
    fails_with "Error from server (InternalError): $getting: etcd is away"
    stop_server
    server_mints default 'status: 503, type: "text/html", text: "<html>"'
    fails_with "Error from server (ServiceUnavailable): $getting: the server is currently unable to handle the request"
    [ "$(requests | grep -c nsinfo-system/serviceaccounts)" -eq 0 ]
}

@test "a failure of nsinfo-system's is told as that" {
    server_mints nsinfo-system 'status: 500, reason: "InternalError", message: "etcd is away"'
    fails_with "Error from server (InternalError): ${getting/default/nsinfo-system}: etcd is away"
}

@test "a redirect is not followed" {
    server_mints default 'status: 307, headers: {"Location": "/elsewhere"}'
    fails_with "Error from server: $getting: the server responded with the status code 307 but did not return more information"
    [ "$(requests | grep -c elsewhere)" -eq 0 ]
}

@test "a reply that is no TokenRequest" {
    server_mints default 'status: 201, text: "hello", type: "text/plain"'
    fails_with "error: $getting: the server's reply is not JSON"
    stop_server
    server_mints default 'status: 201, json: {kind: "TokenRequest", status: {}}'
    fails_with "error: $getting: the server's reply has no token"
    stop_server
    server_mints default 'status: 201, json: []'
    fails_with "error: $getting: the server's reply has no token"
    stop_server
    server_mints default 'status: 201, json: {status: {token: 7}}'
    fails_with "error: $getting: the server's reply: field \"token\" is not a string"
    stop_server
    server_mints default 'fault: "garbage"'
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "*"
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "a token that would end its header is refused, and not shown" {
    local token
    for token in 'secret\r\nX-Injected: 1' 'secret\nX-Injected: 1' 'secret\r' 'secret\u0000' 'secret\u001b[31m' \
        'secret token' 'secret\u007f' 'secreté' ''; do
        server_mints default "$(minted "$token")"
        fails_with "error: $getting: the server's reply has no token that can be used"
        stop_server
    done
}

@test "no message has a token, wherever its reply was cut" {
    local text='{"status": {"token": "c2VjcmV0dG9rZW4"}}' len
    for ((len = 22; len < ${#text}; len++)); do
        server_mints default "status: 201, text: $(jq -nc --arg text "${text:0:len}" '$text')"
        fails_with "error: $getting: the server's reply is not JSON"
        stop_server
    done
}

@test "a token that never comes costs the time that --request-timeout grants" {
    server_mints default 'fault: "hang", seconds: 300'
    SECONDS=0
    run_nsinfo pod mypod --request-timeout=3s
    expect 1 "$nothing_known" "Unable to connect to the server: $getting: net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
    [ "$SECONDS" -lt 60 ] # any other request has 65
}

@test "a slow token is waited for" {
    server_mints default 'fault: "delay", seconds: 1, status: 404, json: {}'
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
}
