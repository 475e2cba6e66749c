#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The command line itself: help, and what is refused before anything is asked of a cluster.

load client

setup() {
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
}

# refused TEXT HELP WORD…: exactly this, and nothing on standard output
refused() {
    run_nsinfo "${@:3}"
    expect 1 "" "error: $1
See '$2' for help and examples"
}

@test "without arguments there is help" {
    run_nsinfo
    expect 0 "*" ""
    local overview=$output
    [[ $overview == *"kubectl nsinfo COMMAND [options]"* ]]
    for word in help -h --help; do
        run_nsinfo $word
        expect 0 "$overview" ""
    done
}

@test "every command of the overview has help with examples, the same in three ways" {
    local command commands
    commands=$(nsinfo help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
    [ "$commands" = "pod
top
apply
explain
deploy
undeploy
doctor
version
completion
help" ]
    for command in $commands; do
        run_nsinfo help "$command"
        expect 0 "*" ""
        local text=$output
        [[ $text == *"Examples:"*"  kubectl nsinfo $command"*"Usage:"*"  kubectl nsinfo $command "* ]]
        run_nsinfo "$command" -h
        expect 0 "$text" ""
        run_nsinfo "$command" --help
        expect 0 "$text" ""
    done
}

@test "every flag that is proposed stands in the help" {
    local command help flag
    for command in pod top apply explain deploy undeploy doctor version completion; do
        help=$(nsinfo help "$command")
        nsinfo __complete "$command" -- | sed -n 's/^\(--[a-z-]*\)\t.*/\1/p' >"$BATS_TEST_TMPDIR/flags"
        [ -s "$BATS_TEST_TMPDIR/flags" ]
        while read -r flag; do
            grep -qE -- "^ +(-., )?$flag( |=|$)" <<<"$help" || { echo "help $command lacks $flag" >&2 && return 1; }
        done <"$BATS_TEST_TMPDIR/flags"
    done
}

@test "no line of help is wider than 100 columns" {
    local command
    for command in "" pod top apply explain deploy undeploy version completion help; do
        nsinfo help $command | awk 'length > 100 { print; bad = 1 } END { exit bad }'
    done
}

@test "under another name, usage texts have that name" {
    ln -s "$bin/kubectl-nsinfo" "$BATS_TEST_TMPDIR/nsinfo"
    run --separate-stderr "$BATS_TEST_TMPDIR/nsinfo" apply
    expect 1 "" "error: must specify -f
See 'nsinfo apply -h' for help and examples"
}

@test "an unknown command names the nearest one" {
    refused 'unknown command "pods" for "kubectl nsinfo", did you mean "pod"?' 'kubectl nsinfo -h' pods
    refused 'unknown command "frobnicate" for "kubectl nsinfo"' 'kubectl nsinfo -h' frobnicate
    refused 'unknown command "tops" for "kubectl nsinfo", did you mean "top"?' 'kubectl nsinfo help -h' help tops
}

@test "an unknown flag is refused, and the nearest one named" {
    refused 'unknown flag: --x' 'kubectl nsinfo pod -h' pod mypod --x
    refused 'unknown flag: --contxt, did you mean --context?' 'kubectl nsinfo top -h' top --contxt=a p
    refused 'unknown flag: --nope' 'kubectl nsinfo -h' --nope
    refused 'flag needs an argument: -n, --namespace' 'kubectl nsinfo -h' -n
    refused "unknown shorthand flag: 'q' in -q" 'kubectl nsinfo pod -h' pod -q
    refused 'unknown flag: --container' 'kubectl nsinfo version -h' version --container=a
}

@test "a flag without its value is refused" {
    refused 'flag needs an argument: -n, --namespace' 'kubectl nsinfo pod -h' pod mypod -n
    refused 'invalid argument "maybe" for "--no-headers": must be true or false' \
        'kubectl nsinfo pod -h' pod mypod --no-headers=maybe
    refused 'invalid argument "soon" for "--timeout": not a duration such as 30s or 2m' \
        'kubectl nsinfo apply -h' apply -f x --timeout soon
}

@test "a command without what it is about is refused" {
    refused 'must specify -f' 'kubectl nsinfo apply -h' apply
    refused 'unexpected argument "x"' 'kubectl nsinfo apply -h' apply -f a x
    refused 'unexpected argument "x"' 'kubectl nsinfo version -h' version x
}

@test "a word that names no pod is refused in kubectl's words" {
    run_nsinfo pod ""
    expect 1 "" "error: resource name may not be empty"
    run_nsinfo pod pod/a/b
    expect 1 "" "error: arguments in resource/name form may not have more than one slash"
    run_nsinfo pod pod,deploy/web
    expect 1 "" "error: arguments in resource/name form must have a single resource and name"
    run_nsinfo pod cm/web
    expect 1 "" 'error: "cm/web" is neither a pod nor one of what is known to have pods: pod, deployment, statefulset, daemonset, replicaset, replicationcontroller, job, cronjob, service'
    run_nsinfo pod ..
    expect 1 "" "error: invalid resource name \"..\": [may not be '..']"
}

@test "a Kubernetes namespace that none can be is refused in kubectl's words" {
    : | start_server
    run_nsinfo pod mypod -n a/b
    expect 1 "" "error: invalid namespace \"a/b\": [may not contain '/']"
    run_nsinfo pod -n a/b
    expect 1 "" "invalid namespace \"a/b\": [may not contain '/']"
    run_nsinfo explain -n ..
    expect 1 "" "invalid namespace \"..\": [may not be '..']"
    run_nsinfo apply -n .. -f - < <(printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n')
    expect 1 "" "error: invalid namespace \"..\": [may not be '..']"
    [ ! -e "$BATS_TEST_TMPDIR/requests" ]
}

@test "an output format that does not exist is refused in kubectl's words" {
    run_nsinfo pod mypod -o xml
    expect 1 "" 'error: unable to match a printer suitable for the output format "xml", allowed formats are: custom-columns,custom-columns-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,wide,yaml'
}

@test "arguments reach no terminal raw" {
    run_nsinfo pod $'--x\e[31m'
    [ "$status" -eq 1 ]
    [[ $stderr != *$'\e'* ]]
}

@test "version --client needs no cluster" {
    run_nsinfo version --client
    [ "$status" -eq 0 ]
    [[ $output =~ ^Client\ Version:\ v[0-9]+\.[0-9]+\.[0-9]+$ ]]
    [ "$stderr" = "" ]
}

@test "a closed standard output is an error, and no other file takes its place" {
    all_routes single | start_server
    local command
    for command in help "pod -h" "version --client" "pod mypod" "pod mypod -o json"; do
        run bash -c '"$1" ${2} >&-' - "$bin/kubectl-nsinfo" "$command"
        expect 1 "error: write to standard output: Bad file descriptor" ""
    done
    run bash -c '"$1" pod mypod <&- >&- 2>&-' - "$bin/kubectl-nsinfo"
    expect 1 "" ""
}

@test "a closed standard input is an error where it is to be read, and else is not" {
    all_routes single | start_server
    run bash -c '"$1" apply -f - <&-' - "$bin/kubectl-nsinfo"
    expect 1 "error: read \"-\": Bad file descriptor" ""
    run bash -c '"$1" pod mypod <&-' - "$bin/kubectl-nsinfo"
    expect 0 "$(golden pod-single.txt)" ""
}

@test "standard output that cannot be written is an error" {
    run bash -c '"$1" help >/dev/full' - "$bin/kubectl-nsinfo"
    [ "$status" -eq 1 ]
    [ "$output" = "error: write to standard output: No space left on device" ]
}
