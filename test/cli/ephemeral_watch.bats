#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# top --watch --ephemeral: agents for as long as it goes on.
#
# shellcheck disable=SC2016,SC2154

load client
load ephemeral

# The agents' Kubernetes namespace is refused once.
fails_once() {
    route "$own*" 'method: "PATCH"' 'body: ["\"kind\":\"Namespace\""]' \
        'replies: [{status: 500, reason: "InternalError", message: "not now"}, {json: {}}]'
}

answered() {
    grep -q '^267 ' "$BATS_TEST_TMPDIR/out"
}

@test "what could not be made is made by a later round, for an hour and with agents that start again" {
    { fails_once && works && removable; } | start_server
    "$bin/kubectl-nsinfo" top mypod -w --interval=100ms --ephemeral >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/errors" 3>&- &
    client=$!
    within 60 answered
    kill "$client"
    wait "$client" || true
    grep -qF 'Error from server (InternalError): not now' "$BATS_TEST_TMPDIR/errors"
    [ "$(sent | grep -c '^PATCH /api/v1/namespaces/RUN?')" -eq 2 ]
    [ "$(bodies Pod | jq -c '.spec | [.restartPolicy, .activeDeadlineSeconds]')" = '["OnFailure",3600]' ]
    within 60 deletions_are 1
}

@test "a removal that fails at its end is said" {
    {
        works
        route "$cluster_roles/nsinfo-ephemeral-*" 'method: "DELETE"' 'replies: [{status: 500, reason: "InternalError", message: "not now"}, {json: {}}]'
    } | start_server
    run --separate-stderr bash -c '"$1" top mypod -w --ephemeral >/dev/full 3>&-' bash "$bin/kubectl-nsinfo"
    [ "$status" -eq 1 ]
    [[ ${stderr_lines[0]} == 'Error from server (InternalError): remove what --ephemeral has made ('*'): not now' ]]
    [ "${stderr_lines[1]}" = 'error: write to standard output: No space left on device' ]
    within 60 deletions_are 2
}

looked_again() {
    [ "$(requests | grep -c nodes/node-a)" -ge 3 ]
}

@test "on a screen there is no line of what is waited for" {
    { fails_once && pending; } | start_server
    mkfifo "$BATS_TEST_TMPDIR/keys"
    exec 9<>"$BATS_TEST_TMPDIR/keys"
    TERM=xterm script -qec "'$bin/kubectl-nsinfo' top mypod -w --interval=100ms --ephemeral" /dev/null \
        <&9 >"$BATS_TEST_TMPDIR/typescript" 3>&- &
    client=$!
    within 60 looked_again
    echo q >&9
    wait "$client"
    exec 9>&-
    grep -qF 'not now' "$BATS_TEST_TMPDIR/typescript"
    [ "$(grep -c 'starting an agent' "$BATS_TEST_TMPDIR/typescript")" -eq 0 ]
    within 60 deletions_are 1
}
