#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What goes wrong on a real cluster: the exact words, exit status 1, and nothing half-printed.

load helpers

setup_file() {
    make_kube_namespace e2e-faults
}

teardown_file() {
    agents_everywhere
    drop_kube_namespace e2e-faults
}

agents_everywhere() {
    kubectl -n nsinfo-system patch daemonset nsinfo-agent --type=json \
        -p '[{"op": "remove", "path": "/spec/template/spec/nodeSelector/kubernetes.io~1hostname"}]' >/dev/null 2>&1 || true
}

@test "a pod that does not exist is kubectl's own error" {
    local of_kubectl
    of_kubectl=$(kubectl get pod nobody 2>&1) || true
    fails_with 'Error from server (NotFound): pods "nobody" not found' nsinfo pod nobody
    fails_with "$of_kubectl" nsinfo top nobody
}

@test "of several pods those that exist are shown, and the others are errors" {
    sleeping_pod there node-a
    kubectl wait --for=condition=Ready --timeout=180s pod/there >/dev/null
    run --separate-stderr nsinfo pod nobody there --no-headers
    [ "$status" -eq 1 ]
    [[ $output == there* ]]
    [ "$stderr" = 'Error from server (NotFound): pods "nobody" not found' ]
}

@test "another certificate authority is refused as kubectl refuses it" {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=other \
        -keyout "$BATS_TEST_TMPDIR/key" -out "$BATS_TEST_TMPDIR/ca.pem" 2>/dev/null
    cp "$KUBECONFIG" "$BATS_TEST_TMPDIR/other"
    kubectl config set-cluster nsinfo-test --embed-certs \
        --certificate-authority="$BATS_TEST_TMPDIR/ca.pem" --kubeconfig="$BATS_TEST_TMPDIR/other" >/dev/null
    fails_with 'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority' \
        kubectl-nsinfo pod mypod --kubeconfig "$BATS_TEST_TMPDIR/other"
}

@test "a server that is not there is kubectl's own error" {
    cp "$KUBECONFIG" "$BATS_TEST_TMPDIR/gone"
    kubectl config set-cluster nsinfo-test --server=https://127.0.0.1:1 \
        --kubeconfig="$BATS_TEST_TMPDIR/gone" >/dev/null
    fails_with 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?' \
        kubectl-nsinfo pod mypod --kubeconfig "$BATS_TEST_TMPDIR/gone"
}

@test "a context that does not exist is kubectl's own error" {
    fails_with 'error: context "nowhere" does not exist' kubectl-nsinfo pod mypod --context nowhere
}

@test "a pod that waits for a node is shown with its reason" {
    kubectl run homeless --image=busybox --image-pull-policy=Never --overrides='{"spec":
        {"nodeSelector": {"no-such-label": "here"}}}' >/dev/null
    wait_for 30 sh -c 'kubectl get pod homeless -o json | grep -q Unschedulable'
    run --separate-stderr nsinfo pod homeless
    [[ $output$stderr == *Unschedulable* ]]
    [[ $output != *40265* ]]
}

@test "a node without an agent is named" {
    sleeping_pod lonely node-b
    kubectl wait --for=condition=Ready --timeout=180s pod/lonely >/dev/null
    kubectl -n nsinfo-system patch daemonset nsinfo-agent \
        -p '{"spec": {"template": {"spec": {"nodeSelector": {"kubernetes.io/hostname": "node-a"}}}}}' >/dev/null
    wait_for 60 sh -c '! kubectl -n nsinfo-system get pods --field-selector spec.nodeName=node-b \
        -o name | grep -q .'
    run --separate-stderr nsinfo pod lonely
    [ "$status" -eq 1 ]
    [[ $output != *40265* ]]
    [[ $stderr == *'no nsinfo agent'*'"node-b"'* ]] || { echo "$stderr" >&2 && return 1; }
    agents_everywhere
    kubectl -n nsinfo-system rollout status daemonset/nsinfo-agent --timeout=180s
}
