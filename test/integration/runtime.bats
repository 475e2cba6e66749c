#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent with runtimes to ask: they are servers of test/support, which name live processes.

load helpers

setup() {
    cgroups_make "$(cgroup_mounts | head -n 1)"
    id=$(new_id)
    servers=()
}

teardown() {
    [ -z "${AGENT_DIR:-}" ] || agent_ended || agent_stop
    local server
    for server in "${servers[@]}"; do
        kill "$server"
    done
    cgroups_remove
}

# server_start READY-FILE PROGRAM [ARGUMENT…]
server_start() {
    local ready=$1
    shift
    "$python" "$@" >"$ready" 3>&- &
    servers+=($!)
    wait_for 30 test -s "$ready"
}

# cri_start CONTAINERS [FLAG…]: a CRI server, on $socket; its calls are in $calls.
cri_start() {
    local folder
    folder=$(mktemp -d "$BATS_TEST_TMPDIR/cri-XXXXXX")
    echo "$1" >"$folder/containers"
    shift
    socket=$folder/sock
    calls=$folder/calls
    touch "$calls"
    server_start "$folder/ready" "$root/test/support/fake_cri.py" "$socket" "$folder/containers" \
        --log "$calls" "$@"
}

# A process that is in no container's cgroup; its PID is in loose_pid.
loose_start() {
    sleep 300 3>&- &
    loose_pid=$!
    servers+=($!)
}

