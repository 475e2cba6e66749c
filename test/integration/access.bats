#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Who may see what: the agent as it was built, before an API server of canned replies that also does
# what a real one will not (test/e2e/access.bats has the real one).

load helpers

setup_file() {
    AGENT_AUTHORIZATION_FLAG=
    mkdir "$BATS_FILE_TMPDIR/certs"
    "$root/test/support/make_certs" "$BATS_FILE_TMPDIR/certs"
    cgroups_make "$(cgroup_mounts | head -n 1)"
}

teardown_file() {
    cgroups_remove
}

setup() {
    AGENT_AUTHORIZATION_FLAG=
    mkdir -p "$BATS_TEST_TMPDIR/account"
    cp "$BATS_FILE_TMPDIR/certs/ca.pem" "$BATS_TEST_TMPDIR/account/ca.crt"
    echo agents-own-token >"$BATS_TEST_TMPDIR/account/token"
    routes=$BATS_TEST_TMPDIR/routes.json
    asked=$BATS_TEST_TMPDIR/asked
    begun=$(date +%s)
    : >"$asked"
    mine=$(new_id) theirs=$(new_id) nobodys=$(new_id)
    container_start "$mine" && mine_pid=$container_pid
    container_start "$theirs" && theirs_pid=$container_pid
    container_start "$nobodys" && nobodys_pid=$container_pid
    serve_cluster
    coproc FAKE { exec "$python" "$root/test/support/fake_apiserver.py" "$routes" --log "$asked" \
        --tls "$BATS_FILE_TMPDIR/certs" --token agents-own-token 3>&-; }
    fake_pid=$FAKE_PID
    read -r api_server <&"${FAKE[0]}"
}

teardown() {
    [ -z "${AGENT_DIR:-}" ] || agent_stop || true
    kill "$fake_pid" 2>/dev/null || true
    for pid in "$mine_pid" "$theirs_pid" "$nobodys_pid"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
}

# ---- the cluster

token_reviews=/apis/authentication.k8s.io/v1/tokenreviews
access_reviews=/apis/authorization.k8s.io/v1/subjectaccessreviews
own_access_reviews=/apis/authorization.k8s.io/v1/selfsubjectaccessreviews
pods_path='/api/v1/pods?resourceVersion=0&fieldSelector=spec.nodeName%3Dnode-a'

# jwt SIGNATURE [SECONDS]: a token that was made a minute ago for so long, by default ten minutes. What
# signs it is its name here.
jwt() {
    local claims
    claims=$(jq -nc --argjson now "$begun" --argjson seconds "${2:-600}" \
        '{aud: ["nsinfo-agent"], iat: ($now - 60), exp: ($now - 60 + $seconds)}')
    printf '%s.%s.%s' "$(base64url '{"alg":"ES256"}')" "$(base64url "$claims")" "$1"
}

base64url() {
    printf '%s' "$1" | basenc --base64url -w 0 | tr -d =
}

# user TOKEN NAME: the token is for us, and belongs to that one.
user() {
    jq -nc --arg path "$token_reviews" --arg token "$1" --arg name "$2" '
        {method: "POST", path: $path, body: [".\($token)\"", "\"audiences\":[\"nsinfo-agent\"]"],
         status: 201, json: {kind: "TokenReview", status: {authenticated: true,
            audiences: ["nsinfo-agent"], user: {username: $name, groups: ["g"]}}}}'
}

# may NAME RESOURCE [TEXT]: it may get that, where TEXT stands in the question.
may() {
    jq -nc --arg path "$access_reviews" --arg name "$1" --arg resource "$2" --arg text "${3:-}" '
        {method: "POST", path: $path,
         body: ["\"user\":\"\($name)\"", "\"verb\":\"get\"", "\"resource\":\"\($resource)\"",
                "\"subresource\":\"nsinfo\"", $text],
         status: 201, json: {kind: "SubjectAccessReview", status: {allowed: true}}}'
}

# pod KUBE_NAMESPACE NAME CONTAINER ID
pod() {
    jq -nc --arg ns "$1" --arg name "$2" --arg container "$3" --arg id "$4" '
        {metadata: {name: $name, namespace: $ns},
         status: {containerStatuses: [{name: $container, containerID: "containerd://\($id)"}]}}'
}

