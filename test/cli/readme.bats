#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Every command line of kubectl nsinfo that the README shows is run as it stands there, and prints
# what stands below it.

load client

# Of the README's command lines, those that a test here runs.
readonly ran=$BATS_FILE_TMPDIR/ran

setup() {
    mkdir "$BATS_TEST_TMPDIR/bin"
    # What kubectl does with the words before it runs a plugin.
    ln -s "$bin/kubectl-nsinfo" "$BATS_TEST_TMPDIR/bin/kubectl-nsinfo"
    printf '#!/bin/sh\nshift\nexec %s "%s" "$@"\n' "${NSINFO_WRAP:-}" \
        "$BATS_TEST_TMPDIR/bin/kubectl-nsinfo" >"$BATS_TEST_TMPDIR/bin/kubectl"
    chmod +x "$BATS_TEST_TMPDIR/bin/kubectl"
}

# Its lines that begin with "$ kubectl nsinfo", in blocks.
examples_of_readme() {
    # shellcheck disable=SC2016
    sed -n '/^```console/,/^```$/s/^\$ \(kubectl nsinfo.*\)/\1/p' "$root/README.md"
}

# below LINE: what stands below a command line, up to the next one
below() {
    awk -v line="\$ $1" '$0 == line { inside = 1; next } /^(\$ |```$)/ { inside = 0 } inside' "$root/README.md"
}

# block HEADING: the block without a command that begins with this word
block() {
    awk -v word="$1" '/^```$/ { getline; inside = $1 == word } /^```$/ { inside = 0 } inside' "$root/README.md"
}

example() {
    echo "$1" >>"$ran"
    run --separate-stderr bash -c "PATH=$BATS_TEST_TMPDIR/bin:\$PATH && $1"
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
    expect 0 "$(below "kubectl nsinfo pod mypod")" ""
    [ "${#lines[@]}" -eq 2 ]
    example "kubectl nsinfo top mypod"
    expect 0 "$(below "kubectl nsinfo top mypod")" ""
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

@test "the agents are put on a cluster" {
    deploy_routes | start_server
    example "kubectl nsinfo deploy"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  kubectl nsinfo pod NAME" ]
}

@test "the version of both sides, which the README ends its deployment with" {
    {
        route "$agents_path&limit=500" "json: {kind: \"PodList\", items: [$(agent_pod node-a)]}"
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
    } | start_server
    example "kubectl nsinfo version"
    expect 0 "*" ""
    [ "${lines[1]}" = "Agent Version: v0.1.0 (node-a)" ]
}

@test "no command line of the README was left out" {
    [ "$(examples_of_readme | sort)" = "$(sort "$ran")" ]
}

@test "the README has every command, and no other" {
    [ "$(grep -oE 'kubectl nsinfo [a-z]+' "$root/README.md" | awk '{ print $3 }' | sort -u)" = \
        "$(nsinfo help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)" ]
}
