#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent's HTTP: each reply is held to docs/agent-api.yaml, each refusal to its exact words.

load helpers

setup_file() {
    agent_start --node-name=node-a
    # Half a minute of its own, beside all the other tests.
    "$python" "$here/raw_http.py" "$AGENT_PORT" slow 90 >"$BATS_FILE_TMPDIR/slow" \
        2>"$BATS_FILE_TMPDIR/slow-seconds" 3>&- &
}

teardown_file() {
    agent_stop
}

id=0000000000000000000000000000000000000000000000000000000000000000

ids() {
    seq "$1" | xargs printf 'id=docker://%064x&'
}

@test "the description's own examples fit it" {
    run "$python" "$root/test/support/openapi_check.py" "$root/docs/agent-api.yaml" --examples
    [ "$status" -eq 0 ] || fail "$output"
}

@test "every path answers as it is described" {
    for path in /healthz /readyz /version /metrics "/v1/containers?id=docker://$id" /v1/node \
        "/v1/node?processes=true" /v1/node/setup; do
        ask "$path"
        [ "$code" = 200 ]
    done
}

@test "the version says whose agent it is" {
    ask /version
    jq_is .nodeName node-a
    jq_is '.resolvers | join(",")' cgroup
}

@test "the node's kernel is the one that runs" {
    ask /v1/node
    jq_is .node.kernelVersion "$(uname -r)"
    jq_is .node.bootID "$(cat /proc/sys/kernel/random/boot_id)"
    jq_is .node.name node-a
}

@test "the agent tells how it is set up, as the kernel has it" {
    ask /v1/node/setup
    # It runs beside this test, and so in the PID namespace that the tests' /proc is of.
    jq_is .proc.ofOwnPidNamespace true
    jq_is .proc.ofInitialPidNamespace "$([ "$(readlink /proc/1/ns/pid || readlink /proc/2/ns/pid)" = 'pid:[4026531836]' ] && echo true || echo false)"
    jq_is '.proc.hidepid // "none"' "$(findmnt -no FS-OPTIONS /proc | grep -o 'hidepid=[^,]*' | cut -d= -f2 | grep . || echo none)"
    jq_is .mayPtrace true
    jq_is .cgroupVersion "$(awk -F: '{ v[$1 == "0" && $2 == ""] = 1 } END { print (0 in v) ? (1 in v) ? "hybrid" : 1 : 2 }' /proc/1/cgroup)"
    jq_is .securityLabel "$(tr -d '\0' </proc/self/attr/current 2>/dev/null | grep . || echo null)"
}

@test "an ID that nobody has is an error of its own" {
    ask "/v1/containers?id=docker://$id"
    jq_is '.items | length' 0
    jq_is '.errors | length' 1
    jq_is .errors[0].code NotFound
    jq_is .errors[0].id "docker://$id"
}

@test "an unknown path is not found" {
    ask /nope
    is_error 404 NotFound 'no such path: "/nope"'
    ask '/%2e%2e/etc/passwd'
    is_error 404 NotFound 'no such path: "/%2e%2e/etc/passwd"'
}

@test "any method but GET is refused, and the connection ends" {
    for method in POST PUT PATCH DELETE OPTIONS TRACE MADEUP; do
        ask /healthz --request $method
        is_error 405 MethodNotAllowed '"/healthz" can only be read, by GET'
        raw method-closes $method
        [ "$code" = 405 ]
    done
    run -0 curl --silent --head "http://127.0.0.1:$AGENT_PORT/healthz"
    [[ $output == *"405 Method Not Allowed"*"Allow: GET"* ]]
    raw method-closes HEAD
    [ "$code" = 405 ]
}

@test "CONNECT gets one reply with a length, and the connection ends" {
    for target in /healthz example.org:443; do
        raw tunnel "$target"
        is_error 400 BadRequest '"CONNECT" is for a proxy, which this is not'
    done
}

