#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo doctor: what it asks, and what it says of clusters that are broken in one way each.

load client
load doctor

@test "of a cluster on which all is well, each check has a line, and what comes next is said" {
    : | server
    run_nsinfo doctor
    expect 0 "API server
  ok        reached: $(jq -r .clusters[0].cluster.server "$KUBECONFIG" 2>/dev/null || sed -n 's/.*server: *//p' "$KUBECONFIG" | tr -d '"'), Kubernetes v1.30.1
  ok        your credentials: there are none, and the API server answers without
Your rights
  ok        look up pods: you may get pods, list pods in namespace \"default\"
  ok        look them up by deploy/x and the like: you may get deployments.apps, statefulsets.apps, daemonsets.apps, replicasets.apps, replicationcontrollers, jobs.batch, services, cronjobs.batch, list jobs.batch in namespace \"default\"
  ok        apply pods: you may patch pods, create pods in namespace \"default\"
  ok        reach the agents: you may list pods, get pods/proxy in namespace \"nsinfo-system\"
  ok        have tokens made: you may create serviceaccounts/token of \"nsinfo-viewer\" in namespace \"nsinfo-system\"
  ok        a token: the API server has made one of account \"nsinfo-viewer\" in namespace \"nsinfo-system\"
Agents
  ok        DaemonSet: 1 of the 1 nodes that are to have an agent have one that is ready
  ok        nodes: 1 of 1 are ready
Rights of the agents' accounts
  ok        check tokens: account \"nsinfo-agent\" may create tokenreviews.authentication.k8s.io at the cluster scope
  ok        check what a caller may see: account \"nsinfo-agent\" may create subjectaccessreviews.authorization.k8s.io, selfsubjectaccessreviews.authorization.k8s.io at the cluster scope
  ok        find the pod of a container: account \"nsinfo-agent\" may list pods at the cluster scope
  ok        see the containers of pods: account \"nsinfo-viewer\" may get pods/nsinfo at the cluster scope
  ok        see whole nodes: account \"nsinfo-viewer\" may get nodes/nsinfo at the cluster scope
Node \"node-a\"
  ok        agent: pod \"nsinfo-agent-x7k2p\" is ready
  ok        way to it: it answers through the API server
  ok        version: 0.1.0, as this program
  ok        token: the agent takes it
  ok        /proc: the node's
  ok        namespaces: those of the node and of 3 containers can be read
  ok        runtimes: containerd://1.7.1, cgroup version 2, 3 containers of containerd in cgroups by systemd

22 checks: 22 ok. Go on with:
  kubectl nsinfo pod NAME" ""
    # Nothing is changed: what is sent is questions, and the request for a token.
    [ "$(requests | grep -v '^GET ' | sort -u)" = "POST /api/v1/namespaces/nsinfo-system/serviceaccounts/nsinfo-viewer/token
POST $reviews/selfsubjectaccessreviews
POST $reviews/subjectaccessreviews" ]
}

@test "the rights that the agents' accounts are asked about are those that deploy/ gives them" {
    : | server
    run_nsinfo doctor
    [ "$(jq -r 'select(.path | endswith("/subjectaccessreviews")).body | fromjson.spec | .resourceAttributes as $r |
        "\(.user | sub(".*:"; "")) \($r.verb) \($r.group)/\($r.resource)\($r.subresource // "" | sub("^(?=.)"; "/"))"' \
        "$BATS_TEST_TMPDIR/requests" | sort)" = "$(/usr/bin/python3 -c 'import sys, yaml
for role in yaml.safe_load_all(sys.stdin):
    if role["kind"] == "ClusterRole" and role["metadata"]["name"] in ("nsinfo-agent", "nsinfo-viewer"):
        for rule in role["rules"]:
            for group in rule["apiGroups"]:
                for resource in rule["resources"]:
                    for verb in rule["verbs"]:
                        print(role["metadata"]["name"], verb, group + "/" + resource)' <"$root/deploy/nsinfo-agent.yaml" | sort)" ]
}

@test "json and yaml fit the schema, and say the same" {
    denied selfsubjectaccessreviews '"patch"' | server
    run_nsinfo doctor -o json
    expect 0 "*" ""
    [ "$(jq -r .result <<<"$output")" = warning ]
    printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/doctor.json"
    nsinfo doctor -o yaml >"$BATS_TEST_TMPDIR/doctor.yaml"
    /usr/bin/python3 "$root/test/support/schema_check.py" "$root/docs/diagnosis.schema.json" "$BATS_TEST_TMPDIR/doctor.json" \
        "$BATS_TEST_TMPDIR/doctor.yaml"
    [ "$(jq -S . "$BATS_TEST_TMPDIR/doctor.json")" = "$(/usr/bin/python3 -c 'import json, sys, yaml
print(json.dumps(yaml.safe_load(sys.stdin)))' <"$BATS_TEST_TMPDIR/doctor.yaml" | jq -S .)" ]
    run_nsinfo doctor -o name
    [ "${lines[0]}" = check/server ]
}

@test "an API server that is not there is named once, and all else skipped" {
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
    run_nsinfo doctor
    expect 1 "API server
  BROKEN    reached: The connection to the server localhost:8080 was refused - did you specify the right host or port?
              see that 'kubectl version' reaches it: the kubeconfig, its context and the network are the same
  skipped   your credentials: the API server was not reached
Your rights
  skipped   look up pods, look them up by deploy/x and the like, apply pods, reach the agents, have tokens made, a token: the API server was not reached
Agents
  skipped   DaemonSet, nodes: the API server was not reached
Rights of the agents' accounts
  skipped   check tokens, check what a caller may see, find the pod of a container, see the containers of pods, see whole nodes: the API server was not reached

15 checks: 1 broken, 14 skipped. Mend the first that is broken, and look again with:
  kubectl nsinfo doctor" ""
}

@test "credentials that are not taken" {
    route '/*' 'status: 401, reason: "Unauthorized", message: "Unauthorized"' | server
    finds broken credentials "You must be logged in to the server (Unauthorized)" \
        "see that 'kubectl get pods' works: it uses the same ones"
    [ "$(of ok)" = server ]
}

@test "rights that the user lacks, by whether they are needed" {
    {
        denied selfsubjectaccessreviews '"proxy"'
        denied selfsubjectaccessreviews '"create"' '"pods"'
        denied selfsubjectaccessreviews '"cronjobs"'
        denied selfsubjectaccessreviews '"list"' '"jobs"'
    } | server
    finds broken reach-agents 'you may not get pods/proxy in namespace "nsinfo-system"' \
        'have an administrator bind Role "nsinfo-user" there to you'
    finds warning apply-pods 'you may not create pods in namespace "default"' \
        'have an administrator bind ClusterRole "edit" to you, if you need it'
    finds warning look-up-owners 'you may not get cronjobs.batch, list jobs.batch in namespace "default"' \
        'have an administrator bind ClusterRole "view" to you, if you need it'
    [ "$(of broken)" = reach-agents ]
}

@test "a token of the user's own Kubernetes namespace is enough, and opens no node" {
    {
        denied selfsubjectaccessreviews '"token"' '"nsinfo-system"'
        token_route nsinfo-system 'status: 403, reason: "Forbidden", message: "no"'
        token_route web "$(minted team.token.x)"
        route "$agent_path/v1/node/setup" 'status: 403, json: {apiVersion: "nsinfo/v1", kind: "Error", code: "Forbidden", message: "no"}'
    } | server
    run_nsinfo doctor -n web -o json
    [ "$status" -eq 0 ]
    [ "$(jq -r '.items[] | select(.name == "have-tokens").message' <<<"$output")" = 'you may create serviceaccounts/token of "nsinfo-viewer" in namespace "web"' ]
    [ "$(of unknown)" = "proc links runtimes" ]
    [ "$(jq -r '.items[] | select(.name == "proc").message' <<<"$output")" = "your token does not open whole nodes" ]
}

@test "no token is to be had" {
    {
        denied selfsubjectaccessreviews '"token"'
        token_route nsinfo-system 'status: 403, reason: "Forbidden", message: "no"'
        token_route default 'status: 403, reason: "Forbidden", message: "no"'
    } | server
    finds broken have-tokens 'you may not create serviceaccounts/token of "nsinfo-viewer" in namespace "nsinfo-system", create serviceaccounts/token of "nsinfo-viewer" in namespace "default"' \
        'have an administrator bind Role "nsinfo-cluster-viewer" there, or that of a team to you'
    [ "$(of broken)" = "have-tokens viewer-token" ]
    [ "$(of skipped)" = "token-accepted proc links runtimes" ]
}

@test "agents that are not on the cluster" {
    route "$daemon_set_path" 'status: 404, reason: "NotFound", message: "not there"' | server
    finds broken daemon-set 'the agents are not on the cluster (namespace "nsinfo-system")' "run 'kubectl nsinfo deploy'"
    [ "$(of broken)" = daemon-set ]
    [ "$(of skipped | wc -w)" -eq 6 ]
}

@test "agents that are somewhere else are looked for" {
    {
        route "$daemon_set_path" 'status: 404, reason: "NotFound", message: "not there"'
        route "/apis/apps/v1/daemonsets?labelSelector=app.kubernetes.io%2Fname%3Dnsinfo-agent" \
            'json: {items: [{metadata: {name: "nsinfo-agent", namespace: "infra"}}]}'
    } | server
    finds broken daemon-set 'the agents are in namespace "infra", and not in "nsinfo-system"' \
        "say --agent-namespace=infra, or have NSINFO_AGENT_NAMESPACE say it"
}

@test "agents that are looked for elsewhere are to be put there" {
    : | server
    run_nsinfo doctor --agent-namespace=other
    [ "$status" -eq 1 ]
    [[ $output == *"  BROKEN    DaemonSet: the agents are not on the cluster (namespace \"other\")
              run 'kubectl nsinfo deploy --agent-namespace=other'
"* ]]
}

@test "rights that the agents lack; and who may not ask about them does not know" {
    denied subjectaccessreviews '"tokenreviews"' | server
    finds broken agent-reviews-tokens 'account "nsinfo-agent" may not create tokenreviews.authentication.k8s.io at the cluster scope' \
        "have an administrator run 'kubectl nsinfo deploy': ClusterRole \"nsinfo-agent\" and its ClusterRoleBinding give it"
    stop_server
    route "$reviews/subjectaccessreviews" 'status: 403, reason: "Forbidden", message: "you may not ask"' | server
    finds unknown agent-reviews-tokens 'Error from server (Forbidden): you may not ask'
    [ "$status" -eq 0 ]
}
