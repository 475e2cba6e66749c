#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Every example of the help is run as it stands there, by a shell.

load client

# Of the examples that stand in the help of the commands, those that a test here runs.
readonly ran=$BATS_FILE_TMPDIR/ran

setup() {
    mkdir "$BATS_TEST_TMPDIR/bin"
    # What kubectl does with the words before it runs a plugin.
    ln -s "$bin/kubectl-nsinfo" "$BATS_TEST_TMPDIR/bin/kubectl-nsinfo"
    printf '#!/bin/sh\nshift\nexec %s "%s" "$@"\n' "${NSINFO_WRAP:-}" \
        "$BATS_TEST_TMPDIR/bin/kubectl-nsinfo" >"$BATS_TEST_TMPDIR/bin/kubectl"
    chmod +x "$BATS_TEST_TMPDIR/bin/kubectl"
    cp "$root/examples/mypod.yaml" "$BATS_TEST_TMPDIR/mypod.yaml"
}

examples_of_help() {
    local command
    for command in $(nsinfo help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        nsinfo help "$command" | sed -n '/^Examples:/,/^[A-Z][a-z ]*:$/s/^  \(kubectl .*\)/\1/p' |
            grep -v '^kubectl.*\[options\]$'
    done
}

# example LINE [WORD…]: runs it in the test's folder, with the text on standard input, and words before
# the shell
example() {
    echo "$1" >>"$ran"
    run --separate-stderr "${@:2}" bash -c "cd '$BATS_TEST_TMPDIR' && PATH=$BATS_TEST_TMPDIR/bin:\$PATH && $1"
}

# head_of COUNT WORD…: so many lines of what goes on until nobody reads it
head_of() {
    "${@:2}" | head -n "$1"
}

# renamed FIXTURE NAME NS: the fixture's pod under that name
renamed() {
    route "/api/v1/namespaces/$3/pods/$2" \
        "json: $(jq -c --arg name "$2" --arg ns "$3" '.metadata.name = $name | .metadata.namespace = $ns' \
            "$fixtures/$1.pod.json")"
}

@test "the examples of pod" {
    all_routes single | start_server
    example "kubectl nsinfo pod mypod"
    expect 0 "$(golden pod-single.txt)" "*"
    example "kubectl nsinfo pod mypod -c nginx -o json"
    [ "$status" -eq 0 ]
    [ "$(jq -r '.items[].containers[].name' <<<"$output")" = nginx ]
    example "kubectl nsinfo pod mypod -o jsonpath='{.items[*].containers[*].pid}'"
    expect 0 "$(jq -r '.items[].pid' "$fixtures/single.report.json")" "*"
}

@test "the example of pod with two pods of a Kubernetes namespace" {
    {
        renamed single front web && renamed several back web && agents_route
        route "$agent_path/v1/containers" "json: $(jq -sc '.[0].items += .[1].items | .[0]' \
            "$fixtures/single.report.json" "$fixtures/several.report.json")"
    } | start_server
    example "kubectl nsinfo pod front back -n web -o wide"
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == POD*CONTAINER*CGROUP*TIME*RUNTIME* ]]
    [ "$(awk 'NR > 1 { print $1 }' <<<"$output" | sort -u | tr '\n' ' ')" = "back front " ]
}

@test "the examples of pod with all pods and with those of a label" {
    local list
    list="json: {kind: \"PodList\", items: [$(jq -c . "$fixtures/single.pod.json")]}"
    {
        route "/api/v1/pods?limit=500" "$list"
        route "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb&limit=500" "$list"
        agents_route && report_route single
    } | start_server
    example "kubectl nsinfo pod -A"
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == NAMESPACE*POD*CONTAINER* ]]
    [[ ${lines[1]} == default*mypod*nginx* ]]
    example "kubectl nsinfo pod -l app=web"
    [ "$status" -eq 0 ]
    [[ ${lines[1]} == mypod*nginx* ]]
}

@test "the example of top with a Deployment" {
    deployment_routes | start_server
    example "kubectl nsinfo top deploy/web"
    expect 0 "$(golden top-single.txt)" ""
}

