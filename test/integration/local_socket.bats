#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent on a unix socket.

load helpers

setup() {
    AGENT_DIR=
    socket=$BATS_TEST_TMPDIR/agent.sock
}

teardown() {
    [ -z "$AGENT_DIR" ] || agent_ended || agent_signal KILL
}

# start [FLAG…]: on the socket, in a session of its own.
start() {
    AGENT_DIR=$(mktemp -d "$BATS_TEST_TMPDIR/agent-XXXXXX")
    (
        rc=0
        # shellcheck disable=SC2016,SC2086 # $$ is the inner shell's; a command and its flags
        setsid env --default-signal=HUP,INT sh -c 'echo $$ >"$0/pid"; exec "$@"' "$AGENT_DIR" ${NSINFO_WRAP:-} \
            "$NSINFO_BIN/nsinfo-agent" --listen="unix://$socket" "$AGENT_AUTHORIZATION_FLAG" \
            --proc-root="$root/test/fixtures/proc" "$@" 2>"$AGENT_DIR/log" || rc=$?
        echo $rc >"$AGENT_DIR/rc"
    ) 3>&- &
    wait_for 30 agent_listens
}

# get PATH [CURL-OPTION…]
get() {
    curl --silent --show-error --max-time 20 --unix-socket "$socket" "http://any$1" "${@:2}"
}

is_gone() {
    [ ! -e "$1" ]
}

# refuses MESSAGE [FLAG…]: on the socket, and the socket's file is as it was.
refuses() {
    local before
    before=$(stat --format='%F %i' "$socket")
    run -1 timeout 20 "$NSINFO_BIN/nsinfo-agent" --listen="unix://$socket" "$AGENT_AUTHORIZATION_FLAG" "${@:2}"
    [ "$output" = "error: listen on \"unix://$socket\": $1" ] || fail "$output"
    [ "$(stat --format='%F %i' "$socket")" = "$before" ]
}

@test "plain HTTP is served on a unix socket that is its owner's alone" {
    start --plain-http
    [ "$(stat --format='%F %a' "$socket")" = 'socket 600' ]
    [[ $(head -n 1 "$AGENT_DIR/log") == *" info serving"*" listen=\"unix://$socket\" scheme=\"http\""* ]]
    get '/v1/node?processes=true' >"$BATS_TEST_TMPDIR/body"
    code=200 content_type=application/json check_body /v1/node
    [ "$(jq -c '[.items[].pid] | sort' "$BATS_TEST_TMPDIR/body")" = '[101,110,120,131]' ]
    [ "$(get '/healthz' --next --silent --unix-socket "$socket" http://any/healthz)" = $'ok\nok' ]
    [ "$(get /v1/node -X POST -o /dev/null --write-out '%{http_code}')" = 405 ]
    grep -q ' path="/v1/node" .* status=200 .* remote="unix"$' "$AGENT_DIR/log"
    if [ "$(id -u)" = 0 ]; then
        chmod 755 "$BATS_TEST_TMPDIR"
        run -7 setpriv --reuid=65534 --regid=65534 --clear-groups curl --silent --unix-socket "$socket" http://any/healthz
    fi
    agent_stop
    wait_for 30 is_gone "$socket"
}

@test "without --plain-http it is HTTPS there too" {
    start
    run -0 curl --silent --insecure --unix-socket "$socket" https://any/healthz
    [ "$output" = ok ]
    agent_stop
}

@test "the socket is removed however the agent ends, and a signal to its group ends it as one to it" {
    start --plain-http
    agent_signal KILL
    wait_for 30 is_gone "$socket"
    local signal
    for signal in TERM INT HUP; do
        start --plain-http
        kill -"$signal" -- "-$(cat "$AGENT_DIR/pid")"
        wait_for 30 agent_ended
        wait_for 30 is_gone "$socket"
    done
}

@test "what has taken the socket's place is not removed" {
    start --plain-http
    rm "$socket"
    echo mine >"$socket"
    agent_stop
    sleep 0.3
    [ "$(cat "$socket")" = mine ]
}

@test "the socket of one that has ended is replaced" {
    "$python" -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$socket"
    [ -S "$socket" ]
    start --plain-http
    [ "$(get /healthz)" = ok ]
    agent_stop
}

@test "what is in the way is left alone, and said" {
    start --plain-http
    refuses 'somebody listens there already'
    [ "$(get /healthz)" = ok ]
    agent_stop
    wait_for 30 is_gone "$socket"
    echo file >"$socket"
    refuses 'what is there is no socket'
    [ "$(cat "$socket")" = file ]
    rm "$socket"
    ln -s nowhere "$socket"
    refuses 'what is there is no socket'
    rm "$socket"
    mkdir "$socket"
    refuses 'what is there is no socket'
    socket=$BATS_TEST_TMPDIR/none/agent.sock
    run -1 "$NSINFO_BIN/nsinfo-agent" --listen="unix://$socket" "$AGENT_AUTHORIZATION_FLAG"
    [ "$output" = "error: listen on \"unix://$socket\": make the socket: No such file or directory" ]
}

@test "if it cannot start, nothing stays" {
    run -1 "$NSINFO_BIN/nsinfo-agent" --listen="unix://$socket" "$AGENT_AUTHORIZATION_FLAG" \
        --tls-cert-file=/nonexistent --tls-private-key-file=/nonexistent
    [[ $output == *'/nonexistent'* ]]
    wait_for 30 is_gone "$socket"
}
