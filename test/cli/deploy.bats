#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo deploy: what is sent, what is refused before, how it waits, and what it says where
# agents cannot start.

load client

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

# run_for SECONDS WORD…: as run_nsinfo, and it must not have taken longer
run_for() {
    SECONDS=0
    run_nsinfo "${@:2}"
    [ "$SECONDS" -le "$1" ]
}

@test "the manifests of deploy/ are applied in a safe order, the agents are waited for, and what comes next is said" {
    : | server "$absent" "$(daemon_set 2 2 2 0)" "$(daemon_set 2 2 2 2)"
    run_nsinfo deploy
    expect 0 "$applied

Agents are ready on 2 of 2 nodes. Go on with:
  kubectl nsinfo pod NAME" ""
    [ "$(requests | grep PATCH | head -n 2)" = "PATCH /api/v1/namespaces/nsinfo-system?fieldManager=kubectl-nsinfo
PATCH /api/v1/namespaces/nsinfo-system/serviceaccounts/nsinfo-agent?fieldManager=kubectl-nsinfo" ]
    [ "$(requests | grep -c PATCH)" -eq "$(grep -c '^kind:' "$root/deploy/nsinfo-agent.yaml")" ]
    [ "$(requests | grep PATCH | tail -n 1)" = "PATCH $daemon_set_path?fieldManager=kubectl-nsinfo" ]
}

# The documents of a file of YAML or a List, by kind and name, without the label of deploy's.
canonical() {
    python3 -c 'import json, sys, yaml
documents = [d for d in yaml.safe_load_all(sys.stdin) if d]
items = documents[0]["items"] if documents[0]["kind"] == "List" else documents
for item in items:
    item["metadata"].get("labels", {}).pop("app.kubernetes.io/managed-by", None)
print("\n".join(sorted(json.dumps(item, sort_keys=True) for item in items)))'
}

@test "a dry run prints the manifests of deploy/, and asks no cluster" {
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
    local format
    for format in json yaml; do
        run_nsinfo deploy --dry-run=client -o "$format"
        expect 0 "*" ""
        [ "$(canonical <<<"$output")" = "$(canonical <"$root/deploy/nsinfo-agent.yaml")" ]
    done
    run_nsinfo deploy --dry-run=client
    expect 0 "${applied//applied/applied (dry run)}" ""
}

@test "a dry run for a team prints examples/team.yaml with its name, but for its Kubernetes namespace" {
    run_nsinfo deploy --team=web --dry-run=client -o json
    expect 0 "*" ""
    [ "$(canonical <<<"$output")" = "$(sed 's/team-a/web/' "$root/examples/team.yaml" | canonical | grep -v '"kind": "Namespace"' |
        sed 's/"metadata": {"name"/"metadata": {"labels": {}, "name"/')" ]
}

@test "what is wrong with the flags is refused before anything is asked" {
    : | start_server
    run_nsinfo deploy -n one --agent-namespace=two
    expect 1 "" "error: --namespace=one and --agent-namespace=two both say where the agents are, and differ
See 'kubectl nsinfo deploy -h' for help and examples"
    run_nsinfo deploy -n a.b
    expect 1 "" "*"
    [[ $stderr == 'error: --namespace: invalid value "a.b": a lowercase RFC 1123 label must '* ]]
    run_nsinfo deploy --dry-run=server
    expect 1 "" 'error: Invalid dry-run value (server). Must be "none" or "client".'
    run_nsinfo deploy -o yaml
    expect 1 "" "error: --output is for --dry-run=client
See 'kubectl nsinfo deploy -h' for help and examples"
    run_nsinfo deploy --dry-run=client -o wide
    expect 1 "" 'error: unable to match a printer suitable for the output format "wide", allowed formats are: json,yaml'
    run_nsinfo deploy --team=a --image=b
    expect 1 "" "error: --image is about the agents, which --team leaves as they are: run deploy once with each
See 'kubectl nsinfo deploy -h' for help and examples"
    run_nsinfo deploy --team=A
    expect 1 "" "*"
    [[ $stderr == 'error: --team: invalid value "A": a lowercase RFC 1123 label must '* ]]
    run_nsinfo deploy --node-selector=a
    expect 1 "" 'error: --node-selector: "a" is not KEY=VALUE'
    run_nsinfo deploy nsinfo
    expect 1 "" "error: unexpected argument \"nsinfo\"
See 'kubectl nsinfo deploy -h' for help and examples"
    [ ! -e "$BATS_TEST_TMPDIR/requests" ]
}

@test "agents of a newer version stay, unless they are forced to go" {
    : | server "$(daemon_set 1 1 1 1 0.2.0)"
    run_nsinfo deploy
    expect 1 "" "error: the cluster has agents of version 0.2.0, newer than this program's 0.1.0: update this program, or put the older agents there with --force"
    [ "$(requests)" = "GET $binding_path
GET $daemon_set_path" ]
    run_nsinfo deploy --force
    expect 0 "$applied_to_one" ""
}

@test "agents of an older version, or of none that can be told, are replaced" {
    local version
    for version in 0.0.9 0.1.0-rc.1 latest; do
        : | server "$(daemon_set 1 1 1 1 "$version")"
        run_nsinfo deploy
        expect 0 "$applied_to_one" ""
        stop_server
    done
}

@test "a Kubernetes namespace that was there before does not get deploy's label" {
    sent() {
        jq -r 'select(.method == "PATCH") | .body | fromjson | .metadata.labels["app.kubernetes.io/managed-by"] // "none"' \
            "$BATS_TEST_TMPDIR/requests" | head -n 2 | xargs
    }
    route /api/v1/namespaces/nsinfo-system 'method: "GET"' 'json: {metadata: {labels: {a: "b"}}}' |
        server "$(daemon_set 1 1 1 1)"
    run_nsinfo deploy
    expect 0 "*" ""
    [ "$(sent)" = "none kubectl-nsinfo" ]
    stop_server
    rm "$BATS_TEST_TMPDIR/requests"
    route /api/v1/namespaces/nsinfo-system 'method: "GET"' \
        'json: {metadata: {labels: {"app.kubernetes.io/managed-by": "kubectl-nsinfo"}}}' |
        server "$(daemon_set 1 1 1 1)"
    run_nsinfo deploy
    [ "$(sent)" = "kubectl-nsinfo kubectl-nsinfo" ]
}

@test "the first object that is refused ends it, in the API server's words" {
    {
        route '/apis/rbac.authorization.k8s.io/v1/clusterroles/nsinfo-agent' 'method: "PATCH", status: 403' \
            'reason: "Forbidden", message: "clusterroles \"nsinfo-agent\" is forbidden: user may not"'
    } | server "$absent"
    run_nsinfo deploy
    expect 1 "$(head -n 3 <<<"$applied")" 'Error from server (Forbidden): clusterroles "nsinfo-agent" is forbidden: user may not'
}

@test "a field that somebody else has set is not taken over, and how to is said" {
    {
        route "$daemon_set_path?fieldManager=kubectl-nsinfo" 'method: "PATCH", status: 409' 'reason: "Conflict"' \
            'message: "Apply failed with 1 conflict: conflict with \"kubectl-edit\" using apps/v1: .spec.x"'
    } | server "$(daemon_set 1 1 1 1)"
    run_nsinfo deploy
    expect 1 "$(head -n 10 <<<"$applied")" 'Error from server (Conflict): Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.x
Somebody else has set these fields: with --force-conflicts deploy takes them over'
    run_nsinfo deploy --force-conflicts
    expect 0 "$applied_to_one" ""
    [ "$(requests | tail -n 2 | head -n 1)" = "PATCH $daemon_set_path?fieldManager=kubectl-nsinfo&force=true" ]
}

@test "--wait=false does not wait" {
    : | server "$absent" "$(daemon_set 2 0 0 0)"
    run_nsinfo deploy --wait=false
    expect 0 "$applied

The agents start. To wait for them, go on with:
  kubectl rollout status daemonset/nsinfo-agent -n nsinfo-system" ""
    [ "$(requests | grep -c "GET $daemon_set_path")" -eq 1 ]
}

@test "agents that cannot start end the wait, each with its node and the reason" {
    agents "$(agent node-b "$ready")" "$(agent node-a "$unpulled")" | server "$absent" "$(daemon_set 2 2 2 1)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ErrImagePull: no such image'
}

@test "a pod that finds no room is named with the node that it is for" {
    agents "$(agent x '{phase: "Pending", conditions: [{type: "PodScheduled", status: "False",
        reason: "Unschedulable", message: "1 Insufficient memory."}]}' | jq -c 'del(.spec.nodeName) | .spec.affinity.nodeAffinity
            .requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms = [{matchFields:
                [{key: "metadata.name", operator: "In", values: ["node-c"]}]}]')" |
        server "$absent" "$(daemon_set 1 1 1 0)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-c" (pod "nsinfo-agent-x") cannot start: Unschedulable: 1 Insufficient memory.'
}

