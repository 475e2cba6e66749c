#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What nsinfo says of pods of every shape, on both nodes, beside what the runtime, the kernel and
# the containers themselves say.

load helpers

container() {
    printf '  - {name: %s, image: %s, imagePullPolicy: Never%s}\n' "$1" "$2" "${3:+, command: $3}"
}

# pod NAME NODE SPEC-LINE…, its containers' lines on standard input
pod() {
    printf -- '---\napiVersion: v1\nkind: Pod\nmetadata: {name: %s-%s}\nspec:\n' "$1" "$2"
    printf '  terminationGracePeriodSeconds: 1\n'
    printf '  nodeSelector: {kubernetes.io/hostname: %s}\n' "$2"
    shift 2
    [ $# -eq 0 ] || printf '  %s\n' "$@"
    printf '  containers:\n'
    cat
}

sleeper() {
    container "$1" busybox '[sleep, "3600"]'
}

pods_of() {
    container nginx nginx | pod nginx "$1"
    { sleeper one && sleeper two; } | pod two "$1"
    { sleeper one && sleeper two; } | pod sharedpid "$1" 'shareProcessNamespace: true'
    sleeper main | pod hostnet "$1" 'hostNetwork: true'
    sleeper main | pod hostpid "$1" 'hostPID: true'
    sleeper main | pod hostipc "$1" 'hostIPC: true'
    sleeper main | pod init "$1" "initContainers: [{name: setup, image: busybox,
      imagePullPolicy: Never, command: ['true']}]"
    container main busybox "['false']" | pod crash "$1"
}

crashed() {
    [ "$(field "$1" '.status.containerStatuses[0].state.waiting.reason')" = CrashLoopBackOff ]
}

setup_file() {
    make_kube_namespace e2e-truth
    local node
    for node in "${nodes[@]}"; do
        pods_of "$node" | kubectl apply -f - >/dev/null
    done
    for node in "${nodes[@]}"; do
        kubectl wait --for=condition=Ready --timeout=120s \
            pod/{nginx,two,sharedpid,hostnet,hostpid,hostipc,init}-"$node" >/dev/null
        wait_for 120 crashed "crash-$node"
    done
}

teardown_file() {
    drop_kube_namespace e2e-truth
}

# agree NODE POD CONTAINER…: PID, inodes, verdicts and processes of each container are true.
agree() {
    local node=$1 pod=$2 report container id others other
    shift 2
    report=$(nsinfo top "$pod" -o json)
    for container in "$@"; do
        id=$(container_id "$pod" "$container")
        same "PID of $pod/$container" "$(runtime_pid "$node" "$id")" \
            "$(of "$report" "$pod" "$container" .pid)"
        same "inodes of $pod/$container" "$(inside_inodes "$pod" "$container")" \
            "$(reported_inodes "$report" "$pod" "$container")"
        others=()
        for other in "$@"; do [ "$other" = "$container" ] || others+=("$other"); done
        same "verdicts of $pod/$container" \
            "$(true_verdicts "$node" "$pod" "$container" "${others[@]}")" \
            "$(reported_verdicts "$report" "$pod" "$container")"
        same "processes of $pod/$container" "$(cgroup_pids "$node" "$id")" \
            "$(of "$report" "$pod" "$container" '.processes[].pid' | sort -n)"
    done
}

on_both_nodes() {
    local node what=$1
    shift
    for node in "${nodes[@]}"; do
        agree "$node" "$what-$node" "$@"
    done
}

@test "nginx: PID, inodes, verdicts and processes are those of the runtime, the container and the kernel" {
    on_both_nodes nginx nginx
}

@test "nginx's worker has the user's name of the container, not the host's for the same number" {
    local node report host_name
    host_name=$(getent passwd 101 | cut -d : -f 1)
    [ "$host_name" != nginx ]
    for node in "${nodes[@]}"; do
        report=$(nsinfo top "nginx-$node" -o json)
        same "users on $node" $'nginx 101\nroot 0' "$(of "$report" "nginx-$node" nginx \
            '.processes[] | "\(.user) \(.uid)"' | sort -u)"
    done
}

# By containerd they share the host name too; Docker gives each container its own.
@test "two containers of a pod share network and IPC, and have their own PIDs and mounts" {
    on_both_nodes two one two
    local node report
    for node in "${nodes[@]}"; do
        report=$(nsinfo pod "two-$node" -o json)
        same "the well-known verdicts on $node" $'ipc pod\nmnt own\nnet pod\npid own\nuser node' \
            "$(reported_verdicts "$report" "two-$node" one | grep -vE 'uts|cgroup|time' | sort)"
    done
}

