#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Who calls the agents' port without the client, as any pod of the cluster can: without a token nothing
# is told, and with one what its account may see.

load helpers

setup_file() {
    local node
    make_kube_namespace e2e-callers
    make_team e2e-callers-team
    kubectl create serviceaccount nobody >/dev/null
    for node in "${nodes[@]}"; do
        sleeping_pod "other-$node" "$node"
        sleeping_pod "ours-$node" "$node" --namespace=e2e-callers-team
        static_pod static e2e-callers "$node"
        wait_for 60 kubectl get pod "static-$node"
        agent_pod "$node" | jq -r .status.podIP >"$BATS_FILE_TMPDIR/agent-$node"
    done
    kubectl wait --for=condition=Ready --timeout=180s pod --all >/dev/null
    kubectl -n e2e-callers-team wait --for=condition=Ready --timeout=180s pod --all >/dev/null
    runtime_pid node-a "$(container_id other-node-a other-node-a)" >"$BATS_FILE_TMPDIR/caller"
}

teardown_file() {
    local node
    ready || start_api_server
    for node in "${nodes[@]}"; do
        on_node "$node" rm -f /run/static-pods/e2e-callers.yaml
    done
    drop_kube_namespace e2e-callers
    drop_team e2e-callers-team
}

# call NODE PATH [TOKEN]: that node's agent, from a pod of node-a; the body, then the status.
call() {
    on_node node-a nsenter --net="/proc/$(cat "$BATS_FILE_TMPDIR/caller")/ns/net" \
        curl --silent --show-error --insecure --max-time 40 --write-out '\n%{http_code}' \
        ${3:+--header "X-Nsinfo-Token: $3"} "https://$(cat "$BATS_FILE_TMPDIR/agent-$1"):9479$2"
}

# refused STATUS CODE MESSAGE NODE PATH [TOKEN]
refused() {
    local reply
    reply=$(call "${@:4}")
    same "the status of $4$5" "$1" "${reply##*$'\n'}"
    same "the reply of $4$5" "$(jq -nS --arg code "$2" --arg message "$3" \
        '{apiVersion: "nsinfo/v1", kind: "Error", code: $code, message: $message}')" \
        "$(jq -S . <<<"${reply%$'\n'*}")"
}

# answer NODE PATH TOKEN: the report.
answer() {
    local reply
    reply=$(call "$@")
    same "the status of $1$2" 200 "${reply##*$'\n'}" && printf '%s\n' "${reply%$'\n'*}"
}

# id_of KUBE-NAMESPACE POD: of its container, as the API server has it.
id_of() {
    kubectl -n "$1" get pod "$2" -o 'jsonpath={.status.containerStatuses[0].containerID}'
}

# Of every container of a report that a pod claims.
names() {
    jq -r '.items[] | select(.podName) | "\(.kubeNamespace)/\(.podName)/\(.containerName)"' | sort
}

# What the API server itself says of a token for the agents.
reason() {
    jq -n --arg token "$1" '{apiVersion: "authentication.k8s.io/v1", kind: "TokenReview",
        spec: {token: $token, audiences: ["nsinfo-agent"]}}' |
        kubectl create --raw /apis/authentication.k8s.io/v1/tokenreviews -f - |
        jq -r '.status | if .authenticated then "authenticated" else .error end'
}

ready() {
    kubectl get --raw /readyz --request-timeout=5s >/dev/null 2>&1
}

ready_status() {
    [ "$(call "$1" /readyz | tail -n 1)" = "$2" ]
}

# PIDs are node-a's own; its command line is kept, to be started with again.
stop_api_server() {
    local pid
    pid=$(on_node node-a pgrep -x kube-apiserver)
    on_node node-a cat "/proc/$pid/cmdline" >"$BATS_FILE_TMPDIR/api-server"
    on_node node-a kill -KILL "$pid"
}

start_api_server() {
    local -a words
    mapfile -d '' words <"$BATS_FILE_TMPDIR/api-server"
    on_node node-a setsid --fork "${words[@]}" >>"$cluster_run/logs/node-a-kube-apiserver.log" 2>&1 </dev/null 3>&-
    wait_for 90 ready
}