@test "an update that is stuck says which agents it has not come to" {
    agents "$(agent node-a "$unpulled")" "$(agent node-b "$ready" old)" | server "$(daemon_set 2 2 1 1)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ErrImagePull: no such image
error: the agent on node "node-b" (pod "nsinfo-agent-node-b") is still the one before: it waits for those that have been replaced'
}

@test "what keeps pods from being made is said in the words of who refuses them" {
    local text='pods \"nsinfo-agent-x\" is forbidden: violates PodSecurity \"baseline:latest\": hostPath volumes (volume \"proc\")'
    {
        agents
        route "$events_path" "replies: [{json: {items: []}},
            {json: {items: [$(event u 7 "Error creating: ${text//\\/}")]}}]"
    } | server "$absent" "$(daemon_set 2 0 0 0)"
    run_for 150 deploy
    expect 1 "$applied" "error: 2 of 2 agents cannot be made in namespace \"nsinfo-system\": ${text//\\/}"
}

@test "so it is where the refusal keeps the controller from counting" {
    {
        agents
        route "$events_path" "replies: [{json: {items: []}},
            {json: {items: [$(event u 7 "(combined from similar events): Error creating: exceeded quota: q")]}}]"
    } | server "$absent" "$(daemon_set 0 0 0 0 | jq -c 'del(.status.observedGeneration)')"
    run_for 150 deploy
    expect 1 "$applied" 'error: agents cannot be made in namespace "nsinfo-system": exceeded quota: q'
}

