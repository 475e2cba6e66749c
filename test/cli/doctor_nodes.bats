#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo doctor: what it says of nodes and their agents.

load client
load doctor

@test "an agent that is not ready is named with why; one that cannot be asked has the rest skipped" {
    {
        daemon_set_route 1 0
        pods_route "$(agent_pod node-a | jq -c '.status = {phase: "Pending", startTime: "2026-01-01T00:00:00Z",
            containerStatuses: [{name: "agent", state: {waiting: {reason: "ErrImagePull", message: "no such image"}}}]}')"
    } | server
    finds broken daemon-set "0 of the 1 nodes that are to have an agent have one that is ready" "each node says below what is wrong there"
    finds broken agent 'pod "nsinfo-agent-x7k2p": container "agent": ErrImagePull: no such image' \
        "the image has to be where the nodes can pull it: say where that is by 'kubectl nsinfo deploy --image=IMAGE'"
    [ "$(of skipped)" = "proxy version token-accepted proc links runtimes" ]
}

@test "an agent that ends again and again is to say why" {
    {
        route "$agent_path/version" 'status: 503, reason: "ServiceUnavailable", message: "error trying to reach service: connection refused"'
        pods_route "$(agent_pod node-a False | jq -c '.status.containerStatuses = [{name: "agent", restartCount: 3,
            state: {waiting: {reason: "CrashLoopBackOff", message: "back-off"}}}]')"
    } | server
    finds broken agent 'pod "nsinfo-agent-x7k2p": container "agent": CrashLoopBackOff: back-off' \
        "see 'kubectl logs --previous nsinfo-agent-x7k2p -n nsinfo-system'"
    finds broken proxy 'Error from server (ServiceUnavailable): error trying to reach service: connection refused' \
        "the agent has to run first"
}

@test "an agent that runs and is not ready tells why" {
    {
        pods_route "$(agent_pod node-a False | jq -c '.status.containerStatuses = [{name: "agent", state: {running: {}}}]')"
        route "$agent_path/readyz" 'status: 503, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Unavailable",
            message: "proc root shows no PID 1"}'
    } | server
    finds broken agent 'pod "nsinfo-agent-x7k2p": it runs, but is not ready: proc root shows no PID 1' \
        "see 'kubectl describe pod nsinfo-agent-x7k2p -n nsinfo-system'"
    [ "$(of broken)" = agent ]
}

@test "what keeps agents' pods from being made is said in the words of who refuses them" {
    {
        daemon_set_route 1 0 | jq -c '.json.status.currentNumberScheduled = 0'
        pods_route ""
        route /api/v1/namespaces/nsinfo-system/events 'json: {items: [{metadata: {uid: "u"}, message: "Error creating: exceeded quota: q"}]}'
    } | server
    finds broken daemon-set "pods of it cannot be made: exceeded quota: q" "see 'kubectl describe daemonset nsinfo-agent -n nsinfo-system'"
    finds broken agent "there is none" "run 'kubectl nsinfo deploy', which says why one cannot start"
}

