#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo undeploy: that it asks, what it deletes and what it leaves, and how it waits.

load client

readonly selector='?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dkubectl-nsinfo'
readonly daemon_set='{metadata: {name: "nsinfo-agent", namespace: "nsinfo-system", uid: "u-1"}}'
readonly account='{metadata: {name: "nsinfo-viewer", namespace: "web", uid: "u-2"}}'
readonly kube_namespace='{metadata: {name: "nsinfo-system", uid: "u-3"}}'

# server CONTENT…: a cluster with an agent, a team's account and the agents' Kubernetes namespace, in
# which there are these objects, each as jq takes it, of a kind "widgets". More routes may stand on
# standard input.
server() {
    local path
    {
        cat
        route "/apis/apps/v1/daemonsets$selector" "json: {items: [$daemon_set]}"
        route "/api/v1/serviceaccounts$selector" "json: {items: [$account]}"
        route "/api/v1/namespaces$selector" "json: {items: [$kube_namespace]}"
        route '/apis/rbac.authorization.k8s.io/v1/*' 'json: {items: []}'
        route /apis 'json: {groups: [
            {name: "example.com", preferredVersion: {version: "v2"}},
            {name: "custom.metrics.k8s.io", preferredVersion: {version: "v1"}}]}'
        route /api/v1 'json: {resources: [
            {name: "events", kind: "Event", namespaced: true, verbs: ["list"]},
            {name: "nodes", kind: "Node", namespaced: false, verbs: ["list"]},
            {name: "serviceaccounts", kind: "ServiceAccount", namespaced: true, verbs: ["get", "list"]},
            {name: "bindings", kind: "Binding", namespaced: true, verbs: ["create"]}]}'
        route /apis/example.com/v2 'json: {resources: [
            {name: "widgets", kind: "Widget", namespaced: true, verbs: ["list"]}]}'
        route /api/v1/namespaces/nsinfo-system/serviceaccounts 'json: {items: [
            {metadata: {name: "default", uid: "d"}},
            {metadata: {name: "nsinfo-agent", uid: "a", labels: {"app.kubernetes.io/managed-by": "kubectl-nsinfo"}}}]}'
        route /apis/example.com/v2/namespaces/nsinfo-system/widgets \
            "json: {items: [$(IFS=, && echo "$*")]}"
        route "$agents_path&limit=500" 'json: {items: []}'
        route '/api*' 'method: "DELETE"' 'json: {}'
    } | start_server
}

deletions() {
    jq -r 'select(.method == "DELETE") | "\(.path) \(.body | fromjson.preconditions.uid)"' "$BATS_TEST_TMPDIR/requests"
}

readonly all_deleted='daemonset.apps "nsinfo-agent" deleted
serviceaccount "nsinfo-viewer" deleted
namespace "nsinfo-system" deleted'

@test "where nobody can be asked, nothing is done without --yes" {
    : | server
    run_nsinfo undeploy </dev/null
    expect 1 "" "error: standard input is not a terminal, where you could be asked first: say --yes
See 'kubectl nsinfo undeploy -h' for help and examples"
    [ ! -e "$BATS_TEST_TMPDIR/requests" ]
}

@test "what is wrong with the command line is refused before anything is asked" {
    : | server
    run_nsinfo undeploy --yes -n one --agent-namespace=two
    expect 1 "" "error: --namespace=one and --agent-namespace=two both say where the agents are, and differ
See 'kubectl nsinfo undeploy -h' for help and examples"
    run_nsinfo undeploy --yes nsinfo
    expect 1 "" "error: unexpected argument \"nsinfo\"
See 'kubectl nsinfo undeploy -h' for help and examples"
    [ ! -e "$BATS_TEST_TMPDIR/requests" ]
}

