#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo deploy: how it waits for the agents, and what it says where they cannot start.

load client
load deploy

@test "--wait=false does not wait" {
    : | server "$absent" "$(daemon_set 2 0 0 0)"
    run_nsinfo deploy --wait=false
    expect 0 "$applied

The agents start. To wait for them, go on with:
  kubectl rollout status daemonset/nsinfo-agent -n nsinfo-system" ""
    [ "$(requests | grep -c "GET $daemon_set_path")" -eq 1 ]
}

@test "agents that cannot start end the wait, each with its node and the reason" {
    agents "$(agent node-b "$ready")" "$(agent node-a "$unpulled")" | server "$absent" "$(daemon_set 2 2 2 1)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ErrImagePull: no such image
'"$image_hint"
}

@test "a pod that finds no room is named with the node that it is for" {
    agents "$(agent x '{phase: "Pending", conditions: [{type: "PodScheduled", status: "False",
        reason: "Unschedulable", message: "1 Insufficient memory."}]}' | jq -c 'del(.spec.nodeName) | .spec.affinity.nodeAffinity
            .requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms = [{matchFields:
                [{key: "metadata.name", operator: "In", values: ["node-c"]}]}]')" |
        server "$absent" "$(daemon_set 1 1 1 0)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-c" (pod "nsinfo-agent-x") cannot start: Unschedulable: 1 Insufficient memory.'
}

@test "an update that is stuck says which agents it has not come to" {
    agents "$(agent node-a "$unpulled")" "$(agent node-b "$ready" old)" | server "$(daemon_set 2 2 1 1)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ErrImagePull: no such image
error: the agent on node "node-b" (pod "nsinfo-agent-node-b") is still the one before: it waits for those that have been replaced
'"$image_hint"
}

@test "what keeps pods from being made is said in the words of who refuses them" {
    local text='pods \"nsinfo-agent-x\" is forbidden: violates PodSecurity \"baseline:latest\": hostPath volumes (volume \"proc\")'
    {
        agents
        route "$events_path" "replies: [{json: {items: []}},
            {json: {items: [$(event u 7 "Error creating: ${text//\\/}")]}}]"
    } | server "$absent" "$(daemon_set 2 0 0 0)"
    run_for 150 deploy
    expect 1 "$applied" "error: 2 of 2 agents cannot be made in namespace \"nsinfo-system\": ${text//\\/}"
}

@test "so it is where the refusal keeps the controller from counting" {
    {
        agents
        route "$events_path" "replies: [{json: {items: []}},
            {json: {items: [$(event u 7 "(combined from similar events): Error creating: exceeded quota: q")]}}]"
    } | server "$absent" "$(daemon_set 0 0 0 0 | jq -c 'del(.status.observedGeneration)')"
    run_for 150 deploy
    expect 1 "$applied" 'error: agents cannot be made in namespace "nsinfo-system": exceeded quota: q'
}

@test "an old refusal does not end the wait, but is told when the time is over" {
    {
        agents
        route "$events_path" "json: {items: [$(event u 7 "Error creating: exceeded quota: q")]}"
    } | server "$absent" "$(daemon_set 1 0 0 0)"
    SECONDS=0
    run_nsinfo deploy --timeout=9s
    [ "$SECONDS" -ge 8 ]
    expect 1 "$applied" 'error: 1 of 1 agents cannot be made in namespace "nsinfo-system": exceeded quota: q'
}

@test "a node that is down is named and not waited for" {
    {
        agents "$(agent node-a "$ready")" "$(agent node-b '{phase: "Pending"}')"
        route /api/v1/nodes/node-b 'json: {status: {conditions: [{type: "Ready", status: "Unknown",
            message: "Kubelet stopped posting node status."}]}}'
    } | server "$absent" "$(daemon_set 2 2 2 1)"
    run_for 150 deploy
    expect 0 "$applied

Agents are ready on 1 of 2 nodes. Go on with:
  kubectl nsinfo pod NAME" 'node "node-b" is not ready (Kubelet stopped posting node status.): its agent starts when it is back'
}

