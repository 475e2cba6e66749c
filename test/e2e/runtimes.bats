#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent's back ends for the runtimes' own APIs, beside the runtimes themselves: an agent in each
# node, as root there, that is told where containerd or Docker listens.

load helpers

readonly port=9478
declare -gAr runtime=([node-a]=containerd [node-b]=docker)
declare -gAr back_end=([node-a]=cri [node-b]=docker)
declare -gAr endpoint=(
    [node-a]=containerd=unix:///run/containerd/containerd.sock
    [node-b]=docker=unix:///run/docker.sock
)

# Two containers on each node.
pods() {
    local node
    for node in "${nodes[@]}"; do
        cat <<POD
---
apiVersion: v1
kind: Pod
metadata: {name: two-$node}
spec:
  terminationGracePeriodSeconds: 1
  nodeSelector: {kubernetes.io/hostname: $node}
  containers:
  - {name: web, image: nginx, imagePullPolicy: Never}
  - {name: sleeper, image: busybox, imagePullPolicy: Never, command: [sleep, "3600"]}
POD
    done
}

setup_file() {
    make_kube_namespace e2e-runtimes
    pods | kubectl apply -f - >/dev/null
    kubectl wait --for=condition=Ready --timeout=120s pod/two-node-{a,b} >/dev/null
    local node
    for node in "${nodes[@]}"; do
        # The checkout may be in a folder that the nodes do not share with the machine.
        on_node "$node" sh -c 'cat >/run/nsinfo-agent-e2e && chmod 755 /run/nsinfo-agent-e2e' \
            <"${NSINFO_BIN:-$root/build/release/bin}/nsinfo-agent"
    done
}

teardown_file() {
    local node
    for node in "${nodes[@]}"; do
        on_node "$node" rm -f /run/nsinfo-agent-e2e /run/nsinfo-agent-e2e.{pid,log}
    done
    drop_kube_namespace e2e-runtimes
}

teardown() {
    local node
    for node in "${nodes[@]}"; do
        agent_stop "$node"
    done
}

# agent_start NODE FLAG…
agent_start() {
    local node=$1
    shift
    # shellcheck disable=SC2016
    on_node "$node" sh -c '/run/nsinfo-agent-e2e "$@" </dev/null >/dev/null \
        2>/run/nsinfo-agent-e2e.log 3>&- & echo $! >/run/nsinfo-agent-e2e.pid' sh \
        --listen="127.0.0.1:$port" --plain-http --authorization-mode=AlwaysAllow "$@" 3>&-
    wait_for 30 ask "$node" /healthz
}

agent_stop() {
    # shellcheck disable=SC2016
    on_node "$1" sh -c 'read -r pid </run/nsinfo-agent-e2e.pid || exit 0
        kill "$pid"; rm /run/nsinfo-agent-e2e.pid
        while [ -e "/proc/$pid" ]; do sleep 0.05; done' 2>/dev/null || true
}

# ask NODE PATH: the reply.
ask() {
    on_node "$1" curl --silent --fail --max-time 20 "http://127.0.0.1:$port$2"
}

# The IDs of the node's two containers, as the API server has them, as a query.
query() {
    field "two-$1" '[.status.containerStatuses[].containerID | "id=" + .] | join("&")'
}

# "ID PID" of both, by the runtime's own program.
true_pids() {
    local container id
    for container in web sleeper; do
        id=$(container_id "two-$1" "$container")
        echo "${runtime[$1]}://$id $(runtime_pid "$1" "$id")"
    done | sort
}

# answers NODE FLAGS BACK-END JQ EXPECTED: PIDs as the runtime says, found by BACK-END.
answers() {
    local node=$1 reply
    # shellcheck disable=SC2086
    agent_start "$node" $2
    reply=$(ask "$node" "/v1/containers?processes=true&$(query "$node")")
    agent_stop "$node"
    same "PIDs on $node with $2" "$(true_pids "$node")" \
        "$(jq -r '.items[] | "\(.id) \(.pid)"' <<<"$reply" | sort)"
    same "back end on $node with $2" "$3" "$(jq -r '[.items[].resolvedBy] | unique[]' <<<"$reply")"
    same "$4 on $node with $2" "$5" "$(jq -c "$4" <<<"$reply")"
}

@test "the runtime's word is the runtime's PID, and the report is the cgroup's but for resolvedBy" {
    local node by_cgroup by_runtime path
    for node in "${nodes[@]}"; do
        path="/v1/containers?$(query "$node")"
        answers "$node" "--resolver=${back_end[$node]} --runtime-endpoint=${endpoint[$node]}" \
            "${back_end[$node]}" '[.items[].processes[].name] | unique' '["nginx","sleep"]'
        agent_start "$node"
        by_cgroup=$(ask "$node" "$path" | jq -S 'del(.node, .items[].resolvedBy)')
        agent_stop "$node"
        agent_start "$node" "--resolver=${back_end[$node]}" "--runtime-endpoint=${endpoint[$node]}"
        by_runtime=$(ask "$node" "$path" | jq -S 'del(.node, .items[].resolvedBy)')
        same "reports on $node" "$by_cgroup" "$by_runtime"
    done
}

