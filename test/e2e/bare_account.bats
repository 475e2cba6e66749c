#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A Kubernetes namespace with an account nsinfo-viewer that has no right at all: whoever may use that
# of nsinfo-system goes on seeing its pods, and who may not is told what is missing.

load helpers

setup_file() {
    local node
    make_kube_namespace e2e-bare
    kubectl create serviceaccount nsinfo-viewer >/dev/null
    for node in "${nodes[@]}"; do
        sleeping_pod "bare-$node" "$node"
    done
    cp "$KUBECONFIG" "$BATS_FILE_TMPDIR/administrator"
    make_user barefoot
    kubectl create role e2e-bare --verb=get --resource=pods >/dev/null
    kubectl create role e2e-bare-token --verb=create --resource=serviceaccounts/token >/dev/null
    kubectl create rolebinding e2e-bare --role=e2e-bare --user=barefoot >/dev/null
    kubectl create rolebinding e2e-bare-token --role=e2e-bare-token --user=barefoot >/dev/null
    kubectl -n nsinfo-system create rolebinding e2e-bare --role=nsinfo-user --user=barefoot >/dev/null
    kubectl wait --for=condition=Ready --timeout=180s pod --all >/dev/null
}

teardown_file() {
    kubectl -n nsinfo-system delete rolebinding e2e-bare >/dev/null
    drop_kube_namespace e2e-bare
}

@test "an administrator sees the pods of a Kubernetes namespace whose account sees nothing" {
    local node pid
    for node in "${nodes[@]}"; do
        pid=$(runtime_pid "$node" "$(kubectl get pod "bare-$node" -o json |
            jq -r '.status.containerStatuses[0].containerID | sub(".*://"; "")')")
        run --separate-stderr as administrator nsinfo pod "bare-$node" --no-headers
        same "standard error" "none bare-$node $pid" "${stderr:-none} $(awk '{print $1, $2}' <<<"$output")"
        [ "$status" -eq 0 ]
    done
}

@test "who has that account alone is told the right that it may lack" {
    run --separate-stderr as barefoot nsinfo pod bare-node-a --namespace=e2e-bare --no-headers
    [ "$status" -eq 1 ]
    [ "$(awk '{print $2}' <<<"$output")" = unknown ]
    [[ $stderr == *"that \"system:serviceaccount:e2e-bare:nsinfo-viewer\" may see: if it is there, "* ]]
    [[ $stderr == *'lacks the rule {apiGroups: [""], resources: [pods/nsinfo], verbs: [get]} in namespace "e2e-bare"'* ]]
}
