#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The command lines of kubectl nsinfo that the README and docs/install.md show are run as they stand
# there, and print what stands below them.

load client

# shellcheck source=../documents.bash disable=SC2154
. "$root/test/documents.bash"

readonly readme=$root/README.md

setup() {
    mkdir "$BATS_TEST_TMPDIR/bin"
    # What kubectl does with the words before it runs a plugin.
    ln -s "$bin/kubectl-nsinfo" "$BATS_TEST_TMPDIR/bin/kubectl-nsinfo"
    printf '#!/bin/sh\nshift\nexec %s "%s" "$@"\n' "${NSINFO_WRAP:-}" \
        "$BATS_TEST_TMPDIR/bin/kubectl-nsinfo" >"$BATS_TEST_TMPDIR/bin/kubectl"
    chmod +x "$BATS_TEST_TMPDIR/bin/kubectl"
    cp -R "$root/examples" "$BATS_TEST_TMPDIR/examples"
}

# block HEADING: the block without a command that begins with this word
block() {
    awk -v word="$1" '/^```$/ { getline; inside = $1 == word } /^```$/ { inside = 0 } inside' "$readme"
}

example() {
    run --separate-stderr bash -c "cd '$BATS_TEST_TMPDIR' && PATH=$BATS_TEST_TMPDIR/bin:\$PATH && $1"
}

# inodes KIND=INODE…: as an object that jq takes
inodes() {
    local pair
    echo '{'
    for pair in "$@"; do
        printf '"%s": {inode: %s, device: 4},' "${pair%%=*}" "${pair#*=}"
    done | sed 's/,$/}/'
}

# The pod of the README's first lines: an nginx with one worker, which nobody shares anything with
# but the node's users.
nginx_report() {
    jq "$(inodes pid=4026532869 net=4026532793 mnt=4026532868 ipc=4026532866 uts=4026532865 \
        user=4026531837) as \$own | .items[0] |= (.pid = 358 | .namespaces += \$own |
        .processes |= [.[0] + {pid: 358, ppid: 216, cpuSeconds: 0, command: [\"nginx: master process nginx -g daemon off;\"]},
            .[1] + {pid: 368, ppid: 358, cpuSeconds: 0, command: [\"nginx: worker process\"]}])" \
        "$fixtures/single.report.json"
}

@test "the first lines: a pod's namespaces and its processes" {
    nginx_report >"$BATS_TEST_TMPDIR/report.json"
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "file: \"$BATS_TEST_TMPDIR/report.json\""
    } | start_server
    example "kubectl nsinfo pod mypod"
    expect 0 "$(below "$readme" "kubectl nsinfo pod mypod")" ""
    [ "${#lines[@]}" -eq 2 ]
    example "kubectl nsinfo top mypod"
    expect 0 "$(below "$readme" "kubectl nsinfo top mypod")" ""
    [ "${#lines[@]}" -eq 4 ]
}

# The pod of the second table: hostIPC, shareProcessNamespace, an init container that has finished.
sharing_pod() {
    jq '.spec.initContainers = [{name: "setup"}] | .spec.containers = [{name: "web"}, {name: "cache"}] |
        del(.spec.ephemeralContainers, .status.ephemeralContainerStatuses) |
        .status.initContainerStatuses |= [.[] | select(.name == "setup")] |
        .status.containerStatuses |= [(.[0] | .name = "web"), (.[1] | .name = "cache")]' "$fixtures/several.pod.json"
}

sharing_report() {
    jq "$(inodes pid=4026532320 net=4026532177 ipc=4026532487 uts=4026532319 user=4026531837) as \$shared |
        .node.namespaces.ipc.inode = 4026532487 | .items |= [
            (.[0] | .pid = 10738 | .namespaces += \$shared + $(inodes mnt=4026532321)),
            (.[1] | .pid = 10769 | .namespaces += \$shared + $(inodes mnt=4026532322))]" "$fixtures/several.report.json"
}

@test "the second table: what is shared, and a container that has finished" {
    sharing_pod >"$BATS_TEST_TMPDIR/pod.json"
    sharing_report >"$BATS_TEST_TMPDIR/report.json"
    {
        route /api/v1/namespaces/shop/pods/web "file: \"$BATS_TEST_TMPDIR/pod.json\""
        agents_route
        route "$agent_path/v1/containers" "file: \"$BATS_TEST_TMPDIR/report.json\""
    } | start_server
    run_nsinfo pod web -n shop
    expect 0 "$(block CONTAINER)" "*"
    [ "${#lines[@]}" -eq 4 ]
}

@test "the agents are put on a cluster, for all and for a team" {
    deploy_routes | start_server
    example "kubectl nsinfo deploy"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  kubectl nsinfo pod NAME" ]
    example "kubectl nsinfo deploy --team=team-a"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  kubectl nsinfo pod NAME -n team-a" ]
}

@test "the version of both sides" {
    {
        route "$agents_path&limit=500" "json: {kind: \"PodList\", items: [$(agent_pod node-a)]}"
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
    } | start_server
    example "kubectl nsinfo version"
    expect 0 "*" ""
    [ "${lines[1]}" = "Agent Version: v0.1.0 (node-a)" ]
}

@test "a pod's PIDs for a script" {
    all_routes single | start_server
    example "kubectl nsinfo pod mypod -o jsonpath='{.items[*].containers[*].pid}'"
    expect 0 267 ""
}

@test "the processes of a Deployment by what they use" {
    deployment_routes | start_server
    example "kubectl nsinfo top deploy/web --sort-by=memory"
    [ "$status" -eq 0 ]
    [ "$(awk 'NR > 2 { print $1 }' <<<"$output" | tr '\n' ' ')" = "301 267 " ]
}

@test "what shares the node's PID or network namespace" {
    {
        route "/api/v1/pods?limit=500" "json: {kind: \"PodList\", items: [$(jq -c . "$fixtures/single.pod.json"),
            $(jq -c . "$fixtures/host.pod.json")]}"
        agents_route
        route "$agent_path/v1/containers" "json: $(jq -sc '.[0].items += .[1].items | .[0]' \
            "$fixtures/single.report.json" "$fixtures/host.report.json")"
    } | start_server
    example "kubectl nsinfo pod -A --no-headers | awk '\$5 ~ /node/ || \$6 ~ /node/'"
    [ "$status" -eq 0 ]
    [ "$(awk '{ print $2 }' <<<"$output")" = "$(jq -r .metadata.name "$fixtures/host.pod.json")" ]
}

@test "a spec before it runs" {
    example "kubectl nsinfo explain -f examples/mypod.yaml"
    expect 0 "$(golden explain/simple.txt)" ""
}

@test "a pod is applied and shown" {
    local path=/api/v1/namespaces/default/pods/mypod pod
    pod=$(jq -c . "$fixtures/single.pod.json")
    {
        route "$path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $pod"
        route "$path" 'method: "GET"' \
            "replies: [{\"status\": 404, \"reason\": \"NotFound\", \"message\": \"none\"}, {json: $pod}]"
        agents_route && report_route single
    } | start_server
    example "kubectl nsinfo apply -f examples/mypod.yaml"
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
}

@test "the README has every command, and no other" {
    [ "$(grep -oE 'kubectl nsinfo [a-z]+' "$root/README.md" | awk '{ print $3 }' | sort -u)" = \
        "$(nsinfo help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)" ]
}