@test "a query that is wrong is refused with its reason" {
    ask /v1/containers
    is_error 400 BadRequest 'query parameter "id" is missing: id=<runtime>://<64 hex>'
    ask '/v1/containers?id=docker://12'
    is_error 400 BadRequest 'container ID "docker://12" does not have 64 lower-case hex digits after "://"'
    ask "/v1/containers?id=docker://$id&id=$id"
    is_error 400 BadRequest "container ID \"$id\" is not of the form <runtime>://<64 hex>"
    ask "/v1/containers?id=docker://$id&foo=1&bar=2"
    is_error 400 BadRequest 'unknown query parameters "foo", "bar"'
    ask "/v1/node?processes=1"
    is_error 400 BadRequest 'query parameter "processes" is neither "true" nor "false"'
    ask '/v1/node?kubeNamespace=default'
    is_error 400 BadRequest 'query parameter "kubeNamespace" cannot be served: this agent asks no API server which pod a container belongs to'
}

@test "64 IDs are answered, 65 are not" {
    ask "/v1/containers?$(ids 64)"
    [ "$code" = 200 ]
    jq_is '.errors | length' 64
    ask "/v1/containers?$(ids 65)"
    is_error 413 TooLarge '65 container IDs in one request: at most 64 are answered'
}

too_long='the request line is longer than 16384 bytes; of container IDs at most 64 are answered in one request'

@test "10,000 IDs are refused with the limit's name" {
    raw many-ids 10000
    is_error 413 TooLarge "$too_long"
    check_body /v1/containers
}

@test "a request line of 1 MB is refused" {
    raw long-line 1000000
    is_error 414 TooLarge "$too_long"
    check_body /
}

@test "headers and bodies over the limit are refused" {
    local too_large='the request is larger than 20480 bytes'
    raw long-headers 1000000
    is_error 413 TooLarge "$too_large"
    raw many-headers 100000
    is_error 413 TooLarge "$too_large"
    raw long-body 1000000
    is_error 413 TooLarge "$too_large"
    raw endless-body
    is_error 413 TooLarge "$too_large"
    raw long-headers 15000
    [ "$code" = 200 ]
}

@test "what is not HTTP gets status 400, and the connection ends" {
    raw garbage
    [ "$code" = 400 ]
}

@test "a client that leaves in the middle disturbs nobody" {
    raw half-a-request
    [ "$code" = 200 ]
}

@test "pipelined requests are answered in order" {
    raw pipeline 400
    [ "$code" = 200 ]
}

@test "a body is not taken for a request" {
    raw body-then-request
    [ "$code" = 200 ]
    jq_is .kind Version
}

@test "one connection serves many requests" {
    run -0 curl --silent --write-out '%{num_connects}\n' \
        "http://127.0.0.1:$AGENT_PORT/healthz" "http://127.0.0.1:$AGENT_PORT/healthz"
    [ "$output" = $'ok\n1\nok\n0' ]
}

@test "metrics count by path and code, and made-up paths as one" {
    ask /made/up/1
    ask /made/up/2
    ask /metrics
    grep -qE '^nsinfo_agent_requests_total\{path="other",code="404"\} [0-9]+$' <<<"$body"
    grep -qE '^nsinfo_agent_requests_total\{path="/healthz",code="200"\} [0-9]+$' <<<"$body"
    grep -qE '^nsinfo_agent_processes_read_total [1-9][0-9]*$' <<<"$body"
    run ! grep -q 'made/up' <<<"$body"
}

@test "a sender of a byte a second is cut off after 30 seconds" {
    slow_is_over() {
        [ -s "$BATS_FILE_TMPDIR/slow-seconds" ]
    }
    wait_for 60 slow_is_over
    local seconds
    seconds=$(cat "$BATS_FILE_TMPDIR/slow-seconds")
    [ "$seconds" -ge 29 ] && [ "$seconds" -le 40 ]
    code=$(head -n 1 "$BATS_FILE_TMPDIR/slow")
    body=$(tail -n +2 "$BATS_FILE_TMPDIR/slow")
    is_error 408 Timeout 'the request did not arrive within 30 seconds'
}

@test "each request has a log line, without its query" {
    ask "/v1/containers?id=docker://$id&id=docker://$(new_id)&processes=true"
    run -0 tail -n 1 "$AGENT_DIR/log"
    [[ $output =~ ^20[0-9TZ:-]+\ info\ request\ method=\"GET\"\ path=\"/v1/containers\"\ ids=2\ status=200\ duration_us=[0-9]+\ bytes=[0-9]+\ remote=\"127.0.0.1\"$ ]]
}
