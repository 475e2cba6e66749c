#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A Kubernetes namespace's own account that may not see its pods: the agent says of them that they are
# not there, and the account of nsinfo-system, if it is the caller's to use, is asked instead.

load client

readonly own_token=eyJhbGciOiJSUzI1NiJ9.b3du.c2lnbmVk
readonly not_allowed='status: 403, reason: "Forbidden", message: "cannot create resource \"serviceaccounts/token\""'
readonly missing='this node has no such container that \"own\" may see'
readonly hint=': if it is there, ServiceAccount "nsinfo-viewer" lacks the rule {apiGroups: [""], resources: [pods/nsinfo], verbs: [get]} in namespace "default": examples/team.yaml has a Role with it'

# What the agent says to the account default/nsinfo-viewer: that mypod's container is not there.
blind_routes() {
    pod_route single && agents_route && token_route default "$(minted "$own_token")"
    route "$agent_path/v1/containers" "with: {\"x-nsinfo-token\": \"$own_token\"}, json: $(jq -c \
        ".errors = [{id: .items[0].id, code: \"NotFound\", message: \"$missing\"}] | .items = []" "$fixtures/single.report.json")"
}

questions() {
    requests | grep -c /proxy/
}

@test "an account that is blind to its own pods hides them from nobody who may use the other" {
    { blind_routes && report_route single; } | start_server
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(questions)" -eq 2 ]
}

@test "who may not use the other is told which right may be missing" {
    { blind_routes && report_route single && token_route nsinfo-system "$not_allowed"; } | start_server
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "error: container \"nginx\" of pod \"mypod\": this node has no such container that \"own\" may see$hint"
    [ "$(questions)" -eq 1 ]
}

@test "in -o json the error keeps its code" {
    { blind_routes && report_route single && token_route nsinfo-system "$not_allowed"; } | start_server
    run_nsinfo pod mypod -o json
    [ "$status" -eq 1 ]
    [ "$(jq -r '.items[0].containers[0].error.code' <<<"$output")" = NotFound ]
}

@test "what the other account does not find either is not there, and nothing is said of rights" {
    {
        blind_routes
        route "$agent_path/v1/containers" "with: {\"x-nsinfo-token\": \"$system_token\"}, json: $(jq -c \
            '.errors = [{id: .items[0].id, code: "NotFound", message: "it is gone"}] | .items = []' "$fixtures/single.report.json")"
    } | start_server
    run_nsinfo pod mypod
    expect 1 "$nothing_known" 'error: container "nginx" of pod "mypod": it is gone'
}

@test "an agent that then fails leaves the first answer" {
    {
        blind_routes
        route "$agent_path/v1/containers" 'status: 503, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Unavailable", message: "busy"}'
    } | start_server
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "error: container \"nginx\" of pod \"mypod\": this node has no such container that \"own\" may see$hint"
}

@test "a pod before it of which there is nothing to ask takes nothing of its answer" {
    {
        blind_routes && report_route single
        route /api/v1/namespaces/default/pods/homeless "file: \"$fixtures/pending.pod.json\""
    } | start_server
    run_nsinfo pod homeless mypod -o json
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.items[] | [.node.bootID != null, .containers[0].pid]]' <<<"$output")" = '[[false,null],[true,267]]' ]
}