pods() {
    jq -c --arg path "$pods_path" -s '{path: $path, json: {kind: "PodList", items: .}}' < <(
        pod team-a web nginx "$mine"
        pod team-b db postgres "$theirs"
    )
}

cluster() {
    user token-of-admin admin
    may admin pods
    may admin nodes '"name":"node-a"'
    user token-of-team-a viewer-a
    may viewer-a pods '"namespace":"team-a"'
    user token-of-nobody nobody
    pods
    jq -nc --arg path "$token_reviews" '{path: $path, status: 201, json: {status: {authenticated: false,
        error: "[invalid bearer token, Token has been invalidated]"}}}'
    jq -nc --arg path "$access_reviews" '{path: $path, status: 201, json: {status: {allowed: false}}}'
    jq -nc --arg path "$own_access_reviews" '{path: $path, status: 201, json: {status: {allowed: true}}}'
}

# serve [ROUTE…]: these routes before those of the cluster.
serve_cluster() {
    { printf '%s\n' "$@"; cluster; } | jq -s . >"$routes.new"
    mv "$routes.new" "$routes"
    [ -z "${fake_pid:-}" ] || kill -HUP "$fake_pid"
    sleep 0.1
}

# fault PATH MEMBERS: a route that answers so.
fault() {
    jq -nc --arg path "$1" "{path: \$path} + $2"
}

start() {
    agent_start --node-name=node-a --api-server="$api_server" \
        --service-account-dir="$BATS_TEST_TMPDIR/account" "$@"
}

# as SIGNATURE PATH [CURL-OPTION…]: with that jwt().
as() {
    local token
    token=$(jwt "$1")
    as_is "$token" "${@:2}"
}

# as_is TOKEN PATH [CURL-OPTION…]
as_is() {
    local token=$1
    shift
    ask "$@" --header "X-Nsinfo-Token: $token"
}

ids() {
    printf '/v1/containers?id=containerd://%s&id=containerd://%s&id=containerd://%s' \
        "$mine" "$theirs" "$nobodys"
}

times_asked() {
    jq -r .path "$asked" | grep -cF "$1" || true
}

# ---- tests

@test "an administrator sees every container, with its pod" {
    start
    as token-of-admin "$(ids)"
    [ "$code" = 200 ]
    jq_is '.items | map("\(.pid) \(.kubeNamespace)/\(.podName)/\(.containerName)") | join(",")' \
        "$mine_pid team-a/web/nginx,$theirs_pid team-b/db/postgres,$nobodys_pid null/null/null"
    jq_is '.errors | length' 0
    as token-of-admin /v1/node
    [ "$code" = 200 ]
    jq_is "[.items[] | select(.id | endswith(\"$theirs\"))][0].podName" db
    as token-of-admin '/v1/node?kubeNamespace=team-b&processes=true'
    jq_is '.items | map("\(.pid) \(.podName)") | join(",")' "$theirs_pid db"
    jq_is '.items[0].processes[0].pid' "$theirs_pid"
    as token-of-admin '/v1/node?kubeNamespace=empty'
    [ "$code" = 200 ]
    jq_is '.items | length' 0
}

