#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What people see who have all the rights of a cluster, or some, or none: just that, and otherwise the
# very rule that they lack.

load helpers

readonly by_way_of='the nsinfo agents are reached through the API server, which takes the rule'
readonly has_it='in namespace "nsinfo-system": its Role "nsinfo-user" has it'
readonly rule='{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [nsinfo-viewer], verbs: [create]}'

setup_file() {
    local node user
    make_kube_namespace e2e-access
    make_team e2e-access-team
    for node in "${nodes[@]}"; do
        sleeping_pod "other-$node" "$node"
        sleeping_pod "ours-$node" "$node" --namespace=e2e-access-team
    done
    for user in tokenless proxyless blind everywhere stranger; do
        make_user "$user"
    done
    cp "$KUBECONFIG" "$BATS_FILE_TMPDIR/administrator"
    make_user member e2e-access-team
    grant tokenless --clusterrole=nsinfo-user
    grant tokenless --role=nsinfo-user --namespace=nsinfo-system
    grant proxyless --clusterrole=nsinfo-user
    grant proxyless --clusterrole=nsinfo-user --namespace=nsinfo-system
    grant proxyless --role=nsinfo-cluster-viewer --namespace=nsinfo-system
    grant blind --clusterrole=nsinfo-user
    grant blind --role=nsinfo-cluster-viewer --namespace=nsinfo-system
    grant everywhere --clusterrole=nsinfo-user
    grant everywhere --clusterrole=nsinfo-user --namespace=e2e-access-team
    grant everywhere --role=nsinfo-user --namespace=nsinfo-system
    grant everywhere --role=nsinfo-cluster-viewer --namespace=nsinfo-system
    kubectl wait --for=condition=Ready --timeout=180s pod --all >/dev/null
    kubectl -n e2e-access-team wait --for=condition=Ready --timeout=180s pod --all >/dev/null
}

teardown_file() {
    local node
    for node in "${nodes[@]}"; do
        on_node "$node" rm -f /run/static-pods/e2e-access.yaml
    done
    kubectl -n nsinfo-system delete rolebinding -l e2e-access >/dev/null
    drop_kube_namespace e2e-access
    drop_team e2e-access-team
}

# grant USER ROLE-FLAG [--namespace=…]
grant() {
    kubectl create rolebinding "e2e-$1${2//[=-]/}" --user="$1" "${@:2}" --dry-run=client -o json |
        kubectl label -f - --local e2e-access= -o json | kubectl "${@:3}" apply -f - >/dev/null
}

# sees USER POD NODE [FLAG…]: its own PID, in a table without anything else.
sees() {
    local pid
    pid=$(runtime_pid "$3" "$(kubectl get pod "$2" "${@:4}" -o json |
        jq -r '.status.containerStatuses[0].containerID | sub(".*://"; "")')")
    run --separate-stderr as "$1" nsinfo pod "$2" "${@:4}" --no-headers
    same "standard error" "none $2 $pid" "${stderr:-none} $(awk '{print $1, $2}' <<<"$output")"
    [ "$status" -eq 0 ]
}

@test "an administrator sees the pods of everybody, with no role of deploy/" {
    local node
    for node in "${nodes[@]}"; do
        sees administrator "other-$node" "$node" --namespace=e2e-access
        sees administrator "ours-$node" "$node" --namespace=e2e-access-team
    done
}

@test "the three roles of deploy/ are all that it takes to see the pods of everybody" {
    local node
    for node in "${nodes[@]}"; do
        sees everywhere "other-$node" "$node" --namespace=e2e-access
        sees everywhere "ours-$node" "$node" --namespace=e2e-access-team
    done
}

@test "of a team everybody sees the team's pods" {
    local node
    for node in "${nodes[@]}"; do
        sees member "ours-$node" "$node" --namespace=e2e-access-team
    done
}

@test "of a team nobody sees another pod, and nobody else sees the team's" {
    fails_with 'Error from server (Forbidden): pods "other-node-a" is forbidden: User "member" cannot get resource "pods" in API group "" in the namespace "e2e-access"' \
        as member nsinfo pod other-node-a --namespace=e2e-access
    fails_with 'Error from server (Forbidden): pods "ours-node-a" is forbidden: User "tokenless" cannot get resource "pods" in API group "" in the namespace "e2e-access-team"' \
        as tokenless nsinfo top ours-node-a --namespace=e2e-access-team
}

# What the client does not do for them they cannot do themselves.
@test "of a team nobody gets a token of an account that sees more" {
    local path
    for path in nsinfo-system/serviceaccounts/nsinfo-viewer e2e-access-team/serviceaccounts/default; do
        run as member kubectl create --raw "/api/v1/namespaces/$path/token" -f - \
            <<<'{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}'
        [[ $output == 'Error from server (Forbidden): '* ]]
        [ "$status" -eq 1 ]
    done
}

