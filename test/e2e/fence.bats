#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The fence of the agent's real pod: what the kernel says of the agent, and what a program can do there
# that has put the same fence around itself.

load helpers

# Not in the release: the tests' own.
readonly probe=$root/build/dev/test/fence_probe
readonly folder=/tmp/e2e-fence

setup_file() {
    make_kube_namespace e2e-fence
}

teardown_file() {
    local node
    for node in "${nodes[@]}"; do
        kubectl -n nsinfo-system delete pod "e2e-fence-$node" --ignore-not-found --grace-period=1 >/dev/null
        on_node "$node" rm -rf "$folder"
    done
    drop_kube_namespace e2e-fence
}

# status_of NODE PID FIELD: of each of its threads, every value once.
status_of() {
    # shellcheck disable=SC2016
    on_node "$1" sh -c 'sed -nE "s/^$2:\s+//p" "/proc/$1"/task/*/status' sh "$2" "$3" | sort -u
}

@test "the kernel says that every thread of the agent is fenced, with SYS_PTRACE alone" {
    local node pid id set
    for node in "${nodes[@]}"; do
        id=$(agent_pod "$node" | jq -r '.status.containerStatuses[0].containerID' | sed 's,.*://,,')
        pid=$(runtime_pid "$node" "$id")
        same "Seccomp on $node" 2 "$(status_of "$node" "$pid" Seccomp)"
        same "NoNewPrivs on $node" 1 "$(status_of "$node" "$pid" NoNewPrivs)"
        for set in CapPrm CapEff CapBnd; do
            same "$set on $node" 0000000000080000 "$(status_of "$node" "$pid" $set)"
        done
    done
}

# The DaemonSet's own pod, but for the program.
probe_pod() {
    kubectl -n nsinfo-system get daemonset nsinfo-agent -o json |
        jq --arg node "$1" --arg folder "/host/proc/1/root$folder" '{apiVersion: "v1", kind: "Pod",
            metadata: {name: "e2e-fence-\($node)", namespace: "nsinfo-system",
                annotations: .spec.template.metadata.annotations},
            spec: (.spec.template.spec | .nodeName = $node | .restartPolicy = "Never" |
                .containers[0] |= (.image = "docker.io/library/fence-probe:latest" |
                    .imagePullPolicy = "Never" | .args = [$folder, "whole"] |
                    del(.ports, .livenessProbe, .readinessProbe)))}'
}

load_probe() {
    case $1 in
        node-a) on_node node-a ctr -n k8s.io images import - ;;
        node-b) on_node node-b docker load ;;
    esac <"$BATS_TEST_TMPDIR/image.tar" >/dev/null
}

probe_ended() {
    [[ $(kubectl -n nsinfo-system get pod "e2e-fence-$1" -o 'jsonpath={.status.phase}') == @(Succeeded|Failed) ]]
}

# The probe's folder is the node's, by way of its PID 1: files in it are made before the fence, so that
# the way is known to be there, and none after it.
@test "in the agent's pod nothing can be written through /proc/1/root, nor anything else that is forbidden" {
    local node tap
    "$root/scripts/pack-image" --output "$BATS_TEST_TMPDIR/image.tar" \
        docker.io/library/fence-probe:latest "$probe"
    for node in "${nodes[@]}"; do
        on_node "$node" mkdir "$folder"
        load_probe "$node"
        probe_pod "$node" | kubectl apply -f - >/dev/null
    done
    for node in "${nodes[@]}"; do
        wait_for 60 probe_ended "$node"
        tap=$(kubectl -n nsinfo-system logs "e2e-fence-$node")
        same "what failed on $node" "1..$(grep -c '^ok ' <<<"$tap")" \
            "$(grep -E '^(not ok|Bail|1\.\.)' <<<"$tap")"
        grep -q '^ok .* - the first thread: open a file for writing$' <<<"$tap"
        on_node "$node" test -e "$folder/new-1"
    done
}
