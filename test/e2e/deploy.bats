#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo deploy and undeploy on a real cluster: from nothing, again, as an update, with things
# in the way, and off again. The other files need the agents: they are back at the end.

load helpers

setup_file() {
    make_kube_namespace e2e-deploy
    kubectl delete -f "$root/deploy" --ignore-not-found >/dev/null
    kubectl nsinfo undeploy --yes >/dev/null 2>&1 || true
}

teardown_file() {
    on_node node-b pkill -CONT -x kubelet
    kubectl uncordon node-b >/dev/null
    kubectl nsinfo undeploy --yes >/dev/null 2>&1 || true
    kubectl delete namespace nsinfo-system --ignore-not-found >/dev/null
    kubectl apply -f "$root/deploy" >/dev/null
    kubectl -n nsinfo-system rollout status daemonset/nsinfo-agent --timeout=90s >/dev/null
    drop_kube_namespace e2e-deploy
}

# All that there is of nsinfo's on the cluster, "KIND NAMESPACE NAME" a line.
ours() {
    kubectl get namespaces,serviceaccounts,clusterroles,clusterrolebindings,roles,rolebindings,daemonsets,pods \
        -A -o json | jq -r '.items[] | select(.metadata.name | startswith("nsinfo-")) |
            "\(.kind) \(.metadata.namespace) \(.metadata.name)"' | sort
}

# That of deploy/nsinfo-agent.yaml, by kubectl's own reading of it.
of_manifests() {
    kubectl create -f "$root/deploy" --dry-run=client -o json | jq -rs '(if .[0].kind == "List" then .[0].items else . end)[] |
        "\(.kind) \(.metadata.namespace) \(.metadata.name)"' | sort
}

generation() {
    kubectl -n nsinfo-system get daemonset nsinfo-agent -o 'jsonpath={.metadata.uid} {.metadata.generation}'
}

agents_are_ready() {
    [ "$(kubectl -n nsinfo-system get daemonset nsinfo-agent -o 'jsonpath={.status.numberReady}')" = "$1" ]
}

@test "from nothing, deploy puts there what deploy/ has, and the agents answer" {
    [ "$(ours)" = "" ]
    run --separate-stderr nsinfo deploy
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    [ "${lines[-2]}" = "Agents are ready on 2 of 2 nodes. Go on with:" ]
    same "the objects" "$(of_manifests)" "$(ours | grep -v '^Pod ')"
    agents_are_ready 2
    sleeping_pod web node-b
    wait_for 60 sh -c 'kubectl nsinfo pod web | grep -q Running$'
}

@test "the lines are those of kubectl apply --server-side" {
    same "the lines" "$(kubectl apply --server-side --dry-run=server --field-manager=kubectl-nsinfo -f "$root/deploy" |
        sed 's/ (server dry run)//' | sort)" "$(nsinfo deploy | grep applied | sort)"
}

@test "again, it changes nothing" {
    local before
    before=$(generation)
    nsinfo deploy
    same "the DaemonSet" "$before" "$(generation)"
}

@test "flags are taken, and taken back when they are left out" {
    run nsinfo deploy --node-selector=kubernetes.io/hostname=node-a \
        --runtime-endpoint=/run/containerd/containerd.sock
    [ "$status" -eq 0 ]
    [ "${lines[-2]}" = "Agents are ready on 1 of 1 nodes. Go on with:" ]
    run nsinfo deploy
    [ "$status" -eq 0 ]
    [ "${lines[-2]}" = "Agents are ready on 2 of 2 nodes. Go on with:" ]
    [ "$(kubectl -n nsinfo-system get daemonset nsinfo-agent -o json |
        jq -c '.spec.template.spec | [.nodeSelector, (.volumes | length)]')" = '[{"kubernetes.io/os":"linux"},1]' ]
}

# The version of the agents that the cluster says it has, as an older or newer deploy would leave it.
pretend_version() {
    kubectl nsinfo deploy --dry-run=client -o json | jq '.items[] | select(.kind == "DaemonSet") |
        .spec.template.metadata.labels["app.kubernetes.io/version"] = "'"$1"'"' |
        kubectl apply --server-side --field-manager=kubectl-nsinfo -f - >/dev/null
}