# The cgroups here name no runtime.
@test "a node's containers have the API server's IDs, in one order, with kubeNamespace and without" {
    start
    as token-of-admin /v1/node
    local ids
    ids=$(jq -c --arg a "$mine" --arg b "$theirs" --arg c "$nobodys" \
        '[.items[].id | select(endswith($a) or endswith($b) or endswith($c))]' <<<"$body")
    [ "$(jq -r 'sort | join(" ")' <<<"$ids")" = \
        "$(printf '%s\n' "containerd://$mine" "containerd://$theirs" "$nobodys" | LC_ALL=C sort | paste -sd' ')" ]
    jq_is '[.items[].pid] | . == sort' true
    as token-of-admin '/v1/node?kubeNamespace=team-b&kubeNamespace=team-a'
    jq_is '[.items[].id] | tojson' "$(jq -c --arg c "$nobodys" 'map(select(. != $c))' <<<"$ids")"
    # Where they are asked for, they are named as they were asked for.
    as token-of-admin "/v1/containers?id=docker://$mine"
    jq_is '.items[0].id' "docker://$mine"
}

@test "a team sees its own, and cannot tell another's from none" {
    start
    as token-of-team-a "$(ids)"
    [ "$code" = 200 ]
    jq_is '.items | map("\(.pid) \(.podName)") | join(",")' "$mine_pid web"
    jq_is '.errors | map(.id | split("://")[1]) | join(",")' "$theirs,$nobodys"
    local none message
    none=$(new_id)
    as token-of-team-a "/v1/containers?id=containerd://$none&id=docker://$theirs&id=containerd://$theirs"
    jq_is '.errors | map(del(.id)) | unique | length' 1
    jq_is '.errors | length' 2
    jq_is '.errors[0].code' NotFound
    jq_is '.errors[0].message' 'this node has no such container that "viewer-a" may see'
    as token-of-team-a '/v1/node?kubeNamespace=team-a'
    jq_is '.items | map(.podName) | join(",")' web
}

@test "who lacks a right is told which" {
    start
    local path
    for path in /v1/node /v1/node/setup; do
        as token-of-team-a "$path"
        is_error 403 Forbidden 'User "viewer-a" cannot get resource "nodes/nsinfo" in API group "" at the cluster scope'
    done
    as token-of-team-a '/v1/node?kubeNamespace=team-a&kubeNamespace=team-b'
    is_error 403 Forbidden 'User "viewer-a" cannot get resource "pods/nsinfo" in API group "" in the namespace "team-b"'
    as token-of-nobody "$(ids)"
    [ "$code" = 200 ]
    jq_is '.items | length' 0
    jq_is '.errors | length' 3
}

@test "without a good token there is no answer" {
    start
    ask "$(ids)"
    is_error 401 Unauthorized 'no token: the header "X-Nsinfo-Token" is missing'
    ask /v1/node
    [ "$code" = 401 ]
    ask /v1/node/setup
    [ "$code" = 401 ]
    as_is 'two words' "$(ids)"
    is_error 401 Unauthorized 'the header "X-Nsinfo-Token" holds no token'
    as_is $'\xff' "$(ids)"
    [ "$code" = 401 ]
    as_is "$(printf '%08193d' 0)" "$(ids)"
    is_error 401 Unauthorized 'the header "X-Nsinfo-Token" holds a token of more than 8192 bytes'
    [ "$(times_asked tokenreviews)" = 0 ]
    as stolen "$(ids)"
    is_error 401 Unauthorized 'the API server does not know the token: [invalid bearer token, Token has been invalidated]'
    # Bearers of the API server's own tokens are nobody here.
    ask "$(ids)" --header 'Authorization: Bearer token-of-admin'
    [ "$code" = 401 ]
    local path
    for path in /healthz /readyz /version /metrics; do
        ask "$path"
        [ "$code" = 200 ]
    done
}

@test "who asks is found out before what is asked for is looked at" {
    start
    local query
    for query in '/v1/containers' '/v1/containers?id=7' '/v1/node?kubeNamespace=A' '/v1/node?x=y' '/v1/node?%zz'; do
        ask "$query"
        is_error 401 Unauthorized 'no token: the header "X-Nsinfo-Token" is missing'
        as stolen "$query"
        [ "$code" = 401 ]
        as token-of-nobody "$query"
        [ "$code" = 400 ] || fail "$query: $code"
    done
    ask /v1/node --request POST
    [ "$code" = 401 ]
    as token-of-nobody /v1/node --request POST
    [ "$code" = 405 ]
    ask /v1/nothing
    [ "$code" = 404 ]
}

@test "a token for another audience is refused" {
    serve_cluster "$(fault "$token_reviews" '{status: 201, json: {status: {authenticated: true,
        audiences: ["https://kubernetes.default.svc"], user: {username: "admin"}}}}')"
    start
    as token-of-admin "$(ids)"
    is_error 401 Unauthorized 'the token is not for the audience "nsinfo-agent"'
    # Kubernetes before audiences were known.
    serve_cluster "$(fault "$token_reviews" '{status: 201, json: {status: {authenticated: true,
        user: {username: "admin"}}}}')"
    as another "$(ids)"
    is_error 401 Unauthorized 'the token is not for the audience "nsinfo-agent"'
}

