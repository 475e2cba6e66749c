# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# For the tests of --ephemeral: a cluster that takes what it makes.

readonly cluster_roles=/apis/rbac.authorization.k8s.io/v1/clusterroles
readonly own=/api/v1/namespaces/nsinfo-ephemeral-

# its_pods POD…: those of its Kubernetes namespace
its_pods() {
    route "$own*" 'method: "GET"' "json: {items: $(jq -sc . <<<"$*")}"
}

# an_agent [READY]
an_agent() {
    agent_pod node-a "${1:-True}" | jq -c '.metadata.namespace = "nsinfo-ephemeral-x"'
}

# A cluster that takes all that is sent.
takes_all() {
    route "$cluster_roles*" 'method: "PATCH"' 'json: {metadata: {name: "nsinfo-ephemeral-x-agent", uid: "owner", creationTimestamp: "2026-01-01T01:00:00Z"}}'
    route '/api*' 'method: "PATCH"' 'json: {}'
    route "$own*" 'method: "POST"' "$(minted "$system_token")"
}

removable() {
    route "$cluster_roles/nsinfo-ephemeral-*" 'method: "DELETE"' 'json: {}'
}

# works [POD…]: a pod to ask about, and agents that start at once and answer
works() {
    pod_route single
    route "$own*" 'method: "GET"' "file: \"$fixtures/single.report.json\"" "with: {\"x-nsinfo-token\": \"$system_token\"}"
    takes_all
    its_pods "${@:-$(an_agent)}"
}

# The requests, "RUN" for the name that is another each time.
sent() {
    requests | sed -E 's/nsinfo-ephemeral-[0-9a-f]{10}/RUN/g'
}

# bodies KIND: what was sent of it
bodies() {
    jq -c --arg kind "$1" 'select(.method == "PATCH") | .body | fromjson | select(.kind == $kind)' "$BATS_TEST_TMPDIR/requests"
}

deletions() {
    requests | grep -c '^DELETE' || true
}

deletions_are() {
    [ "$(deletions)" -eq "$1" ]
}

# pending: agents that go on starting
pending() {
    pod_route single && takes_all && removable && its_pods "$(an_agent False | jq -c '.status.phase = "Pending"')"
}

# begin_to_wait: the command in the background, as $client, until it waits for the agent
begin_to_wait() {
    : >"$BATS_TEST_TMPDIR/requests"
    env --default-signal=INT,QUIT "$bin/kubectl-nsinfo" pod mypod --ephemeral >/dev/null 2>&1 3>&- &
    client=$!
    within 60 grep -q nodes/node-a "$BATS_TEST_TMPDIR/requests"
}

# routes_now: those on standard input from now on
routes_now() {
    jq -s . >"$BATS_TEST_TMPDIR/routes.new"
    mv "$BATS_TEST_TMPDIR/routes.new" "$BATS_TEST_TMPDIR/routes.json"
    kill -HUP "$server_pid"
}
