#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo apply on a real API server: what is sent, how long it waits, what ends the wait.

load helpers

setup_file() {
    make_kube_namespace e2e-apply
    make_team e2e-apply-team
}

teardown_file() {
    drop_team e2e-apply-team
    drop_kube_namespace e2e-apply
}

# manifest NAME IMAGE [SPEC-LINE…]
manifest() {
    printf -- '---\napiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec:\n' "$1"
    printf '  terminationGracePeriodSeconds: 1\n'
    printf '  containers: [{name: main, image: %s, imagePullPolicy: Never%s}]\n' "$2" "${3:-}"
    [ -z "${4:-}" ] || printf '  %s\n' "$4"
}

sleeping() {
    manifest "$1" busybox ', command: [sleep, "3600"]'
}

@test "the README's pod is applied, waited for and shown" {
    run --separate-stderr nsinfo apply -f "$root/examples/mypod.yaml"
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == CONTAINER*PID*PIDNS*NET*MNT*IPC*UTS*USER* ]]
    [[ ${lines[1]} == nginx* ]]
    [ "$(field mypod .status.phase)" = Running ]
}

@test "several documents become several pods, by server-side apply of our field manager" {
    { sleeping one && sleeping two; } >"$BATS_TEST_TMPDIR/pods.yaml"
    run nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml"
    [ "$status" -eq 0 ]
    same "manager" "kubectl-nsinfo Apply" "$(kubectl get pod two -o json --show-managed-fields | jq -r \
        '.metadata.managedFields[] | select(.operation == "Apply") | "\(.manager) \(.operation)"')"
    [ "$(field one .status.phase)" = Running ]
}

@test "standard input is a file too, and applying again changes nothing" {
    sleeping again | nsinfo apply -f -
    local before
    before=$(field again '.metadata.uid + .metadata.resourceVersion')
    sleeping again | nsinfo apply -f -
    same "the pod" "$before" "$(field again '.metadata.uid + .metadata.resourceVersion')"
}

@test "a document that is no Pod is refused before anything is sent" {
    {
        sleeping unsent
        printf -- '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n'
    } >"$BATS_TEST_TMPDIR/mixed.yaml"
    run --separate-stderr nsinfo apply -f "$BATS_TEST_TMPDIR/mixed.yaml"
    [ "$status" -eq 1 ]
    [ "$output" = "" ]
    same "error" "error: $BATS_TEST_TMPDIR/mixed.yaml: line 10: kind \"Deployment\" is not a Pod" "$stderr"
    run kubectl get pod unsent
    [[ $output == *NotFound* ]]
}

# ends_early NAME REASON: the wait ended long before its timeout, with the reason.
ends_early() {
    local started=$SECONDS
    run --separate-stderr nsinfo apply -f - --timeout=100s
    [ "$status" -eq 1 ]
    [ "$((SECONDS - started))" -lt 60 ]
    [[ $stderr == *"\"$1\""*"$2"* ]] || { echo "$stderr" >&2 && return 1; }
    # Its container is shown, without a PID.
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[1]} =~ ^main\ +-\  ]] || { echo "$output" >&2 && return 1; }
}

@test "an image that is not there ends the wait with the reason" {
    ends_early noimage ErrImageNeverPull < <(manifest noimage nothing-of-this-name)
}

@test "a crash loop ends the wait with the reason" {
    ends_early crashing CrashLoopBackOff < <(manifest crashing busybox ", command: ['false']")
}

@test "a pod that fits no node ends the wait with the reason" {
    ends_early nowhere Unschedulable < <(
        manifest nowhere busybox '' 'nodeSelector: {no-such-label: here}'
    )
}

@test "a pod that does not start in time is a timeout" {
    # Its init container takes longer than we wait.
    run --separate-stderr nsinfo apply -f - --timeout=3s < <(manifest slow busybox '' \
        "initContainers: [{name: wait, image: busybox, imagePullPolicy: Never, command: [sleep, '60']}]")
    [ "$status" -eq 1 ]
    # It is shown as it stands.
    [[ $output == *init:wait*Running* ]]
    [[ $output == *main*PodInitializing* ]]
    [[ $stderr == *'"slow"'*3s* ]] || { echo "$stderr" >&2 && return 1; }
}

@test "a Kubernetes namespace that does not exist is the API server's error" {
    run --separate-stderr nsinfo apply -n nowhere -f - < <(sleeping x)
    [ "$status" -eq 1 ]
    [ "$output" = "" ]
    [ "$stderr" = 'Error from server (NotFound): namespaces "nowhere" not found' ]
}

# by_both WORD…: apply and kubectl say the same, and end with the same status.
by_both() {
    local theirs ours their_status=0 our_status=0
    theirs=$(kubectl apply --server-side --field-manager=kubectl-nsinfo "$@" 2>&1) || their_status=$?
    ours=$(nsinfo apply "$@" 2>&1) || our_status=$?
    same "apply $*" "$theirs" "$ours"
    same "exit status of apply $*" "$their_status" "$our_status"
}