@test "who may look pods up and reach the agents, but get no token, is told the rule" {
    knows_nothing "Error from server (Forbidden): serviceaccounts \"nsinfo-viewer\" is forbidden: User \"tokenless\" cannot create resource \"serviceaccounts/token\" in API group \"\" in the namespace \"e2e-access\": the nsinfo agents are asked with a token of the ServiceAccount \"nsinfo-viewer\", and to have it made takes the rule $rule in a Role of namespace \"e2e-access\", if there is such an account (examples/team.yaml has both), or of \"nsinfo-system\", whose account sees the pods of everybody (Role \"nsinfo-cluster-viewer\" has it)" \
        as tokenless nsinfo pod other-node-a --namespace=e2e-access
}

@test "who may not use pods/proxy is told the rule" {
    local agent
    agent=$(agent_pod node-b | jq -r .metadata.name)
    knows_nothing "Error from server (Forbidden): ask the nsinfo agent on node \"node-b\" (pod \"$agent\"): pods \"https:$agent:9479\" is forbidden: User \"proxyless\" cannot get resource \"pods/proxy\" in API group \"\" in the namespace \"nsinfo-system\": $by_way_of {apiGroups: [\"\"], resources: [pods/proxy], verbs: [get]} $has_it" \
        as proxyless nsinfo pod other-node-b --namespace=e2e-access
}

@test "who may not look for the agents is told the rule" {
    knows_nothing "Error from server (Forbidden): pods is forbidden: User \"blind\" cannot list resource \"pods\" in API group \"\" in the namespace \"nsinfo-system\": $by_way_of {apiGroups: [\"\"], resources: [pods], verbs: [list]} $has_it" \
        as blind nsinfo pod other-node-a --namespace=e2e-access
}

@test "who has no right at all gets kubectl's own error" {
    local of_kubectl
    of_kubectl=$(as stranger kubectl get pod other-node-a --namespace=e2e-access 2>&1) || true
    fails_with 'Error from server (Forbidden): pods "other-node-a" is forbidden: User "stranger" cannot get resource "pods" in API group "" in the namespace "e2e-access"' \
        as stranger nsinfo pod other-node-a --namespace=e2e-access
    fails_with "$of_kubectl" as stranger nsinfo top other-node-a --namespace=e2e-access
}

# As the API server knows it: a mirror pod.
@test "a static pod is a pod like any other" {
    local node
    for node in "${nodes[@]}"; do
        static_pod static e2e-access "$node"
        wait_for 60 kubectl wait --for=condition=Ready --timeout=60s "pod/static-$node"
        sees everywhere "static-$node" "$node" --namespace=e2e-access
    done
}

agent_pid() {
    runtime_pid "$1" "$(agent_pod "$1" | jq -r '.status.containerStatuses[0].containerID | sub(".*://"; "")')"
}

restarts() {
    agent_pod "$1" | jq '.status.containerStatuses[0].restartCount'
}

is_back() {
    agent_pod "$1" | jq -e --argjson before "$2" \
        '.status.containerStatuses[0] | .ready and .restartCount > $before'
}

# Stopped, the agent cannot answer before it ends.
@test "an agent that ends while somebody waits for its answer is an error, and is asked again later" {
    local node agent pid before waiting
    for node in "${nodes[@]}"; do
        agent=$(agent_pod "$node" | jq -r .metadata.name)
        pid=$(agent_pid "$node")
        before=$(restarts "$node")
        on_node "$node" kill -STOP "$pid"
        nsinfo pod "other-$node" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
        waiting=$!
        sleep 3
        kill -0 "$waiting"
        on_node "$node" kill -KILL "$pid"
        status=0
        wait "$waiting" || status=$?
        # Go's client of a connection that ends (EOF, reset) may try once more (refused).
        same "standard error" "Error from server: ask the nsinfo agent on node \"$node\" (pod \"$agent\"): error trying to reach service: WHY: if the API server reaches no pod at all, --via=port-forward goes another way" \
            "$(sed -E 's/(EOF|(dial|read) tcp .*: connection (refused|reset by peer))(: if)/WHY\4/' "$BATS_TEST_TMPDIR/err")"
        [ "$status" -eq 1 ]
        [ "$(awk 'NR == 2 { print $2 }' "$BATS_TEST_TMPDIR/out")" = unknown ]
        wait_for 90 is_back "$node" "$before"
        sees administrator "other-$node" "$node"
    done
}