@test "a token that was made for longer than ten minutes is refused, whosever it is" {
    start
    local hint='ask for one with "expirationSeconds: 600"'
    as_is "$(jwt token-of-admin 3600)" "$(ids)"
    is_error 401 Unauthorized "the token lives 3600 seconds, and at most 660 are accepted: $hint"
    as_is "$(jwt token-of-admin 661)" /v1/node
    is_error 401 Unauthorized "the token lives 661 seconds, and at most 660 are accepted: $hint"
    as_is "$(base64url '{"alg":"ES256"}').$(base64url '{"aud":["nsinfo-agent"]}').token-of-admin" "$(ids)"
    is_error 401 Unauthorized 'the token does not say how long it lives: it is to be one that the API server makes for an account (TokenRequest)'
    [ "$(times_asked tokenreviews)" = 3 ]
    # That is remembered, as every verdict is.
    as_is "$(jwt token-of-admin 3600)" "$(ids)"
    [ "$code" = 401 ]
    [ "$(times_asked tokenreviews)" = 3 ]
    as_is "$(jwt token-of-admin 660)" "$(ids)"
    [ "$code" = 200 ]
}

@test "a token is not remembered beyond its end" {
    start
    local token
    token=$(jwt token-of-admin 62)
    as_is "$token" /v1/node
    [ "$code" = 200 ]
    # The API server forgives clocks a minute of difference, and so still says yes.
    sleep 3
    as_is "$token" /v1/node
    [ "$code" = 200 ]
    [ "$(times_asked tokenreviews)" = 2 ]
    kill -KILL "$fake_pid"
    as_is "$token" /v1/node
    [ "$code" = 503 ]
}

@test "what is remembered is not asked again, and is answered while the API server is away" {
    start
    as token-of-team-a "$(ids)"
    as stolen "$(ids)"
    [ "$(times_asked tokenreviews)" = 2 ]
    as token-of-team-a "/v1/containers?id=containerd://$mine&id=containerd://$theirs"
    as stolen "$(ids)"
    [ "$(times_asked tokenreviews)" = 2 ]
    [ "$(times_asked subjectaccessreviews)" = 3 ]
    kill -KILL "$fake_pid"
    as token-of-team-a "/v1/containers?id=containerd://$mine"
    [ "$code" = 200 ]
    jq_is '.items[0].podName' web
    as stolen "$(ids)"
    [ "$code" = 401 ]
    as token-of-admin "$(ids)"
    [ "$code" = 503 ]
    [[ $body == *'"message":"check the token: connect to the API server at 127.0.0.1:'*'Connection refused"'* ]]
    as token-of-team-a /v1/node
    [ "$code" = 403 ]
    as token-of-team-a '/v1/node?kubeNamespace=team-a'
    [ "$code" = 503 ]
    # Another's, which is known, and one that is not there are the same here too.
    as token-of-team-a "/v1/containers?id=containerd://$theirs"
    local known=$body
    [ "$code" = 503 ]
    as token-of-team-a "/v1/containers?id=containerd://$(new_id)"
    [ "$body" = "$known" ]
}

@test "a container that came after the last list is found by a new one" {
    start
    as token-of-team-a "/v1/containers?id=containerd://$mine"
    local new
    new=$(new_id)
    container_start "$new"
    mine=$new
    serve_cluster
    as token-of-team-a "/v1/containers?id=containerd://$new"
    jq_is '.items[0].podName' web
    kill -KILL "$container_pid"
}

# is_unavailable TEXT…: the last reply says that it cannot be known, and why.
is_unavailable() {
    [ "$code" = 503 ] || fail "status $code: $body" || return
    local text
    for text in "$@"; do
        [[ $(jq -r .message <<<"$body") == *"$text"* ]] || fail "no \"$text\" in $body" || return
    done
}