@test "shareProcessNamespace: the containers share their PIDs" {
    on_both_nodes sharedpid one two
    local node report
    for node in "${nodes[@]}"; do
        report=$(nsinfo pod "sharedpid-$node" -o json)
        same "verdict on $node" "pid pod" "$(reported_verdicts "$report" "sharedpid-$node" two | grep pid)"
    done
}

@test "hostNetwork, hostPID and hostIPC show as the node's" {
    local node row
    for row in "hostnet net" "hostpid pid" "hostipc ipc"; do
        # shellcheck disable=SC2086
        set -- $row
        on_both_nodes "$1" main
        for node in "${nodes[@]}"; do
            same "verdict of $1 on $node" "$2 node" \
                "$(reported_verdicts "$(nsinfo pod "$1-$node" -o json)" "$1-$node" main | grep "$2")"
        done
    done
}

@test "an init container that has finished is listed with its state and without a PID" {
    on_both_nodes init main
    local node report
    for node in "${nodes[@]}"; do
        report=$(nsinfo pod "init-$node" -o json)
        same "kind" init "$(of "$report" "init-$node" setup .kind)"
        same "pid" null "$(of "$report" "init-$node" setup .pid)"
        run nsinfo pod "init-$node"
        [ "$status" -eq 0 ]
        [[ ${lines[1]} == *setup*Completed* ]]
        [[ ${lines[2]} == main* ]]
    done
}

@test "a container in CrashLoopBackOff is listed with its reason and without a PID" {
    local node
    for node in "${nodes[@]}"; do
        # Between two starts it is in other states for a moment.
        wait_for 60 sh -c "kubectl nsinfo pod crash-$node | grep -qE '^main  .*CrashLoopBackOff'"
        same "pid" null "$(of "$(nsinfo pod "crash-$node" -o json)" "crash-$node" main .pid)"
    done
}

@test "a process started by kubectl exec shows in top, and the init process stays the init process" {
    local node pod id before report child
    for node in "${nodes[@]}"; do
        pod=nginx-$node
        id=$(container_id "$pod" nginx)
        before=$(runtime_pid "$node" "$id")
        kubectl exec "$pod" -- sleep 30 3>&- &
        child=$!
        wait_for 30 sh -c "kubectl nsinfo top $pod | grep -qF 'sleep 30'"
        report=$(nsinfo top "$pod" -o json)
        kill "$child"
        same "PID on $node" "$before" "$(of "$report" "$pod" nginx .pid)"
        same "executed process on $node" 1 "$(of "$report" "$pod" nginx \
            '[.processes[] | select(.command == ["sleep", "30"])] | length')"
        kubectl exec "$pod" -- sh -c 'kill $(grep -lz "^sleep" /proc/[0-9]*/cmdline | cut -d / -f 3)' || true
    done
}

@test "several pods on both nodes come in the order they were asked for" {
    run nsinfo pod two-node-b nginx-node-a two-node-b --no-headers
    [ "$status" -eq 0 ]
    same "pods" $'two-node-b\ntwo-node-b\nnginx-node-a' "$(awk '{print $1}' <<<"$output" | head -n 3)"
}

@test "one container of several is picked by -c" {
    run nsinfo pod two-node-a -c two --no-headers
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ $output == two* ]]
}

@test "yaml and json say the same" {
    local as_json as_yaml
    as_json=$(nsinfo pod two-node-a -o json | jq -S 'del(.items[].node | .time, .uptimeMilliseconds)')
    as_yaml=$(nsinfo pod two-node-a -o yaml |
        /usr/bin/python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' |
        jq -S 'del(.items[].node | .time, .uptimeMilliseconds)')
    same "the two" "$as_json" "$as_yaml"
}

@test "a whole node as the agent sees it has every running container" {
    local token node report name id
    token=$(mint nsinfo-system nsinfo-viewer)
    for node in "${nodes[@]}"; do
        report=$(on_node "$node" curl --silent --show-error --fail --insecure \
            --header "X-Nsinfo-Token: $token" "https://$(agent_pod "$node" | jq -r .status.podIP):9479/v1/node")
        for name in two sharedpid; do
            id=$(container_id "$name-$node" one)
            same "PID of $name-$node" "$(runtime_pid "$node" "$id")" \
                "$(jq -r --arg id "$id" '.items[] | select(.id | endswith($id)).pid' <<<"$report")"
        done
    done
}
