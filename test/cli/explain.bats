#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo explain: from files without a cluster, from pods of one without an agent.

load client

readonly plans=$root/test/fixtures/explain

setup() {
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
}

# refused TEXT: the file on standard input is refused so
refused() {
    run_nsinfo explain -f -
    expect 1 "" "error: $1"
}

@test "a file is explained without a cluster, and without a kubeconfig" {
    echo 'not: [a kubeconfig' >"$KUBECONFIG"
    run_nsinfo explain -f "$plans/simple.yaml"
    expect 0 "$(golden explain/simple.txt)" ""
    run_nsinfo explain -f - <"$plans/simple.yaml"
    expect 0 "$(golden explain/simple.txt)" ""
    run_nsinfo explain -f "$plans/simple.yaml" -o wide
    expect 0 "$(golden explain/simple-wide.txt)" ""
    run_nsinfo explain -f "$plans/simple.yaml" --no-headers
    expect 0 "$(golden explain/simple-bare.txt)" ""
}

@test "several pods have headings, and kinds without a pod are told" {
    run_nsinfo explain -f "$plans/several.yaml"
    expect 0 "$(golden explain/several.txt)" "passed over, without a pod that is known: Service"
    run_nsinfo explain -f "$plans/simple.yaml" --filename="$plans/simple.yaml"
    [ "$(grep -c '^Pod/mypod$' <<<"$output")" -eq 2 ]
}

@test "what else it depends on is told on standard error" {
    run_nsinfo explain -f "$plans/mixed.yaml" -o json
    expect 0 "$(golden explain/mixed.json)" \
        'Warning: Pod "mixed": before Kubernetes 1.33, hostUsers is passed over unless the feature gate UserNamespacesSupport is on
Warning: Pod "mixed": hostNetwork with hostUsers: false is refused unless the feature gate UserNamespacesHostNetworkSupport is on
Warning: Pod "mixed": the runtime is that of runtimeClassName "runc": one with a kernel of its own has namespaces of its own'
    run_nsinfo explain -f "$plans/mixed.yaml" -o yaml
    expect 0 "$(golden explain/mixed.yaml)" "*"
}

