#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# --ephemeral on a cluster without agents. The other files need them: they are back at the end.
#
# shellcheck disable=SC2154

load helpers

setup_file() {
    make_kube_namespace e2e-ephemeral
    for node in "${nodes[@]}"; do
        sleeping_pod "on-$node" "$node"
    done
    kubectl wait --for=condition=Ready pods --all --timeout=90s >/dev/null
    kubectl nsinfo pod -o json >"$BATS_FILE_TMPDIR/deployed"
    kubectl nsinfo top >"$BATS_FILE_TMPDIR/deployed-top"
    kubectl delete -f "$root/deploy" --ignore-not-found >/dev/null
}

teardown_file() {
    kubectl apply -f "$root/deploy" >/dev/null
    kubectl -n nsinfo-system rollout status daemonset/nsinfo-agent --timeout=90s >/dev/null
    drop_kube_namespace e2e-ephemeral
}

# All that there is of nsinfo's on the cluster.
ours() {
    kubectl get namespaces,clusterroles,clusterrolebindings,serviceaccounts,pods -A -o json |
        jq -r '.items[].metadata | select((.name + .namespace) | contains("nsinfo-")) | "\(.namespace) \(.name)"'
}

nothing_is_left() {
    [ "$(ours)" = "" ]
}

# What is true of a pod whichever agent says it.
lasting() {
    jq -S '[.items[] | {name, containers: [.containers[] | {name, id, pid, namespaces}]}]' "$1"
}

@test "the answer is that of agents that are deployed, and nothing is left" {
    wait_for 300 nothing_is_left
    nsinfo pod --ephemeral -o json >"$BATS_TEST_TMPDIR/ephemeral"
    same "the report" "$(lasting "$BATS_FILE_TMPDIR/deployed")" "$(lasting "$BATS_TEST_TMPDIR/ephemeral")"
    wait_for 300 nothing_is_left
    same "the processes" "$(cat "$BATS_FILE_TMPDIR/deployed-top")" "$(nsinfo top --ephemeral --via=port-forward)"
    wait_for 300 nothing_is_left
}

@test "an image that cannot be had is named, and nothing is left" {
    run --separate-stderr nsinfo pod on-node-a --ephemeral --image=nsinfo-agent:none
    [ "$status" -eq 1 ]
    [[ $stderr == *'the nsinfo agent on node "node-a" is not ready'*nsinfo-agent:none* ]]
    wait_for 300 nothing_is_left
}

has() {
    ours | grep -q "$1"
}

# begin WORD…: in the background, as $client
begin() {
    env --default-signal=INT kubectl-nsinfo pod --ephemeral "$@" >/dev/null 2>&1 3>&- &
    client=$!
}

end_by() {
    kill "-$1" "$client" 2>/dev/null || true
    wait "$client" || true
}

@test "killed while its agents start, it leaves nothing" {
    for signal in INT TERM KILL; do
        # It has to be waited for longer than one that starts.
        begin --image=nsinfo-agent:none
        wait_for 60 has 'nsinfo-ephemeral-.* nsinfo-agent-1'
        end_by "$signal"
        wait_for 300 nothing_is_left
    done
}

@test "killed at whatever moment, it leaves nothing" {
    for seconds in 0 0.03 0.06 0.1 0.15 0.2 0.3 0.5 1 2; do
        begin
        sleep "$seconds"
        end_by TERM
    done
    # What is sent may arrive behind the moment of the last one's end.
    sleep 5
    wait_for 300 nothing_is_left
}