@test "without a token nothing is told" {
    local node
    for node in "${nodes[@]}"; do
        refused 401 Unauthorized 'no token: the header "X-Nsinfo-Token" is missing' "$node" /v1/node
        refused 401 Unauthorized 'no token: the header "X-Nsinfo-Token" is missing' "$node" \
            "/v1/containers?id=$(id_of e2e-callers "other-$node")&processes=true"
    done
}

@test "a token for another audience is none, though the account may see everything" {
    local token node
    token=$(mint nsinfo-system nsinfo-viewer https://kubernetes.default.svc)
    for node in "${nodes[@]}"; do
        refused 401 Unauthorized "the API server does not know the token: $(reason "$token")" \
            "$node" /v1/node "$token"
    done
}

# The API server itself allows its clocks a minute of difference.
@test "a token that has expired is none, and one of the same make that has not is one" {
    local token
    token=$(sign_token nsinfo-system nsinfo-viewer -90)
    refused 401 Unauthorized "the API server does not know the token: $(reason "$token")" \
        node-b /v1/node "$token"
    answer node-b /v1/node "$(sign_token nsinfo-system nsinfo-viewer 600)" >/dev/null
}

@test "a token that was made for an hour is refused, however new and whatever its account may see" {
    local node token
    token=$(mint nsinfo-system nsinfo-viewer nsinfo-agent 3600)
    same "what the API server says of it" authenticated "$(reason "$token")"
    for node in "${nodes[@]}"; do
        refused 401 Unauthorized 'the token lives 3600 seconds, and at most 660 are accepted: ask for one with "expirationSeconds: 600"' \
            "$node" /v1/node "$token"
    done
}

@test "a token with another signature, or of an account that is gone, is none" {
    local token
    token=$(mint nsinfo-system nsinfo-viewer)
    token=${token%.*}.$(sign_token nsinfo-system nsinfo-viewer 600 | sed 's/.*\.//')
    refused 401 Unauthorized "the API server does not know the token: $(reason "$token")" \
        node-a /v1/node "$token"
    kubectl create serviceaccount leaver >/dev/null
    token=$(mint e2e-callers leaver)
    kubectl delete serviceaccount leaver >/dev/null
    refused 401 Unauthorized "the API server does not know the token: $(reason "$token")" \
        node-a /v1/node "$token"
}

@test "an account without the right sees no node, no Kubernetes namespace and no container" {
    local token whose='User "system:serviceaccount:e2e-callers:nobody" cannot get resource'
    token=$(mint e2e-callers nobody)
    refused 403 Forbidden "$whose \"nodes/nsinfo\" in API group \"\" at the cluster scope" \
        node-b /v1/node "$token"
    refused 403 Forbidden "$whose \"pods/nsinfo\" in API group \"\" in the namespace \"e2e-callers\"" \
        node-b '/v1/node?kubeNamespace=e2e-callers' "$token"
    same "containers seen" 0 \
        "$(answer node-b "/v1/containers?id=$(id_of e2e-callers other-node-b)" "$token" | jq '.items | length')"
}

@test "a container that may not be seen is answered as one that does not exist" {
    local token hidden absent node
    token=$(mint e2e-callers-team nsinfo-viewer)
    for node in "${nodes[@]}"; do
        hidden=$(id_of e2e-callers "other-$node")
        absent=${hidden%%:*}://$(openssl rand -hex 32)
        same "the answers but for ID and time" \
            "$(answer "$node" "/v1/containers?id=$absent" "$token" |
                sed -E "s,$absent,ID,g; s/\"(time|uptimeMilliseconds)\":[^,]*/TIME/g")" \
            "$(answer "$node" "/v1/containers?id=$hidden" "$token" |
                sed -E "s,$hidden,ID,g; s/\"(time|uptimeMilliseconds)\":[^,]*/TIME/g")"
    done
}

