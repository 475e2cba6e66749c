#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo apply: what is refused before anything is sent, what is sent, and what ends the wait.

load client

readonly pod_path=/api/v1/namespaces/default/pods/mypod

manifest() {
    printf 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n  # ours\nspec:\n  containers: [{name: nginx, image: nginx}]\n' "$1"
}

# pod STATUS: mypod as the API server has it, its status as jq takes it
pod() {
    jq -c ".status = $1" "$fixtures/single.pod.json"
}

running() {
    jq -c . "$fixtures/single.pod.json"
}

creating() {
    pod '{phase: "Pending", containerStatuses: [{name: "nginx", state: {waiting: {reason: "ContainerCreating"}}}]}'
}

readonly not_there='{"status": 404, "reason": "NotFound", "message": "pods \"mypod\" not found"}'

# applied POD…: there is none before; the PATCH gives the first, GETs the others in turn
applied() {
    local first=$1 replies reply
    shift
    route "$pod_path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $first"
    replies=$({ echo "$not_there" && for reply in "$@"; do jq -c '{json: .}' <<<"$reply"; done; } | jq -sc .)
    route "$pod_path" 'method: "GET"' "replies: $replies"
    agents_route && report_route single
}

# refused TEXT: the manifest on standard input is refused so, and nothing is sent
refused() {
    cat >"$BATS_TEST_TMPDIR/pods.yaml"
    : | start_server
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml" "${@:2}"
    expect 1 "" "error: ${1//FILE/$BATS_TEST_TMPDIR/pods.yaml}"
    [ ! -e "$BATS_TEST_TMPDIR/requests" ]
    stop_server
}

