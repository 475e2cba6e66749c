#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent as a program: its command line, its log, how it starts and ends.

load helpers

setup() {
    AGENT_DIR=
}

teardown() {
    [ -z "$AGENT_DIR" ] || agent_ended || agent_signal KILL
}

agent() {
    # shellcheck disable=SC2086 # a command and its flags
    ${NSINFO_WRAP:-} "$NSINFO_BIN/nsinfo-agent" "$@"
}

# A saved node whose PID 1 can be held up: its stat is a FIFO.
held_up_node() {
    mkdir -p "$BATS_TEST_TMPDIR/proc/1"
    mkfifo "$BATS_TEST_TMPDIR/proc/1/stat"
    echo "$BATS_TEST_TMPDIR/proc"
}

let_go() {
    cat "$root/test/fixtures/proc/1/stat" >"$BATS_TEST_TMPDIR/proc/1/stat"
}

# hold_up COUNT: as many requests that wait for PID 1; their clients are in the array waiting.
hold_up() {
    local number
    waiting=()
    for number in $(seq "$1"); do
        curl --silent --max-time 60 --output /dev/null "http://127.0.0.1:$AGENT_PORT/readyz" 3>&- &
        waiting+=($!)
    done
}

# Until all of them have their reply; several may read the FIFO at once, and one gets what it has.
let_go_all() {
    local client
    for client in "${waiting[@]}"; do
        while kill -0 "$client" 2>/dev/null; do
            timeout 1 cp "$root/test/fixtures/proc/1/stat" "$BATS_TEST_TMPDIR/proc/1/stat" || true
            sleep 0.05
        done
    done
}

# in_flight_are COUNT: the one that asks included.
in_flight_are() {
    curl --silent --max-time 5 "http://127.0.0.1:$AGENT_PORT/metrics" |
        grep -q "^nsinfo_agent_requests_in_flight $1\$"
}

# The worker waits for somebody to write into the FIFO.
is_in_flight() {
    in_flight_are 2
}

takes_no_connection() {
    ! (exec 4<>"/dev/tcp/127.0.0.1/$AGENT_PORT") 2>/dev/null
}

@test "the help has every flag, and succeeds" {
    run -0 --separate-stderr agent --help
    for flag in --listen=ADDRESS:PORT --proc-root=DIR --node-name=NAME --log-format=FORMAT \
        --version --help; do
        [[ $output == *"$flag"* ]]
    done
}

