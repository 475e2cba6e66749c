#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Servers that ask to be asked again later (Retry-After), as client-go obeys them.

load client

readonly pod_path=/api/v1/namespaces/default/pods/mypod
readonly later='reason: "TooManyRequests", message: "too many requests, please try again later"'

# pod_after REPLY…: the pod comes when the others have been given
pod_after() {
    local IFS=,
    route "$pod_path" "replies: [$*,{file: \"$fixtures/single.pod.json\"}]"
}

asked() {
    requests | grep -c "GET $pod_path"
}

@test "what the API server puts off is asked for again, as often as it says so" {
    {
        agents_route && report_route single
        pod_after "{status: 429, headers: {\"Retry-After\": \"1\"}, $later}" \
            '{status: 503, headers: {"Retry-After": "0"}, reason: "ServiceUnavailable", message: "no"}'
    } | start_server
    SECONDS=0
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(asked)" -eq 3 ]
    [ "$SECONDS" -ge 1 ]
}

@test "what an agent puts off, too" {
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "replies: [{status: 503, headers: {\"Retry-After\": \"1\"}, json:
            {apiVersion: \"nsinfo/v1\", kind: \"Error\", code: \"Unavailable\", message: \"busy\"}},
            {file: \"$fixtures/single.report.json\"}]"
    } | start_server
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
}

@test "without a time there is no second try" {
    route "$pod_path" "status: 429, $later" | start_server
    run_nsinfo pod mypod
    expect 1 "" "Error from server (TooManyRequests): too many requests, please try again later"
    [ "$(asked)" -eq 1 ]
}

@test "a refusal is final, whatever time it names" {
    route "$pod_path" 'status: 403, headers: {"Retry-After": "0"}, reason: "Forbidden", message: "no"' | start_server
    run_nsinfo pod mypod
    expect 1 "" "Error from server (Forbidden): no"
    [ "$(asked)" -eq 1 ]
}

@test "nobody waits longer than a request may take" {
    route "$pod_path" "status: 429, headers: {\"Retry-After\": \"300\"}, $later" | start_server
    SECONDS=0
    run_nsinfo pod mypod --request-timeout=5s
    expect 1 "" "Error from server (TooManyRequests): too many requests, please try again later"
    [ "$SECONDS" -lt 150 ]
    [ "$(asked)" -eq 1 ]
}

@test "a server that puts off without an end is asked eleven times" {
    route "$pod_path" "status: 429, headers: {\"Retry-After\": \"0\"}, $later" | start_server
    run_nsinfo pod mypod
    expect 1 "" "Error from server (TooManyRequests): too many requests, please try again later"
    [ "$(asked)" -eq 11 ]
}