@test "older agents are replaced, newer ones stay unless forced" {
    local label='{.spec.template.metadata.labels.app\.kubernetes\.io/version}'
    pretend_version 0.0.9
    nsinfo deploy
    [ "$(kubectl -n nsinfo-system get daemonset nsinfo-agent -o "jsonpath=$label")" = 0.1.0 ]
    pretend_version 0.2.0
    fails_with "error: the cluster has agents of version 0.2.0, newer than this program's 0.1.0: update this program, or put the older agents there with --force" \
        nsinfo deploy
    nsinfo deploy --force
    [ "$(kubectl -n nsinfo-system get daemonset nsinfo-agent -o "jsonpath=$label")" = 0.1.0 ]
}

@test "an image that cannot be pulled is named at once, and the next deploy mends it" {
    SECONDS=0
    run --separate-stderr nsinfo deploy --image=localhost:1/nope:1
    [ "$status" -eq 1 ]
    [ "$SECONDS" -lt 90 ]
    [[ $stderr == 'error: the agent on node "node-'*'cannot start: container "agent": '*ImagePull*localhost:1/nope* ]]
    nsinfo deploy
    agents_are_ready 2
}

@test "a runtime's socket that a node lacks is named at once, with the node" {
    SECONDS=0
    run --separate-stderr nsinfo deploy --runtime-endpoint=/run/nowhere/containerd.sock
    [ "$status" -eq 1 ]
    [ "$SECONDS" -lt 90 ]
    [[ $stderr == 'error: the agent on node "node-'*'cannot start: container "agent": ContainerCreating (the last warning: MountVolume.SetUp failed'*'/run/nowhere/containerd.sock is not a socket file'* ]]
    nsinfo deploy
    agents_are_ready 2
}

@test "a node that is cordoned gets its agent as well" {
    kubectl cordon node-b >/dev/null
    kubectl -n nsinfo-system delete pods --all >/dev/null
    run nsinfo deploy
    [ "$status" -eq 0 ]
    [ "${lines[-2]}" = "Agents are ready on 2 of 2 nodes. Go on with:" ]
    kubectl uncordon node-b >/dev/null
}

@test "a team's people see their pods alone, by what deploy has made for them" {
    nsinfo deploy >/dev/null
    kubectl create namespace e2e-deploy-team >/dev/null
    kubectl -n e2e-deploy-team run theirs --image=busybox --image-pull-policy=Never --restart=Never \
        --command -- sleep 3600 >/dev/null
    nsinfo deploy --team=e2e-deploy-team
    make_user tim e2e-deploy-team
    wait_for 60 as tim sh -c 'kubectl nsinfo pod theirs -n e2e-deploy-team | grep -q Running$'
    run as tim kubectl nsinfo pod web -n e2e-deploy
    [ "$status" -eq 1 ]
}

@test "a second set of agents is refused, and undeploy does not take off what is elsewhere" {
    fails_with "error: the cluster has agents in namespace \"nsinfo-system\" already, and takes one set of them: bring those up to date with 'kubectl nsinfo deploy', or take them off first with 'kubectl nsinfo undeploy'" \
        nsinfo deploy -n e2e-deploy
    fails_with "error: deploy has put nothing into namespace \"e2e-deploy\", but agents into \"nsinfo-system\": to take those off, say 'kubectl nsinfo undeploy'" \
        nsinfo undeploy --yes -n e2e-deploy
    agents_are_ready 2
}

@test "undeploy leaves nothing, the team's account included" {
    run --separate-stderr nsinfo undeploy --yes
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    [[ $output == 'daemonset.apps "nsinfo-agent" deleted'*'namespace "nsinfo-system" deleted' ]]
    [ "$(ours)" = "" ]
    kubectl get namespace e2e-deploy-team >/dev/null
    drop_kube_namespace e2e-deploy-team
}

# As kubectl writes them, without what comes by itself.
labels_of() {
    kubectl get namespace "$1" -o json | jq -c '.metadata.labels // {} | del(."kubernetes.io/metadata.name")'
}

@test "in another Kubernetes namespace, and one that was there before, it is the same" {
    kubectl create namespace e2e-infra >/dev/null
    kubectl label namespace e2e-infra whose=ours >/dev/null
    run nsinfo deploy -n e2e-infra
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = "  export NSINFO_AGENT_NAMESPACE=e2e-infra" ]
    same "the objects" "$(of_manifests | sed 's/nsinfo-system/e2e-infra/' | grep -v '^Namespace ')" "$(ours | grep -v '^Pod ')"
    wait_for 60 sh -c 'kubectl nsinfo pod web --agent-namespace=e2e-infra | grep -q Running$'
    NSINFO_AGENT_NAMESPACE=e2e-infra kubectl nsinfo pod web | grep -q 'Running$'
    run --separate-stderr nsinfo undeploy --yes -n e2e-infra
    [ "$status" -eq 0 ]
    [ "$stderr" = 'namespace "e2e-infra" is left, for deploy has not made it' ]
    [ "$(ours)" = "" ]
    [ "$(labels_of e2e-infra)" = '{"whose":"ours"}' ]
    kubectl delete namespace e2e-infra >/dev/null
}