@test "the wait ends after its timeout, with what each agent waits for" {
    agents "$(agent node-a '{phase: "Pending", startTime: "2026-01-01T00:00:00Z", containerStatuses: [{name: "agent",
        state: {waiting: {reason: "ContainerCreating"}}}]}')" "$(agent node-b "$ready" |
        jq -c '.status.conditions[0].status = "False"')" | server "$absent" "$(daemon_set 2 2 2 0)"
    run_nsinfo deploy --timeout=5s
    expect 1 "$applied" 'error: timed out waiting for the agent on node "node-a" (pod "nsinfo-agent-node-a") to be ready (5s): container "agent": ContainerCreating
error: timed out waiting for the agent on node "node-b" (pod "nsinfo-agent-node-b") to be ready (5s): it runs, but is not ready'
}

@test "an API server that is away for a while does not end the wait; one that stays away is the reason" {
    : | server "$absent" '{"status": 503, "reason": "ServiceUnavailable", "message": "later"}' "$(daemon_set 1 1 1 1)"
    run_nsinfo deploy
    expect 0 "$applied_to_one" ""
    stop_server
    agents | server "$absent" '{"status": 503, "reason": "ServiceUnavailable", "message": "later"}'
    run_nsinfo deploy --timeout=5s
    expect 1 "$applied" "Error from server (ServiceUnavailable): later"
}

@test "where no node is to have an agent, this is said" {
    : | server "$absent" "$(daemon_set 0 0 0 0)"
    run_nsinfo deploy --node-selector=pool=none
    expect 0 "$applied

There is no node that the agents may be on." ""
}

@test "on a terminal a bar counts the nodes, and is erased" {
    : | server "$absent" "$(daemon_set 2 2 2 1)" "$(daemon_set 2 2 2 2)"
    run script -qec "'$bin/kubectl-nsinfo' deploy >/dev/null" /dev/null
    [ "$status" -eq 0 ]
    [ "$output" = $'\r\e[Kagents: [==========          ] 1 of 2 nodes\r\e[K' ]
}

@test "what comes from the cluster is escaped" {
    agents "$(agent node-a "${unpulled/no such image/\\u001b[31mred}")" | server "$absent" "$(daemon_set 1 1 1 0)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ErrImagePull: \x1b[31mred
'"$image_hint"
}

readonly creating='{phase: "Pending", startTime: "2026-01-01T00:00:00Z", containerStatuses: [{name: "agent",
    state: {waiting: {reason: "ContainerCreating"}}}]}'

# warning MESSAGE: of the agent's pod on node-a
warning() {
    route "$events_path?fieldSelector=involvedObject.kind%3DPod%2CinvolvedObject.name%3Dnsinfo-agent-node-a%2Ctype%3DWarning" \
        "json: {items: [$(event w 1 'an older one'), $(event v 2 "$1")]}"
}

@test "a runtime's socket that a node does not have is named" {
    {
        agents "$(agent node-a "$creating")" "$(agent node-b "$ready")"
        warning 'MountVolume.SetUp failed for volume "runtime" : hostPath type check failed: /run/x.sock is not a socket file'
    } | server "$absent" "$(daemon_set 2 2 2 1)"
    run_for 150 deploy
    expect 1 "$applied" 'error: the agent on node "node-a" (pod "nsinfo-agent-node-a") cannot start: container "agent": ContainerCreating (the last warning: MountVolume.SetUp failed for volume "runtime" : hostPath type check failed: /run/x.sock is not a socket file)'
}

@test "what else there is a warning of may pass, and is told when the time is over" {
    {
        agents "$(agent node-a "$creating")"
        warning 'Failed to create pod sandbox: no network'
    } | server "$absent" "$(daemon_set 1 1 1 0)"
    run_nsinfo deploy --timeout=5s
    expect 1 "$applied" 'error: timed out waiting for the agent on node "node-a" (pod "nsinfo-agent-node-a") to be ready (5s): container "agent": ContainerCreating (the last warning: Failed to create pod sandbox: no network)'
}