@test "json and yaml fit the schema, and say the same" {
    /usr/bin/python3 "$root/test/support/schema_check.py" "$root/docs/pod-plan.schema.json" \
        "$root"/test/golden/explain/*.json "$root"/test/golden/explain/*.yaml
    /usr/bin/python3 - "$root/test/golden/explain/mixed" <<'PYTHON'
import json, sys, yaml
assert json.load(open(sys.argv[1] + ".json")) == yaml.safe_load(open(sys.argv[1] + ".yaml"))
PYTHON
    local filter
    for filter in '.items[0].containers[0].namespaces.net.sharing = "mine"' '.items[0].more = 1' \
        'del(.items[0].containers[0].namespaces.time)' 'del(.items[0].kind)'; do
        jq "$filter" "$root/test/golden/explain/mixed.json" >"$BATS_TEST_TMPDIR/bad.json"
        run /usr/bin/python3 "$root/test/support/schema_check.py" "$root/docs/pod-plan.schema.json" \
            "$BATS_TEST_TMPDIR/bad.json"
        [ "$status" -eq 1 ] || { echo "not seen: $filter" >&2 && return 1; }
    done
}

@test "what the API server would not take is refused in its words" {
    refused '-: line 5: the Pod "p" is invalid: spec.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled' <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {hostPID: true,
  shareProcessNamespace: true, containers: [{name: c}]}
YAML
    refused '-: line 4: the Pod "p" is invalid: spec.hostPID: Forbidden: when `hostUsers` is false' <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {hostPID: true, hostUsers: false, containers: [{name: c}]}
YAML
    refused '-: line 4: the Pod "p" is invalid: spec: field "hostNetwork" is not true or false' <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {hostNetwork: maybe, containers: [{name: c}]}
YAML
}

@test "a file without anything to explain is refused" {
    refused 'no objects passed to explain' </dev/null
    refused 'no pods to explain, only ConfigMap, Service' <<'YAML'
{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
---
{apiVersion: v1, kind: Service, metadata: {name: s}}
YAML
    refused '-: line 1: not a Kubernetes object: not a mapping' <<<'hello'
    refused '-: line 1, column 1: did not find expected node content (while parsing a block node that begins at line 1, column 1)' <<<']'
    refused 'Pod "w" has no Linux namespaces: os.name is windows' \
        <<<'{apiVersion: v1, kind: Pod, metadata: {name: w}, spec: {os: {name: windows}, containers: [{name: c}]}}'
    run_nsinfo explain -f "$BATS_TEST_TMPDIR/nothing.yaml"
    expect 1 "" "error: the path \"$BATS_TEST_TMPDIR/nothing.yaml\" does not exist"
}

@test "a pod that has no Linux namespaces does not keep the others from being explained" {
    { cat "$plans/simple.yaml" && printf -- '---\n{apiVersion: v1, kind: Pod, metadata: {name: w},
        spec: {os: {name: windows}, containers: [{name: c}]}}\n'; } >"$BATS_TEST_TMPDIR/both.yaml"
    run_nsinfo explain -f "$BATS_TEST_TMPDIR/both.yaml"
    expect 1 "Pod/mypod
$(golden explain/simple.txt)" 'error: Pod "w" has no Linux namespaces: os.name is windows'
}

@test "texts of a file reach no terminal raw" {
    refused '-: line 1: the Pod "a\x1b[31m" has no spec' \
        <<<'{apiVersion: v1, kind: Pod, metadata: {name: "a\e[31m"}}'
}

@test "pods of a cluster are explained without an agent" {
    { pod_route single && pod_route host; } | start_server
    run_nsinfo explain mypod
    expect 0 "$(golden explain/simple.txt)" ""
    [ "$(requests)" = "GET /api/v1/namespaces/default/pods/mypod" ]
    local words
    for words in "pod mypod" "pods mypod" "pod/mypod" "po pod/mypod"; do
        # shellcheck disable=SC2086
        run_nsinfo explain $words
        expect 0 "$(golden explain/simple.txt)" ""
    done
    run_nsinfo explain pod monitor -o json
    [ "$(jq -r '.items[0].containers[0].namespaces | map(.sharing) | join(" ")' <<<"$output")" = \
        "$(jq -r '.spec | [if .hostPID then "node" else "own" end,
            if .hostNetwork then "node" else "pod" end, "own",
            if .hostIPC then "node" else "pod" end, if .hostNetwork then "node" else "pod" end, "node",
            if .containers[0].securityContext.privileged then "node" else "unknown" end, "node"] |
            join(" ")' "$fixtures/host.pod.json")" ]
}

@test "a pod that is not there does not keep the others from being explained" {
    { pod_route single && route "/api/v1/namespaces/default/pods?limit=500&labelSelector=app%3Dweb" \
        'json: {items: []}'; } | start_server
    run_nsinfo explain nobody mypod
    expect 1 "Pod/mypod
$(golden explain/simple.txt)" 'Error from server (NotFound): pods "nobody" not found'
    run_nsinfo explain pods -l app=web
    expect 0 "" "No resources found in default namespace."
    run_nsinfo explain pod
    expect 1 "" 'Error from server (NotFound): pods "pod" not found'
}

@test "-c shows one container alone, as it stands among all" {
    local pods=$BATS_TEST_TMPDIR/pods.yaml
    cat >"$pods" <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers: [{name: setup}]
  containers: [{name: main}, {name: log, securityContext: {privileged: true}}]
  ephemeralContainers: [{name: debug, targetContainerName: main}]
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: main}]}
YAML
    run_nsinfo explain -f "$pods" -c log -o json
    expect 1 "*" "error: container log is not valid for pod other"
    [ "$(jq -c '.items[] | [.name, (.containers[] | [.name, .namespaces.pid.sharing, .namespaces.cgroup.sharing])]' <<<"$output")" = \
        '["web",["log","own","node"]]' ]
    # main is joined by the ephemeral container, though that is not shown.
    run_nsinfo explain -f "$pods" -c main
    [ "$status" -eq 0 ]
    [ "$(grep -E '^(Pod/|main|.*targetContainerName)' <<<"$output" | awk '{print $1 " " $2}')" = "Pod/web 
main container
pid container
Pod/other 
main own" ]
    run_nsinfo explain -f "$pods" -c ephemeral:debug --no-headers
    expect 1 "*" "error: container ephemeral:debug is not valid for pod other"
    [[ ${lines[0]} == "ephemeral:debug   container "* ]]
    run_nsinfo explain -f "$pods" -c nope
    expect 1 "" "error: container nope is not valid for pod web
error: container nope is not valid for pod other"
    run_nsinfo explain -f "$pods" -c ""
    [ "$status" -eq 0 ]
    pod_route single | start_server
    run_nsinfo explain mypod -c nginx
    expect 0 "$(golden explain/simple.txt)" ""
    run_nsinfo explain nobody mypod -c log
    expect 1 "" 'Error from server (NotFound): pods "nobody" not found
error: container log is not valid for pod mypod'
}

@test "what does not go with a file is refused" {
    run_nsinfo explain -f "$plans/simple.yaml" mypod
    expect 1 "" "error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
    local flag
    for flag in -l=app=web --field-selector=a=b --node=node-a; do
        run_nsinfo explain -f "$plans/simple.yaml" "$flag"
        expect 1 "" "error: -f names its pods: a selector or --node cannot go with it"
    done
    run_nsinfo explain -f "$plans/simple.yaml" -o xml
    expect 1 "" 'error: unable to match a printer suitable for the output format "xml", allowed formats are: custom-columns,custom-columns-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,wide,yaml'
}
