# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# For the tests of doctor: a cluster on which all is well, and what is found of it.

readonly reviews=/apis/authorization.k8s.io/v1
readonly daemon_set_path=/apis/apps/v1/namespaces/nsinfo-system/daemonsets/nsinfo-agent
readonly node_setup='apiVersion: "nsinfo/v1", kind: "NodeSetup", agentVersion: "0.1.0", nodeName: "node-a",
    proc: {ofOwnPidNamespace: false, ofInitialPidNamespace: true}, securityLabel: "unconfined", mayPtrace: true,
    cgroupVersion: "2", namespaces: {containers: 3, unreadable: 0},
    layouts: [{runtime: "containerd", cgroupDriver: "systemd", containers: 3}]'

# setup_route CHANGE: the agent's answer, after a change as jq has it
setup_route() {
    route "$agent_path/v1/node/setup" "json: ({$node_setup} | $1)" "with: {\"x-nsinfo-token\": \"$system_token\"}"
}

# node_route NAME FIELDS: the list with one node; its fields as jq has them
node_route() {
    route '/api/v1/nodes?limit=100' "json: {items: [{metadata: {name: \"$1\", labels: {\"kubernetes.io/os\": \"linux\"}},
        status: {nodeInfo: {containerRuntimeVersion: \"containerd://1.7.1\"},
            conditions: [{type: \"Ready\", status: \"True\"}]}} $2]}"
}

# daemon_set_route DESIRED READY
daemon_set_route() {
    route "$daemon_set_path" "json: {metadata: {generation: 1}, spec: {template: {spec: {serviceAccountName: \"nsinfo-agent\",
        nodeSelector: {\"kubernetes.io/os\": \"linux\"}}}}, status: {observedGeneration: 1, desiredNumberScheduled: $1,
        currentNumberScheduled: $1, updatedNumberScheduled: $1, numberReady: $2}}"
}

# pods_route POD: the agents' pods, whichever way they are asked for
pods_route() {
    route "${agents_path%%\?*}" "json: {kind: \"PodList\", items: [$1]}"
}

# A cluster on which all is well, behind the routes on standard input.
server() {
    {
        cat
        route /version 'json: {gitVersion: "v1.30.1"}'
        route "$reviews/selfsubjectaccessreviews" 'status: 201, json: {status: {allowed: true}}'
        route "$reviews/subjectaccessreviews" 'status: 201, json: {status: {allowed: true}}'
        daemon_set_route 1 1
        pods_route "$(agent_pod node-a)"
        node_route node-a
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
        setup_route .
    } | start_server
}

# denied REVIEW TEXT…: an answer of no to reviews whose body has all the texts
denied() {
    route "$reviews/$1" "body: $(printf '%s\n' "${@:2}" | jq -Rsc 'split("\n")[:-1]')" 'status: 201, json: {status: {allowed: false}}'
}

# finds RESULT NAME MESSAGE [NEXT-STEP]: what is found of a check, exactly
finds() {
    run --separate-stderr nsinfo doctor -o json
    local found expected
    found=$(jq -c --arg name "$2" '.items[] | select(.name == $name) | [.result, .message, .nextStep // ""]' <<<"$output")
    expected=$(jq -nc --arg result "$1" --arg message "$3" --arg next "${4:-}" '[$result, $message, $next]')
    [ "$found" = "$expected" ] || { printf 'expected %s\nbut got  %s\n' "$expected" "$found" >&2 && return 1; }
    [ "$status" -eq "$(($(jq '[.items[] | select(.result == "broken")] | length' <<<"$output") > 0))" ]
}

# of RESULT: the checks with that result in the last output, in one line
of() {
    jq -r --arg result "$1" '[.items[] | select(.result == $result).name] | join(" ")' <<<"$output"
}
