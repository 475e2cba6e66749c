#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Agents that are in another Kubernetes namespace than nsinfo-system: --agent-namespace, and
# $NSINFO_AGENT_NAMESPACE.

load client

# The routes on standard input, with the agents and their account in the Kubernetes namespace "infra"
# in place of nsinfo-system, which has none.
infra_server() {
    {
        { cat && token_route nsinfo-system "$(minted "$system_token")"; } | sed 's/nsinfo-system/infra/g'
        route "$agents_path$of_node_a" 'json: {kind: "PodList", items: []}'
    } | start_server
}

@test "the agents and the account for all are found where --agent-namespace says, or the environment" {
    all_routes single | infra_server
    run_nsinfo pod mypod
    expect 1 "$nothing_known" "*"
    [[ $stderr == 'error: no nsinfo agent is running on node "node-a" in namespace "nsinfo-system": '* ]]
    run_nsinfo pod mypod --agent-namespace=infra
    expect 0 "$(golden pod-single.txt)" ""
    NSINFO_AGENT_NAMESPACE=infra run_nsinfo pod mypod
    expect 0 "$(golden pod-single.txt)" ""
    NSINFO_AGENT_NAMESPACE=other run_nsinfo --agent-namespace infra pod mypod
    expect 0 "$(golden pod-single.txt)" ""
}

@test "what is empty names no place" {
    all_routes single | start_server
    NSINFO_AGENT_NAMESPACE='' run_nsinfo pod mypod --agent-namespace=
    expect 0 "$(golden pod-single.txt)" ""
}

@test "version asks the agents there" {
    {
        all_agents_route "$(agent_pod node-a)"
        route "$agent_path/version" 'json: {agentVersion: "0.1.0"}'
    } | infra_server
    run_nsinfo version --agent-namespace=infra
    expect 0 "Client Version: v0.1.0
Agent Version: v0.1.0 (node-a)" ""
}

@test "what is lacking is said of that Kubernetes namespace, with what to type there" {
    {
        pod_route single
        route "$agents_path$of_node_a" 'json: {kind: "PodList", items: []}'
    } | infra_server
    run_nsinfo pod mypod --agent-namespace=infra
    expect 1 "$nothing_known" "error: no nsinfo agent is running on node \"node-a\" in namespace \"infra\": put it on the cluster with 'kubectl nsinfo deploy --agent-namespace=infra', or say with --agent-namespace where it is; if it is there, see 'kubectl get daemonset -n infra'"
    NSINFO_AGENT_NAMESPACE=infra run_nsinfo pod mypod
    expect 1 "$nothing_known" "error: no nsinfo agent is running on node \"node-a\" in namespace \"infra\": put it on the cluster with 'kubectl nsinfo deploy', or say with --agent-namespace where it is; if it is there, see 'kubectl get daemonset -n infra'"
}

@test "what can be no name is refused before anything is asked" {
    all_routes single | start_server
    run_nsinfo pod mypod --agent-namespace=a/b
    expect 1 "" "error: invalid agent namespace \"a/b\": [may not contain '/']"
    NSINFO_AGENT_NAMESPACE=.. run_nsinfo pod mypod
    expect 1 "" "error: invalid agent namespace \"..\": [may not be '..']"
    [ ! -e "$BATS_TEST_TMPDIR/requests" ]
}