@test "a team's account sees the containers of its pods, by name, and no others" {
    local token node report ours other
    token=$(mint e2e-callers-team nsinfo-viewer)
    for node in "${nodes[@]}"; do
        ours=$(id_of e2e-callers-team "ours-$node")
        other=$(id_of e2e-callers "other-$node")
        report=$(answer "$node" "/v1/containers?id=$other&id=$ours&processes=true" "$token")
        same "names" "e2e-callers-team/ours-$node/ours-$node" "$(names <<<"$report")"
        same "PID" "$(runtime_pid "$node" "${ours#*://}")" "$(jq .items[].pid <<<"$report")"
        same "the error" "$other NotFound" "$(jq -r '.errors[] | "\(.id) \(.code)"' <<<"$report")"
        same "by namespace" "e2e-callers-team/ours-$node/ours-$node" \
            "$(answer "$node" '/v1/node?kubeNamespace=e2e-callers-team' "$token" | names)"
    done
}

@test "a team's account sees neither the node nor its own namespace together with another" {
    local token whose='User "system:serviceaccount:e2e-callers-team:nsinfo-viewer" cannot get resource'
    token=$(mint e2e-callers-team nsinfo-viewer)
    refused 403 Forbidden "$whose \"nodes/nsinfo\" in API group \"\" at the cluster scope" \
        node-a /v1/node "$token"
    refused 403 Forbidden "$whose \"pods/nsinfo\" in API group \"\" in the namespace \"e2e-callers\"" \
        node-a '/v1/node?kubeNamespace=e2e-callers-team&kubeNamespace=e2e-callers' "$token"
}

# Of the pods that do not come or go meanwhile, as those of other files may.
lasting() {
    grep -E '^(e2e-callers|e2e-callers-team|nsinfo-system)/'
}

# "KUBE-NAMESPACE/POD/CONTAINER" of all that runs on a node, as the API server has it.
running_on() {
    kubectl get pods -A --field-selector "spec.nodeName=$1" -o json | jq -r '.items[] |
        .metadata as $pod | .status.containerStatuses[] | select(.state.running) |
        "\($pod.namespace)/\($pod.name)/\(.name)"' | sort
}

@test "the viewer's account sees every container of a node, by name, the static pod's too" {
    local token node report
    token=$(mint nsinfo-system nsinfo-viewer)
    for node in "${nodes[@]}"; do
        report=$(answer "$node" /v1/node "$token")
        same "all of $node" "$(running_on "$node" | lasting)" "$(names <<<"$report" | lasting)"
        same "e2e-callers of $node" "$(running_on "$node" | grep '^e2e-callers/')" \
            "$(answer "$node" '/v1/node?kubeNamespace=e2e-callers' "$token" | names)"
        same "the static pod's PID" \
            "$(runtime_pid "$node" "$(container_id "static-$node" "static-$node")")" \
            "$(jq '.items[] | select(.podName == "static-'"$node"'").pid' <<<"$report")"
    done
}

readonly away='connect to the API server at 198.19.0.1:443: Connection refused'

@test "while the API server is away only what is remembered is answered, and /readyz says so" {
    local token new node known
    token=$(mint e2e-callers-team nsinfo-viewer)
    new=$(sign_token nsinfo-system nsinfo-viewer 600)
    for node in "${nodes[@]}"; do
        known=$(id_of e2e-callers-team "ours-$node")
        answer "$node" "/v1/containers?id=$known" "$token" >/dev/null
        printf '%s\n' "$known" >"$BATS_TEST_TMPDIR/$node"
    done
    stop_api_server
    for node in "${nodes[@]}"; do
        refused 503 Unavailable "check the token: $away" "$node" /v1/node "$new"
        refused 503 Unavailable "check what may be seen: $away" "$node" \
            '/v1/node?kubeNamespace=e2e-callers-team' "$token"
        same "what is remembered" "e2e-callers-team/ours-$node/ours-$node" \
            "$(answer "$node" "/v1/containers?id=$(cat "$BATS_TEST_TMPDIR/$node")" "$token" | names)"
        wait_for 30 ready_status "$node" 503
        refused 503 Unavailable "ask the API server about callers: $away" "$node" /readyz
        same "/healthz" $'ok\n\n200' "$(call "$node" /healthz)"
    done
    start_api_server
    for node in "${nodes[@]}"; do
        wait_for 30 ready_status "$node" 200
        same "its containers" "$(running_on "$node" | lasting)" \
            "$(answer "$node" /v1/node "$new" | names | lasting)"
    done
}
