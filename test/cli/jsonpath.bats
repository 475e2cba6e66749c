#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Templates of -o, beside the real kubectl: the same document, template and outcome.

load client
load kubeconfig_table

readonly eval=${NSINFO_BIN:-$root/build/dev/bin}/../test/jsonpath_eval

# Two pods, with what templates trip over: dots in names, null, numbers, texts of several lines,
# what HTML and shells take for their own.
pods() {
    jq -nc '{apiVersion: "v1", kind: "PodList", metadata: {resourceVersion: "7"}, items: [
        {apiVersion: "v1", kind: "Pod", metadata: {name: "web", namespace: "default",
            creationTimestamp: null, generation: 3,
            labels: {app: "web", "example.com/tier": "front", "a-b": "x"},
            annotations: {note: "two\nlines <&> größe"}},
         spec: {nodeName: "node-a", hostNetwork: true, priority: 10, containers: [
            {name: "nginx", image: "nginx:1", ports: [{containerPort: 80}, {containerPort: 443}]},
            {name: "side", image: "side:2", env: [{name: "A", value: "1"}]}]},
         status: {phase: "Running", hostIP: "10.0.0.1", containerStatuses: [
            {name: "nginx", ready: true, restartCount: 0}, {name: "side", ready: false, restartCount: 12}]}},
        {apiVersion: "v1", kind: "Pod", metadata: {name: "db", namespace: "default", generation: 12,
            labels: {app: "db"}},
         spec: {nodeName: "node-b", priority: 5, containers: [{name: "pg", image: "pg:3"}]},
         status: {phase: "Pending", containerStatuses: [{name: "pg", ready: false, restartCount: 2}]}}]}'
}

