#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Colours and the width of a terminal: what stands out, when, and that no line wraps.

load client
load terminal

setup() {
    unset NO_COLOR COLUMNS
    cd "$BATS_TEST_TMPDIR" || exit
}

# nsinfo as a command of in_terminal
shown() {
    # shellcheck disable=SC2086
    in_terminal "${@:2:$1}" ${NSINFO_WRAP:-} "$bin/kubectl-nsinfo" "${@:2+$1}"
}

# coloured CODE TEXT: the text is shown in that colour (ECMA-48, SGR), whatever else is set
coloured() {
    grep -qE $'\e''\[([0-9;]*;)?'"$1m"$'(\e\[[0-9;]*m)*'"$2" <<<"$colours" ||
        { printf 'not in colour %s: %s\n%q\n' "$1" "$2" "$colours" >&2 && return 1; }
}

plain() {
    sed 's/\x1b\[[0-9;]*m//g'
}

@test "what is shared stands out on a terminal: yellow with the node, cyan in the pod" {
    all_routes several | start_server
    shown 0 pod web -n shop
    coloured 33 '[0-9]+\(node\)'
    coloured 36 '[0-9]+\(pod\)'
    ! coloured '[0-9;]+' '[0-9]+ ' 2>/dev/null
    [ "$screen" = "$(golden pod-several.txt)" ]
}

@test "a state that is a trouble is red, and what ended well is dim" {
    all_routes crash | start_server
    run_nsinfo pod crash --color=always
    [ "$status" -eq 0 ]
    [[ $output == *$'\e[1;31mCrashLoopBackOff'* ]]
    [ "$(plain <<<"$output")" = "$(golden pod-crash.txt)" ]
    stop_server
    all_routes several | start_server
    run_nsinfo pod web -n shop --color=always
    [[ $output == *$'\e[2mCompleted (exit 0)\e[0m'* ]]
    [ "$(plain <<<"$output")" = "$(golden pod-several.txt)" ]
}

@test "what is not known is red" {
    all_routes partial | start_server
    run_nsinfo pod partial --color=always
    [[ $output == *$'\e[1;31munknown\e[0m'* ]]
    [ "$(plain <<<"$output")" = "$(run_nsinfo pod partial; echo "$output")" ]
}

@test "explain has the same colours" {
    run_nsinfo explain -f "$root/test/fixtures/explain/simple.yaml" --color=always
    [[ $output == *$'\e[1;33mnode\e[0m'* ]]
    [[ $output == *$'\e[36mpod\e[0m'* ]]
    [ "$(plain <<<"$output")" = "$(golden explain/simple.txt)" ]
}

@test "colours can be had in a pipe, and be left out on a terminal" {
    all_routes single | start_server
    run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    run_nsinfo pod mypod --color=auto
    expect 0 "$(golden pod-single.txt)" ""
    NO_COLOR=1 run_nsinfo pod mypod --color=always
    [[ $output == *$'\e['* ]]
    shown 0 pod mypod --color=never
    [ "$colours" = "$(golden pod-single.txt)" ]
    shown 2 env NO_COLOR=1 pod mypod
    [ "$colours" = "$(golden pod-single.txt)" ]
    shown 2 env TERM=dumb pod mypod
    [ "$colours" = "$(golden pod-single.txt)" ]
    shown 2 env NO_COLOR= pod mypod
    coloured 33 '[0-9]+\(node\)'
    run_nsinfo pod mypod --color=maybe
    expect 1 "" "error: invalid argument \"maybe\" for \"--color\": must be one of auto,always,never
See 'kubectl nsinfo pod -h' for help and examples"
}

@test "documents have no colours" {
    local format
    all_routes single | start_server
    for format in json yaml name 'jsonpath={.items}' 'jsonpath-as-json={.items}' custom-columns=N:.name; do
        run_nsinfo top mypod --color=always -o "$format"
        [ "$status" -eq 0 ] && [ -n "$output" ] && [[ $output != *$'\e'* ]]
    done
}

@test "no line of a table wraps on a terminal" {
    local command
    all_routes hostile | start_server
    for command in "pod hostile -o wide" "top hostile" "top hostile -o wide"; do
        # shellcheck disable=SC2086
        nsinfo $command >full 2>&1
        # shellcheck disable=SC2086
        shown 0 $command
        [ "$rows" -eq "$(wc -l <full)" ]
        # 150 columns, the last of them the mark.
        [ "$screen" = "$(sed -E 's/ *$//; s/^(.{149})..+/\1…/' full)" ]
        [ "$screen" != "$(cat full)" ]
    done
}

@test "a terminal's width is the one that COLUMNS says, and a pipe has none" {
    all_routes single | start_server
    shown 2 env COLUMNS=30 pod mypod
    [ "$screen" = "$(golden pod-single.txt | sed -E 's/^(.{29}).*/\1…/')" ]
    shown 2 env COLUMNS=nonsense pod mypod
    [ "$screen" = "$(golden pod-single.txt)" ]
    COLUMNS=30 run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    shown 2 env COLUMNS=30 pod mypod -o json
    [ "$screen" = "$(nsinfo pod mypod -o json)" ]
}
