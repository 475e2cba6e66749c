#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What a process, a pod or a server is called cannot colour, move, ring or type anything in the
# terminal that shows it: seen in a terminal emulator, tmux. The first test shows that it would.

load client
load terminal

readonly answer_to_status=$'\e[0n' # ECMA-48: what a terminal types when it is sent ESC [5n

# A line each: how it can be seen, what is seen of it (as printf's %b takes it), and, as in JSON, the
# text that does it when a terminal is sent it. TAB and the C1 controls, which other terminals obey
# and this one swallows, are among them.
hostile_texts() {
    cat <<'TABLE'
colours     a\e[31mb          a\u001b[31mb
title       owned             \u001b]0;owned\u0007
title       again             \u001b]2;again\u001b\\
clipboard   owned             \u001b]52;c;b3duZWQ=\u0007
typed       \e[1;1R\e[0n      \u001b[6n
typed       \e[?1;2c\e[0n     \u001b[c
typed       \e]52;;\a\e[0n    \u001b]52;c;?\u0007
state       bell=1            \u0007
state       alternate=1       \u001b[?1049h
state       mouse=1           \u001b[?1003h
state       cursor=0          \u001b[?25l
state       scroll=2          \u001b[3;5r
state       at=7,4            \u001b[5;8H
screen      Xb                ab\b\bX
screen      Xbc               abc\rX
screen      a\n\040b          a\u000bb
screen      a31mb             a\u009b31mb
screen      a0;titleb         a\u009d0;title\u009cb
screen      ab                a\u0085b
screen      ab                a\u007fb
screen      ab                a\u0000b
screen      a\u202eb          a\u202eb
screen      a\u2066b          a\u2066b
TABLE
}

is() {
    [ "$2" = "$3" ] || { printf '%s: expected %q but got %q\n' "$1" "$3" "$2" >&2 && return 1; }
}

# Only characters that are shown, and the tabs and lines of messages (Unicode's categories: no other control, no
# format, separator, surrogate).
printable() {
    /usr/bin/python3 -c 'import sys
bad = {c for c in sys.stdin.buffer.read().decode() if c not in "\n\t" and not c.isprintable()}
sys.exit(f"not printable: {bad}" if bad else 0)'
}

# shows_only STATUS ARGUMENT…: kubectl-nsinfo ends so, and a terminal shows what it prints and does nothing else;
# without the colours that are its own, and in full
shows_only() {
    local status=0 out
    # One file, as the terminal is: in the order that it was written.
    nsinfo "${@:2}" >"$BATS_TEST_TMPDIR/out" 2>&1 || status=$?
    is status "$status" "$1"
    [ -s "$BATS_TEST_TMPDIR/out" ]
    out=$(expand "$BATS_TEST_TMPDIR/out" | sed 's/ *$//')
    # shellcheck disable=SC2086
    in_terminal env COLUMNS=1000000 NO_COLOR=1 ${NSINFO_WRAP:-} "$bin/kubectl-nsinfo" "${@:2}"
    is screen "$screen" "$out"
    is colours "$colours" "$out"
    is title "$title" mine
    is clipboard "$clipboard" ""
    is typed "$typed" "$answer_to_status"
    is state "$state" "at=0,$rows bell=0 alternate=0 mouse=0 cursor=1 keypad=0 insert=0 scroll=0"
    printable <"$BATS_TEST_TMPDIR/out"
}

# All of them, and more than fits on a line: what stands in a string of JSON. But for NUL, which no
# process can have in its name or arguments, and which ends a text for the client.
hostile() {
    local more
    printf -v more '%4000s' ''
    hostile_texts | awk '$3 !~ /u0000/ {printf "%s", $3}'
    printf '\\n\\t%s' "${more// /x}"
}

# Without those that a line of a header cannot have.
hostile_header() {
    hostile | sed 's/\\r\|\\n//g'
}

# As an argument has them.
hostile_bytes() {
    jq -rnj "\"$(hostile)\""
}

# hostile_of FILE: of test/fixtures/pods, with every name and free text hostile.
hostile_of() {
    jq "def bad: \"$(hostile)\";
        def worse: if type == \"string\" then . + bad elif type == \"array\" then map(worse) else . end;
        walk(if type == \"object\" then with_entries(if .key | IN(\"name\", \"image\", \"reason\",
            \"message\", \"user\", \"command\", \"cgroup\", \"kernelVersion\", \"agentVersion\")
            then .value |= worse else . end) else . end)" "$fixtures/$1"
}

# hostile_routes FIXTURE: the pod and what the agent says of it
hostile_routes() {
    hostile_of "$1.pod.json" >"$BATS_TEST_TMPDIR/$1.pod.json"
    route "/api/v1/namespaces/default/pods/$1" "file: \"$1.pod.json\""
    agents_route
    [ ! -e "$fixtures/$1.report.json" ] || hostile_of "$1.report.json" >"$BATS_TEST_TMPDIR/report.json"
    route "$agent_path/v1/containers" 'file: "report.json"'
}

@test "each of the hostile texts does something to this terminal when it is sent raw" {
    local how seen text
    while read -r how seen text; do
        in_terminal jq -nj "\"$text\""
        printf -v seen %b "$seen"
        case $how in
            state) [[ " $state " == *" $seen "* ]] || is "$text" "$state" "$seen" ;;
            *) is "$text" "${!how}" "$seen" ;;
        esac
    done < <(hostile_texts)
}

@test "the check of what is printed sees each kind of character that is not" {
    local text
    for text in '\e' '\a' '\b' '\r' '\v' '\x7f' '\u0085' '\u009b' '\u202e' '\u2066' '\u2028' '\0'; do
        run printable < <(printf "a%bb\n" "$text")
        [ "$status" -ne 0 ] || is "$text" unseen seen
    done
    printf 'größe 日本 \\x1b\n' | printable
}

@test "the tables of a hostile pod" {
    hostile_routes hostile | start_server
    shows_only 0 pod hostile
    shows_only 0 pod hostile -o wide
    shows_only 0 top hostile
    shows_only 0 top hostile -o wide
    [[ $screen == *'\x1b[31mb'*'\u{009b}31mb'*'\u{202e}b'*xxxx* ]]
}

@test "a hostile pod that is known in part, one that crashes, and one that was evicted" {
    local at
    # Whether something is missing is the exit status.
    for at in "partial 1" "crash 0" "evicted 0"; do
        hostile_routes "${at% *}" | start_server
        shows_only "${at#* }" pod "${at% *}"
        shows_only "${at#* }" top "${at% *}" -o wide
        stop_server
    done
}

@test "json and yaml show nothing else either, and have every text as it was" {
    local format
    hostile_routes hostile | start_server
    for format in json yaml; do
        run_nsinfo top hostile -o "$format"
        [ "$status" -eq 0 ]
        printf %s "$output" >"$BATS_TEST_TMPDIR/report.$format.out"
    done
    shows_only 0 top hostile -o json
    shows_only 0 top hostile -o yaml
    /usr/bin/python3 - "$BATS_TEST_TMPDIR/report" <<'PYTHON'
import json, sys, yaml
sent = json.load(open(sys.argv[1] + ".json"))["items"][0]
shown = json.load(open(sys.argv[1] + ".json.out"))
assert shown == yaml.safe_load(open(sys.argv[1] + ".yaml.out"))
assert "\x1b[31m" in sent["cgroup"] and len(sent["cgroup"]) > 4000
assert shown["items"][0]["containers"][0]["cgroup"] == sent["cgroup"]
shown = shown["items"][0]["containers"][0]["processes"]
assert len(shown) == len(sent["processes"])
for field in "name", "user", "command":
    assert [p.get(field) for p in shown] == [p.get(field) for p in sent["processes"]]
PYTHON
}

@test "the line that says what is waited for" {
    local path=/api/v1/namespaces/default/pods/mypod creating turn
    creating=$(jq -c "{metadata, spec, status: {phase: \"Pending\", containerStatuses: [{name: \"nginx\",
        state: {waiting: {reason: \"$(hostile)\"}}}]}}" "$fixtures/single.pod.json")
    turn="{status: 404, reason: \"NotFound\", message: \"no\"}, {json: $creating}, {json: $creating},
        {file: \"$fixtures/single.pod.json\"}"
    {
        route "$path?fieldManager=kubectl-nsinfo" 'method: "PATCH"' "json: $creating"
        route "$path" "replies: [$turn, $turn]"
        agents_route && report_route single
    } | start_server
    echo '{apiVersion: v1, kind: Pod, metadata: {name: mypod}, spec: {containers: [{name: nginx}]}}' \
        >"$BATS_TEST_TMPDIR/mypod.yaml"
    shows_only 0 apply -f "$BATS_TEST_TMPDIR/mypod.yaml"
    [ "$(requests | grep -c "^GET $path$")" -eq 8 ]
}

@test "what the API server says" {
    {
        route /api/v1/namespaces/default/pods/a "status: 404, reason: \"NotFound\", message: \"$(hostile)\u0000x\"" \
            "headers: {Warning: \"299 - \\\"$(hostile_header)\\\"\"}"
        route /api/v1/namespaces/default/pods/b "status: 418, reason: \"$(hostile)\", message: \"$(hostile)\""
        route /api/v1/namespaces/default/pods/c "status: 502, type: \"text/html\", text: \"$(hostile)\""
        route /api/v1/namespaces/default/pods/d "type: \"application/json\", text: \"$(hostile)\""
    } | start_server
    shows_only 1 pod a b c d
    [[ $screen == *'Warning: a\x1b[31mb'*'Error from server (NotFound): a\x1b[31mb'*'\u{2066}b\n\txxxx'* ]]
}

@test "what the agent says" {
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "status: 503" \
            "json: {apiVersion: \"nsinfo/v1\", kind: \"Error\", code: \"Unavailable\", message: \"$(hostile)\u0000x\"}"
    } | start_server
    shows_only 1 pod mypod
    stop_server
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "json: $(jq -c ".errors = [{id: .items[0].id, code: \"NotFound\",
            message: \"$(hostile_header)\"}] | .items = []" "$fixtures/single.report.json")"
    } | start_server
    shows_only 1 top mypod
    [[ $screen == *'error: container "nginx" of pod "mypod": a\x1b[31mb'* ]]
}

@test "what is on the command line" {
    : | start_server
    shows_only 1 pod "$(hostile_bytes)"
    shows_only 1 pod a --context "$(hostile_bytes)"
    shows_only 1 pod a -o "$(hostile_bytes)"
    shows_only 1 apply -f "$(hostile_bytes)"
    shows_only 1 "$(hostile_bytes)"
}