@test "the version is one line" {
    run -0 --separate-stderr agent --version
    [[ $output =~ ^nsinfo-agent\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "a wrong command line is refused with status 2" {
    run -2 agent --listen=nowhere
    [ "${lines[0]}" = 'error: invalid argument "nowhere" for "--listen": neither ADDRESS:PORT, such as 127.0.0.1:9479 or [::1]:9479, nor unix:///PATH' ]
    [ "${lines[1]}" = "See 'nsinfo-agent --help' for help." ]
    run -2 agent --api-server=http://127.0.0.1:6443
    [ "${lines[0]}" = 'error: invalid argument for "--api-server": "http://127.0.0.1:6443" is not https://ADDRESS:PORT' ]
    run -2 agent stray
    [ "${lines[0]}" = 'error: unexpected argument "stray"' ]
}

@test "what it cannot start with is said with status 1" {
    run -1 agent --proc-root=/nonexistent "$AGENT_AUTHORIZATION_FLAG"
    [ "$output" = 'error: open proc root "/nonexistent": No such file or directory' ]
    agent_start
    run -1 agent --listen="127.0.0.1:$AGENT_PORT" "$AGENT_AUTHORIZATION_FLAG"
    # In the words of the C library.
    [[ $output == "error: listen on \"127.0.0.1\", port $AGENT_PORT: Address "*"in use" ]]
    agent_stop
}

@test "it says at its start that it trusts every caller" {
    agent_start --node-name=node-a
    agent_stop
    [[ $(head -n 1 "$AGENT_DIR/log") == *" info serving"*"node=\"node-a\""* ]]
    [[ $(sed -n 2p "$AGENT_DIR/log") == *" warning trusting every caller: "* ]]
    [[ $(tail -n 1 "$AGENT_DIR/log") == *" info stopped" ]]
}

@test "it listens on IPv6" {
    [ -e /proc/sys/net/ipv6 ] || skip "no IPv6"
    agent_start --listen='[::1]:0'
    local address
    address=$(sed -nE 's/.*listen="([^"]+)".*/\1/p' "$AGENT_DIR/log")
    run -0 curl --silent --globoff "http://$address/healthz"
    [ "$output" = ok ]
    agent_stop
}

@test "the JSON log is a JSON object a line, whatever is asked for" {
    agent_start --log-format=json
    curl --silent --path-as-is "http://127.0.0.1:$AGENT_PORT/%22%0a%1b[31m\"x" >/dev/null || true
    printf 'GET /\x1b[31m"\xff HTTP/1.1\r\n\r\n' >"$BATS_TEST_TMPDIR/request"
    "$python" -c 'import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(open(sys.argv[2], "rb").read()); s.recv(100)' "$AGENT_PORT" "$BATS_TEST_TMPDIR/request"
    agent_stop
    run -0 jq -r .message "$AGENT_DIR/log"
    [ "${lines[-1]}" = stopped ]
    [ "${#lines[@]}" -ge 3 ]
    run ! grep -qP '\x1b' "$AGENT_DIR/log"
}

@test "a proc root without PID 1 is alive and not ready" {
    agent_start --proc-root="$BATS_TEST_TMPDIR"
    ask /healthz
    [ "$code" = 200 ]
    ask /readyz
    is_error 503 Unavailable 'proc root shows no PID 1: read "1/stat": No such file or directory'
    agent_stop
}

@test "a saved tree is a node" {
    agent_start --proc-root="$root/test/fixtures/proc" --node-name=saved
    ask '/v1/node?processes=true'
    [ "$code" = 200 ]
    jq_is '[.items[].pid] | sort | join(" ")' '101 110 120 131'
    jq_is '.items[] | select(.pid == 110) | [.processes[].pid] | join(" ")' '110 111 112 113'
    jq_is '.items[] | select(.pid == 120) | .processes[0].command | tojson' '["a�b","","\u001b[31m"]'
    agent_stop
}

@test "what a node does not tell of its kernel is left out" {
    mkdir "$BATS_TEST_TMPDIR/proc"
    cp -r "$root"/test/fixtures/proc/[0-9]* "$BATS_TEST_TMPDIR/proc"
    agent_start --proc-root="$BATS_TEST_TMPDIR/proc"
    ask '/v1/node?processes=true'
    [ "$code" = 200 ]
    jq_is '.node | has("bootID") or has("kernelVersion")' false
    jq_is '[.items[], .items[].processes[] | has("startTime")] | unique | tojson' '[false]'
    agent_stop
}

@test "SIGTERM and SIGINT end it with status 0, also with idle connections" {
    for signal in TERM INT; do
        agent_start
        exec {idle}<>"/dev/tcp/127.0.0.1/$AGENT_PORT"
        ask /healthz
        agent_signal $signal
        wait_for 30 agent_ended
        exec {idle}>&-
        agent_stop
    done
}

@test "a request in flight is finished when SIGTERM comes, and no other is taken" {
    local proc
    proc=$(held_up_node)
    agent_start --proc-root="$proc"
    curl --silent --include --max-time 60 "http://127.0.0.1:$AGENT_PORT/readyz" \
        >"$BATS_TEST_TMPDIR/reply" 3>&- &
    local client=$!
    wait_for 30 is_in_flight
    agent_signal TERM
    wait_for 30 takes_no_connection
    run ! agent_ended
    let_go
    wait $client
    grep -q '^HTTP/1.1 200 OK' "$BATS_TEST_TMPDIR/reply"
    grep -qi '^Connection: close' "$BATS_TEST_TMPDIR/reply"
    grep -q '^ok$' "$BATS_TEST_TMPDIR/reply"
    agent_stop
}

@test "while every worker is held up it is alive, and counts" {
    local proc
    proc=$(held_up_node)
    agent_start --proc-root="$proc"
    hold_up 5
    wait_for 30 in_flight_are 6
    for path in /healthz /version /metrics /nope; do
        ask "$path" --max-time 5
    done
    let_go_all
    in_flight_are 1
    agent_stop
}

@test "a client is served beside 600 connections that ask nothing" {
    agent_start
    exec 4<>"/dev/tcp/127.0.0.1/$AGENT_PORT"
    printf 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' >&4
    until [[ $REPLY == ok ]]; do read -r -t 20 <&4; done
    raw crowd 600
    [ "$code" = 200 ]
    # One that has been served before keeps its place.
    printf 'GET /version HTTP/1.1\r\nHost: x\r\n\r\n' >&4
    read -r -t 20 <&4
    [[ $REPLY == 'HTTP/1.1 200 OK'* ]]
    exec 4>&-
    agent_stop
}

@test "above 208 requests that wait for their answer a client is told so" {
    local proc
    proc=$(held_up_node)
    agent_start --proc-root="$proc"
    raw full 208
    [ "$code" = "503 after 1" ]
    code=503
    is_error 503 Unavailable 'more than 208 connections'
    nobody_waits() {
        timeout 1 cp "$root/test/fixtures/proc/1/stat" "$proc/1/stat" || true
        in_flight_are 1
    }
    wait_for 60 nobody_waits
    hold_up 1
    let_go_all
    in_flight_are 1
    agent_stop
}

@test "what a client asked that has gone is not computed" {
    local proc
    proc=$(held_up_node)
    agent_start --proc-root="$proc"
    hold_up 2
    wait_for 30 in_flight_are 3
    run -28 curl --silent --max-time 0.5 "http://127.0.0.1:$AGENT_PORT/v1/node"
    let_go_all
    wait_for 30 grep -q 'path="/v1/node".*status=503' "$AGENT_DIR/log"
    ask /metrics
    grep -q '^nsinfo_agent_processes_read_total 0$' <<<"$body"
    agent_stop
}

@test "a request that is never finished is waited for 10 seconds" {
    # What a worker still holds is not freed then, which valgrind would report.
    local proc begun=$SECONDS NSINFO_WRAP=
    proc=$(held_up_node)
    agent_start --proc-root="$proc"
    curl --silent --max-time 60 "http://127.0.0.1:$AGENT_PORT/readyz" 3>&- &
    wait_for 30 is_in_flight
    agent_signal TERM
    wait_for 30 agent_ended
    [ "$(cat "$AGENT_DIR/rc")" = 0 ]
    [ $((SECONDS - begun)) -ge 9 ]
    [[ $(tail -n 1 "$AGENT_DIR/log") == *" warning stopped with requests unanswered" ]]
}

@test "a second signal ends it at once" {
    local proc
    proc=$(held_up_node)
    agent_start --proc-root="$proc"
    curl --silent --max-time 60 "http://127.0.0.1:$AGENT_PORT/readyz" 3>&- &
    wait_for 30 is_in_flight
    agent_signal TERM
    wait_for 30 takes_no_connection
    agent_signal TERM
    wait_for 30 agent_ended
    [ "$(cat "$AGENT_DIR/rc")" = 143 ]
}

@test "its pod is given more time to end than it takes" {
    local own given
    own=$(sed -nE 's/.*HTTP_SERVER_STOP_SECONDS = ([0-9]+).*/\1/p' \
        "$root/node-agent/server/http_server.h")
    given=$(sed -nE 's/^ *terminationGracePeriodSeconds: ([0-9]+)$/\1/p' \
        "$root/deploy/nsinfo-agent.yaml")
    [ "$given" -gt "$own" ]
}