@test "without an endpoint no socket is touched, not even the usual ones" {
    local run=$BATS_TEST_TMPDIR/run path
    touch "$BATS_TEST_TMPDIR/connections"
    for path in containerd/containerd.sock k3s/containerd/containerd.sock crio/crio.sock \
        docker.sock cri-dockerd.sock podman/podman.sock; do
        mkdir -p "$(dirname "$run/$path")"
        echo '{}' >"$BATS_TEST_TMPDIR/containers"
        server_start "$BATS_TEST_TMPDIR/ready" "$root/test/support/fake_cri.py" "$run/$path" \
            "$BATS_TEST_TMPDIR/containers" --connections "$BATS_TEST_TMPDIR/connections"
        rm "$BATS_TEST_TMPDIR/ready"
    done
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nmount --bind %s /run && exec "$@"\n' "$run" >"$BATS_TEST_TMPDIR/wrap"
    chmod +x "$BATS_TEST_TMPDIR/wrap"
    container_start "$id"

    NSINFO_WRAP="unshare --mount $BATS_TEST_TMPDIR/wrap ${NSINFO_WRAP:-}" agent_start
    ask "/v1/containers?id=cri-o://$id&id=docker://$(new_id)&processes=true"
    jq_is .items[0].pid "$container_pid"
    jq_is .items[0].resolvedBy cgroup
    jq_is .items[0].crossCheck null
    ask /v1/node
    agent_stop
    [ ! -s "$BATS_TEST_TMPDIR/connections" ] || fail "$(cat "$BATS_TEST_TMPDIR/connections")"

    # They are there: where they are asked for, they are found.
    NSINFO_WRAP="unshare --mount $BATS_TEST_TMPDIR/wrap ${NSINFO_WRAP:-}" \
        agent_start --runtime-endpoint=auto-sockets
    ask "/v1/containers?id=cri-o://$(new_id)"
    [ "$(cat "$BATS_TEST_TMPDIR/connections")" = "$run/crio/crio.sock
$run/crio/crio.sock" ] || fail "$(cat "$BATS_TEST_TMPDIR/connections")"
}

@test "a runtime names the process of its container" {
    container_start "$id" --children 3
    cri_start "{\"$id\": {\"pid\": $container_pid}}"
    agent_start --resolver=cri --runtime-endpoint="cri-o=unix://$socket"
    ask /version
    jq_is '.resolvers | join(",")' cri
    ask "/v1/containers?id=cri-o://$id&processes=true"
    jq_is .items[0].pid "$container_pid"
    jq_is .items[0].resolvedBy cri
    jq_is .items[0].podUID "$pod_uid"
    jq_is '.items[0].processes | length' 4
}

@test "a container that starts while its runtime is asked has all its processes" {
    loose_start
    cri_start "{\"$id\": {\"pid\": $loose_pid, \"fault\": \"slow\"}}"
    agent_start --runtime-endpoint="cri-o=unix://$socket"
    # The first call takes longer, under valgrind as long as the deadline is.
    ask "/v1/containers?id=cri-o://$(new_id)"
    (
        wait_for 30 grep -q "$id" "$calls"
        echo "$loose_pid" >"$(cgroup_of "$id")/cgroup.procs"
    ) 3>&- &
    ask "/v1/containers?id=cri-o://$id&processes=true"
    jq_is .items[0].pid "$loose_pid"
    jq_is .items[0].resolvedBy cri
    jq_is '.items[0].processes | map(.pid) | join(",")' "$loose_pid"
}

@test "what no cgroup names has the processes of its cgroup, and the cross-check says so" {
    loose_start
    mkdir -p "$CGROUPS/plain/below"
    echo "$loose_pid" >"$CGROUPS/plain/cgroup.procs"
    local first=$loose_pid
    loose_start
    echo "$loose_pid" >"$CGROUPS/plain/below/cgroup.procs"
    cri_start "{\"$id\": {\"pid\": $first}}"
    agent_start --runtime-endpoint="cri-o=unix://$socket" --cross-check
    ask "/v1/containers?id=cri-o://$id&processes=true"
    jq_is .items[0].pid "$first"
    jq_is '.items[0].cgroup | endswith("/plain")' true
    jq_is '.items[0].processes | map(.pid) | join(",")' "$first,$loose_pid"
    jq_is .items[0].crossCheck.error 'cgroup: no process has the ID in its cgroup path'
}

@test "a runtime that names another process is reported and counted, and the cgroup's stays" {
    container_start "$id" --children 1
    local child other
    child=$(pgrep --parent "$container_pid" | head -n 1)
    other=$(new_id)
    mkdir -p "$CGROUPS/$other"
    cri_start "{\"$id\": {\"pid\": $child}}"
    agent_start --runtime-endpoint="cri-o=unix://$socket" --cross-check
    ask "/v1/containers?id=cri-o://$id"
    jq_is .items[0].pid "$container_pid"
    jq_is '.items[0].crossCheck | "\(.by) \(.pid) \(.agrees)"' "cri $child false"
    ask "/v1/containers?id=docker://$id"
    jq_is .items[0].crossCheck.error 'no endpoint is configured for runtime "docker"'
    ask /metrics
    grep -Fqx 'nsinfo_agent_cross_checks_total{result="disagrees"} 1' <<<"$body"
    grep -Fqx 'nsinfo_agent_cross_checks_total{result="failed"} 1' <<<"$body"
    grep -Fqx 'nsinfo_agent_cross_checks_total{result="agrees"} 0' <<<"$body"
}

@test "a process of another container, or that is gone, is never published" {
    local other gone
    other=$(new_id)
    gone=$(new_id)
    container_start "$id"
    cri_start "{\"$other\": {\"pid\": $container_pid}, \"$gone\": {\"pid\": 4194305}}"
    agent_start --resolver=cri --runtime-endpoint="cri-o=unix://$socket"
    ask "/v1/containers?id=cri-o://$other&id=cri-o://$gone"
    jq_is '.items | length' 0
    jq_is '.errors | map(.code) | join(",")' BadReply,NotFound
    jq_is .errors[0].message "the container could not be found (cri: the runtime names PID \
$container_pid, whose cgroup is another container's)"
    jq_is .errors[1].message 'no such container on this node (cri: the runtime names PID 4194305, which is not in the proc root)'
}

@test "of a node that is found by a runtime nothing is left out silently" {
    container_start "$id"
    agent_start --resolver=cri --runtime-endpoint="cri-o=unix:///nonexistent/crio.sock"
    ask /v1/node
    jq_is ".items | length" 0
    jq_is ".errors[] | select(.id | endswith(\"$id\")) | .code" Unreachable
    jq_is ".errors[] | select(.id | endswith(\"$id\")) | .message" 'the container could not be found (cri: dial unix /nonexistent/crio.sock: connect: no such file or directory)'
}

@test "64 containers of a hanging runtime take one deadline, and others are served meanwhile" {
    local query late start
    late=$(seq 64 | xargs printf '"%064x": {"fault": "late"},')
    query=$(seq 64 | xargs printf 'id=cri-o://%064x&')
    cri_start "{${late%,}}"
    agent_start --runtime-endpoint="cri-o=unix://$socket"
    start=$SECONDS
    curl --silent --output /dev/null "http://127.0.0.1:$AGENT_PORT/v1/containers?$query" 3>&- &
    ask /healthz
    [ "$code" = 200 ]
    wait $!
    # One deadline has 2 seconds; the rest is what a loaded machine may take.
    [ $((SECONDS - start)) -lt 30 ]
    [ "$(wc -l <"$calls")" -le 1 ] || fail "$(cat "$calls")"
    ask "/v1/containers?$query"
    jq_is '.errors | length' 64
    jq_is '.errors | map(.code) | unique | join(",")' Timeout
    jq_is .errors[63].message 'the container could not be found (cgroup: no process has the ID in its cgroup path; cri: rpc error: code = DeadlineExceeded desc = context deadline exceeded)'
}

@test "Docker's API names the process of its container, podman's too" {
    container_start "$id"
    local routes=$BATS_TEST_TMPDIR/routes.json
    cat >"$routes" <<ROUTES
[{"path": "/_ping", "text": "OK", "headers": {"Api-Version": "1.41"}},
 {"path": "/v1.41/containers/$id/json",
  "json": {"Id": "$id", "State": {"Running": true, "Pid": $container_pid}}}]
ROUTES
    server_start "$BATS_TEST_TMPDIR/ready" "$root/test/support/fake_apiserver.py" "$routes" \
        --unix "$BATS_TEST_TMPDIR/sock"
    agent_start --resolver=docker --runtime-endpoint="podman=unix://$BATS_TEST_TMPDIR/sock" \
        --runtime-endpoint="docker=unix://$BATS_TEST_TMPDIR/sock" --cross-check
    ask "/v1/containers?id=podman://$id"
    jq_is .items[0].pid "$container_pid"
    jq_is .items[0].resolvedBy docker
    jq_is '.items[0].crossCheck | "\(.by) \(.pid) \(.agrees)"' "cgroup $container_pid true"
    ask "/v1/containers?id=docker://$id"
    jq_is .items[0].resolvedBy docker
}

@test "a runtime that is to be asked and has no endpoint is refused at the start" {
    local flag
    for flag in --resolver=cri --resolver=docker --cross-check; do
        # shellcheck disable=SC2086
        run ${NSINFO_WRAP:-} "$NSINFO_BIN/nsinfo-agent" --listen=127.0.0.1:0 $flag
        [ "$status" -eq 2 ]
        [ "${lines[0]}" = "error: \"$flag\" needs \"--runtime-endpoint\"" ]
    done
}