@test "a field that another manager owns is a conflict as by kubectl, and nothing is changed" {
    sleeping owned | kubectl apply --server-side --field-manager=someone -f - >/dev/null
    manifest owned nginx >"$BATS_TEST_TMPDIR/owned.yaml"
    by_both -f "$BATS_TEST_TMPDIR/owned.yaml"
    nsinfo apply -f "$BATS_TEST_TMPDIR/owned.yaml" 2>&1 | grep -F 'conflict with "someone"'
    [ "$(field owned '.spec.containers[0].image')" = busybox ]
    # By force it is taken over.
    nsinfo apply -f "$BATS_TEST_TMPDIR/owned.yaml" --force-conflicts --timeout=0 2>/dev/null || true
    [ "$(field owned '.spec.containers[0].image')" = nginx ]
}

@test "a dry run by the server says what it says to kubectl, and keeps nothing" {
    local dir=$BATS_TEST_TMPDIR/pods format
    mkdir -p "$dir/below"
    sleeping there | kubectl apply --server-side --field-manager=someone -f - >/dev/null
    { sleeping dry && sleeping there; } >"$dir/2.yaml"
    sleeping first >"$dir/1.yml"
    sleeping below >"$dir/below/x.yaml"
    manifest there nginx >"$BATS_TEST_TMPDIR/conflict.yaml"
    by_both --dry-run=server -f "$dir"
    by_both --dry-run=server -R -f "$dir" -o name
    by_both --dry-run=server -f "$BATS_TEST_TMPDIR/conflict.yaml"
    by_both --dry-run=server -f "$BATS_TEST_TMPDIR/conflict.yaml" --force-conflicts
    for format in json yaml; do
        same "the objects as $format" \
            "$(kubectl apply --server-side --field-manager=kubectl-nsinfo --dry-run=server -f "$dir" -o "$format" | objects)" \
            "$(nsinfo apply --dry-run=server -f "$dir" -o "$format" | objects)"
    done
    run kubectl get pod dry first below
    [ "$(grep -c NotFound <<<"$output")" -eq 3 ]
    [ "$(field there '.spec.containers[0].image')" = busybox ]
}

# JSON or YAML on standard input, but for what the API server makes anew each time.
objects() {
    /usr/bin/python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout, default=str)' |
        jq 'del(.items[].metadata.uid, .items[].metadata.creationTimestamp)'
}

@test "a refusal names file and pod as kubectl does for one that is created" {
    { sleeping good && manifest bad busybox '' 'hostPID: true' && manifest lost busybox; } |
        sed 's/^  hostPID: true/  hostPID: true\n  shareProcessNamespace: true/; s/name: lost/name: lost, namespace: nowhere/' \
            >"$BATS_TEST_TMPDIR/pods.yaml"
    local theirs ours
    theirs=$(kubectl create --dry-run=server -f "$BATS_TEST_TMPDIR/pods.yaml" 2>&1 >/dev/null) || true
    ours=$(nsinfo apply --dry-run=server -f "$BATS_TEST_TMPDIR/pods.yaml" 2>&1 >/dev/null) || true
    # Their messages have the name of what was not found alone.
    same "refusals" "$theirs" "$(sed 's/error when applying/error when creating/; s/pod "lost": //' <<<"$ours")"
}

# may VERB[,VERB]: besides what examples/team.yaml lets the team do with pods
may() {
    kubectl -n e2e-apply-team delete role,rolebinding applier >/dev/null 2>&1 || true
    kubectl -n e2e-apply-team create role applier --verb="$1" --resource=pods >/dev/null
    kubectl -n e2e-apply-team create rolebinding applier --role=applier --group=e2e-apply-team >/dev/null
    wait_for 30 kubectl -n e2e-apply-team auth can-i "${1%%,*}" pods --as anna --as-group e2e-apply-team
}

@test "of a team somebody who may patch and create pods too may apply them, as the README says" {
    local as_member=(--as anna --as-group e2e-apply-team -n e2e-apply-team)
    sleeping ours >"$BATS_TEST_TMPDIR/ours.yaml"
    fails_with 'Error from server (Forbidden): pods "ours" is forbidden: User "anna" cannot patch resource "pods" in API group "" in the namespace "e2e-apply-team"' \
        nsinfo apply -f "$BATS_TEST_TMPDIR/ours.yaml" "${as_member[@]}"
    may patch
    run --separate-stderr nsinfo apply -f "$BATS_TEST_TMPDIR/ours.yaml" "${as_member[@]}"
    [ "$status" -eq 1 ]
    [[ $stderr == 'Error from server (Forbidden): pods "ours" is forbidden'* ]]
    may create,patch
    run --separate-stderr nsinfo apply -f "$BATS_TEST_TMPDIR/ours.yaml" "${as_member[@]}"
    same "standard error" "pod/ours serverside-applied" "$stderr"
    [ "$status" -eq 0 ]
    # What is there already takes no create.
    may patch
    nsinfo apply -f "$BATS_TEST_TMPDIR/ours.yaml" "${as_member[@]}"
}