node_is() {
    [ "$(kubectl get node "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = "$2" ]
}

# A kubelet that is stopped is heard of no more; 40 seconds later its node is taken for down.
@test "a node that is down is named, the other gets its agent, and so does this one when it is back" {
    on_node node-b pkill -STOP -x kubelet
    wait_for 90 node_is node-b Unknown
    run --separate-stderr nsinfo deploy
    on_node node-b pkill -CONT -x kubelet
    same "what is said" 'node "node-b" is not ready (Kubelet stopped posting node status.): its agent starts when it is back' "$stderr"
    [ "$status" -eq 0 ]
    [ "${lines[-2]}" = "Agents are ready on 1 of 2 nodes. Go on with:" ]
    wait_for 90 agents_are_ready 2
    wait_for 60 node_is node-b True
    nsinfo undeploy --yes
}

@test "a quota that is in the way is named, and its Kubernetes namespace is left" {
    kubectl create namespace nsinfo-system >/dev/null
    kubectl -n nsinfo-system create quota none --hard=pods=0 >/dev/null
    wait_for 30 sh -c "kubectl -n nsinfo-system get quota none -o json | jq -e .status.hard"
    SECONDS=0
    run --separate-stderr nsinfo deploy
    [ "$status" -eq 1 ]
    [ "$SECONDS" -lt 90 ]
    [[ $stderr == 'error: '*'agents cannot be made in namespace "nsinfo-system": pods "nsinfo-agent-'*'exceeded quota: none'* ]]
    run --separate-stderr nsinfo undeploy --yes
    same "what is said" 'namespace "nsinfo-system" is left, for deploy has not made it' "$stderr"
    [ "$status" -eq 0 ]
    kubectl -n nsinfo-system get quota none >/dev/null
    kubectl delete namespace nsinfo-system >/dev/null
}

@test "a level of Pod Security that somebody has set is not overwritten in silence" {
    kubectl create namespace nsinfo-system >/dev/null
    kubectl label --field-manager=someone namespace nsinfo-system pod-security.kubernetes.io/enforce=baseline >/dev/null
    fails_with 'Error from server (Conflict): Apply failed with 1 conflict: conflict with "someone" using v1: .metadata.labels.pod-security.kubernetes.io/enforce
Somebody else has set these fields: with --force-conflicts deploy takes them over' nsinfo deploy
    nsinfo deploy --force-conflicts
    [ "$(kubectl get namespace nsinfo-system -o json | jq -r '.metadata.labels["pod-security.kubernetes.io/enforce"]')" = privileged ]
    nsinfo undeploy --yes
    kubectl delete namespace nsinfo-system >/dev/null
}

@test "what somebody else has put into the agents' Kubernetes namespace is not deleted with it" {
    nsinfo deploy
    kubectl -n nsinfo-system create configmap mine >/dev/null
    run --separate-stderr nsinfo undeploy --yes
    [ "$status" -eq 1 ]
    [ "$stderr" = 'error: namespace "nsinfo-system" is left, for it holds what deploy has not made: configmap/mine' ]
    kubectl -n nsinfo-system delete configmap mine >/dev/null
    nsinfo undeploy --yes
    [ "$(ours)" = "" ]
}

@test "agents that kubectl apply has put there are not undeploy's" {
    kubectl apply -f "$root/deploy" >/dev/null
    kubectl -n nsinfo-system rollout status daemonset/nsinfo-agent --timeout=90s >/dev/null
    fails_with "error: the agents in namespace \"nsinfo-system\" were not put there by deploy: remove them as they were put there, such as with 'kubectl delete -f deploy/'" \
        nsinfo undeploy --yes
    agents_are_ready 2
}

@test "deploy takes over agents that kubectl apply has put there" {
    run nsinfo deploy
    [ "$status" -eq 0 ]
    [ "${lines[-2]}" = "Agents are ready on 2 of 2 nodes. Go on with:" ]
}
