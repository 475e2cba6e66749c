#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# --ephemeral: agents for one command alone, and that nothing stays of them.
#
# shellcheck disable=SC2154

load client
load ephemeral

# example LINE: as docs/install.md has it
example() {
    local words
    read -ra words <<<"$1"
    run_nsinfo "${words[@]:2}"
}

@test "agents are made, owner first, asked, and taken away by one request" {
    { works && removable; } | start_server
    example "kubectl nsinfo pod mypod --ephemeral"
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(sent | grep -E '^(PATCH|DELETE)')" = "PATCH $cluster_roles/RUN-agent?fieldManager=kubectl-nsinfo
PATCH $cluster_roles/RUN-viewer?fieldManager=kubectl-nsinfo
PATCH /api/v1/namespaces/RUN?fieldManager=kubectl-nsinfo
PATCH /api/v1/namespaces/RUN/serviceaccounts/nsinfo-agent?fieldManager=kubectl-nsinfo
PATCH /api/v1/namespaces/RUN/serviceaccounts/nsinfo-viewer?fieldManager=kubectl-nsinfo
PATCH /apis/rbac.authorization.k8s.io/v1/clusterrolebindings/RUN-agent?fieldManager=kubectl-nsinfo
PATCH /apis/rbac.authorization.k8s.io/v1/clusterrolebindings/RUN-viewer?fieldManager=kubectl-nsinfo
PATCH /api/v1/namespaces/RUN/pods/nsinfo-agent-1?fieldManager=kubectl-nsinfo
DELETE $cluster_roles/RUN-agent" ]
    [ "$(sent | grep -c 'POST /api/v1/namespaces/RUN/serviceaccounts/nsinfo-viewer/token')" -eq 1 ]
}