@test "the usual sockets are found where they are asked for" {
    local node
    for node in "${nodes[@]}"; do
        answers "$node" "--resolver=${back_end[$node]} --runtime-endpoint=auto-sockets" \
            "${back_end[$node]}" '.errors' '[]'
    done
}

@test "the cgroup's word comes first, and the cross-check agrees" {
    local node
    for node in "${nodes[@]}"; do
        answers "$node" "--runtime-endpoint=${endpoint[$node]} --cross-check" cgroup \
            '[.items[].crossCheck | {by, agrees}] | unique' \
            "[{\"by\":\"${back_end[$node]}\",\"agrees\":true}]"
        answers "$node" "--resolver=${back_end[$node]} --runtime-endpoint=${endpoint[$node]} --cross-check" \
            "${back_end[$node]}" '[.items[].crossCheck | {by, agrees}] | unique' \
            '[{"by":"cgroup","agrees":true}]'
    done
}

@test "a whole node agrees with its runtime, the pods' sandboxes too" {
    local node reply
    for node in "${nodes[@]}"; do
        agent_start "$node" "--runtime-endpoint=${endpoint[$node]}" --cross-check
        reply=$(ask "$node" /v1/node)
        same "cross-checks on $node" '[true]' \
            "$(jq -c '[.items[].crossCheck.agrees] | unique' <<<"$reply")"
        # Two containers and their pause process at least.
        [ "$(jq '.items | length' <<<"$reply")" -ge 3 ]
        ask "$node" /metrics | grep -Fx 'nsinfo_agent_cross_checks_total{result="disagrees"} 0'
    done
}

@test "a container that nobody knows has each back end's reason" {
    local node id=0123456789abcdef word
    id=$id$id$id$id
    declare -A words=(
        [node-a]="cri: rpc error: code = NotFound desc = an error occurred when try to find container \"$id\": not found"
        [node-b]="docker: HTTP status 404: No such container: $id"
    )
    for node in "${nodes[@]}"; do
        agent_start "$node" "--runtime-endpoint=${endpoint[$node]}"
        word="no such container on this node (cgroup: no process has the ID in its cgroup path; ${words[$node]})"
        same "the error on $node" "NotFound $word" \
            "$(ask "$node" "/v1/containers?id=${runtime[$node]}://$id" |
                jq -r '.errors[] | "\(.code) \(.message)"')"
    done
}

@test "a container that has ended is not running by its runtime's word either" {
    local node id reply
    for node in "${nodes[@]}"; do
        id=$(container_id "two-$node" sleeper)
        on_node "$node" kill -KILL "$(runtime_pid "$node" "$id")"
        wait_for 30 restarted "$node" "$id"
        agent_start "$node" "--resolver=${back_end[$node]}" "--runtime-endpoint=${endpoint[$node]}"
        reply=$(ask "$node" "/v1/containers?id=${runtime[$node]}://$id")
        same "the code on $node" NotFound "$(jq -r '.errors[].code' <<<"$reply")"
        [[ $(jq -r '.errors[].message' <<<"$reply") == *"does not run"* ]] || {
            echo "$reply"
            false
        }
    done
}

# podman WORD…: node-a's own, in folders that the node does not share with the machine. Limits are
# not raised, which the machine may forbid.
podman() {
    on_node node-a env CONTAINERS_CONF=/run/e2e-podman.conf podman --storage-driver vfs \
        --cgroup-manager cgroupfs --runtime runc --events-backend file "$@"
}

podman_start() {
    local image=$BATS_TEST_TMPDIR/image.tar
    "$root/scripts/pack-image" --output "$image" --at /bin/busybox e2e:latest \
        "$(command -v busybox)" sleep 3600
    on_node node-a sh -c 'cat >/run/e2e-podman.conf; mkdir -p /run/podman' <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
CONF
    podman load --quiet <"$image"
    podman run --detach --network none --name e2e localhost/e2e:latest
    podman system service --time 60 unix:///run/podman/podman.sock 3>&- &
    wait_for 30 on_node node-a test -S /run/podman/podman.sock
}

@test "podman's service names the PID that podman does" {
    local id reply
    podman_start
    id=$(podman inspect --format '{{.Id}}' e2e)
    agent_start node-a --resolver=docker --runtime-endpoint=auto-sockets --cross-check
    reply=$(ask node-a "/v1/containers?processes=true&id=podman://$id")
    same "PID" "$(podman inspect --format '{{.State.Pid}}' e2e) docker" \
        "$(jq -r '.items[] | "\(.pid) \(.resolvedBy)"' <<<"$reply")"
    same "cross-check" '["cgroup",true]' \
        "$(jq -c '.items[].crossCheck | [.by, .agrees]' <<<"$reply")"
    same "command" '[["/bin/busybox","sleep","3600"]]' \
        "$(jq -c '[.items[].processes[].command]' <<<"$reply")"
    podman rm --force --time 0 e2e
}

restarted() {
    [ "$(container_id "two-$1" sleeper)" != "$2" ]
}