@test "a pod is applied, waited for, and shown as by pod" {
    applied "$(creating)" "$(creating)" "$(running)" | start_server
    manifest mypod >"$BATS_TEST_TMPDIR/mypod.yaml"
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/mypod.yaml"
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
    [ "$(requests | head -n 4)" = "GET $pod_path
PATCH $pod_path?fieldManager=kubectl-nsinfo
GET $pod_path
GET $pod_path" ]
}

@test "what is sent are the document's own bytes, as server-side apply takes them" {
    applied "$(running)" | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
    [ "$(jq -r 'select(.method == "PATCH").body' "$BATS_TEST_TMPDIR/requests")" = "$(manifest mypod)" ]
    [ "$(jq -r 'select(.method == "PATCH").headers["content-type"]' "$BATS_TEST_TMPDIR/requests")" = \
        application/apply-patch+yaml ]
    # It runs already: nothing to wait for.
    [ "$(requests | wc -l)" -eq 6 ]
}

@test "each of several documents is sent by itself, to its own Kubernetes namespace" {
    {
        applied "$(running)"
        route "/api/v1/namespaces/shop/pods/web?fieldManager=kubectl-nsinfo" 'method: "PATCH"' \
            "json: $(jq -c . "$fixtures/several.pod.json")"
    } | start_server
    run_nsinfo apply -f - < <(
        manifest mypod
        printf -- '---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n'
    )
    [ "$(head -n 2 <<<"$stderr")" = "pod/mypod serverside-applied
pod/web serverside-applied" ]
    [ "$(jq -r 'select(.method == "PATCH").body | test("name: mypod")' "$BATS_TEST_TMPDIR/requests")" = \
        "true
false" ]
    [[ ${lines[0]} == "POD "* ]]
    [[ ${lines[1]} == "mypod "* ]]
}

@test "json is the report alone, on standard output alone" {
    applied "$(running)" | start_server
    run_nsinfo apply -o json -f - < <(manifest mypod)
    [ "$status" -eq 0 ]
    [ "$(jq -r '.items[0].containers[0].pid' <<<"$output")" = 267 ]
}

@test "a document that is no pod is refused with file, line and kind, and nothing is sent" {
    refused 'FILE: line 10: kind "Deployment" is not a Pod' < <(
        manifest mypod
        printf -- '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n'
    )
    refused 'FILE: line 2: kind "List" is not a Pod' <<<$'apiVersion: v1\nkind: List\nitems: []'
    refused 'FILE: line 3: the Pod has no metadata.name' <<<$'apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}'
    refused 'no objects passed to apply' <<<$'# nothing\n---\n'
}

@test "broken YAML is refused with its place" {
    : | start_server
    printf 'kind: Pod\nmetadata: {name: a\nspec: b\n' >"$BATS_TEST_TMPDIR/pods.yaml"
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/pods.yaml"
    expect 1 "" "*"
    [[ $stderr == "error: $BATS_TEST_TMPDIR/pods.yaml: line 3, column "* ]]
}

@test "a Kubernetes namespace that is not that of -n is refused in kubectl's words" {
    refused "the namespace from the provided object \"a\" does not match the namespace \"b\". You must pass '--namespace=a' to perform this operation." \
        -n b <<<$'apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: a}'
}

@test "a file that does not exist is refused in kubectl's words" {
    : | start_server
    run_nsinfo apply -f "$BATS_TEST_TMPDIR/nope.yaml"
    expect 1 "" "error: the path \"$BATS_TEST_TMPDIR/nope.yaml\" does not exist"
}

# refusal NAME FIELD…: what the API server says to the pod of this name
refusal() {
    route "/api/v1/namespaces/default/pods/$1" 'method: "PATCH"' "${@:2}"
}

@test "the API server's refusal of a pod is shown as it is" {
    refusal mypod 'status: 403, reason: "Forbidden", message: "no"' | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 1 "" "Error from server (Forbidden): no"
    [ "$(requests | wc -l)" -eq 2 ]
}

readonly resolutions='Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'"'"'ll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts'

@test "a conflict is shown as kubectl shows it, with what to do about it" {
    refusal mypod 'status: 409, reason: "Conflict", message:
        "Apply failed with 2 conflicts: conflicts with \"someone\" using v1:\n- .spec.a\n- .spec.b"' | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 1 "" "error: Apply failed with 2 conflicts: conflicts with \"someone\" using v1:
- .spec.a
- .spec.b
$resolutions"
}

@test "a conflict of another kind is no such conflict" {
    refusal mypod 'status: 409, reason: "Conflict", message: "the object has been modified"' | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 1 "" "Error from server (Conflict): the object has been modified"
}

@test "--force-conflicts takes the fields over" {
    {
        route "$pod_path?fieldManager=kubectl-nsinfo&force=true" 'method: "PATCH"' "json: $(running)"
        route "$pod_path?fieldManager=kubectl-nsinfo&force=true&dryRun=All" 'method: "PATCH"' "json: $(running)"
        agents_route && report_route single
    } | start_server
    run_nsinfo apply --force-conflicts -f - < <(manifest mypod)
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
    run_nsinfo apply --force-conflicts --dry-run=server -f - < <(manifest mypod)
    expect 0 "pod/mypod serverside-applied (server dry run)" ""
}

@test "of several pods, which one of which file was refused is named in kubectl's form" {
    local dir=$BATS_TEST_TMPDIR/pods
    mkdir "$dir"
    {
        refusal a 'status: 409, reason: "Conflict", message: "Apply failed with 1 conflict: conflict with \"x\": .spec"'
        refusal b 'status: 500, message: "failed to create typed patch object"'
        refusal c 'status: 403, reason: "Forbidden", message: "pods \"c\" is forbidden: quota"'
        refusal d 'status: 422, reason: "Invalid", message: "all of it", details: {kind: "Pod", name: "d", causes: [
            {field: "spec.x", message: "Required value"}, {field: "spec.y", message: "Too long"}]}'
    } | start_server
    { manifest a && echo --- && manifest b; } >"$dir/ab.yaml"
    manifest c >"$dir/c.yaml"
    run_nsinfo apply -f "$dir" -f - < <(manifest d)
    expect 1 "" "error: error when applying \"$dir/ab.yaml\": pod \"a\": Apply failed with 1 conflict: conflict with \"x\": .spec
$resolutions
Error from server: error when applying \"$dir/ab.yaml\": pod \"b\": failed to create typed patch object
Error from server (Forbidden): error when applying \"$dir/c.yaml\": pods \"c\" is forbidden: quota
Error from server (Invalid): error when applying \"STDIN\": Pod \"d\" is invalid: 
* spec.x: Required value
* spec.y: Too long"
}

@test "who is not known to the API server is told once, whatever the pod" {
    refusal a 'status: 401, reason: "Unauthorized", message: "Unauthorized"' | start_server
    run_nsinfo apply -f - < <(manifest a && echo --- && manifest b)
    expect 1 "" "error: You must be logged in to the server (Unauthorized)"
}

# stuck WHY STATE POD…: the wait ends at once, with this reason and a row in this state
stuck() {
    applied "$(creating)" "${@:3}" | start_server
    run_nsinfo apply --no-headers -f - < <(manifest mypod)
    expect 1 "nginx   -   -   -   -   -   -   -   $2" "*"
    [ "$(grep -v "^pod \"mypod\" is not running" <<<"$stderr")" = "pod/mypod serverside-applied
error: $1" ]
    stop_server
}

waiting() {
    pod "{phase: \"Pending\", containerStatuses: [{name: \"nginx\", state: {waiting: {reason: \"$1\", message: \"$2\"}}}]}"
}

@test "a pod that cannot start ends the wait at once, with the reason" {
    stuck 'pod "mypod" cannot start: container "nginx": ImagePullBackOff: Back-off pulling image' \
        ImagePullBackOff "$(creating)" "$(waiting ImagePullBackOff 'Back-off pulling image')"
    stuck 'pod "mypod" cannot start: container "nginx": CrashLoopBackOff: back-off 10s' \
        CrashLoopBackOff "$(waiting CrashLoopBackOff 'back-off 10s')"
    stuck 'pod "mypod" cannot start: container "nginx": CrashLoopBackOff (last: OOMKilled, exit 137): back-off 10s' \
        "CrashLoopBackOff (last: OOMKilled, exit 137)" "$(waiting CrashLoopBackOff 'back-off 10s' | jq -c '.status.containerStatuses[0].lastState =
            {terminated: {reason: "OOMKilled", exitCode: 137}}')"
    stuck 'pod "mypod" cannot start: Failed (Evicted: The node was low on resource: memory.)' \
        Evicted "$(pod '{phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory."}')"
    stuck 'pod "mypod" cannot start: Unschedulable: 0/2 nodes are available.' \
        Pending "$(pod '{phase: "Pending", conditions: [{type: "PodScheduled", status: "False",
            reason: "Unschedulable", message: "0/2 nodes are available."}]}' | jq -c 'del(.spec.nodeName)')"
}

