#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo deploy: what is sent, and what is refused before.

load client
load deploy

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
    expect 1 "$(head -n 3 <<<"$applied")" 'Error from server (Forbidden): clusterroles "nsinfo-agent" is forbidden: user may not
deploy takes the rights of an administrator of the cluster, such as the ClusterRole "cluster-admin" has'
}

@test "what is refused for another reason than rights is not told to be about them" {
    {
        route '/api/v1/namespaces/nsinfo-system/serviceaccounts/nsinfo-agent' 'method: "PATCH", status: 403' \
            'reason: "Forbidden", message: "no new content in namespace nsinfo-system because it is being terminated"'
    } | server "$absent"
    run_nsinfo deploy
    expect 1 "*" 'Error from server (Forbidden): no new content in namespace nsinfo-system because it is being terminated'
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