@test "the examples of top" {
    all_routes single | start_server
    example "kubectl nsinfo top mypod"
    expect 0 "$(golden top-single.txt)" "*"
    example "kubectl nsinfo top mypod -c nginx -o wide"
    expect 0 "$(golden top-single-wide.txt)" "*"
    example "kubectl nsinfo top mypod --sort-by=memory"
    expect 0 "mypod/nginx
PID   USER    %CPU   RSS     TIME       COMMAND
301   nginx   51.7   128Mi   01:02:05   nginx: worker process
267   root    0.0    2.5Mi   00:00:00   nginx: master process nginx -g daemon off;" "*"
    example "kubectl nsinfo top mypod --tree"
    expect 0 "mypod/nginx
PID   USER    TIME       COMMAND
267   root    00:00:00   nginx: master process nginx -g daemon off;
301   nginx   01:02:05    \_ nginx: worker process" "*"
    example "kubectl nsinfo top mypod --watch" head_of 6
    expect 0 "*" ""
    [[ ${lines[0]} == *Z"   by cpu   %CPU of their lives   1 node, 1 pod, 2 processes   default: mypod" ]]
    [ "$(sed -n 3,6p <<<"$output")" = "mypod/nginx
PID   USER    %CPU   RSS     TIME       COMMAND
301   nginx   51.7   128Mi   01:02:05   nginx: worker process
267   root    0.0    2.5Mi   00:00:00   nginx: master process nginx -g daemon off;" ]
    example "kubectl nsinfo top mypod --no-headers | awk '{print \$1}'"
    expect 0 "$(jq -r '.items[].processes[].pid' "$fixtures/single.report.json")" "*"
}

@test "the examples of apply" {
    local not_there='{"status": 404, "reason": "NotFound", "message": "pods \"mypod\" not found"}'
    local path=/api/v1/namespaces/default/pods/mypod pod
    pod=$(jq -c . "$fixtures/single.pod.json")
    {
        route "$path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $pod"
        route "$path?fieldManager=kubectl-nsinfo&dryRun=All" 'method: "PATCH"' "json: $pod"
        route "$path" 'method: "GET"' "replies: [$not_there, {json: $pod}]"
        agents_route && report_route single
    } | start_server
    example "kubectl nsinfo apply -f mypod.yaml"
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
    example "kubectl nsinfo apply -f - --timeout=5m" <"$BATS_TEST_TMPDIR/mypod.yaml"
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
    mkdir "$BATS_TEST_TMPDIR/pods"
    cp "$BATS_TEST_TMPDIR/mypod.yaml" "$BATS_TEST_TMPDIR/pods/1.yaml"
    example "kubectl nsinfo apply -f pods/ --dry-run=server"
    expect 0 "pod/mypod serverside-applied (server dry run)" ""
}

@test "the examples of explain" {
    cp "$root/test/fixtures/explain/several.yaml" "$BATS_TEST_TMPDIR/deployment.yaml"
    example "kubectl nsinfo explain -f mypod.yaml"
    expect 0 "$(golden explain/simple.txt)" ""
    example "kubectl nsinfo explain -f - < deployment.yaml"
    expect 0 "$(golden explain/several.txt)" "*"
    mkdir -p "$BATS_TEST_TMPDIR/pods/web"
    cp "$BATS_TEST_TMPDIR/mypod.yaml" "$BATS_TEST_TMPDIR/pods/web/pod.yaml"
    example "kubectl nsinfo explain -R -f pods/ -c nginx"
    expect 0 "$(golden explain/simple.txt)" ""
    pod_route single | start_server
    example "kubectl nsinfo explain pod mypod -o json"
    [ "$status" -eq 0 ]
    [ "$(jq -r '.kind, .items[].name' <<<"$output")" = "PodPlanList
mypod" ]
}

# daemon_set_sent JQ: of the DaemonSet that was sent last
daemon_set_sent() {
    jq -r 'select(.path | contains("/daemonsets/")) | select(.method == "PATCH") | .body | fromjson |
        '"$1" "$BATS_TEST_TMPDIR/requests" | tail -n 1
}

@test "the examples of deploy" {
    deploy_routes | start_server
    example "kubectl nsinfo deploy"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  kubectl nsinfo pod NAME" ]
    example "kubectl nsinfo deploy --image=registry.example.com/nsinfo-agent:0.1.0 --node-selector=pool=blue"
    expect 0 "*" ""
    [ "$(daemon_set_sent '.spec.template.spec | .containers[0].image + " " + .nodeSelector.pool')" = \
        "registry.example.com/nsinfo-agent:0.1.0 blue" ]
    example "kubectl nsinfo deploy --runtime-endpoint=/run/containerd/containerd.sock"
    expect 0 "*" ""
    [ "$(daemon_set_sent '.spec.template.spec.volumes[1].hostPath.path')" = /run/containerd/containerd.sock ]
    example "kubectl nsinfo deploy --team=team-a"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  kubectl nsinfo pod NAME -n team-a" ]
    stop_server
    deploy_routes | sed 's/nsinfo-system/infra/g' | start_server
    example "kubectl nsinfo deploy -n infra"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  export NSINFO_AGENT_NAMESPACE=infra" ]
    example "kubectl nsinfo deploy --dry-run=client -o yaml"
    expect 0 "*" ""
    [ "${lines[0]}" = "apiVersion: v1" ]
}

@test "the examples of undeploy" {
    {
        route '/apis/apps/v1/daemonsets?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dkubectl-nsinfo' \
            'json: {items: [{metadata: {name: "nsinfo-agent", namespace: "nsinfo-system", uid: "u"}}]}'
        route '/api*' 'method: "DELETE"' 'json: {}'
        route "$agents_path&limit=500" 'json: {items: []}'
        for plural in serviceaccounts namespaces; do
            route "/api/v1/$plural" 'json: {items: []}'
        done
        route '/apis/rbac.authorization.k8s.io/v1/*' 'json: {items: []}'
    } | start_server
    example "kubectl nsinfo undeploy --yes"
    expect 0 'daemonset.apps "nsinfo-agent" deleted' "*"
    echo "kubectl nsinfo undeploy" >>"$ran"
    run script -qec "PATH=$BATS_TEST_TMPDIR/bin:\$PATH kubectl nsinfo undeploy" /dev/null <<<$'y\n'
    [ "$status" -eq 0 ]
    [[ $output == *'daemonset.apps "nsinfo-agent" deleted'* ]]
}

@test "the examples of doctor" {
    load doctor
    : | server
    example "kubectl nsinfo doctor"
    expect 0 "*" ""
    [ "${lines[-1]}" = "  kubectl nsinfo pod NAME" ]
    example "kubectl nsinfo doctor -n web --node=node-a"
    expect 0 "*" ""
    [[ $output == *' in namespace "web"'*'Node "node-a"'* ]]
    example "kubectl nsinfo doctor -o jsonpath='{.items[?(@.result==\"broken\")].message}'"
    expect 0 "" ""
}

@test "the examples of version and help" {
    {
        route "$agents_path&limit=500" "json: {kind: \"PodList\", items: [$(agent_pod node-a)]}"
        route "$agent_path/version" 'json: {apiVersion: "nsinfo/v1", kind: "Version", agentVersion: "0.1.0"}'
    } | start_server
    example "kubectl nsinfo version"
    [ "$status" -eq 0 ]
    [ "${lines[1]}" = "Agent Version: v0.1.0 (node-a)" ]
    example "kubectl nsinfo version --client"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    example "kubectl nsinfo help pod"
    expect 0 "$(nsinfo pod -h)" ""
}

@test "the examples of completion" {
    example "kubectl nsinfo completion install"
    expect 0 "$BATS_TEST_TMPDIR/bin/kubectl_complete-nsinfo installed" ""
    example "kubectl nsinfo completion bash > kubectl-nsinfo.bash; source kubectl-nsinfo.bash"
    expect 0 "" ""
    [ "$(<"$BATS_TEST_TMPDIR/kubectl-nsinfo.bash")" = "$(<"$root/kubectl-nsinfo/cli/completion/bash")" ]
    export HOME=$BATS_TEST_TMPDIR
    mkdir -p "$HOME/.config/fish/completions"
    example "kubectl nsinfo completion fish > ~/.config/fish/completions/kubectl-nsinfo.fish"
    expect 0 "" ""
    [ "$(<"$HOME/.config/fish/completions/kubectl-nsinfo.fish")" = "$(<"$root/kubectl-nsinfo/cli/completion/fish")" ]
}

@test "no example of the help was left out" {
    [ "$(examples_of_help | wc -l)" -gt 10 ]
    [ "$(examples_of_help | sort)" = "$(sort "$ran")" ]
}