@test "after a new image, what the old one came to is not taken for the new one's state" {
    local old new
    old=$(waiting ImagePullBackOff 'Back-off pulling nope' | jq -c '.spec.containers[0].image = "nope"')
    new=$(waiting ImagePullBackOff 'Back-off pulling nope')
    {
        route "$pod_path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $new"
        route "$pod_path" 'method: "GET"' "replies: [{json: $old}, {json: $new}, {json: $(running)}]"
        agents_route && report_route single
    } | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
}

@test "a pod that has done its work ends the wait too, with its state" {
    applied "$(creating)" "$(pod '{phase: "Succeeded", containerStatuses: [{name: "nginx",
        state: {terminated: {reason: "Completed", exitCode: 0}}}]}')" | start_server
    run_nsinfo apply -f - --no-headers < <(manifest mypod)
    expect 0 "nginx   -   -   -   -   -   -   -   Completed (exit 0)" "pod/mypod serverside-applied"
}

@test "the wait ends after its timeout" {
    applied "$(creating)" "$(creating)" | start_server
    SECONDS=0
    run_nsinfo apply -f - --timeout=4500ms --no-headers < <(manifest mypod)
    expect 1 "nginx   -   -   -   -   -   -   -   ContainerCreating" 'pod/mypod serverside-applied
pod "mypod" is not running yet: Pending (ContainerCreating)
error: timed out waiting for pod "mypod" to run (4.5s): container "nginx": ContainerCreating'
    [ "$SECONDS" -lt 30 ]
}

@test "a pod that no kubelet takes is named as such when the time is over" {
    applied "$(pod '{phase: "Pending"}')" | start_server
    run_nsinfo apply -f - --timeout=0 --no-headers < <(manifest mypod)
    expect 1 "nginx   -   -   -   -   -   -   -   Pending" 'pod/mypod serverside-applied
pod "mypod" is not running yet: Pending (not taken by the kubelet of node "node-a" yet)
error: timed out waiting for pod "mypod" to run (0s): not taken by the kubelet of node "node-a" yet'
}

@test "the wait ends after its timeout even if the API server does not answer" {
    {
        route "$pod_path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $(creating)"
        route "$pod_path" 'method: "GET"' "replies: [$not_there, {fault: \"hang\"}]"
    } | start_server
    SECONDS=0
    run_nsinfo apply -f - --timeout=1s < <(manifest mypod)
    expect 1 "" 'pod/mypod serverside-applied
error: timed out waiting for pod "mypod" to run (1s): the API server does not answer'
    [ "$SECONDS" -lt 30 ]
}

@test "an API server that does not say in time what the pod was like is sent nothing" {
    route "$pod_path" 'fault: "hang"' | start_server
    SECONDS=0
    run_nsinfo apply -f - --timeout=1s < <(manifest mypod)
    expect 1 "" "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
    [ "$SECONDS" -lt 30 ]
    [ "$(requests)" = "GET $pod_path" ]
}