@test "an API server that answers wrongly gives no answer, and the error says why" {
    start
    serve_cluster "$(fault "$token_reviews" '{status: 401, reason: "Unauthorized", message: "Unauthorized"}')"
    as token-of-admin "$(ids)"
    is_unavailable "check the token: the API server does not know this agent's own token"
    serve_cluster "$(fault "$token_reviews" '{status: 403, reason: "Forbidden", message: "tokenreviews is forbidden \u001b[31m"}')"
    as token-of-admin "$(ids)"
    is_unavailable 'this agent lacks a right that deploy/ gives it: tokenreviews is forbidden \x1b[31m'
    serve_cluster "$(fault "$token_reviews" '{status: 429, text: "busy"}')"
    as token-of-admin "$(ids)"
    is_unavailable 'the API server answered with status 429'
    serve_cluster "$(fault "$token_reviews" '{status: 500, text: "oh"}')"
    as token-of-admin "$(ids)"
    is_unavailable 'the API server answered with status 500'
    serve_cluster "$(fault "$token_reviews" '{status: 302, headers: {Location: "/elsewhere"}}')"
    as token-of-admin "$(ids)"
    is_unavailable 'the API server answered with status 302'
    [ "$(times_asked elsewhere)" = 0 ]
    serve_cluster "$(fault "$token_reviews" '{fault: "garbage"}')"
    as token-of-admin "$(ids)"
    is_unavailable 'check the token: '
    serve_cluster "$(fault "$token_reviews" '{status: 201, text: "{\"status\":{\"authenticated\":"}')"
    as token-of-admin "$(ids)"
    is_unavailable "check the token: the API server's answer: not JSON"
    serve_cluster "$(fault "$token_reviews" '{fault: "close"}')"
    as token-of-admin "$(ids)"
    is_unavailable 'check the token: '
    serve_cluster "$(fault "$token_reviews" '{fault: "huge", status: 201}')"
    as token-of-admin "$(ids)"
    is_unavailable 'check the token: '
    # None of it is remembered.
    serve_cluster
    as token-of-admin "$(ids)"
    [ "$code" = 200 ]
}

@test "wrong answers about rights and pods let nobody see more" {
    start
    serve_cluster "$(fault "$access_reviews" '{status: 201, json: {status: {allowed: "true"}}}')"
    as token-of-team-a "$(ids)"
    is_unavailable "check what may be seen: the API server's answer: "
    serve_cluster "$(fault "$access_reviews" '{status: 500, text: ""}')"
    as token-of-team-a "$(ids)"
    is_unavailable 'check what may be seen: the API server answered with status 500'
    serve_cluster "$(fault "$pods_path" '{json: {kind: "PodList", items: [7]}}')"
    as token-of-admin "/v1/containers?id=containerd://$(new_id)"
    is_unavailable 'look up which pods the containers belong to: '
    serve_cluster "$(fault "$pods_path" '{status: 403, reason: "Forbidden", message: "pods is forbidden"}')"
    as token-of-admin /v1/node
    is_unavailable 'look up which pods the containers belong to: this agent lacks a right'
}

@test "a huge pod costs the agent no more than its text" {
    start
    jq -nc --arg path "$pods_path" '{path: $path, json: {kind: "PodList", items: [{metadata:
        {name: "huge", namespace: "x"}, spec: {containers: [{env: [range(200000) | {name: "a"}]}]}}]}}' \
        >"$BATS_TEST_TMPDIR/huge"
    serve_cluster "$(cat "$BATS_TEST_TMPDIR/huge")"
    as token-of-admin /v1/node
    [ "$code" = 200 ]
    [ -n "${NSINFO_WRAP:-}" ] || grep -qE '__[at]san_init' "$NSINFO_BIN/nsinfo-agent" ||
        [ "$(sed -nE 's/^VmHWM:[ \t]*([0-9]+) kB/\1/p' "/proc/$(cat "$AGENT_DIR/pid")/status")" -lt 16000 ]
}

@test "who asks for what anybody may keeps nobody out" {
    start
    as token-of-team-a "/v1/containers?id=containerd://$mine"
    raw beside-nags 212 10 "/v1/containers?id=containerd://$mine" "$(jwt token-of-team-a)"
    [ "$code" = 200 ] || fail "$code"
}

@test "no more than 64 Kubernetes namespaces are asked about at once" {
    start
    local query
    query=$(printf 'kubeNamespace=n%d&' $(seq 65))
    as token-of-admin "/v1/node?${query%&}"
    is_error 413 TooLarge '65 Kubernetes namespaces in one request: at most 64 are answered'
}

