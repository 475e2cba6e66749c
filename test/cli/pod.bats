#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo pod: from names to the table, and what goes wrong on the way to the pod.

load client

@test "a pod's containers are shown with their PIDs and namespaces" {
    all_routes single | start_server
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
}

@test "one pod takes five requests over one connection" {
    all_routes single | start_server
    run_nsinfo pod mypod
    expect 0 "*" ""
    [ "$(requests)" = "GET /api/v1/namespaces/default/pods/mypod
POST /api/v1/namespaces/default/serviceaccounts/nsinfo-viewer/token
POST /api/v1/namespaces/nsinfo-system/serviceaccounts/nsinfo-viewer/token
GET $agents_path$of_node_a
GET $agent_path/v1/containers?id=containerd%3A%2F%2F$(printf 'a%.0s' {1..64})" ]
    [ "$(jq -r .port "$BATS_TEST_TMPDIR/requests" | sort -u | wc -l)" -eq 1 ]
}

@test "pods are named as for kubectl" {
    all_routes single | start_server
    local name
    for name in pod/mypod pods/mypod po/mypod; do
        run_nsinfo pod "$name"
        expect 0 "$(golden pod-single.txt)" ""
    done
}

@test "the Kubernetes namespace is the one that -n names" {
    all_routes several | start_server
    run_nsinfo pod web -n shop
    expect 0 "$(golden pod-several.txt)" ""
    run_nsinfo -n shop pod web -o wide
    expect 0 "$(golden pod-several-wide.txt)" ""
}

@test "several pods come in the order they were asked for, as often as they were" {
    { all_routes single && pod_route crash; } | start_server
    run_nsinfo pod crash mypod crash --no-headers
    expect 1 "*" "*"
    [ "$(awk '{print $1}' <<<"$output" | uniq -c | awk '{print $1, $2}')" = "3 crash
1 mypod
3 crash" ]
}

@test "the pods of one node are asked for together" {
    { pod_route single && pod_route host && agents_route && report_route single; } | start_server
    run_nsinfo pod mypod monitor
    [ "$(requests | grep -c /proxy/)" -eq 1 ]
    [[ $(requests | tail -n 1) == *"id=containerd%3A%2F%2Faaa"*"&id=cri-o%3A%2F%2F111"* ]]
}

@test "more containers than one request may have are asked for in several" {
    pod_route single | jq -r .file | xargs cat | jq '.spec.containers = [range(70) |
        {name: "c\(.)"}] | .status.containerStatuses = [range(70) | {name: "c\(.)", state:
        {running: {}}, containerID: ("docker://" + ("0" * 62) + (. + 10 | tostring))}]' \
        >"$BATS_TEST_TMPDIR/pod.json"
    {
        route /api/v1/namespaces/default/pods/mypod 'file: "pod.json"'
        agents_route && report_route single
    } | start_server
    run_nsinfo pod mypod
    [ "$status" -eq 1 ]
    [ "$(requests | grep -c /proxy/)" -eq 2 ]
    # They are under way at the same time, and may be logged in either order.
    [ "$(requests | grep /proxy/ | sed 's/[^=]*//; s/[^=]//g' | awk '{ print length }' | sort -n | tr '\n' ' ')" = "6 64 " ]
}

@test "a pod that does not exist is kubectl's own error" {
    : | start_server
    run_nsinfo pod nobody
    expect 1 "" 'Error from server (NotFound): pods "nobody" not found'
}

@test "of several pods those that exist are shown, and the others are errors in order" {
    all_routes single | start_server
    run_nsinfo pod nobody mypod noone
    expect 1 "$(sed 's/^CONTAINER/POD     &/; s/^nginx    /mypod   &/' "$root/test/golden/pod-single.txt")" \
        'Error from server (NotFound): pods "nobody" not found
Error from server (NotFound): pods "noone" not found'
}

@test "a pod that waits for a node is shown, with the reason on standard error" {
    pod_route pending | start_server
    run_nsinfo pod homeless -o wide
    expect 0 "$(golden pod-pending.txt)" "$(golden remarks-pending.txt)"
    [ "$(requests | wc -l)" -eq 1 ]
}

@test "an evicted pod is shown as such, with the reason on standard error" {
    pod_route evicted | start_server
    run_nsinfo pod evict
    expect 0 "$(golden pod-evicted.txt)" "$(golden remarks-evicted.txt)"
}

@test "a pod that is being deleted is shown as such, with the time on standard error" {
    all_routes leaving | start_server
    run_nsinfo pod leaving
    expect 0 "$(golden pod-leaving.txt)" "$(golden remarks-leaving.txt)"
}

@test "a crash loop says how the container ended last" {
    all_routes crash | start_server
    run_nsinfo pod crash
    expect 0 "$(golden pod-crash.txt)" ""
}

@test "a pod that no kubelet has taken is pending, with its node on standard error" {
    pod_route untaken | start_server
    run_nsinfo pod lost
    expect 0 "$(golden pod-untaken.txt)" "$(golden remarks-untaken.txt)"
}

@test "a container that the agent does not find is unknown, and the status says so" {
    all_routes partial | start_server
    run_nsinfo pod partial -o wide
    expect 1 "$(golden pod-partial.txt)" "$(golden remarks-partial.txt)"
}

@test "-c shows one container alone, with the verdicts of all" {
    all_routes several | start_server
    run_nsinfo pod web -n shop -c log --no-headers
    expect 0 "log   1010   4026532711   4026532698(pod)   4026532710   4026532697(pod)   4026532696(pod)   4026531837(node)   Running" ""
}

@test "-c takes the names as they are printed, too" {
    all_routes several | start_server
    local name expected
    for name in init:setup init:proxy ephemeral:debugger; do
        run_nsinfo pod web -n shop -c "${name#*:}" --no-headers
        expected=$output
        [[ $expected == "$name "* ]]
        run_nsinfo pod web -n shop -c "$name" --no-headers
        expect 0 "$expected" ""
    done
}

@test "an empty -c is none" {
    all_routes single | start_server
    run_nsinfo pod mypod -c ""
    expect 0 "$(golden pod-single.txt)" ""
}

@test "-c with a container that the pod lacks is kubectl's own error" {
    all_routes single | start_server
    run_nsinfo pod mypod -c nope
    expect 1 "" "error: container nope is not valid for pod mypod"
    [ "$(requests | wc -l)" -eq 1 ]
}

@test "a server that is gone in between ends the command" {
    {
        pod_route single
        route "$agents_path$of_node_a" 'fault: "close"'
    } | start_server
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "*"
    [[ $stderr == "Unable to connect to the server: "* ]] || [[ $stderr == "error: "* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

@test "what is not a pod is refused" {
    route /api/v1/namespaces/default/pods/mypod 'json: {kind: "PodList", items: []}' | start_server
    run_nsinfo pod mypod
    expect 1 "" "error: the API server's reply is not a pod that can be read: kind is \"PodList\""
}

@test "the API server's texts reach no terminal raw" {
    route /api/v1/namespaces/default/pods/mypod \
        'status: 403, reason: "Forbidden", message: "\u001b[31mred\u0007"' | start_server
    run_nsinfo pod mypod
    expect 1 "" 'Error from server (Forbidden): \x1b[31mred\x07'
}
