# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# For the tests of deploy: a cluster that takes what is sent, and how far its agents have come.

readonly daemon_set_path=/apis/apps/v1/namespaces/nsinfo-system/daemonsets/nsinfo-agent
readonly binding_path=/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/nsinfo-agent
readonly events_path=/api/v1/namespaces/nsinfo-system/events
readonly revisions_path=/apis/apps/v1/namespaces/nsinfo-system/controllerrevisions
readonly absent='{"status": 404, "reason": "NotFound", "message": "not there"}'

readonly applied='namespace/nsinfo-system serverside-applied
serviceaccount/nsinfo-agent serverside-applied
serviceaccount/nsinfo-viewer serverside-applied
clusterrole.rbac.authorization.k8s.io/nsinfo-agent serverside-applied
clusterrole.rbac.authorization.k8s.io/nsinfo-viewer serverside-applied
clusterrole.rbac.authorization.k8s.io/nsinfo-user serverside-applied
clusterrolebinding.rbac.authorization.k8s.io/nsinfo-agent serverside-applied
clusterrolebinding.rbac.authorization.k8s.io/nsinfo-viewer serverside-applied
role.rbac.authorization.k8s.io/nsinfo-user serverside-applied
role.rbac.authorization.k8s.io/nsinfo-cluster-viewer serverside-applied
daemonset.apps/nsinfo-agent serverside-applied'

readonly applied_to_one="$applied

Agents are ready on 1 of 1 nodes. Go on with:
  kubectl nsinfo pod NAME"

# daemon_set DESIRED CURRENT UPDATED READY [VERSION]: as the API server has it
daemon_set() {
    jq -nc --argjson desired "$1" --argjson current "$2" --argjson updated "$3" --argjson ready "$4" \
        --arg version "${5:-0.1.0}" '{metadata: {generation: 1}, status: {observedGeneration: 1,
            desiredNumberScheduled: $desired, currentNumberScheduled: $current,
            updatedNumberScheduled: $updated, numberReady: $ready},
        spec: {template: {metadata: {labels: {"app.kubernetes.io/version": $version}}}}}'
}

# server DAEMON-SET…: takes every PATCH; the DaemonSet is looked at in turn, the last one stays.
# More routes may stand on standard input.
server() {
    {
        cat
        route "$daemon_set_path" 'method: "GET"' "replies: $(printf '%s\n' "$@" |
            jq -sc 'map(if .reason then . else {json: .} end)')"
        route '/api*' 'method: "PATCH"' 'json: {}'
    } | start_server
}

# agent NODE STATUS [REVISION]: the agent's pod there, its status as jq takes it
agent() {
    jq -nc --arg node "$1" --arg revision "${3:-new}" "{metadata: {name: \"nsinfo-agent-\(\$node)\",
        namespace: \"nsinfo-system\", labels: {\"controller-revision-hash\": \$revision}},
        spec: {nodeName: \$node, containers: [{name: \"agent\"}]}, status: $2}"
}

ready='{phase: "Running", startTime: "2026-01-01T00:00:00Z", conditions: [{type: "Ready", status: "True"}],
    containerStatuses: [{name: "agent", ready: true, state: {running: {}}}]}'
unpulled='{phase: "Pending", startTime: "2026-01-01T00:00:00Z", containerStatuses: [{name: "agent",
    state: {waiting: {reason: "ErrImagePull", message: "no such image"}}}]}'

# agents POD…: the route to the list of them, and to the DaemonSet's revisions
agents() {
    route "$agents_path" "json: {items: [$(IFS=, && echo "$*")]}"
    route "$revisions_path" 'json: {items: [
        {revision: 1, metadata: {labels: {"controller-revision-hash": "old"}}},
        {revision: 2, metadata: {labels: {"controller-revision-hash": "new"}}}]}'
}

# event UID VERSION MESSAGE
event() {
    jq -nc --arg uid "$1" --arg version "$2" --arg message "$3" '{metadata: {uid: $uid,
        resourceVersion: $version}, lastTimestamp: "2026-01-01T00:00:00Z", message: $message}'
}

readonly image_hint='The image has to be where the nodes can pull it: say by --image where that is'

# run_for SECONDS WORD…: as run_nsinfo, and it must not have taken longer
run_for() {
    SECONDS=0
    run_nsinfo "${@:2}"
    [ "$SECONDS" -le "$1" ]
}