@test "a node that is down, one that is cordoned, and one that no agent is to be on" {
    {
        pods_route "$(agent_pod node-a)"
        node_route node-a | jq -c '.json.items[0].spec.unschedulable = true | .json.items += [
            {metadata: {name: "node-b", labels: {"kubernetes.io/os": "linux"}},
                status: {conditions: [{type: "Ready", status: "Unknown", message: "Kubelet stopped posting node status."}]}},
            {metadata: {name: "node-c", labels: {"kubernetes.io/os": "windows"}}}]'
    } | server
    run_nsinfo doctor
    [ "$status" -eq 1 ]
    [[ $output == *'  BROKEN    nodes: 2 of 3 are ready
'*'  ok        agent: pod "nsinfo-agent-x7k2p" is ready, though the node is cordoned
'* ]]
    [[ $output == *'
Node "node-b"
  BROKEN    agent: the node is not ready: Kubelet stopped posting node status.
              bring the node back: see '"'kubectl describe node node-b'"'
  skipped   way to it, version, token, /proc, namespaces, runtimes: there is no agent to be asked
Node "node-c"
  skipped   agent: none is to be here: its system is windows, and agents run on Linux alone
  skipped   way to it, version, token, /proc, namespaces, runtimes: there is no agent to be asked
'* ]]
}

@test "--node looks at one node, and says that there is none of that name" {
    : | server
    run_nsinfo doctor --node=node-x
    expect 1 "*" ""
    [[ $output == *'  BROKEN    nodes: there is no node "node-x"
'* ]]
    [[ $output != *'Node "'* ]]
}

@test "who may not list nodes is told of those that have an agent" {
    route '/api/v1/nodes?limit=100' 'status: 403, reason: "Forbidden", message: "no nodes"' | server
    finds unknown nodes "Error from server (Forbidden): no nodes" \
        "those that have an agent are looked at; the others take the right to list nodes"
    finds ok token-accepted "the agent takes it"
    finds ok runtimes "of a name that is unknown, cgroup version 2, 3 containers of containerd in cgroups by systemd"
}

@test "an agent that the API server does not reach" {
    route "$agent_path/version" 'status: 503, reason: "ServiceUnavailable", message: "error trying to reach service: i/o timeout"' | server
    finds broken proxy 'Error from server (ServiceUnavailable): error trying to reach service: i/o timeout' \
        "the API server has to reach port 9479 of the pods on this node: see the cluster's network and its NetworkPolicies; --via=port-forward goes another way"
    [ "$(of skipped)" = "version token-accepted proc links runtimes" ]
}

@test "an agent that does not listen is not the network's fault" {
    route "$agent_path/version" 'status: 503, reason: "ServiceUnavailable", message: "error trying to reach service: connection refused"' | server
    finds broken proxy 'Error from server (ServiceUnavailable): error trying to reach service: connection refused' \
        "the pod is reached, but nothing listens on port 9479 there: see 'kubectl logs nsinfo-agent-x7k2p -n nsinfo-system'"
}

# agent_is VERSION
agent_is() {
    route "$agent_path/version" "json: {apiVersion: \"nsinfo/v1\", kind: \"Version\", agentVersion: \"$1\"}"
}

@test "an agent of another version; one that cannot tell is no failure" {
    {
        agent_is 0.0.9
        route "$agent_path/v1/node/setup" 'status: 404, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "NotFound", message: "no such path"}'
    } | server
    finds ok version "0.0.9, near enough to this program's 0.1.0"
    finds unknown proc "the agent is too old to tell"
    [ "$status" -eq 0 ]
    stop_server
    agent_is 0.3.0 | server
    finds warning version "0.3.0, more than one minor version newer than this program's 0.1.0" "update this program"
}

@test "a token that the agent does not take" {
    route "$agent_path/v1/node/setup" 'status: 401, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Unauthorized", message: "not good"}' | server
    run_nsinfo doctor -o json
    [ "$status" -eq 1 ]
    [ "$(of broken)" = token-accepted ]
    [ "$(of skipped)" = "proc links runtimes" ]
}

@test "an agent that reads its own /proc, unless it is in the node's PID namespace" {
    setup_route '.proc.ofOwnPidNamespace = true' | server
    finds broken proc "the agent reads that of its own container, not the node's" \
        "its DaemonSet has to mount the node's /proc and to name it by --proc-root, as that of 'kubectl nsinfo deploy' does"
    [ "$(of skipped)" = "links runtimes" ]
    stop_server
    {
        setup_route '.proc.ofOwnPidNamespace = true'
        pods_route "$(agent_pod node-a | jq -c '.spec.hostPID = true')"
    } | server
    finds ok proc "the node's"
}

# in_the_way CHANGE ADVICE: what is said where links cannot be read
in_the_way() {
    setup_route ".namespaces.unreadable = 2 | .namespaces.error = \"Permission denied\" | $1" | server
    finds broken links "those of 2 of 3 containers cannot be read: Permission denied" "$2"
    stop_server
}

@test "what is in the way of reading links is named" {
    in_the_way '.mayPtrace = false' "the agent's container has to have the capability SYS_PTRACE, as 'kubectl nsinfo deploy' gives it"
    in_the_way '.securityLabel = "cri-containerd.apparmor.d (enforce)"' \
        'AppArmor is in the way: the agent runs under the profile "cri-containerd.apparmor.d (enforce)", and has to run unconfined'
    in_the_way '.securityLabel = "system_u:system_r:container_t:s0:c1,c2"' \
        'SELinux is in the way: the agent runs as "system_u:system_r:container_t:s0:c1,c2", and has to run as spc_t (securityContext.seLinuxOptions)'
    in_the_way '.proc.hidepid = "invisible"' "the mount option hidepid=invisible of the node's /proc is in the way: see 'findmnt /proc' there"
    in_the_way . "see 'dmesg' on the node for what has refused it"
}

@test "no container is found by its cgroup" {
    setup_route '.namespaces.containers = 0 | .layouts = []' | server
    finds broken runtimes "containerd://1.7.1, cgroup version 2, but no process has a container's ID in its cgroup path" \
        "have the agents ask the runtime itself: 'kubectl nsinfo deploy --runtime-endpoint=…'"
}

@test "what comes from the cluster is escaped" {
    route /version 'json: {gitVersion: "v1\u001b[31m"}' | server
    run_nsinfo doctor
    [[ ${lines[1]} == *', Kubernetes v1\x1b[31m' ]]
}
