# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2153,SC2154
# For the tests of kubectl-nsinfo against the fake API server: routes are lines of JSON, as
# test/support/fake_apiserver.py describes them.

bats_require_minimum_version 1.5.0

readonly root=$BATS_TEST_DIRNAME/../..
readonly fixtures=$root/test/fixtures/pods
readonly bin=${NSINFO_BIN:-$root/build/dev/bin}
readonly agents_path='/api/v1/namespaces/nsinfo-system/pods?labelSelector=app.kubernetes.io%2Fname%3Dnsinfo-agent'
readonly of_node_a='&fieldSelector=spec.nodeName%3Dnode-a'
readonly agent_path=/api/v1/namespaces/nsinfo-system/pods/https:nsinfo-agent-x7k2p:9479/proxy
readonly system_token=eyJhbGciOiJSUzI1NiJ9.c3lzdGVt.c2lnbmVk

# The table of mypod where nobody could be asked.
readonly nothing_known='CONTAINER   PID       PIDNS     NET       MNT       IPC       UTS       USER      STATE
nginx       unknown   unknown   unknown   unknown   unknown   unknown   unknown   Running'

# So that "… | start_server" starts it for the test's own shell.
shopt -s lastpipe

export LC_ALL=C.UTF-8
unset KUBECONFIG NSINFO_AGENT_NAMESPACE KUBERNETES_SERVICE_HOST

# For a file's tests of all that lies between the client and a server: certificates, in certs.
certs_make() {
    "$root/test/support/make_certs" "$BATS_FILE_TMPDIR/certs"
}

# A test alone in a folder of its own, with no way of this machine's user.
be_alone() {
    certs=$BATS_FILE_TMPDIR/certs
    unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy NO_PROXY no_proxy
    export HOME=$BATS_TEST_TMPDIR/home
    cd "$BATS_TEST_TMPDIR" || exit
}

nsinfo() {
    # shellcheck disable=SC2086
    ${NSINFO_WRAP:-} "$bin/kubectl-nsinfo" "$@"
}

# route PATH FIELD…: a line of JSON; the fields as jq takes an object's
route() {
    local IFS=,
    jq -nc --arg path "$1" "{path: \$path, ${*:2}}"
}

pod_route() {
    local IFS=,
    jq -nc --arg name "$(jq -r .metadata.name "$fixtures/$1.pod.json")" \
        --arg ns "$(jq -r .metadata.namespace "$fixtures/$1.pod.json")" \
        --arg file "$fixtures/$1.pod.json" \
        '{path: "/api/v1/namespaces/\($ns)/pods/\($name)", file: $file}'
}

# agent_pod NODE [READY]
agent_pod() {
    jq -nc --arg node "$1" --arg ready "${2:-True}" '{metadata: {name: "nsinfo-agent-x7k2p",
        namespace: "nsinfo-system"}, spec: {nodeName: $node, containers: [{name: "agent"}]},
        status: {phase: "Running", conditions: [{type: "Ready", status: $ready}]}}'
}

agents_route() {
    route "$agents_path$of_node_a" "json: {kind: \"PodList\", items: [$(agent_pod node-a)]}"
}

# all_agents_route POD…: the list for the pods of more than one node
all_agents_route() {
    local IFS=,
    route "$agents_path&limit=500" "json: {kind: \"PodList\", items: [$*]}"
}

# A cluster that takes all that deploy sends, and has an agent ready on its node at once.
deploy_routes() {
    route /apis/apps/v1/namespaces/nsinfo-system/daemonsets/nsinfo-agent 'method: "GET"' 'json:
        {metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1,
        currentNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 1}}'
    route /apis/rbac.authorization.k8s.io/v1/namespaces/nsinfo-system/roles/nsinfo-user 'method: "GET"' 'json: {}'
    route '/api*' 'method: "PATCH"' 'json: {}'
}

# report_route FIXTURE [TOKEN]: to who has the token, and a refusal to who has not
report_route() {
    route "$agent_path/v1/containers" "file: \"$fixtures/$1.report.json\"" \
        "with: {\"x-nsinfo-token\": \"${2:-$system_token}\"}"
    route "$agent_path/v1/containers" 'status: 401, json: {apiVersion: "nsinfo/v1", kind: "Error",
        code: "Unauthorized", message: "the token is not one that the API server takes"}'
}

# token_route KUBE_NAMESPACE FIELD…: the reply to a TokenRequest there
token_route() {
    route "/api/v1/namespaces/$1/serviceaccounts/nsinfo-viewer/token" 'method: "POST"' "${@:2}"
}

# minted TOKEN: as a field of token_route
minted() {
    echo "status: 201, json: {kind: \"TokenRequest\", status: {token: \"$1\"}}"
}

# all_routes FIXTURE: the pod, its agent, its report
all_routes() {
    pod_route "$1" && agents_route && report_route "$1"
}

# Starts the fake API server with the routes on standard input; the kubeconfig is for it. It has the
# account of nsinfo-system, unless the routes say otherwise.
start_server() {
    local url
    { cat && token_route nsinfo-system "$(minted "$system_token")"; } | jq -s . >"$BATS_TEST_TMPDIR/routes.json"
    coproc SERVER {
        exec /usr/bin/python3 "$root/test/support/fake_apiserver.py" "$BATS_TEST_TMPDIR/routes.json" \
            --kubeconfig "$BATS_TEST_TMPDIR/kubeconfig" --log "$BATS_TEST_TMPDIR/requests" \
            --lifetime 120 "$@" 3>&-
    }
    server_pid=$SERVER_PID
    read -r -t 20 url <&"${SERVER[0]}"
    export KUBECONFIG=$BATS_TEST_TMPDIR/kubeconfig
}

stop_server() {
    [ -n "${server_pid:-}" ] || return 0
    kill "$server_pid"
    wait "$server_pid" || true
    server_pid=
}

teardown() {
    stop_server
}

# "METHOD PATH" a line
requests() {
    jq -r '"\(.method) \(.path)"' "$BATS_TEST_TMPDIR/requests"
}

# expect STATUS STDOUT STDERR: of the last run, exactly; "*" is anything.
expect() {
    local same=yes
    [ "$status" -eq "$1" ] || same=no
    [ "$2" = "*" ] || [ "$output" = "$2" ] || same=no
    [ "$3" = "*" ] || [ "$stderr" = "$3" ] || same=no
    [ "$same" = yes ] ||
        { printf 'expected %s\n%s\n-- %s\nbut got %s\n%s\n-- %s\n' "$1" "$2" "$3" "$status" "$output" "$stderr" >&2 &&
            return 1; }
}

golden() {
    cat "$root/test/golden/$1"
}

run_nsinfo() {
    run --separate-stderr nsinfo "$@"
}

# within SECONDS COMMAND…
within() {
    local end=$((SECONDS + $1))
    until "${@:2}"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# The Deployment "web", which has the pod of the fixture "single".
deployment_routes() {
    route /apis/apps/v1/namespaces/default/deployments/web \
        'json: {spec: {selector: {matchLabels: {app: "web"}}}}'
    route "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb&limit=500" \
        "json: {kind: \"PodList\", items: [$(jq -c . "$fixtures/single.pod.json")]}"
    agents_route && report_route single
}