@test "readiness follows the API server" {
    start
    ask /readyz
    [ "$code" = 200 ]
    agent_stop
    serve_cluster "$(fault "$own_access_reviews" '{status: 201, json: {status: {allowed: false}}}')"
    start
    ask /readyz
    is_error 503 Unavailable 'this agent may not create tokenreviews.authentication.k8s.io, which deploy/ allows it'
    kill -KILL "$fake_pid"
    sleep 1.1
    ask /readyz
    is_unavailable 'ask the API server about callers: connect to the API server at 127.0.0.1:'
    ask /healthz
    [ "$code" = 200 ]
}

# What the log says of the API server, without the times.
told() {
    grep -F 'the API server is ' "$AGENT_DIR/log" | sed -E 's/^[^ ]+ //; s/127\.0\.0\.1:[0-9]+/ADDRESS/'
}

start_api_server() {
    coproc FAKE { exec "$python" "$root/test/support/fake_apiserver.py" "$routes" --log "$asked" \
        --tls "$BATS_FILE_TMPDIR/certs" --token agents-own-token --port "${api_server##*:}" 3>&-; }
    fake_pid=$FAKE_PID
    read -r api_server <&"${FAKE[0]}"
}

@test "an API server that is lost, and found again, is told once each, and /readyz knows at once" {
    start
    ask /readyz
    [ "$code" = 200 ]
    kill -KILL "$fake_pid"
    local i lost
    lost='warning the API server is lost: only what is remembered is answered error="connect to the API server at ADDRESS: Connection refused"'
    as token-of-admin /v1/node
    is_unavailable 'Connection refused'
    ask /readyz
    is_unavailable 'ask the API server about callers: connect to the API server at 127.0.0.1:'
    for i in 1 2 3; do
        as "unknown-$i" /v1/node
        is_unavailable 'Connection refused'
    done
    [ "$(told)" = "$lost" ] || fail "$(told)"
    [ "$(grep -c 'path="/v1/node".* status=503 .* error="check the token: connect to .*: Connection refused"$' \
        "$AGENT_DIR/log")" = 4 ]
    as_is none /v1/node
    [ "$code" = 503 ]
    sleep 1.2
    start_api_server
    as token-of-admin /v1/node
    [ "$code" = 200 ]
    ask /readyz
    [ "$code" = 200 ]
    [ "$(times_asked selfsubjectaccessreviews)" = 1 ]
    as token-of-team-a '/v1/node?kubeNamespace=team-a'
    [[ $(told) == "$lost"$'\n''info the API server is back away_seconds='[1-9]* ]] || fail "$(told)"
    [ "$(told | wc -l)" = 2 ]
}

@test "an API server that answers, if only with errors, is not lost" {
    start
    serve_cluster "$(fault "$token_reviews" '{status: 500, text: "oh"}')"
    as token-of-admin "$(ids)"
    is_unavailable 'the API server answered with status 500'
    serve_cluster "$(fault "$token_reviews" '{fault: "huge", status: 201}')"
    as token-of-admin "$(ids)"
    is_unavailable 'check the token: '
    [ "$(told)" = "" ] || fail "$(told)"
    ask /readyz
    [ "$code" = 200 ]
}

@test "while the API server hangs, who is remembered is served" {
    start
    as token-of-team-a "/v1/containers?id=containerd://$mine"
    serve_cluster "$(fault "$token_reviews" '{fault: "hang"}')"
    local i clients=()
    for i in $(seq 40); do
        curl --silent --output /dev/null --header "X-Nsinfo-Token: $(jwt "unknown-$i")" \
            "http://127.0.0.1:$AGENT_PORT/v1/node" 3>&- &
        clients+=($!)
    done
    sleep 1
    for i in $(seq 20); do
        as token-of-team-a "/v1/containers?id=containerd://$mine" --max-time 4
        [ "$code" = 200 ]
    done
    as one-more "$(ids)"
    is_unavailable
    wait "${clients[@]}"
    serve_cluster
    as token-of-admin "$(ids)"
    [ "$code" = 200 ]
}

@test "neither the log nor an answer holds a token" {
    start --log-format=json
    as token-of-admin "$(ids)"
    as stolen "$(ids)"
    kill -KILL "$fake_pid"
    as another-secret "$(ids)"
    [[ $body != *another-secret* ]]
    agent_stop
    ! grep -E 'token-of-admin|stolen|another-secret|agents-own-token' "$AGENT_DIR/log"
}
