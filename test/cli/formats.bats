#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# -o name and the formats with templates; jsonpath.bats has what a template means.

load client

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
}

@test "names are printed as kubectl prints them" {
    all_routes several | start_server
    run_nsinfo pod web -n shop -o name
    expect 0 pod/web ""
    run_nsinfo top web -n shop -o name
    expect 0 pod/web ""
    run_nsinfo explain -f "$root/test/fixtures/explain/mixed.yaml" -o name
    [ "$status" -eq 0 ]
    [ "$output" = "$(/usr/bin/python3 - "$root/test/fixtures/explain/mixed.yaml" <<'PYTHON'
import sys, yaml
for o in yaml.safe_load_all(open(sys.argv[1])):
    group = o["apiVersion"].rpartition("/")[0]
    print(o["kind"].lower() + ("." + group if group else "") + "/" + o["metadata"]["name"])
PYTHON
)" ]
}

@test "json, yaml and name may be in any case, as with kubectl, the others may not" {
    local format
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
    for format in JSON Yaml nAME; do
        run_nsinfo explain -f "$root/test/fixtures/explain/simple.yaml" -o "${format,,}"
        local expected=$output
        run_nsinfo explain -f "$root/test/fixtures/explain/simple.yaml" -o "$format"
        expect 0 "$expected" ""
    done
    for format in Wide "JSONPATH={.kind}" "Custom-Columns=A:.kind"; do
        run_nsinfo explain -f "$root/test/fixtures/explain/simple.yaml" -o "$format"
        [ "$status" -eq 1 ]
        [[ "$stderr" == "error: unable to match a printer suitable for the output format \"$format\", "* ]]
    done
}

@test "a template is for what -o json prints" {
    all_routes several | start_server
    run_nsinfo pod web -n shop -o json
    local json=$output
    run_nsinfo pod web -n shop -o 'jsonpath={range .items[*].containers[*]}{.name}{"\t"}{.pid}{"\n"}{end}'
    expect 0 "$(jq -r '.items[].containers[] | "\(.name)\t\(.pid // "")"' <<<"$json")" ""
    run_nsinfo pod web -n shop -o 'jsonpath={.items[*].containers[?(@.namespaces.user.verdict=="node")].name}'
    expect 0 "$(jq -r '[.items[].containers[] | select(.namespaces.user.verdict == "node").name] | join(" ")' <<<"$json")" ""
    [ -n "$output" ]
    run_nsinfo pod web -n shop -o 'jsonpath-as-json={.items[*].containers[*].namespaces.net}'
    [ "$status" -eq 0 ]
    [ "$(jq -Sc . <<<"$output")" = "$(jq -Sc '[.items[].containers[].namespaces.net | values]' <<<"$json")" ]
    run_nsinfo explain -f "$root/test/fixtures/explain/mixed.yaml" -o 'jsonpath={.kind}'
    expect 0 PodPlanList "*"
}

@test "a template can stand in a file" {
    all_routes single | start_server
    printf '{.kind}\n' >template
    run_nsinfo pod mypod -o jsonpath-file=template
    expect 0 PodReportList ""
    run_nsinfo pod mypod -o jsonpath-file=nowhere
    expect 1 "" "error: error reading --template nowhere, open nowhere: no such file or directory"
    head -c 300000 /dev/zero | tr '\0' x >large
    run_nsinfo pod mypod -o jsonpath-file=large
    expect 1 "" 'error: error reading --template large, read "large": it is larger than 262144 bytes'
    [ "$(requests | grep -c GET)" -eq 3 ]
}

@test "a template that is none is refused before the cluster is asked, one that does not fit after" {
    all_routes single | start_server
    run_nsinfo pod mypod -o jsonpath
    expect 1 "" "error: template format specified but no template given"
    run_nsinfo pod mypod -o jsonpath-file=
    expect 1 "" "error: template format specified but no template given"
    run_nsinfo pod mypod -o 'jsonpath={.items['
    expect 1 "" "error: error parsing jsonpath {.items[, unterminated array"
    run_nsinfo pod mypod -o 'json={.items}'
    [ "$status" -eq 1 ]
    [[ $stderr == 'error: unable to match a printer suitable for the output format "json={.items}", allowed formats are: '* ]]
    [ ! -s requests ]
    run_nsinfo pod mypod -o 'jsonpath={.kind}{.items[7]}'
    expect 1 "" 'error: error executing jsonpath "{.kind}{.items[7]}": Error executing template: array index out of bounds: index 7, length 1'
}

@test "custom columns are a row for each pod" {
    all_routes several | start_server
    # The PIDs in the order of the pod's containers.
    run_nsinfo pod web -n shop -o 'custom-columns=POD:.name,PIDS:.containers[*].pid,NONE:.nothing'
    expect 0 'POD   PIDS                 NONE
web   990,1001,1010,1100   <none>' ""
    run_nsinfo pod web -n shop -o custom-columns=POD:.name --no-headers
    expect 0 web ""
    printf 'POD   KIND\n.name .nothing\n' >columns
    run_nsinfo pod web -n shop -o custom-columns-file=columns
    expect 0 $'POD   KIND\nweb   <none>' ""
    run_nsinfo pod web -n shop -o custom-columns-file=columns --no-headers
    expect 0 'web   <none>' ""
}

@test "columns that are none are refused before the cluster is asked" {
    : | start_server
    run_nsinfo pod web -o custom-columns
    expect 1 "" "error: custom-columns format specified but no custom columns given"
    run_nsinfo pod web -o custom-columns=NAME
    expect 1 "" "error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>"
    run_nsinfo pod web -o custom-columns=NAME:.a[
    expect 1 "" "error: unterminated array"
    run_nsinfo pod web -o custom-columns-file=nowhere
    expect 1 "" "error: error reading template nowhere, open nowhere: no such file or directory"
    [ ! -s requests ]
}

@test "pods are sorted by what -o json has of them" {
    { all_routes several && pod_route crash && pod_route single; } | start_server
    run_nsinfo pod mypod crash -o custom-columns=N:.name --no-headers --sort-by=.name
    [ "$output" = "$(printf '%s\n' crash mypod)" ]
    run_nsinfo pod mypod crash -o custom-columns=N:.name --no-headers --sort-by='{.containers[0].restartCount}'
    [ "$output" = "$(printf '%s\n' mypod crash)" ]
    run_nsinfo pod mypod --sort-by=
    [ "$status" -ne 255 ]
    run_nsinfo pod mypod crash --sort-by=.nothing
    expect 1 "" 'error: couldn'"'"'t find any field with path "{.nothing}" in the list of objects'
    rm requests
    run_nsinfo pod mypod --sort-by='{.a}{.b}'
    expect 1 "" "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
    [ ! -s requests ]
}
