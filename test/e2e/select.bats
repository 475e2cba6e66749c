#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Which pods it is: what kubectl get pods chooses with the same words.

load helpers

setup_file() {
    make_kube_namespace e2e-select
    kubectl apply -f - >/dev/null <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchExpressions: [{key: tier, operator: In, values: [front, back]}, {key: old, operator: DoesNotExist}]}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: main, image: busybox, imagePullPolicy: Never, command: [sleep, "3600"]}]
---
apiVersion: v1
kind: ReplicationController
metadata: {name: old}
spec:
  replicas: 1
  template:
    metadata: {labels: {app: old}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: other, image: busybox, imagePullPolicy: Never, command: [sleep, "3600"]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: busybox, imagePullPolicy: Never, command: ["true"]}]
---
apiVersion: batch/v1beta1
kind: CronJob
metadata: {name: tick}
spec:
  schedule: "0 0 1 1 *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: busybox, imagePullPolicy: Never, command: ["true"]}]
YAML
    # What kubectl create job --from does; that of today knows no v1beta1.
    kubectl get cronjob tick -o json | jq '{apiVersion: "batch/v1", kind: "Job", spec: .spec.jobTemplate.spec,
        metadata: {name: "tick-now", ownerReferences: [{apiVersion, kind, name: .metadata.name, uid: .metadata.uid}]}}' |
        kubectl apply -f - >/dev/null
    kubectl wait --for=condition=Available --timeout=180s deployment/web >/dev/null
    kubectl wait --for=condition=Complete --timeout=180s job/once job/tick-now >/dev/null
    wait_for 60 kubectl get pods -l app=old --field-selector=status.phase=Running -o name
}

teardown_file() {
    drop_kube_namespace e2e-select
}

# names WORD…: of the pods that kubectl has, in its order
names() {
    kubectl get pods "$@" -o 'jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}'
}

# chosen WORD…: the same of nsinfo's report
chosen() {
    nsinfo "$@" -o json | jq -r '.items[] | .kubeNamespace + "/" + .name'
}

@test "the same words choose the same pods as kubectl, in the same order" {
    local words
    for words in "" "-A" "-A --chunk-size=1" "--chunk-size=2" "-l app=web" "-l app!=web" "-A -l app" \
        "-l app,tier!=back" "--field-selector=status.phase=Running" "--field-selector status.phase!=Running -A"; do
        # shellcheck disable=SC2086
        same "pod $words" "$(names $words)" "$(chosen pod $words 2>/dev/null)"
    done
    same "explain -A" "$(names -A)" "$(chosen explain -A)"
    same "top --node" "$(names --field-selector=spec.nodeName=node-b -A)" "$(chosen top -A --node node-b)"
}

@test "what kubectl refuses, and where it finds nothing, is told in its words" {
    local words
    while read -r words; do
        # shellcheck disable=SC2086
        run --separate-stderr kubectl get pods $words
        local of_kubectl=$status$'\n'$stderr
        # shellcheck disable=SC2086
        run --separate-stderr nsinfo pod $words
        same "pod $words" "$of_kubectl" "$status"$'\n'"$stderr"
        [ "$output" = "" ]
    done <<'WORDS'
-l a=(
-l a=b=c
--field-selector foo=bar
--field-selector foo
web -l a=b
web --field-selector a=b -A
web -A
-A -l no=such
-l no=such
-l no=such --ignore-not-found
nobody --ignore-not-found
nobody no-one
--as=nobody
-A --as=nobody
-n nowhere
--show-labels -o yaml
WORDS
}

@test "what has pods and is not there is told in kubectl's words" {
    local word
    for word in deploy/no deployments.v1.apps/no sts/no ds/no rs/no rc/no job/no cj/no svc/no po/no deploy/ a/b/c; do
        run --separate-stderr kubectl get "$word"
        local of_kubectl=$status$'\n'$stderr
        run --separate-stderr nsinfo top "$word"
        same "$word" "$of_kubectl" "$status"$'\n'"$stderr"
    done
}

@test "what has pods stands for those that it made or selects" {
    same deployment "$(names -l app=web)" "$(chosen pod deploy/web)"
    same "replica set" "$(names -l app=web)" "$(chosen top "$(kubectl get rs -l app=web -o name)")"
    same service "$(names -l app=web)" "$(chosen explain svc/web)"
    same "replication controller" "$(names -l app=old)" "$(chosen pod rc/old)"
    same job "$(names -l job-name=once)" "$(chosen pod job/once)"
    same "cron job" "$(names -l job-name=tick-now)" "$(chosen pod cj/tick)"
}

@test "a file stands for the pods that it names or makes" {
    kubectl get deployment web -o yaml >"$BATS_TEST_TMPDIR/web.yaml"
    same deployment "$(names -l app=web)" "$(chosen pod -f "$BATS_TEST_TMPDIR/web.yaml")"
    kubectl get pods -l app=old -o json | jq '.items[]' >"$BATS_TEST_TMPDIR/pod.json"
    same pod "$(names -l app=old)" "$(chosen top -f - <"$BATS_TEST_TMPDIR/pod.json")"
}

@test "-c leaves the pods that have the container, and is kubectl logs' error where none has" {
    same pods "$(names -l app=old)" "$(chosen pod -c other)"
    local of_kubectl
    of_kubectl=$(kubectl logs -l app=web -c nope 2>&1) || true
    fails_with "$of_kubectl" nsinfo pod -l app=web -c nope
}

@test "the labels are those that kubectl shows" {
    same labels "$(kubectl get pods -A --show-labels | awk '{print $2, $NF}' | tail -n +2)" \
        "$(nsinfo pod -A --show-labels 2>/dev/null | awk '{print $2, $NF}' | tail -n +2 | uniq)"
}
