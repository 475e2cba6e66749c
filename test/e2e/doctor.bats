#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo doctor on a real cluster: nothing to be found, then one thing broken after the other,
# which it has to name. The other files need the agents: they are back at the end.

load helpers

readonly patient=120

setup_file() {
    local user
    make_kube_namespace e2e-doctor
    for user in stranger tokenless proxyless; do
        make_user "$user"
        KUBECONFIG=$BATS_FILE_TMPDIR/$user kubectl config set-context --current --namespace=e2e-doctor >/dev/null
    done
    cp "$KUBECONFIG" "$BATS_FILE_TMPDIR/administrator"
    for user in tokenless proxyless; do
        bind "$user" e2e-doctor --clusterrole=nsinfo-user
    done
    bind tokenless nsinfo-system --role=nsinfo-user
    bind proxyless nsinfo-system --clusterrole=nsinfo-user
    bind proxyless nsinfo-system --role=nsinfo-cluster-viewer
}

teardown_file() {
    on_node node-b pkill -CONT -x kubelet
    kubectl uncordon node-b >/dev/null
    mend
    kubectl -n nsinfo-system delete rolebinding -l e2e-doctor >/dev/null
    drop_kube_namespace e2e-doctor
}

# bind USER KUBE-NAMESPACE ROLE-FLAG
bind() {
    kubectl -n "$2" create rolebinding "e2e-doctor-$1-${3##*=}" --user="$1" "$3" --dry-run=client -o json |
        kubectl label -f - --local e2e-doctor= -o json | kubectl apply -f - >/dev/null
}

mend() {
    kubectl apply -f "$root/deploy" >/dev/null
    kubectl -n nsinfo-system rollout status daemonset/nsinfo-agent --timeout="${patient}s" >/dev/null
}

# break_agents PATCH: of the DaemonSet's pods; the ones before do not linger
break_agents() {
    kubectl -n nsinfo-system patch daemonset nsinfo-agent -p "{\"spec\": {\"template\": {\"spec\": $1}}}" >/dev/null
    kubectl -n nsinfo-system delete pods -l app.kubernetes.io/name=nsinfo-agent --grace-period=0 --force >/dev/null 2>&1
}

# of_container FIELDS: as a pod's spec
of_container() {
    echo "{\"containers\": [{\"name\": \"agent\", $1}]}"
}

# found RESULT CHECK PATTERN: whether a line of JSON of a check with that result says this
found() {
    kubectl nsinfo doctor -o json >"$BATS_TEST_TMPDIR/doctor" || true
    jq -c --arg result "$1" --arg name "$2" '.items[] | select(.result == $result and .name == $name)' \
        "$BATS_TEST_TMPDIR/doctor" | grep -qE "$3"
}

# finds RESULT CHECK PATTERN: the cluster comes to this state by and by
finds() {
    wait_for "$patient" found "$@" || { cat "$BATS_TEST_TMPDIR/doctor" >&2 && return 1; }
}

# of RESULT: the checks with that result, each once
of() {
    jq -r --arg result "$1" '[.items[] | select(.result == $result).name] | unique | join(" ")' "$BATS_TEST_TMPDIR/doctor"
}

@test "of a cluster that is well everything is, and nothing is changed" {
    local before
    before=$(kubectl -n nsinfo-system get all,roles,rolebindings,serviceaccounts -o json | jq -S .items)
    run --separate-stderr nsinfo doctor -o json
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    same "the results" ok "$(jq -r '.items[].result' <<<"$output" | sort -u)"
    [ "$(jq '[.items[] | select(.nodeName)] | length' <<<"$output")" -eq 14 ]
    same "what is there" "$before" "$(kubectl -n nsinfo-system get all,roles,rolebindings,serviceaccounts -o json | jq -S .items)"
    found ok runtimes "$(kubectl get node node-b -o jsonpath='{.status.nodeInfo.containerRuntimeVersion}' | tr + .)"
    kubectl cordon node-b >/dev/null
    found ok agent "though the node is cordoned"
    kubectl uncordon node-b >/dev/null
}