@test "all but the owner are owned, and all have the label that undeploy goes by" {
    { works && removable; } | start_server
    run_nsinfo pod mypod --ephemeral
    jq -c 'select(.method == "PATCH") | .body | fromjson' "$BATS_TEST_TMPDIR/requests" >"$BATS_TEST_TMPDIR/bodies"
    [ "$(jq -sr '[.[] | .metadata.labels["app.kubernetes.io/managed-by"]] | unique[]' "$BATS_TEST_TMPDIR/bodies")" = kubectl-nsinfo ]
    [ "$(jq -c '.metadata.ownerReferences' "$BATS_TEST_TMPDIR/bodies" | sort | uniq -c | sed 's/^ *//')" = '7 [{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","name":"nsinfo-ephemeral-x-agent","uid":"owner"}]
1 null' ]
}

@test "rights and accounts are those of deploy, under other names" {
    { works && removable; } | start_server
    run_nsinfo pod mypod --ephemeral
    nsinfo deploy --dry-run=client -o json >"$BATS_TEST_TMPDIR/deployed"
    for kind in agent viewer; do
        [ "$(bodies ClusterRole | jq -cS "select(.metadata.name | endswith(\"-$kind\")) | .rules")" = \
            "$(jq -cS ".items[] | select(.kind == \"ClusterRole\" and .metadata.name == \"nsinfo-$kind\") | .rules" "$BATS_TEST_TMPDIR/deployed")" ]
    done
    run=$(bodies Namespace | jq -r .metadata.name)
    [ "$(bodies Namespace | jq -r '.metadata.labels["pod-security.kubernetes.io/enforce"]')" = privileged ]
    [ "$(bodies ClusterRoleBinding | jq -c '[.roleRef.name, .subjects[].namespace, .subjects[].name]')" = \
        "[\"$run-agent\",\"$run\",\"nsinfo-agent\"]
[\"$run-viewer\",\"$run\",\"nsinfo-viewer\"]" ]
}

@test "the pod is the DaemonSet's, on one node and for a time" {
    { works && removable; } | start_server
    run_nsinfo pod mypod --ephemeral --image=registry.example.com/agent:1
    nsinfo deploy --image=registry.example.com/agent:1 --dry-run=client -o json >"$BATS_TEST_TMPDIR/deployed"
    [ "$(bodies Pod | jq -c '.spec | [.nodeName, .restartPolicy, .activeDeadlineSeconds]')" = '["node-a","Never",600]' ]
    [ "$(bodies Pod | jq -cS '.spec | del(.nodeName, .restartPolicy, .activeDeadlineSeconds, .containers[].readinessProbe.periodSeconds)')" = \
        "$(jq -cS '.items[] | select(.kind == "DaemonSet") | .spec.template.spec | del(.containers[].livenessProbe, .containers[].readinessProbe.periodSeconds)' "$BATS_TEST_TMPDIR/deployed")" ]
}

@test "pods that have nothing to ask of start no agents" {
    { pod_route pending && removable; } | start_server
    run_nsinfo pod "$(jq -r .metadata.name "$fixtures/pending.pod.json")" --ephemeral
    [ "$status" -eq 0 ]
    [ "$(requests | grep -cE '^(PATCH|DELETE)')" -eq 0 ]
}

@test "who may not make them is told which rights it takes, and nothing stays" {
    {
        pod_route single
        route "$cluster_roles*" 'method: "PATCH"' 'status: 403, reason: "Forbidden", message: "clusterroles is forbidden: no"'
        route "$cluster_roles*" 'method: "DELETE"' 'status: 403, reason: "Forbidden", message: "clusterroles is forbidden: no"'
    } | start_server
    run_nsinfo pod mypod --ephemeral
    expect 1 "$nothing_known" 'Error from server (Forbidden): clusterroles is forbidden: no: --ephemeral takes the rights of an administrator of the cluster'
    [ "$(deletions)" -eq 0 ]
}

@test "a pod that is refused is not a matter of rights" {
    {
        route "$own*" 'method: "PATCH"' 'body: ["activeDeadlineSeconds"]' \
            'status: 403, reason: "Forbidden", message: "pods \"nsinfo-agent-1\" is forbidden: exceeded quota"'
        works && removable
    } | start_server
    run_nsinfo pod mypod --ephemeral
    expect 1 "$nothing_known" 'Error from server (Forbidden): start an nsinfo agent on node "node-a": pods "nsinfo-agent-1" is forbidden: exceeded quota'
    [ "$(deletions)" -eq 1 ]
}

@test "an agent that cannot start is named with the reason, and nothing stays" {
    {
        pod_route single && takes_all && removable
        its_pods "$(an_agent False | jq -c '.status.phase = "Pending" | .status.containerStatuses = [{name: "agent",
            state: {waiting: {reason: "ErrImagePull", message: "no such image"}}}]')"
    } | start_server
    run_nsinfo pod mypod --ephemeral
    expect 1 "$nothing_known" 'error: the nsinfo agent on node "node-a" is not ready: its pod "nsinfo-agent-x7k2p" is Pending (ErrImagePull: no such image)'
    [ "$(deletions)" -eq 1 ]
}

@test "where a removal fails that is said, and it is tried again in the background" {
    {
        works
        route "$cluster_roles/nsinfo-ephemeral-*" 'method: "DELETE"' 'replies: [{status: 500, reason: "InternalError", message: "not now"}, {json: {}}]'
    } | start_server
    run_nsinfo pod mypod --ephemeral
    expect 1 "$(golden pod-single.txt)" '*'
    [[ $stderr =~ ^'Error from server (InternalError): remove what --ephemeral has made (it is tried again for two minutes; later, '\'kubectl\ delete\ clusterrole\ nsinfo-ephemeral-[0-9a-f]{10}-agent\'' does it): not now'$ ]]
    within 60 deletions_are 2
}

# killed_by SIGNAL: while the agent is waited for
killed_by() {
    begin_to_wait
    [ "$(deletions)" -eq 0 ]
    kill "-$1" "$client"
    wait "$client" || true
    within 60 deletions_are 1
}

@test "however the command is ended, what it has made is taken away" {
    pending | start_server
    for signal in INT TERM HUP KILL; do
        killed_by "$signal"
    done
}

@test "what a run has left that was cut off is taken away by the next one, but nothing young or in use" {
    owner() {
        echo "{metadata: {name: \"nsinfo-ephemeral-$1-agent\", creationTimestamp: \"2026-01-01T$2Z\"}}"
    }
    {
        route "$cluster_roles" 'method: "GET"' "json: {items: [$(owner old 00:30:00), $(owner young 00:55:00), $(owner used 00:00:00),
            {metadata: {name: \"nsinfo-ephemeral-old-viewer\", creationTimestamp: \"2026-01-01T00:30:00Z\"}}]}"
        route /api/v1/namespaces/nsinfo-ephemeral-used/pods 'json: {items: [{status: {phase: "Running"}}]}'
        route /api/v1/namespaces/nsinfo-ephemeral-old/pods 'json: {items: [{status: {phase: "Failed"}}]}'
        works && removable
    } | start_server
    run_nsinfo pod mypod --ephemeral
    expect 0 "$(golden pod-single.txt)" ""
    [ "$(sent | grep -c '^DELETE')" -eq 2 ]
    [ "$(sent | grep '^DELETE' | head -1)" = "DELETE $cluster_roles/nsinfo-ephemeral-old-agent" ]
}

@test "agents that have ended on the node are not waited for" {
    {
        works "$(an_agent)" "$(an_agent False | jq -c '.metadata.name = "nsinfo-agent-0" | .status.phase = "Failed"')"
        removable
    } | start_server
    run_nsinfo pod mypod --ephemeral
    expect 0 "$(golden pod-single.txt)" ""
    # Of a look at them and of nothing else.
    [ "$(requests | grep -c controllerrevisions)" -eq 1 ]
}

# children PID
children() {
    ps -o pid= --ppid "$1"
}

@test "that the process which stands by is gone does not end the command" {
    pending | start_server
    begin_to_wait
    # shellcheck disable=SC2046
    kill -KILL $(children "$client")
    { works && removable; } | routes_now
    wait "$client"
    [ "$(deletions)" -eq 1 ]
}

@test "a credential plugin that it runs can be ended" {
    local mask number
    "$root/test/support/make_certs" "$BATS_TEST_TMPDIR/certs"
    pending | start_server --tls "$BATS_TEST_TMPDIR/certs"
    printf '#!/bin/bash\ngrep SigIgn /proc/self/status >>%q\necho %q\n' "$BATS_TEST_TMPDIR/ignored" \
        '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t",
        "expirationTimestamp": "2020-01-01T00:00:00Z"}}' >"$BATS_TEST_TMPDIR/plugin"
    chmod +x "$BATS_TEST_TMPDIR/plugin"
    jq '.users[0].user = {exec: {apiVersion: "client.authentication.k8s.io/v1", command: "./plugin", interactiveMode: "Never"}}' \
        "$KUBECONFIG" >"$BATS_TEST_TMPDIR/changed"
    export KUBECONFIG=$BATS_TEST_TMPDIR/changed
    begin_to_wait
    : >"$BATS_TEST_TMPDIR/ignored"
    kill -KILL "$client"
    wait "$client" || true
    within 60 deletions_are 1
    mask=$(tail -1 "$BATS_TEST_TMPDIR/ignored" | grep -o '[0-9a-f]*$')
    for number in 1 2 3 15; do # HUP, INT, QUIT, TERM
        [ $((0x$mask >> (number - 1) & 1)) -eq 0 ]
    done
}

@test "what is no name of an image is refused before anything is made" {
    { works && removable; } | start_server
    run_nsinfo pod mypod --ephemeral --image=
    expect 1 "" 'error: --image: "" is no name of an image'
    [ ! -s "$BATS_TEST_TMPDIR/requests" ]
}

@test "flags that do not go together" {
    : | start_server
    run_nsinfo pod mypod --image=x
    expect 1 "" "error: --image is for --ephemeral
See 'kubectl nsinfo pod -h' for help and examples"
    run_nsinfo top mypod --ephemeral --via=https://h
    expect 1 "" "error: --ephemeral starts agents, and --via=URL names one
See 'kubectl nsinfo top -h' for help and examples"
    [ ! -s "$BATS_TEST_TMPDIR/requests" ]
}
