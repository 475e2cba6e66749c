#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Which pods pod, top and explain are about: lists, selectors, what has pods. The texts are those of
# kubectl 1.32, but for what kubectl does not have.

load client

# list_of KIND CONTINUE OBJECT…: a list as the API server sends it
list_of() {
    printf '%s\n' "${@:3}" | jq -sc --arg kind "$1" --arg continue "$2" '{kind: $kind, apiVersion: "v1",
        metadata: (if $continue == "" then {} else {continue: $continue} end), items: .}'
}

# pods_of CONTINUE FIXTURE…
pods_of() {
    local fixture objects=()
    for fixture in "${@:2}"; do
        objects+=("$(jq -c 'del(.kind, .apiVersion)' "$fixtures/$fixture.pod.json")")
    done
    list_of PodList "$1" "${objects[@]}"
}

# The pods that a table has: its first column, or the one that is said
pods() {
    awk -v column="${1:-1}" 'NR > 1 { print $column }' <<<"$output" | uniq | tr '\n' ' '
}

expired='{"status": 410, "reason": "Expired", "message": "The provided continue parameter is too old"}'

@test "without a name it is all pods of the Kubernetes namespace, in the server's order" {
    route "/api/v1/namespaces/default/pods?limit=500" "json: $(pods_of "" pending evicted)" | start_server
    run_nsinfo pod
    expect 0 "*" "*"
    [[ ${lines[0]} == POD*CONTAINER* ]]
    [ "$(pods)" = "homeless evict " ]
    [ "$(requests)" = "GET /api/v1/namespaces/default/pods?limit=500" ]
    run_nsinfo top --no-headers
    expect 0 "" "*"
    run_nsinfo explain
    expect 0 "*" "*"
    [ "$(grep ^Pod/ <<<"$output")" = "Pod/homeless
Pod/evict" ]
}

@test "a list of one pod has the columns of a list" {
    {
        route "/api/v1/namespaces/default/pods?limit=500" "json: $(pods_of "" single)"
        agents_route && report_route single
    } | start_server
    run_nsinfo pod
    expect 0 "$(sed 's/^CONTAINER/POD     &/; s/^nginx    /mypod   &/' "$root/test/golden/pod-single.txt")" ""
}

@test "with -A the Kubernetes namespaces come first, in tables and in headings" {
    {
        route "/api/v1/pods?limit=500" "json: $(pods_of "" single pending)"
        agents_route && report_route single
    } | start_server
    run_nsinfo pod -A -n shop
    expect 0 "*" "*"
    [[ ${lines[0]} == NAMESPACE*POD*CONTAINER* ]]
    [ "$(pods)" = "default " ]
    [ "$(pods 2)" = "mypod homeless " ]
    [ "$stderr" = "$(golden remarks-pending.txt)" ]
    run_nsinfo top --all-namespaces
    expect 0 "*" "*"
    [ "$(grep / <<<"$output" | grep -v nginx:)" = "default/mypod/nginx
default/homeless/main: Pending" ]
    run_nsinfo explain -A -o wide
    expect 0 "*" "*"
    [ "$(grep Pod/ <<<"$output")" = "default/Pod/mypod
default/Pod/homeless" ]
    run_nsinfo pod -A -o json
    [ "$(jq -r '.items[] | .kubeNamespace + "/" + .name' <<<"$output")" = "default/mypod
default/homeless" ]
}

@test "what is said beside the pods of several Kubernetes namespaces names those" {
    route "/api/v1/pods" "json: $(list_of PodList "" "$(jq -c . "$fixtures/evicted.pod.json")" \
        "$(jq -c '.metadata.namespace = "shop"' "$fixtures/evicted.pod.json")")" | start_server
    run_nsinfo pod -A
    expect 0 "*" "$(golden remarks-evicted.txt | sed 's,pod ",&default/,; p; s,default/,shop/,')"
    run_nsinfo top -A
    expect 0 "*" "$(golden remarks-evicted.txt | sed 's,pod ",&default/,; p; s,default/,shop/,')"
}

@test "selectors go to the server as they are, percent-encoded" {
    route "/api/v1/namespaces/default/pods" "json: $(pods_of "" pending)" | start_server
    run_nsinfo pod -l 'app in (a, b),!old' --field-selector 'status.phase!=Running'
    expect 0 "*" "*"
    run_nsinfo top --selector=a=b --node 'node=a,b\'
    run_nsinfo explain --node node-a --field-selector=status.phase=Pending
    run_nsinfo pod -l "" --field-selector "" --node ""
    [ "$(requests)" = 'GET /api/v1/namespaces/default/pods?labelSelector=app%20in%20%28a%2C%20b%29%2C%21old&fieldSelector=status.phase%21%3DRunning&limit=500
GET /api/v1/namespaces/default/pods?labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dnode%5C%3Da%5C%2Cb%5C%5C&limit=500
GET /api/v1/namespaces/default/pods?fieldSelector=spec.nodeName%3Dnode-a%2Cstatus.phase%3DPending&limit=500
GET /api/v1/namespaces/default/pods?limit=500' ]
}

@test "a selector that the server refuses is kubectl's error" {
    local bad='"status": 400, "reason": "BadRequest", "message": "found '"'('"', expected: identifier"'
    {
        route "/api/v1/namespaces/default/pods?limit=500" "${bad//'"status"'/status}"
        route "/api/v1/namespaces/default/pods" "${bad//'"status"'/status}"
    } | start_server
    run_nsinfo pod -l 'a=('
    expect 1 "" "Error from server (BadRequest): Unable to find \"/v1, Resource=pods\" that match label selector \"a=(\", field selector \"\": found '(', expected: identifier"
    run_nsinfo pod --field-selector=foo=bar -o json
    expect 1 "" "Error from server (BadRequest): Unable to find \"/v1, Resource=pods\" that match label selector \"\", field selector \"foo=bar\": found '(', expected: identifier"
    run_nsinfo pod
    expect 1 "" "Error from server (BadRequest): Unable to list \"/v1, Resource=pods\": found '(', expected: identifier"
}

@test "names go neither with a selector nor with all Kubernetes namespaces" {
    local selector command
    for command in pod top explain; do
        for selector in -l=a --field-selector=a=b --node=a; do
            run_nsinfo "$command" mypod "$selector" -A
            expect 1 "" "error: name cannot be provided when a selector is specified"
        done
        run_nsinfo "$command" mypod -A
        expect 1 "" "error: a resource cannot be retrieved by name across all namespaces"
    done
}

@test "that there are no pods is said on standard error, with status 0" {
    {
        route "/api/v1/namespaces/shop/pods" "json: $(list_of PodList "")"
        route "/api/v1/pods" "json: $(list_of PodList "")"
    } | start_server
    local command
    for command in pod top explain "pod -o wide" "pod --no-headers"; do
        # shellcheck disable=SC2086
        run_nsinfo $command -n shop
        expect 0 "" "No resources found in shop namespace."
        # shellcheck disable=SC2086
        run_nsinfo $command -l a=b -A
        expect 0 "" "No resources found"
        # shellcheck disable=SC2086
        run_nsinfo $command -A --ignore-not-found
        expect 0 "" ""
    done
    run_nsinfo pod -A -o json
    expect 0 "*" ""
    [ "$(jq -c '[.kind, .items]' <<<"$output")" = '["PodReportList",[]]' ]
    run_nsinfo explain -A -o yaml
    expect 0 "apiVersion: nsinfo/v1
kind: PodPlanList
items: []" ""
    run_nsinfo pod -A -o json --ignore-not-found
    expect 0 "" ""
}

@test "what is named and not there is no error with --ignore-not-found" {
    { pod_route pending && route /api/v1/namespaces/default/pods/secret 'status: 403, reason: "Forbidden", message: "no"'; } |
        start_server
    run_nsinfo pod nobody deploy/nothing cj/never --ignore-not-found
    expect 0 "" ""
    run_nsinfo pod nobody homeless --ignore-not-found
    expect 0 "*" "*"
    [ "$(pods)" = "homeless " ]
    run_nsinfo pod secret --ignore-not-found
    expect 1 "" "Error from server (Forbidden): no"
    run_nsinfo pod homeless -c nope --ignore-not-found
    expect 1 "" "error: container nope is not valid for pod homeless"
}

@test "lists come in chunks" {
    {
        route "/api/v1/pods?limit=2" "json: $(pods_of "a+/=" pending evicted)"
        route "/api/v1/pods?limit=2&continue=a%2B%2F%3D" "json: $(list_of PodList b)"
        route "/api/v1/pods?limit=2&continue=b" "json: $(pods_of "" untaken)"
        route "/api/v1/pods" "json: $(pods_of "" untaken)"
    } | start_server
    run_nsinfo pod -A --chunk-size=2
    expect 0 "*" "*"
    [ "$(pods 2)" = "homeless evict lost " ]
    run_nsinfo pod -A --chunk-size 0
    [ "$(requests | tail -n 1)" = "GET /api/v1/pods" ]
}

@test "a list that expires in the middle is asked for anew, whole" {
    {
        route "/api/v1/pods?limit=1" "json: $(pods_of a pending)"
        route "/api/v1/pods?limit=1&continue=a" "replies: [$expired]"
        route "/api/v1/pods" "json: $(pods_of "" pending evicted)"
    } | start_server
    run_nsinfo pod -A --chunk-size=1
    expect 0 "*" "*"
    [ "$(pods 2)" = "homeless evict " ]
    [ "$(requests)" = "GET /api/v1/pods?limit=1
GET /api/v1/pods?limit=1&continue=a
GET /api/v1/pods" ]
}

@test "a list that has expired from the start is an error" {
    route "/api/v1/pods" "replies: [$expired]" | start_server
    run_nsinfo pod -A
    expect 1 "" "Error from server (Expired): The provided continue parameter is too old"
    run_nsinfo pod -A --chunk-size=0
    expect 1 "" "Error from server (Expired): The provided continue parameter is too old"
    [ "$(requests | wc -l)" -eq 2 ]
}

@test "a chunk's token is found wherever it stands" {
    {
        route "/api/v1/pods?limit=2" 'file: "behind.json"'
        route "/api/v1/pods?limit=2&continue=a" "json: $(pods_of "" untaken)"
    } | start_server
    pods_of a pending | jq -c '{items, metadata, kind}' >"$BATS_TEST_TMPDIR/behind.json"
    run_nsinfo pod -A --chunk-size=2
    expect 0 "*" "*"
    [ "$(pods 2)" = "homeless lost " ]
}

@test "a chunk that cannot be read ends the list, though the next one was asked for" {
    {
        route "/api/v1/pods?limit=1" 'json: {kind: "PodList", metadata: {continue: "a"}, items: [{}]}'
        route "/api/v1/pods?limit=1&continue=a" "json: $(pods_of b pending)"
        route "/api/v1/pods?limit=1&continue=b" "json: $(pods_of "" untaken)"
    } | start_server
    run_nsinfo pod -A --chunk-size=1
    expect 1 "" "error: the API server's reply is not a pod that can be read: field \"metadata\" is missing"
}

@test "a chunk that cannot be had leaves nothing shown" {
    {
        route "/api/v1/pods?limit=1" "json: $(pods_of a pending)"
        route "/api/v1/pods?limit=1&continue=a" 'status: 403, reason: "Forbidden", message: "no"'
    } | start_server
    run_nsinfo pod -A --chunk-size=1
    expect 1 "" "Error from server (Forbidden): no"
}

@test "a reply that is no list of pods is refused" {
    {
        route "/api/v1/pods?limit=1" 'json: {kind: "PodList", metadata: {continue: 7}, items: []}'
        route "/api/v1/pods?limit=2" 'json: {kind: "PodList", items: {}}'
        route "/api/v1/pods?limit=3" 'json: {kind: "PodList", items: [{metadata: {}}]}'
    } | start_server
    run_nsinfo pod -A --chunk-size=1
    expect 1 "" "error: the API server's list of pods: field \"continue\" is not a string"
    run_nsinfo pod -A --chunk-size=2
    expect 1 "" "error: the API server's reply is not a list of pods: field \"items\" is not an array"
    run_nsinfo pod -A --chunk-size=3
    expect 1 "" "error: the API server's reply is not a pod that can be read: field \"name\" is missing"
}

@test "a list without an end is given up" {
    {
        route "/api/v1/pods?limit=1" 'file: "huge.json"'
        route "/api/v1/pods?limit=2" "json: $(list_of PodList a)"
        route "/api/v1/pods?limit=2&continue=a" 'file: "huge.json"'
    } | start_server
    { printf '{"kind": "PodList", "items": [{}' && yes ',{}' | head -n 999999 | tr -d '\n' && printf ']}'; } \
        >"$BATS_TEST_TMPDIR/huge.json"
    run_nsinfo pod -A --chunk-size=1
    expect 1 "" "error: the list of pods has more than 1000000 entries"
    run_nsinfo pod -A --chunk-size=2
    expect 1 "" "error: the list of pods has more than 1000000 entries"
}

# owner_route PATH SELECTOR: an object with that spec.selector, as jq takes it
owner_route() {
    route "$1" "json: {metadata: {name: \"web\", namespace: \"default\", uid: \"u1\"}, spec: {selector: $2}}"
}

@test "what has pods stands for those that it selects, mixed with names" {
    {
        owner_route /apis/apps/v1/namespaces/default/deployments/web \
            '{matchLabels: {app: "web"}, matchExpressions: [{key: "tier", operator: "In", values: ["a"]}]}'
        owner_route /api/v1/namespaces/default/services/web '{app: "web"}'
        route "/api/v1/namespaces/default/pods?limit=500&labelSelector=app%3Dweb%2Ctier%20in%20%28a%29" \
            "json: $(pods_of "" pending)"
        route "/api/v1/namespaces/default/pods?limit=500&labelSelector=app%3Dweb" "json: $(pods_of "" untaken)"
        pod_route evicted
    } | start_server
    run_nsinfo pod deploy/web evict svc/web
    expect 0 "*" "*"
    [ "$(pods)" = "homeless evict lost " ]
    run_nsinfo explain deployment.apps/web
    expect 0 "*" "*"
    [ "${lines[0]}" = "Pod/homeless" ]
    run_nsinfo top deploy/web
    expect 0 "homeless/main: Pending" "*"
}

@test "every kind of what has pods is asked for where the server has it" {
    : | start_server
    run_nsinfo pod deploy/a sts/a ds/a rs/a rc/a job/a svc/a
    expect 1 "" "*"
    [ "$(requests | sed 's/GET //; s|/namespaces/default||')" = "/apis/apps/v1/deployments/a
/apis/apps/v1/statefulsets/a
/apis/apps/v1/daemonsets/a
/apis/apps/v1/replicasets/a
/api/v1/replicationcontrollers/a
/apis/batch/v1/jobs/a
/api/v1/services/a" ]
}

@test "what has pods and is not there is kubectl's error, and does not keep the others back" {
    {
        route /apis/apps/v1/namespaces/default/deployments/web 'status: 404, reason: "NotFound",
            message: "deployments.apps \"web\" not found"'
        pod_route pending
    } | start_server
    run_nsinfo pod deploy/web homeless
    [ "$status" -eq 1 ]
    [ "$(pods)" = "homeless " ]
    [ "$(tail -n 1 <<<"$stderr")" = 'Error from server (NotFound): deployments.apps "web" not found' ]
}

@test "what has no pods is an empty list, and what selects none is refused" {
    {
        owner_route /apis/apps/v1/namespaces/default/deployments/web '{matchLabels: {app: "web"}}'
        owner_route /api/v1/namespaces/default/services/web null
        route "/api/v1/namespaces/default/pods" "json: $(list_of PodList "")"
    } | start_server
    run_nsinfo pod deploy/web
    expect 0 "" "No resources found in default namespace."
    run_nsinfo pod svc/web
    expect 1 "" 'error: services "web" has no selector, and so no pods of its own'
    [ "$(requests | grep -c /pods)" -eq 1 ]
}

# job NAME UID: a Job made by who has that UID
job() {
    jq -nc --arg name "$1" --arg uid "$2" '{metadata: {name: $name, ownerReferences: [{kind: "CronJob", uid: $uid}]},
        spec: {selector: {matchLabels: {"job": $name}}}}'
}

@test "the pods of a CronJob are those of its jobs, in both versions of the API" {
    local version
    for version in v1 v1beta1; do
        {
            owner_route "/apis/batch/$version/namespaces/default/cronjobs/web" null
            route "/apis/batch/v1/namespaces/default/jobs" \
                "json: $(list_of JobList "" "$(job a u1)" "$(job b other)" "$(job c u1)")"
            route "/api/v1/namespaces/default/pods?labelSelector=job%3Da&limit=500" "json: $(pods_of "" pending)"
            route "/api/v1/namespaces/default/pods?labelSelector=job%3Dc&limit=500" "json: $(pods_of "" evicted)"
        } | start_server
        run_nsinfo pod cj/web
        expect 0 "*" "*"
        [ "$(pods)" = "homeless evict " ]
        run_nsinfo pod cj/web2
        expect 1 "" 'Error from server (NotFound): cronjobs.batch "web2" not found'
        stop_server
    done
}

@test "-c leaves the pods of a list that have the container" {
    {
        route "/api/v1/namespaces/default/pods" "json: $(pods_of "" single pending evicted)"
        agents_route && report_route single
    } | start_server
    run_nsinfo pod -c nginx
    expect 0 "*" ""
    [ "$(pods)" = "mypod " ]
    run_nsinfo pod -c nope
    expect 1 "" "error: container nope is not valid for pod mypod"
}

@test "a named pod without the container of -c is an error among others" {
    { all_routes single && pod_route pending; } | start_server
    run_nsinfo pod homeless mypod -c nginx
    expect 1 "*" "error: container nginx is not valid for pod homeless"
    [ "$(pods)" = "mypod " ]
}

@test "--show-labels has the labels of the pods last, by name" {
    {
        route "/api/v1/namespaces/default/pods?limit=500" "json: $(list_of PodList "" \
            "$(jq -c '.metadata.labels = {"a": "1", "tier": "", "a-b": "2\u001b"}' "$fixtures/pending.pod.json")" \
            "$(jq -c 'del(.metadata.labels)' "$fixtures/evicted.pod.json")")"
        route "/api/v1/namespaces/default/pods/bad" \
            "json: $(jq -c '.metadata.labels = {"a": 1}' "$fixtures/pending.pod.json")"
    } | start_server
    local format
    for format in "" wide; do
        run_nsinfo pod --show-labels -o "$format"
        expect 0 "*" "*"
        [ "$(awk '{print $NF}' <<<"$output")" = 'LABELS
a-b=2\x1b,a=1,tier=
<none>' ]
    done
    run_nsinfo pod --show-labels -o yaml
    expect 1 "" "error: --show-labels option cannot be used with yaml printer"
    run_nsinfo pod bad
    expect 1 "" "error: the API server's reply is not a pod that can be read: label \"a\" is not a string"
    run_nsinfo top --show-labels
    expect 1 "" "error: unknown flag: --show-labels
See 'kubectl nsinfo top -h' for help and examples"
}

@test "-f takes the pods of files, and those of what they make" {
    cat >"$BATS_TEST_TMPDIR/app.yaml" <<'YAML'
{apiVersion: v1, kind: Pod, metadata: {name: homeless}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}}
YAML
    {
        pod_route pending
        owner_route /apis/apps/v1/namespaces/shop/deployments/web '{matchLabels: {app: "web"}}'
        route "/api/v1/namespaces/shop/pods?limit=500&labelSelector=app%3Dweb" "json: $(pods_of "" evicted)"
    } | start_server
    run_nsinfo pod -f "$BATS_TEST_TMPDIR/app.yaml"
    expect 0 "*" "*"
    [ "$(pods)" = "homeless evict " ]
    [ "$(tail -n 1 <<<"$stderr")" = "passed over, without a pod that is known: Service" ]
    run_nsinfo top -f - <"$BATS_TEST_TMPDIR/app.yaml"
    expect 0 "*" "*"
    [ "$(grep -c Pending <<<"$output")" -eq 1 ]
    run_nsinfo pod -f "$root/examples/mypod.yaml" -f "$BATS_TEST_TMPDIR/app.yaml" --ignore-not-found
    expect 0 "*" "*"
    [ "$(pods)" = "homeless evict " ]
}

@test "a file of one pod has the columns of one, and the pod may be named by its file alone" {
    all_routes single | start_server
    run_nsinfo pod -f "$root/examples/mypod.yaml"
    expect 0 "$(golden pod-single.txt)" ""
    run_nsinfo top -f "$root/examples/mypod.yaml" -c nginx
    expect 0 "$(golden top-single.txt)" ""
}

@test "what does not go with -f, or is not in it, is kubectl's error" {
    local file=$BATS_TEST_TMPDIR/pod.yaml
    echo '{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}' >"$file"
    : | start_server
    run_nsinfo pod -f "$file" a
    expect 1 "" "error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
    run_nsinfo pod -f "$file" -l a=b
    expect 1 "" "error: -f names its pods: a selector or --node cannot go with it"
    run_nsinfo pod -f "$file" -n default
    expect 1 "" "error: the namespace from the provided object \"shop\" does not match the namespace \"default\". You must pass '--namespace=shop' to perform this operation."
    run_nsinfo pod -f "$file" -A
    expect 1 "" 'Error from server (NotFound): pods "a" not found'
    run_nsinfo pod -f "$root/examples/mypod.yaml" -A
    expect 1 "" 'no namespace set on resource /v1, Resource=pods "mypod"'
    run_nsinfo pod -f /dev/null
    expect 0 "" "No resources found in default namespace."
    run_nsinfo pod -f "$BATS_TEST_TMPDIR/nope.yaml"
    expect 1 "" "error: the path \"$BATS_TEST_TMPDIR/nope.yaml\" does not exist"
    echo '{apiVersion: v1, kind: Secret, metadata: {name: a}}' >"$file"
    run_nsinfo top -f "$file"
    expect 1 "" "error: no pods to show, only Secret"
}