@test "who may do nothing is told each right that is missing, and what could not be found out" {
    run as stranger kubectl nsinfo doctor -o json
    [ "$status" -eq 1 ]
    cat <<<"$output" >"$BATS_TEST_TMPDIR/doctor"
    same "what is broken" "have-tokens look-up-pods reach-agents viewer-token" "$(of broken)"
    same "what is unknown" "agent agent-lists-pods agent-reviews-access agent-reviews-tokens daemon-set nodes viewer-sees-nodes viewer-sees-pods" "$(of unknown)"
}

@test "who may reach no agent, or have no token made, is told so" {
    run as proxyless kubectl nsinfo doctor
    [ "$status" -eq 1 ]
    [[ $output == *'BROKEN    reach the agents: you may not get pods/proxy in namespace "nsinfo-system"'* ]]
    run as tokenless kubectl nsinfo doctor
    [ "$status" -eq 1 ]
    [[ $output == *'BROKEN    have tokens made: you may not create serviceaccounts/token of "nsinfo-viewer" in namespace "nsinfo-system"'* ]]
    [[ $output == *'skipped   token, /proc, namespaces, runtimes: there is no token to ask with'* ]]
}

@test "an API server that is not there" {
    run nsinfo doctor --server=https://127.0.0.1:1
    [ "$status" -eq 1 ]
    [[ $output == *"BROKEN    reached: The connection to the server 127.0.0.1:1 was refused"* ]]
    run nsinfo doctor --token=wrong --kubeconfig=/dev/null --insecure-skip-tls-verify \
        --server="$(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}')"
    [ "$status" -eq 1 ]
    [[ $output == *"BROKEN    your credentials: "*"(Unauthorized)"* ]]
}

@test "rights that the agents' accounts have lost" {
    kubectl delete clusterrolebinding nsinfo-agent nsinfo-viewer >/dev/null
    finds broken token-accepted "this agent lacks a right"
    same "what is broken" "agent-lists-pods agent-reviews-access agent-reviews-tokens token-accepted viewer-sees-nodes viewer-sees-pods" \
        "$(of broken | sed 's/agent //; s/daemon-set //')"
    mend
}

@test "the account whose tokens open the agents is gone" {
    kubectl -n nsinfo-system delete serviceaccount nsinfo-viewer >/dev/null
    finds broken viewer-token "serviceaccounts .*nsinfo-viewer.* not found.*kubectl nsinfo deploy"
    mend
}

@test "an image that is not there" {
    break_agents "$(of_container '"image": "registry.invalid/none:1"')"
    finds broken agent "ErrImagePull|ImagePullBackOff"
    mend
}

@test "a DaemonSet that does not mount the node's /proc" {
    break_agents "$(of_container '"args": ["--listen=0.0.0.0:9479", "--proc-root=/proc", "--node-name=$(NODE_NAME)"]')"
    finds broken proc "reads that of its own container"
    mend
}

@test "a DaemonSet without the capability that reading namespaces takes" {
    break_agents "$(of_container '"securityContext": {"capabilities": {"add": []}}')"
    finds broken links "SYS_PTRACE"
    mend
}

@test "agents that listen where nobody asks them" {
    break_agents "$(of_container '"args": ["--listen=0.0.0.0:9480", "--proc-root=/host/proc", "--node-name=$(NODE_NAME)"]')"
    finds broken proxy "connection refused.*port 9479"
    found broken agent "it runs, but is not ready"
    mend
}

@test "no node that the agents may be on; no agents" {
    kubectl -n nsinfo-system patch daemonset nsinfo-agent -p '{"spec": {"template": {"spec": {"nodeSelector": {"pool": "none"}}}}}' >/dev/null
    finds broken daemon-set "there is no node that the agents may be on"
    finds skipped agent "asks for nodes with the label pool=none"
    kubectl -n nsinfo-system delete daemonset nsinfo-agent >/dev/null
    finds broken daemon-set "the agents are not on the cluster"
    mend
}

node_is() {
    [ "$(kubectl get node "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = "$2" ]
}

# A kubelet that is stopped is heard of no more; 40 seconds later its node is taken for down.
@test "a node that is down" {
    on_node node-b pkill -STOP -x kubelet
    wait_for "$patient" node_is node-b Unknown
    finds broken agent '"nodeName":"node-b".*the node is not ready: Kubelet stopped posting node status'
    found ok token-accepted '"nodeName":"node-a"'
    on_node node-b pkill -CONT -x kubelet
    wait_for "$patient" node_is node-b True
    mend
}