@test "what deploy has made is deleted, the agents first, its Kubernetes namespace last" {
    : | server
    run_nsinfo undeploy --yes
    expect 0 "$all_deleted" ""
    [ "$(deletions)" = "/apis/apps/v1/namespaces/nsinfo-system/daemonsets/nsinfo-agent u-1
/api/v1/namespaces/web/serviceaccounts/nsinfo-viewer u-2
/api/v1/namespaces/nsinfo-system u-3" ]
}

# on_terminal ANSWER WORD…: undeploy with that answer typed
on_terminal() {
    run script -qec "'$bin/kubectl-nsinfo' undeploy ${*:2}" /dev/null <<<"$1"
    output=${output//$'\r'/}
}

@test "on a terminal it shows what it is about to delete, and asks" {
    local answer
    : | server
    for answer in n '' yo; do
        on_terminal "$answer"
        [ "$status" -eq 0 ]
        [[ $output == *'You are about to delete the following 3 resource(s):
daemonset.apps/nsinfo-agent -n nsinfo-system
serviceaccount/nsinfo-viewer -n web
namespace/nsinfo-system
Do you want to continue? (y/n): deletion is cancelled' ]]
    done
    [ "$(deletions)" = "" ]
    on_terminal y
    [ "$status" -eq 0 ]
    [[ $output == *"(y/n): $all_deleted"* ]]
    [ "$(deletions | wc -l)" -eq 3 ]
}

@test "with --yes it does not ask on a terminal either" {
    : | server
    on_terminal "" --yes
    [ "$status" -eq 0 ]
    [[ $output != *"Do you want"* ]]
    [ "$(deletions | wc -l)" -eq 3 ]
}

@test "a Kubernetes namespace with something else in it is left" {
    : | server '{metadata: {name: "mine", uid: "w"}}' '{metadata: {name: "owned", uid: "x", ownerReferences: [{}]}}' \
        '{metadata: {name: "not-stored"}}' '{metadata: {name: "going", uid: "y", deletionTimestamp: "2026-01-01T00:00:00Z"}}'
    run_nsinfo undeploy --yes
    expect 1 "$(head -n 2 <<<"$all_deleted")" \
        'error: namespace "nsinfo-system" is left, for it holds what deploy has not made: widget.example.com/mine'
    [ "$(deletions | wc -l)" -eq 2 ]
}

@test "of many things in it a few are named" {
    local widgets=() i
    for i in 1 2 3 4 5 6 7; do
        widgets+=("{metadata: {name: \"w$i\", uid: \"$i\"}}")
    done
    : | server "${widgets[@]}"
    run_nsinfo undeploy --yes
    expect 1 "*" 'error: namespace "nsinfo-system" is left, for it holds what deploy has not made: widget.example.com/w1, widget.example.com/w2, widget.example.com/w3, widget.example.com/w4, widget.example.com/w5 and 2 more'
}

@test "nor does it go if what is in it cannot be told" {
    route /apis/example.com/v2 'status: 503, reason: "ServiceUnavailable", message: "no widgets today"' | server
    run_nsinfo undeploy --yes
    expect 1 "$(head -n 2 <<<"$all_deleted")" "Error from server (ServiceUnavailable): no widgets today"
    [ "$(deletions | wc -l)" -eq 2 ]
}

@test "a Kubernetes namespace that deploy has not made is left, and this is said" {
    {
        route "/api/v1/namespaces$selector" 'json: {items: []}'
        route /api/v1/namespaces/nsinfo-system 'method: "GET"' "json: $kube_namespace"
    } | server
    run_nsinfo undeploy --yes
    expect 0 "$(head -n 2 <<<"$all_deleted")" 'namespace "nsinfo-system" is left, for deploy has not made it'
}

@test "with nothing of deploy's there, nothing is done" {
    {
        route "/apis/apps/v1/daemonsets$selector" 'json: {items: []}'
        route "/api/v1/serviceaccounts$selector" 'json: {items: []}'
        route "/api/v1/namespaces$selector" 'json: {items: []}'
    } | server
    run_nsinfo undeploy --yes
    expect 0 "" "No resources found"
}

@test "agents that were not put there by deploy are not touched" {
    {
        route "/apis/apps/v1/daemonsets$selector" 'json: {items: []}'
        route "/api/v1/serviceaccounts$selector" 'json: {items: []}'
        route "/api/v1/namespaces$selector" 'json: {items: []}'
        route "$agents_path&limit=500" "json: {items: [$(agent_pod node-a)]}"
    } | server
    run_nsinfo undeploy --yes
    expect 1 "" "error: the agents in namespace \"nsinfo-system\" were not put there by deploy: remove them as they were put there, such as with 'kubectl delete -f deploy/'"
    [ "$(deletions)" = "" ]
}

@test "nor are they waited for where other objects of deploy's are deleted" {
    {
        route "/apis/apps/v1/daemonsets$selector" 'json: {items: []}'
        route "/api/v1/namespaces$selector" 'json: {items: []}'
        route "$agents_path&limit=500" "json: {items: [$(agent_pod node-a)]}"
    } | server
    run_nsinfo undeploy --yes --timeout=1s
    expect 1 'serviceaccount "nsinfo-viewer" deleted' "error: the agents in namespace \"nsinfo-system\" were not put there by deploy: remove them as they were put there, such as with 'kubectl delete -f deploy/'"
}

# ephemeral NAME: an object of that name of a run with --ephemeral
ephemeral() {
    echo "{metadata: {name: \"$1\", uid: \"$1\", labels: {\"app.kubernetes.io/component\": \"ephemeral\"}}}"
}

@test "what --ephemeral has left is deleted, but not under a command that runs" {
    {
        route "/apis/apps/v1/daemonsets$selector" 'json: {items: []}'
        route "/api/v1/serviceaccounts$selector" 'json: {items: []}'
        route "/api/v1/namespaces$selector" "json: {items: [$(ephemeral nsinfo-ephemeral-old), $(ephemeral nsinfo-ephemeral-used)]}"
        route "/apis/rbac.authorization.k8s.io/v1/clusterroles$selector" \
            "json: {items: [$(ephemeral nsinfo-ephemeral-old-agent), $(ephemeral nsinfo-ephemeral-used-viewer)]}"
        route /api/v1/namespaces/nsinfo-ephemeral-old/pods 'json: {items: [{status: {phase: "Failed"}}]}'
        route /api/v1/namespaces/nsinfo-ephemeral-used/pods 'json: {items: [{status: {phase: "Running"}}]}'
        route /apis/example.com/v2/namespaces/nsinfo-ephemeral-old/widgets 'json: {items: []}'
        route /api/v1/namespaces/nsinfo-ephemeral-old/serviceaccounts 'json: {items: []}'
    } | server
    run_nsinfo undeploy --yes
    expect 0 'clusterrole.rbac.authorization.k8s.io "nsinfo-ephemeral-old-agent" deleted
namespace "nsinfo-ephemeral-old" deleted' ""
    [ "$(deletions | wc -l)" -eq 2 ]
}

@test "who may not list all has nothing deleted" {
    route "/apis/rbac.authorization.k8s.io/v1/rolebindings$selector" 'status: 403, reason: "Forbidden"' \
        'message: "rolebindings is forbidden"' | server
    run_nsinfo undeploy --yes
    expect 1 "" "Error from server (Forbidden): rolebindings is forbidden
undeploy takes the rights of an administrator of the cluster, such as the ClusterRole \"cluster-admin\" has"
    [ "$(deletions)" = "" ]
}

@test "what cannot be deleted is said, and the rest is deleted" {
    route /api/v1/namespaces/web/serviceaccounts/nsinfo-viewer 'method: "DELETE", status: 403' \
        'reason: "Forbidden", message: "serviceaccounts \"nsinfo-viewer\" is forbidden"' | server
    run_nsinfo undeploy --yes
    expect 1 "$(sed -n '1p;3p' <<<"$all_deleted")" 'Error from server (Forbidden): serviceaccounts "nsinfo-viewer" is forbidden'
}

@test "what is gone already is no error" {
    route /api/v1/namespaces/web/serviceaccounts/nsinfo-viewer 'method: "DELETE", status: 404' \
        'reason: "NotFound", message: "not found"' | server
    run_nsinfo undeploy --yes
    expect 0 "$(sed -n '1p;3p' <<<"$all_deleted")" ""
}

@test "it waits until objects and agents are gone, or have been made anew" {
    {
        route /api/v1/namespaces/nsinfo-system 'method: "GET"' \
            "replies: [{json: $kube_namespace}, {json: {metadata: {uid: \"another\"}}}]"
        route "$agents_path&limit=500" "replies: [{json: {items: [$(agent_pod node-a)]}}, {json: {items: []}}]"
    } | server
    run_nsinfo undeploy --yes
    expect 0 "$all_deleted" ""
    [ "$(requests | grep -c 'GET /api/v1/namespaces/nsinfo-system$')" -eq 2 ]
    [ "$(requests | grep -c "pods?labelSelector")" -eq 2 ]
}

@test "the wait ends after its timeout, and --wait=false does not wait" {
    route /api/v1/namespaces/nsinfo-system 'method: "GET"' "json: $kube_namespace" | server
    run_nsinfo undeploy --yes --timeout=1s
    expect 1 "$all_deleted" "error: timed out waiting for namespace/nsinfo-system to be gone (1s)"
    run_nsinfo undeploy --yes --wait=false
    expect 0 "$all_deleted" ""
}

@test "an agent that does not end is named, and its node if that is down" {
    {
        route /api/v1/namespaces/nsinfo-system 'method: "GET"' "json: $kube_namespace"
        route "$agents_path&limit=500" "json: {items: [$(agent_pod node-a)]}"
        route "$agents_path" "json: {items: [$(agent_pod node-b | sed 's/nsinfo-agent-x7k2p/nsinfo-agent-b/; s/"status":"True"/"status":"False"/'), $(agent_pod node-a)]}"
        route /api/v1/nodes/node-b 'json: {status: {conditions: [{type: "Ready", status: "Unknown",
            message: "Kubelet stopped posting node status."}]}}'
    } | server
    run_nsinfo undeploy --yes --timeout=1s
    expect 1 "$all_deleted" 'error: timed out waiting for namespace/nsinfo-system to be gone (1s): the agent on node "node-b" (pod "nsinfo-agent-b") has not ended, and cannot before its node is back (Kubelet stopped posting node status.)'
}