@test "an old refusal does not end the wait, but is told when the time is over" {
    {
        agents
        route "$events_path" "json: {items: [$(event u 7 "Error creating: exceeded quota: q")]}"
    } | server "$absent" "$(daemon_set 1 0 0 0)"
    SECONDS=0
    run_nsinfo deploy --timeout=9s
    [ "$SECONDS" -ge 8 ]
    expect 1 "$applied" 'error: 1 of 1 agents cannot be made in namespace "nsinfo-system": exceeded quota: q'
}

@test "a node that is down is named and not waited for" {
    {
        agents "$(agent node-a "$ready")" "$(agent node-b '{phase: "Pending"}')"
        route /api/v1/nodes/node-b 'json: {status: {conditions: [{type: "Ready", status: "Unknown",
            message: "Kubelet stopped posting node status."}]}}'
    } | server "$absent" "$(daemon_set 2 2 2 1)"
    run_for 150 deploy
    expect 0 "$applied

Agents are ready on 1 of 2 nodes. Go on with:
  kubectl nsinfo pod NAME" 'node "node-b" is not ready (Kubelet stopped posting node status.): its agent starts when it is back'
}

@test "the wait ends after its timeout, with what each agent waits for" {
    agents "$(agent node-a '{phase: "Pending", startTime: "2026-01-01T00:00:00Z", containerStatuses: [{name: "agent",
        state: {waiting: {reason: "ContainerCreating"}}}]}')" "$(agent node-b "$ready" |
        jq -c '.status.conditions[0].status = "False"')" | server "$absent" "$(daemon_set 2 2 2 0)"
    run_nsinfo deploy --timeout=1s
    expect 1 "$applied" 'error: timed out waiting for the agent on node "node-a" (pod "nsinfo-agent-node-a") to be ready (1s): container "agent": ContainerCreating
error: timed out waiting for the agent on node "node-b" (pod "nsinfo-agent-node-b") to be ready (1s): it runs, but is not ready'
}

@test "an API server that is away for a while does not end the wait; one that stays away is the reason" {
    : | server "$absent" '{"status": 503, "reason": "ServiceUnavailable", "message": "later"}' "$(daemon_set 1 1 1 1)"
    run_nsinfo deploy
    expect 0 "$applied_to_one" ""
    stop_server
    agents | server "$absent" '{"status": 503, "reason": "ServiceUnavailable", "message": "later"}'
    run_nsinfo deploy --timeout=1s
    expect 1 "$applied" "Error from server (ServiceUnavailable): later"
}

@test "where no node is to have an agent, this is said" {
    : | server "$absent" "$(daemon_set 0 0 0 0)"
    run_nsinfo deploy --node-selector=pool=none
    expect 0 "$applied

There is no node that the agents may be on." ""
}

@test "on a terminal a bar counts the nodes, and is erased" {
    : | server "$absent" "$(daemon_set 2 2 2 1)" "$(daemon_set 2 2 2 2)"
    run script -qec "'$bin/kubectl-nsinfo' deploy >/dev/null" /dev/null
    [ "$status" -eq 0 ]
    [ "$output" = $'\r\e[Kagents: [==========          ] 1 of 2 nodes\r\e[K' ]
}

@test "what comes from the cluster is escaped" {
    agents "$(agent node-a "${unpulled/no such image/\\u001b[31mred}")" | server "$absent" "$(daemon_set 1 1 1 0)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ErrImagePull: \x1b[31mred'
}
