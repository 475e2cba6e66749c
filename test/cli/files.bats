#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What -f and -R name: the same files, in the same order and with the same errors as by kubectl.

load client
load kubeconfig_table

setup_file() {
    kubectl=$(find_kubectl) || skip "there is no kubectl to compare with"
    minor=$(minor_version "$kubectl")
    export kubectl minor
}

pod() {
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec: {containers: [{name: c, image: i}]}\n' "$1"
}

setup() {
    be_alone
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
    mkdir -p pods/below/deep empty "pods/folder.yaml" locked
    pod second >pods/b.yaml
    pod first >pods/a.yml
    pod upper >pods/Z.yaml
    pod no-ending >pods/pod
    pod other-case >pods/c.YAML
    printf '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "json"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}' \
        >pods/j.json
    echo 'no object' >pods/read.me
    pod below >pods/below/x.yaml
    pod deep >pods/below/deep/x.yaml
    pod in-folder >pods/folder.yaml/x.yml
    ln -s ../below/x.yaml pods/deep.yaml
    mkdir links
    ln -s ../pods/a.yml links/l.yaml
    ln -s ../pods links/folder
    ln -s pods to-pods
    ln -s nowhere broken.yaml
}

# What the programs run under.
limit=()

limited_nsinfo() {
    "${limit[@]}" "$NSINFO_BIN/kubectl-nsinfo" "$@"
}

# by_kubectl WORD…: "pod/NAME" a line, and its errors, without a cluster
by_kubectl() {
    pod input | "${limit[@]}" "$kubectl" label --local -o name "$@" found=yes 2>&1
}

by_explain() {
    { pod input | limited_nsinfo explain "$@" -o json | jq -r '.items[] | "pod/\(.name)"'; } 2>&1
}

# the_same WORD…: both take the same files, or give the same error
the_same() {
    local theirs ours
    theirs=$(by_kubectl "$@") || true
    ours=$(by_explain "$@") || true
    [ "$theirs" = "$ours" ] && [ -n "$ours" ] ||
        { printf '%s\nby kubectl:\n%s\nby explain:\n%s\n' "$*" "$theirs" "$ours" >&2 && return 1; }
}

@test "a folder has its json, yaml and yml files, in the order of their names" {
    rm pods/deep.yaml
    [ "$(by_explain -f pods | tr '\n' ' ')" = "pod/upper pod/first pod/second pod/json " ]
    the_same -f pods
    the_same -f pods/
    the_same -f ./pods -f pods/b.yaml
    the_same -f pods/b.yaml,pods/a.yml
    the_same -f links
    the_same -f pods/pod
    the_same -f - -f pods
}

@test "with -R a folder has those of the folders below it too, but for links" {
    rm pods/deep.yaml
    the_same -R -f pods
    the_same -f pods --recursive -f links
    the_same --recursive=false -f pods
}

@test "a pattern has what matches it, in the order of the names" {
    [ "$minor" -ge 27 ] || skip "this kubectl knows no patterns"
    the_same -f 'pods/[ab].y*'
    the_same -f 'pods/*.json' -f 'pods/?.yml'
    the_same -f 'emp*'
    the_same -f '*e*[dy]'
    the_same -f 'pods/*.nope'
}

@test "what cannot be taken is told in kubectl's words, all of it at once" {
    the_same -f nope
    the_same -f nope -f pods -f nope2
    the_same -f empty
    the_same -f empty -f pods
    the_same -f pods/a.yml -f empty
    the_same -f empty -f nope
    the_same -f nope -f empty
    the_same -f pods/a.yml/x
    the_same -f pods/a.yml,
    the_same -f broken.yaml
    the_same -f - -f -
    the_same -f - -f nope,-
}

@test "a link to a folder is no folder, and one to nothing has nothing to read" {
    run_nsinfo explain -f to-pods
    expect 1 "" 'error: read "to-pods": Is a directory'
    the_same -f to-pods/a.yml
    rm pods/deep.yaml
    ln -s nowhere pods/deep.yaml
    run_nsinfo explain -f pods
    expect 1 "" 'error: the path "pods/deep.yaml" does not exist'
}

@test "a folder that may not be read is named" {
    chmod 0 locked
    # Without these root is as others are.
    [ "$(id -u)" -ne 0 ] || limit=(setpriv --bounding-set=-dac_override,-dac_read_search)
    the_same -f locked
    [[ $(by_explain -f locked) == *locked*"permission denied" ]]
}

@test "a URL is refused with what to do instead, and nothing is read" {
    local command
    for command in explain apply; do
        run_nsinfo "$command" -f pods/a.yml -f https://example.org/pod.yaml
        expect 1 "" "error: \"https://example.org/pod.yaml\" is a URL, which is not read here: use curl -s https://example.org/pod.yaml | kubectl nsinfo $command -f -"
        run_nsinfo "$command" -f http://x -f nope
        expect 1 "" "\"http://x\" is a URL, which is not read here: use curl -s http://x | kubectl nsinfo $command -f -
the path \"nope\" does not exist"
    done
}

@test "a value of nothing names no file" {
    run_nsinfo apply -f ''
    expect 1 "" "error: must specify -f
See 'kubectl nsinfo apply -h' for help and examples"
}

@test "folders that are too deep are refused" {
    local folder=deep
    for _ in {1..70}; do folder+=/deep; done
    mkdir -p "$folder"
    run_nsinfo explain -R -f deep
    expect 1 "" "error: error reading \"$(printf 'deep/%.0s' {1..65})deep\": it is more than 64 folders deep"
}

@test "more files than can be meant are refused" {
    mkdir many
    (cd many && seq -f '%.0f.yaml' 10001 | xargs touch)
    run_nsinfo explain -f many
    expect 1 "" 'error: error reading "many/9999.yaml": these are more than 10000 files'
}

@test "the names of files reach no terminal raw" {
    run_nsinfo explain -f $'a\e[31mb\nc'
    expect 1 "" 'error: the path "a\x1b[31mb\nc" does not exist'
}

@test "apply takes the same files, and checks all of them before it sends one" {
    rm pods/deep.yaml
    echo 'kind: Service' >pods/z.yaml
    : | start_server
    run_nsinfo apply -R -f pods
    expect 1 "" 'error: pods/z.yaml: line 1: kind "Service" is not a Pod'
    [ ! -e requests ]
}
