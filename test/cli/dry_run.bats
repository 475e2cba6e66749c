#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo apply --dry-run: what is sent, what is not, and what kubectl would print.

load client

readonly asked="?fieldManager=kubectl-nsinfo&dryRun=All"

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
}

manifest() {
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s%s}\nspec: {containers: [{name: c, image: nginx}]}\n' \
        "$1" "${2:+, namespace: $2}"
}

# dry_route NAME FIELD…: the reply to a dry run for a pod
dry_route() {
    route "/api/v1/namespaces/default/pods/$1$asked" 'method: "PATCH"' "${@:2}"
}

# as_kept NAME: as the API server answers
as_kept() {
    jq -nc --arg name "$1" '{kind: "Pod", apiVersion: "v1", metadata: {name: $name, namespace: "default",
        managedFields: [{manager: "kubectl-nsinfo", operation: "Apply"}]}, spec: {nodeName: "n", containers: []}}'
}

@test "by the server: dryRun=All is sent, and nothing is asked before or waited for" {
    dry_route web "json: $(as_kept web)" | start_server
    manifest web >web.yaml
    run_nsinfo apply -f web.yaml --dry-run=server
    expect 0 "pod/web serverside-applied (server dry run)" ""
    [ "$(requests)" = "PATCH /api/v1/namespaces/default/pods/web$asked" ]
    [ "$(jq -r .body requests)" = "$(cat web.yaml)" ]
}

@test "by the client: nothing is sent" {
    : | start_server
    { manifest web && echo --- && manifest db shop; } >pods.yaml
    run_nsinfo apply -f pods.yaml --dry-run=client
    expect 0 "pod/web serverside-applied (dry run)
pod/db serverside-applied (dry run)" ""
    [ ! -e requests ]
}

@test "by the client every document is checked" {
    : | start_server
    { manifest web && printf -- '---\nkind: Service\napiVersion: v1\n'; } >pods.yaml
    run_nsinfo apply -f pods.yaml --dry-run=client
    expect 1 "" 'error: pods.yaml: line 6: kind "Service" is not a Pod'
    { manifest web && printf -- '---\napiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec: {}\n'; } >pods.yaml
    run_nsinfo apply -f pods.yaml --dry-run=client
    expect 1 "" 'error: pods.yaml: line 9: the Pod "db" is invalid: spec.containers: Required value'
}

@test "what kubectl takes for --dry-run is taken, and what it advises against is told" {
    : | start_server
    manifest web >web.yaml
    run_nsinfo apply --dry-run -f web.yaml
    expect 0 "pod/web serverside-applied (dry run)" \
        "Warning: --dry-run is deprecated and can be replaced with --dry-run=client."
    run_nsinfo apply --dry-run=true -f web.yaml
    expect 0 "pod/web serverside-applied (dry run)" \
        "Warning: --dry-run=true is deprecated (boolean value) and can be replaced with --dry-run=client."
    local value
    for value in no Client ""; do
        run_nsinfo apply "--dry-run=$value" -f web.yaml
        expect 1 "" "error: Invalid dry-run value ($value). Must be \"none\", \"server\", or \"client\"."
    done
    # Its value is never the next word.
    run_nsinfo apply --dry-run server -f web.yaml
    [ "$status" -eq 1 ]
    [[ $stderr == *'unexpected argument "server"'* ]]
    [ ! -e requests ]
}

@test "none is as if it were not there" {
    {
        route "/api/v1/namespaces/default/pods/web?fieldManager=kubectl-nsinfo" 'method: "PATCH"' 'status: 403,
            reason: "Forbidden", message: "no"'
    } | start_server
    manifest web >web.yaml
    for value in none false; do
        run_nsinfo apply "--dry-run=$value" -f web.yaml
        [ "$status" -eq 1 ]
        [[ $stderr == *"Error from server (Forbidden): no" ]]
    done
    [ "$(requests | grep -c '^PATCH.*fieldManager=kubectl-nsinfo$')" -eq 2 ]
}

@test "-o name, json and yaml print the objects, one as itself and several as a List" {
    { dry_route web "json: $(as_kept web)" && dry_route db "json: $(as_kept db)"; } | start_server
    manifest web >web.yaml
    manifest db >db.yaml
    run_nsinfo apply --dry-run=server -f web.yaml -f db.yaml -o name
    expect 0 "pod/web
pod/db" ""
    run_nsinfo apply --dry-run=server -f web.yaml -o json
    expect 0 '{
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {
        "name": "web",
        "namespace": "default"
    },
    "spec": {
        "containers": [],
        "nodeName": "n"
    }
}' ""
    run_nsinfo apply --dry-run=server -f web.yaml,db.yaml -o yaml
    expect 0 'apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: web
    namespace: default
  spec:
    containers: []
    nodeName: "n"
- apiVersion: v1
  kind: Pod
  metadata:
    name: db
    namespace: default
  spec:
    containers: []
    nodeName: "n"
kind: List
metadata: {}' ""
}

@test "by the client the objects are as they were written, and in their Kubernetes namespace" {
    : | start_server
    { manifest web && echo --- && manifest db shop; } >pods.yaml
    run_nsinfo apply --dry-run=client -f pods.yaml -o json
    [ "$status" -eq 0 ]
    [ "$(jq -c '.kind, (.items[] | [.metadata, .spec.containers[0].image])' <<<"$output")" = '"List"
[{"name":"web","namespace":"default"},"nginx"]
[{"name":"db","namespace":"shop"},"nginx"]' ]
    run_nsinfo apply --dry-run=client -f pods.yaml -o json -n other
    expect 1 "" "error: the namespace from the provided object \"shop\" does not match the namespace \"other\". You must pass '--namespace=shop' to perform this operation."
}

@test "a format that is only a report's is refused as kubectl does" {
    : | start_server
    manifest web >web.yaml
    run_nsinfo apply --dry-run=server -f web.yaml -o wide
    expect 1 "" 'error: unable to match a printer suitable for the output format "wide", allowed formats are: json,name,yaml'
    [ ! -e requests ]
}

@test "what the server refuses is an error, and the lines of the others are printed" {
    {
        dry_route web 'status: 403, reason: "Forbidden", message: "pods \"web\" is forbidden: no"'
        dry_route db "json: $(as_kept db)"
    } | start_server
    manifest web >web.yaml
    manifest db >db.yaml
    run_nsinfo apply --dry-run=server -f web.yaml -f db.yaml
    expect 1 "pod/db serverside-applied (server dry run)" "*"
    [[ $stderr == "Error from server (Forbidden): "*'pods "web" is forbidden: no' ]]
    # A document would not show that one is missing.
    run_nsinfo apply --dry-run=server -f web.yaml -f db.yaml -o json
    expect 1 "" "*"
}

@test "names and texts of the server reach no terminal raw" {
    dry_route web 'json: {metadata: {name: "a\u001b[31m\nb"}}' 'headers: {Warning: "299 - \"old API\""}' | start_server
    manifest web >web.yaml
    run_nsinfo apply --dry-run=server -f web.yaml
    expect 0 'pod/a\x1b[31m\nb serverside-applied (server dry run)' "Warning: old API"
    run_nsinfo apply --dry-run=server -f web.yaml -o json
    [[ $output != *$'\e'* ]]
    [ "$(jq -r .metadata.name <<<"$output")" = $'a\e[31m\nb' ]
}

@test "its values are proposed" {
    run_nsinfo __complete apply --dry-run=
    [ "$output" = "none
client
server
:4" ]
}
