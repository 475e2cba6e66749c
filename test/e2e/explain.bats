#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What explain says of a spec before it runs, beside what pod then finds in the kernel: for every
# field that decides, alone and together, by containerd and by Docker.

load helpers

# "NAME FIELDS": the specs, each of two containers, so that one for the pod is told from one's own.
specs() {
    cat <<'SPECS'
plain
hostnet hostNetwork: true, shareProcessNamespace: false
hostpid hostPID: true, hostNetwork: false, hostIPC: false
hostipc hostIPC: true
hostall hostNetwork: true, hostPID: true, hostIPC: true
shared shareProcessNamespace: true
SPECS
}

# pod NAME NODE FIELDS: the first container is privileged where the pod is plain and by
# containerd: to Docker that means capabilities that a node of test/cluster has not.
pod() {
    local privileged=
    [ "$1-$2" != plain-node-a ] || privileged=", securityContext: {privileged: true}"
    cat <<POD
---
apiVersion: v1
kind: Pod
metadata: {name: $1-$2}
spec:
  {terminationGracePeriodSeconds: 1, nodeSelector: {kubernetes.io/hostname: $2}${3:+, $3}, containers: [
    {name: one, image: busybox, imagePullPolicy: Never, command: [sleep, "3600"]$privileged},
    {name: two, image: busybox, imagePullPolicy: Never, command: [sleep, "3600"]}]}
POD
}

pods_of() {
    local name fields
    specs | while read -r name fields; do pod "$name" "$1" "$fields"; done
}

setup_file() {
    make_kube_namespace e2e-explain
    local node
    for node in "${nodes[@]}"; do
        pods_of "$node" >"$BATS_FILE_TMPDIR/$node.yaml"
    done
    kubectl apply -f "$BATS_FILE_TMPDIR/node-a.yaml" -f "$BATS_FILE_TMPDIR/node-b.yaml" >/dev/null
    kubectl wait --for=condition=Ready --timeout=240s pod --all >/dev/null
}

teardown_file() {
    kubectl delete runtimeclass e2e-explain --ignore-not-found >/dev/null
    drop_kube_namespace e2e-explain
}

# What an exception is said to be with, where this node has it: "Docker", "Docker, cgroup v2".
known_as() {
    [ "$1" = node-b ] || return 0
    echo Docker
    [ "$(on_node "$1" stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ] || echo "Docker, cgroup v2"
}

# foretold NODE PLANS: "POD CONTAINER KIND VERDICT" a line, for what the specs decide
foretold() {
    jq -r --arg known "$(known_as "$1")" '.items[] | .name as $pod | .containers[] | .name as $container |
        .namespaces | to_entries[] | .key as $kind | .value |
        (if .exception != null and (.exception.with | IN($known | split("\n")[])) then .exception.sharing
            else .sharing end) |
        select(. != "unknown") | "\($pod) \($container) \($kind) \(.)"' <<<"$2" | sort
}

# found REPORTS: the same of what runs
found() {
    jq -r '.items[] | .name as $pod | .containers[] | .name as $container | .namespaces | to_entries[] |
        select(.value.verdict != null) | "\($pod) \($container) \(.key) \(.value.verdict)"' <<<"$1" | sort
}

# kept LINES OF: the lines about what OF has lines about
kept() {
    awk 'NR == FNR { known[$1, $2, $3]; next } ($1, $2, $3) in known' <(echo "$2") <(echo "$1")
}

@test "what explain foretells from the files is what pod finds, on both nodes" {
    local node plans before after names
    for node in "${nodes[@]}"; do
        plans=$(nsinfo explain -f "$BATS_FILE_TMPDIR/$node.yaml" -o json)
        before=$(foretold "$node" "$plans")
        readarray -t names < <(jq -r '.items[].name' <<<"$plans")
        [ "${#names[@]}" -eq 6 ]
        after=$(found "$(nsinfo pod "${names[@]}" -o json)")
        # Kinds that this kernel has not are foretold all the same, and what the spec leaves open is found.
        same "verdicts on $node" "$(kept "$before" "$after")" "$(kept "$after" "$before")"
        # Nothing of what was foretold but the kinds of newer kernels went without a comparison.
        [ "$(kept "$before" "$after" | grep -cE ' (pid|net|mnt|ipc|uts|user) ')" -eq "$((6 * 2 * 6))" ]
        # Every verdict is among them, so that a plan of one verdict for all would fail.
        [ "$(awk '{ print $4 }' <<<"$before" | sort -u | tr '\n' ' ')" = "node own pod " ]
    done
}

@test "of pods that run explain says the same as of their files" {
    local node
    for node in "${nodes[@]}"; do
        same "plans on $node" "$(nsinfo explain -f "$BATS_FILE_TMPDIR/$node.yaml" -o json | bare_plans)" \
            "$(nsinfo explain "shared-$node" "plain-$node" "hostall-$node" -o json | bare_plans)"
    done
}

# Of three plans, in the order of their names, what decides; but for what the API server leaves out
# as it is the default.
bare_plans() {
    jq -S '[.items[] | select(.name | test("^(hostall|plain|shared)-")) | {name, containers}] | sort_by(.name)'
}

@test "a runtime class whose runtime is an ordinary one changes nothing" {
    kubectl apply -f - >/dev/null <<'CLASS'
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: e2e-explain}
handler: runc
CLASS
    pod class node-a 'runtimeClassName: e2e-explain, hostIPC: true' >"$BATS_TEST_TMPDIR/class.yaml"
    run --separate-stderr nsinfo explain -f "$BATS_TEST_TMPDIR/class.yaml" -o json
    [ "$status" -eq 0 ]
    [[ $stderr == *'runtimeClassName "e2e-explain"'* ]]
    nsinfo apply -f "$BATS_TEST_TMPDIR/class.yaml" -o json >"$BATS_TEST_TMPDIR/report"
    local before after
    before=$(foretold node-a "$output")
    after=$(found "$(cat "$BATS_TEST_TMPDIR/report")")
    same "verdicts" "$(kept "$before" "$after")" "$(kept "$after" "$before")"
}

# refused FIELDS: by explain and by the API server, for the same field in the same words
refused() {
    local theirs ours
    pod refused node-a "$1" >"$BATS_TEST_TMPDIR/refused.yaml"
    theirs=$(kubectl create --dry-run=server -f "$BATS_TEST_TMPDIR/refused.yaml" 2>&1) || true
    ours=$(nsinfo explain -f "$BATS_TEST_TMPDIR/refused.yaml" 2>&1) || true
    # The API server's own type has these fields in spec.securityContext.
    same "refusal of $1" "$(sed 's/^The Pod "[^"]*" is invalid: spec\.securityContext\.//' <<<"$theirs")" \
        "$(sed 's/^error: .* is invalid: spec\.//' <<<"$ours")"
}

@test "fields that cannot be together are refused in the API server's words" {
    refused 'hostPID: true, shareProcessNamespace: true'
    refused 'hostPID: true, shareProcessNamespace: true, hostIPC: true, hostNetwork: true'
}