templates() {
    cat <<'TABLE'
{.items[*].metadata.name}
{.items[0].metadata.name}
{.items[-1].metadata.name}
{.items[-2:].metadata.name}
{.items[0:2].metadata.name}
{.items[:1].metadata.name}
{.items[1:].metadata.name}
{.items[::2].metadata.name}
{.items[0:2:2].metadata.name}
{.items[1:1].metadata.name}
{.items[].metadata.name}
{.items.*.metadata.name}
{$.items[*].kind}
{@.items[*].kind}
{.kind} of {.apiVersion}
pods: {.items[*].metadata.name}, no more
{.items[*]['metadata.name', 'status.phase']}
{.items[*]['metadata']['name']}
{.items[0,1].metadata.name}
{.items[0,-1]['metadata.name','spec.nodeName']}
{.items[0].metadata.labels.example\.com/tier}
{.items[0].metadata.labels['example\.com/tier']}
{.items[0].metadata.labels.a-b}
{.items[0].metadata.labels}
{.items[0].metadata.annotations}
{.items[0].metadata.annotations.note}
{.items[0].metadata.creationTimestamp}
{.items[0].metadata.generation}
{.items[0].spec.hostNetwork}
{.items[0].spec.containers[*].ports}
{.items[0].spec.containers[*].ports[*].containerPort}
{.items[*].spec.containers[0].name}
{..containerPort}
{..name}
{.items..name}
{..containerStatuses[*].ready}
{..['containerPort']}
{..labels.app}
{range .items[*]}{.metadata.name}{"\t"}{.status.phase}{"\n"}{end}
{range .items[*]}{.metadata.name}: {range .spec.containers[*]}{.name}={.image} {end}{"\n"}{end}
{range .items[*]}{range .spec.containers[*]}{range .ports[*]}{.containerPort},{end}{end};{end}
{range .items[*].spec.containers[*]}[{.name}]{end} after {.kind}
{range .items[*]}{.metadata.name}
{range .nothing[*]}{.x}{end}after
{range .items[*]}{.nothing}-{end}
{range .items[*]}{@.metadata.name} {$.metadata.name};{end}
{range .items[*]['metadata.name']}<{@}>{end}
{range .items[?(@.status.phase=="Running")]}{.metadata.name}{end}
{.items[?(@.status.phase=="Running")].metadata.name}
{.items[?(@.status.phase=='Running')].metadata.name}
{.items[?(@.status.phase!="Running")].metadata.name}
{.items[?(.status.phase=="Running")].metadata.name}
{.items[?(@.spec.priority>5)].metadata.name}
{.items[?(@.spec.priority>=5)].metadata.name}
{.items[?(@.spec.priority<10)].metadata.name}
{.items[?(@.spec.priority<=10)].metadata.name}
{.items[?(@.spec.priority==-5)].metadata.name}
{.items[?(@.metadata.name<"m")].metadata.name}
{.items[?(@.spec.hostNetwork)].metadata.name}
{.items[?(@.spec.hostNetwork==true)].metadata.name}
{.items[?(@.metadata.labels.example\.com/tier)].metadata.name}
{.items[?(@.metadata.labels['example\.com/tier']=="front")].metadata.name}
{.items[?(@.nothing=="x")].metadata.name}
{.items[?(@.metadata.name==@.metadata.labels.app)].metadata.name}
{.items[*].spec.containers[?(@.name=="pg")].image}
{.items[*].status.containerStatuses[?(@.restartCount>1)].name}
{.items[?(@.metadata.name=="a)b")].metadata.name}
{.nothing}
{.nothing.at.all}
{.items[0].metadata.nothing[*]}
{.items[0].metadata.nothing[3].x}
{"text"} {'text'} {"a\"b"} {"\x41\102\u00e9\\n"} {"}"}
{1} {-2} {1.5} {true} {false}
{}
no braces at all

größe {.kind}
{.items[*].metadata.name "x"}
{ .kind }
{.items[0].kind}{.items[1].kind}{"\n"}
{.items[5]}
{.items[0:9]}
{.items[-5]}
{.items[1:0]}
{.items[0:2:0].kind}
{.items[0:2:-1].kind}
{.metadata[0]}
{.kind[0]}
{.items[0].metadata.generation[0]}
{.items[0].metadata.labels[?(@.app=="web")]}
{.kind[?(@.x)]}
{.items[?(@.spec.priority=="5")].kind}
{.items[?(@.spec.priority=5)].kind}
{.items[?(@.spec.priority===5)].kind}
{.items[?(@.spec.priority==)].kind}
{.items[?(@.spec.priority=)].kind}
{.items[?(@.spec.priority<=>)].kind}
{.items[?(@.spec.hostNetwork<true)].kind}
{.items[?(@.spec==1)].kind}
{.items[?(@.spec.containers[*].name=="nginx")].kind}
{.items[?(@.metadata.name==web)].kind}
{.items[?(@.metadata.creationTimestamp==1)].kind}
{end}
{items}
{.kind} {nonsense}
{.items[*}
{.items[abc]}
{.items[1.5]}
{.items[-]}
{.items[1:2:3:4]}
{.items[99999999999999999999]}
{.items["a"]}
{.items[?(@.kind=="Pod"]}
{.items[?(@.kind=="Pod")}
{.items[?(@.kind=="Pod)]}
{.kind
{.kind}{
{"text}
{"te\qxt"}
{"te\'xt"}
{1.2.3}
{....x}
{..*}
{*}
{#}
{.kind#}
{.kind, .kind}
{(.kind)}
{ü}
{+}
TABLE
}

# The kubectl of this machine, and a server that has the pods.
setup_file() {
    certs=$BATS_FILE_TMPDIR/certs
    servers=$BATS_FILE_TMPDIR
    prefix=()
    write_routes
    jq --argjson pods "$(pods)" '. + [{path: "/api/v1/namespaces/default/pods", json: $pods}]' \
        "$servers/routes.json" >"$servers/more" && mv "$servers/more" "$servers/routes.json"
    serve pods --kubeconfig "$servers/kubeconfig"
}

teardown_file() {
    xargs kill <"$BATS_FILE_TMPDIR/pids"
}

setup() {
    servers=$BATS_FILE_TMPDIR
    export HOME=$BATS_FILE_TMPDIR/home KUBECONFIG=$BATS_FILE_TMPDIR/kubeconfig
    kubectl=$(find_kubectl) || skip "there is no kubectl here"
}

# outcome COMMAND…: what is printed, or the error without kubectl's dump of the document
outcome() {
    if "$@" >out 2>err </dev/stdin; then
        sed 's/ *$//' out
        printf ' ends.'
    else
        head -n 1 err | sed 's/^\(error: error executing .*\)\. Printing more information.*/\1/'
    fi
}

# Every template of a table through both; the words of those that have no order are sorted.
compare() {
    local format=$1 template ours theirs different=0 count=0
    cd "$BATS_TEST_TMPDIR" || return
    "$kubectl" get pods -o json >document
    while IFS= read -r template; do
        ours=$(outcome "$eval" "$format" "$template" <document)
        theirs=$(outcome "$kubectl" get pods -o "$format=$template" </dev/null)
        count=$((count + 1))
        if [[ $template == *..* ]]; then
            ours=$(tr ' ' '\n' <<<"$ours" | sort)
            theirs=$(tr ' ' '\n' <<<"$theirs" | sort)
        fi
        [ "$ours" = "$theirs" ] || {
            printf '%s\nkubectl: %q\nhere:    %q\n' "$template" "$theirs" "$ours" >&2
            different=$((different + 1))
        }
    done
    echo "# $format: $count templates" >&3
    [ "$different" -eq 0 ]
}

@test "a template comes to the same as with kubectl, or to the same error" {
    compare jsonpath < <(templates)
}

@test "as JSON too" {
    compare jsonpath-as-json < <(templates | grep -vF '..' | sed -n '1~4p')
}

# But for a text of several lines, which stays in its row here.
@test "custom columns come to the same table, or to the same error" {
    compare custom-columns <<'TABLE'
NAME:.metadata.name
NAME:metadata.name,PHASE:{.status.phase},NODE:{spec.nodeName}
IMAGES:.spec.containers[*].image,PORTS:.spec.containers[*].ports[*].containerPort
LABELS:.metadata.labels,NOTE:.metadata.uid
LIST:.spec.containers[*].ports,CREATED:.metadata.creationTimestamp
NOTHING:.nothing.at.all,NAME:.metadata.name
TIER:.metadata.labels.example\.com/tier
READY:.status.containerStatuses[?(@.ready==true)].name
A LONG HEADING:.spec.priority,größe:.metadata.name
EMPTY:,NAME:.metadata.name
:.metadata.name
HOST:.spec.hostNetwork,G:.metadata.generation
NAME
NAME:.metadata.name,PHASE
NAME:.metadata.name,
NAME:{.metadata.name}{.kind}
NAME:{}
PORT:.spec.containers[0,1].name
PORT:.spec.containers[1].name
PORT:.spec.containers[x].name
PORT:.spec.containers[
N:.metadata.name[0]
TABLE
}

@test "custom columns of a file, too" {
    local spec
    cd "$BATS_TEST_TMPDIR"
    for spec in 'NAME PHASE\n.metadata.name {.status.phase}\n' ' NAME\t\tPHASE \n metadata.name   .status.phase\n\nmore' \
        'NAME\n.metadata.name' 'NAME PHASE\n.metadata.name\n' 'NAME\n' '' '\n' 'NAME\n{.a}{.b}\n'; do
        printf "$spec" >"spec$((++count))"
    done
    compare custom-columns-file < <(ls -d spec*; echo nowhere)
}
