#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo deploy and undeploy where the agents are, or are to be, in another Kubernetes
# namespace than nsinfo-system, and for teams, which need the agents somewhere.

load client

readonly rbac=/apis/rbac.authorization.k8s.io/v1
readonly selector='?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dkubectl-nsinfo'

# infra_server: deploy_routes for the Kubernetes namespace "infra"; more routes on standard input.
infra_server() {
    { cat && deploy_routes | sed 's/nsinfo-system/infra/g'; } | start_server
}

binding_route() {
    route "$rbac/clusterrolebindings/nsinfo-agent" 'method: "GET"' \
        "json: {subjects: [{kind: \"ServiceAccount\", name: \"nsinfo-agent\", namespace: \"$1\"}]}"
}

@test "everything goes into the Kubernetes namespace of -n, and what to type next says so" {
    : | infra_server
    run_nsinfo deploy -n infra
    expect 0 "*" ""
    [[ $output == 'namespace/infra serverside-applied
'*'
Agents are ready on 1 of 1 nodes. Go on with:
  kubectl nsinfo pod NAME --agent-namespace=infra
or, to leave that flag out from then on, first with:
  export NSINFO_AGENT_NAMESPACE=infra' ]]
    [ "$(requests | grep PATCH | grep -o 'namespaces/[^/?]*' | sort -u)" = namespaces/infra ]
    [ "$(jq -r 'select(.method == "PATCH") | .body | fromjson | .metadata.namespace, .subjects[0].namespace | strings' \
        "$BATS_TEST_TMPDIR/requests" | sort -u)" = infra ]
    run_nsinfo deploy --agent-namespace infra --wait=false
    expect 0 "*" ""
    [[ $output == *'
The agents start. To wait for them, go on with:
  kubectl rollout status daemonset/nsinfo-agent -n infra' ]]
}

@test "where the environment says infra, nothing needs to be said" {
    : | infra_server
    NSINFO_AGENT_NAMESPACE=infra run_nsinfo deploy
    expect 0 "*" ""
    [[ $output == *'
  kubectl nsinfo pod NAME' ]]
}

@test "the context's own Kubernetes namespace is not where agents are put" {
    deploy_routes | start_server
    sed 's/"context": {/&"namespace": "shop", /; s/context: {/&namespace: shop, /' -i "$KUBECONFIG"
    grep -q shop "$KUBECONFIG"
    run_nsinfo deploy
    expect 0 "*" ""
    [[ $output == namespace/nsinfo-system* ]]
}

@test "a second set of agents is refused, and nothing is sent" {
    {
        binding_route nsinfo-system
        route /apis/apps/v1/namespaces/nsinfo-system/daemonsets/nsinfo-agent 'method: "GET"' 'json: {}'
    } | infra_server
    run_nsinfo deploy -n infra
    expect 1 "" "error: the cluster has agents in namespace \"nsinfo-system\" already, and takes one set of them: bring those up to date with 'kubectl nsinfo deploy', or take them off first with 'kubectl nsinfo undeploy'"
    [ "$(requests | grep -c PATCH)" -eq 0 ]
    NSINFO_AGENT_NAMESPACE=infra run_nsinfo deploy
    expect 1 "" "error: the cluster has agents in namespace \"nsinfo-system\" already, and takes one set of them: bring those up to date with 'kubectl nsinfo deploy --agent-namespace=nsinfo-system', or take them off first with 'kubectl nsinfo undeploy --agent-namespace=nsinfo-system'"
}

@test "what is left of agents that are gone is in nobody's way" {
    binding_route nsinfo-system | infra_server
    run_nsinfo deploy -n infra
    expect 0 "*" ""
}

# team_server: a cluster that has the agents' role in the Kubernetes namespace $1
team_server() {
    {
        cat
        route "$rbac/namespaces/$1/roles/nsinfo-user" 'method: "GET"' 'json: {}'
        route '/api*' 'method: "PATCH"' 'json: {}'
    } | start_server
}

@test "a team's account leaves the agents as they are, and its people are told where they are" {
    : | team_server infra
    run_nsinfo deploy --team=web -n infra
    expect 0 'serviceaccount/nsinfo-viewer serverside-applied
role.rbac.authorization.k8s.io/nsinfo-viewer serverside-applied
role.rbac.authorization.k8s.io/nsinfo-user serverside-applied
rolebinding.rbac.authorization.k8s.io/nsinfo-viewer serverside-applied
rolebinding.rbac.authorization.k8s.io/nsinfo-user serverside-applied
rolebinding.rbac.authorization.k8s.io/nsinfo-user-web serverside-applied

Who is of the group "web" can go on with:
  kubectl nsinfo pod NAME -n web --agent-namespace=infra
or, to leave that flag out from then on, first with:
  export NSINFO_AGENT_NAMESPACE=infra' ""
    [ "$(requests | tail -n 1)" = "PATCH $rbac/namespaces/infra/rolebindings/nsinfo-user-web?fieldManager=kubectl-nsinfo" ]
}

@test "a team needs agents, and its own Kubernetes namespace" {
    route '/api/v1/namespaces/web/serviceaccounts/nsinfo-viewer' 'method: "PATCH", status: 404' \
        'reason: "NotFound", message: "namespaces \"web\" not found"' | team_server nsinfo-system
    run_nsinfo deploy --team=web -n infra
    expect 1 "" "error: there are no agents in namespace \"infra\": put them on the cluster first, with 'kubectl nsinfo deploy --agent-namespace=infra', or say with --agent-namespace where they are"
    [ "$(requests | grep -c PATCH)" -eq 0 ]
    run_nsinfo deploy --team=web
    expect 1 "" 'Error from server (NotFound): namespaces "web" not found'
}

# both_server PLACE…: a cluster with agents, a binding and an account in each, and a team's account
both_server() {
    local place items
    labelled() {
        items=
        for place in "${@:2}"; do
            items+="{metadata: {name: \"nsinfo-$place\", namespace: \"$place\", uid: \"$place\"}, subjects: [{namespace: \"$place\"}]}, "
        done
        route "$1$selector" "json: {items: [${items%, }]}"
    }
    {
        cat
        labelled /apis/apps/v1/daemonsets "$@"
        labelled "$rbac/clusterrolebindings" "$@"
        labelled /api/v1/serviceaccounts "$@" web
        route "/api/v1/namespaces$selector" 'json: {items: []}'
        route "$rbac/*" 'json: {items: []}'
        route "/api/v1/namespaces/$1/pods*" 'json: {items: []}'
        route '/api*' 'method: "DELETE"' 'json: {}'
    } | start_server
}

@test "undeploy takes off the agents of -n, and all that serves no others" {
    : | both_server infra
    run_nsinfo undeploy --yes -n infra
    expect 0 'daemonset.apps "nsinfo-infra" deleted
clusterrolebinding.rbac.authorization.k8s.io "nsinfo-infra" deleted
serviceaccount "nsinfo-infra" deleted
serviceaccount "nsinfo-web" deleted' ""
    stop_server
    : | both_server infra nsinfo-system
    run_nsinfo undeploy --yes -n infra
    expect 0 'daemonset.apps "nsinfo-infra" deleted
clusterrolebinding.rbac.authorization.k8s.io "nsinfo-infra" deleted
serviceaccount "nsinfo-infra" deleted' ""
}

@test "undeploy does not take off agents that are somewhere else" {
    : | both_server infra
    run_nsinfo undeploy --yes
    expect 1 "" "error: deploy has put nothing into namespace \"nsinfo-system\", but agents into \"infra\": to take those off, say 'kubectl nsinfo undeploy --agent-namespace=infra'"
    [ "$(requests | grep -c DELETE)" -eq 0 ]
}

@test "a Kubernetes namespace that was there before gets back the labels that deploy has set" {
    route /api/v1/namespaces/infra 'method: "GET"' 'replies: [{json: {metadata: {name: "infra", uid: "n",
        managedFields: [{manager: "kubectl-nsinfo", operation: "Apply"}]}}},
        {json: {metadata: {name: "infra", uid: "n", managedFields: [{manager: "kubectl", operation: "Update"}]}}}]' |
        { cat && route /api/v1/namespaces/infra* 'method: "PATCH"' 'json: {}'; } | both_server infra
    run_nsinfo undeploy --yes -n infra
    expect 0 "*" 'namespace "infra" is left, for deploy has not made it'
    [ "$(jq -c 'select(.method == "PATCH") | [.path, (.body | fromjson)]' "$BATS_TEST_TMPDIR/requests")" = \
        '["/api/v1/namespaces/infra?fieldManager=kubectl-nsinfo",{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"infra","uid":"n"}}]' ]
    run_nsinfo undeploy --yes -n infra
    expect 0 "*" 'namespace "infra" is left, for deploy has not made it'
    [ "$(requests | grep -c PATCH)" -eq 1 ]
}