@test "a timeout of 0 looks once" {
    applied "$(creating)" | start_server
    run_nsinfo apply -f - --timeout=0 --no-headers < <(manifest mypod)
    expect 1 "nginx   -   -   -   -   -   -   -   ContainerCreating" 'pod/mypod serverside-applied
pod "mypod" is not running yet: Pending (ContainerCreating)
error: timed out waiting for pod "mypod" to run (0s): container "nginx": ContainerCreating'
    [ "$(requests | wc -l)" -eq 2 ]
}

@test "an API server that is busy for a while does not end the wait" {
    {
        route "$pod_path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $(creating)"
        route "$pod_path" 'method: "GET"' "replies: [$not_there, {status: 429, reason: \"TooManyRequests\",
            message: \"later\"}, {status: 500, message: \"etcd\"}, {json: $(running)}]"
        agents_route && report_route single
    } | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 0 "$(golden pod-single.txt)" "pod/mypod serverside-applied"
}

@test "an API server that is busy to the end is the reason" {
    {
        route "$pod_path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $(creating)"
        route "$pod_path" 'method: "GET"' 'status: 429, reason: "TooManyRequests", message: "later"'
    } | start_server
    run_nsinfo apply -f - --timeout=4s < <(manifest mypod)
    expect 1 "" 'pod/mypod serverside-applied
Error from server (TooManyRequests): later'
}

@test "a pod that is deleted meanwhile ends the wait" {
    applied "$(creating)" | start_server
    run_nsinfo apply -f - < <(manifest mypod)
    expect 1 "" 'pod/mypod serverside-applied
Error from server (NotFound): pods "mypod" not found'
}

@test "of several pods one that cannot start is shown as it stands, beside those that run" {
    {
        applied "$(running)"
        route "/api/v1/namespaces/default/pods/other?fieldManager=kubectl-nsinfo" 'method: "PATCH"' \
            "json: $(waiting ErrImagePull gone | jq -c '.metadata.name = "other"')"
    } | start_server
    run_nsinfo apply --no-headers -f - < <(manifest mypod && echo --- && manifest other)
    expect 1 "*" 'pod/mypod serverside-applied
pod/other serverside-applied
pod "other" is not running yet: Pending (ErrImagePull: gone)
error: pod "other" cannot start: container "nginx": ErrImagePull: gone'
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[0]} =~ ^mypod\ +nginx\ +267\ .*Running$ ]]
    [[ ${lines[1]} =~ ^other\ +nginx\ +-\ .*ErrImagePull$ ]]
}

@test "of several pods one that is late is shown as it stands, beside those that run" {
    {
        applied "$(running)"
        route "/api/v1/namespaces/default/pods/other?fieldManager=kubectl-nsinfo" 'method: "PATCH"' \
            "json: $(creating | jq -c '.metadata.name = "other"')"
    } | start_server
    run_nsinfo apply --timeout=0 -f - < <(manifest mypod && echo --- && manifest other)
    expect 1 "*" 'pod/mypod serverside-applied
pod/other serverside-applied
pod "other" is not running yet: Pending (ContainerCreating)
error: timed out waiting for pod "other" to run (0s): container "nginx": ContainerCreating'
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[1]} =~ ^mypod\ +nginx\ +267\ .*Running$ ]]
    [[ ${lines[2]} =~ ^other\ +nginx\ +-\ .*ContainerCreating$ ]]
}

@test "on a terminal a line says what is waited for, and is erased" {
    applied "$(creating)" "$(creating)" "$(running)" | start_server
    manifest mypod >"$BATS_TEST_TMPDIR/mypod.yaml"
    run script -qec "'$bin/kubectl-nsinfo' apply -f '$BATS_TEST_TMPDIR/mypod.yaml' >/dev/null" /dev/null
    [ "$status" -eq 0 ]
    [[ $output == *$'\r\e[Kpod/mypod: container "nginx": ContainerCreating'*$'\r\e[K' ]]
}

@test "a warning never stands in the line that says what is waited for" {
    {
        route "$pod_path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $(creating)"
        route "$pod_path" 'method: "GET"' "replies: [$not_there, {json: $(creating)},
            {json: $(running), headers: {Warning: \"299 - \\\"old API\\\"\"}}]"
        agents_route && report_route single
    } | start_server
    manifest mypod >"$BATS_TEST_TMPDIR/mypod.yaml"
    run script -qec "'$bin/kubectl-nsinfo' apply -f '$BATS_TEST_TMPDIR/mypod.yaml' >/dev/null" /dev/null
    [ "$status" -eq 0 ]
    [[ $output == *$'\r\e[KWarning: old API'* ]]
}
