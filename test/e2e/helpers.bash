# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# For the tests on the cluster that test/cluster/up raised: truth is what the runtimes, the kernel
# and kubectl say of themselves, never what nsinfo printed.

bats_require_minimum_version 1.5.0

readonly root=$BATS_TEST_DIRNAME/../..
readonly cluster_run=/run/nsinfo${NSINFO_CLUSTER:+-$NSINFO_CLUSTER}-cluster
readonly nodes=(node-a node-b)
readonly kinds=(pid net mnt ipc uts user cgroup time)

# Each file has a kubeconfig of its own, so that its current Kubernetes namespace is its own too.
export KUBECONFIG=$BATS_FILE_TMPDIR/kubeconfig
export PATH=${NSINFO_BIN:-$root/build/release/bin}:$PATH

on_node() {
    "$root/test/cluster/exec" "$@"
}

# nsinfo WORD…: the plugin as people run it, by kubectl.
nsinfo() {
    kubectl nsinfo "$@"
}

# Makes a Kubernetes namespace for the pods of a file, and makes it the current one.
make_kube_namespace() {
    cp "$cluster_run/admin.kubeconfig" "$KUBECONFIG"
    kubectl create namespace "$1" >/dev/null
    wait_for 60 kubectl -n "$1" get serviceaccount default
    kubectl config set-context --current --namespace="$1" >/dev/null
}

# make_team NAME: examples/team.yaml for a team, its group and its Kubernetes namespace of this name.
make_team() {
    sed "s/team-a/$1/" "$root/examples/team.yaml" | kubectl apply -f - >/dev/null
    wait_for 60 kubectl -n "$1" get serviceaccount default
}

drop_team() {
    drop_kube_namespace "$1"
    kubectl -n nsinfo-system delete rolebinding "nsinfo-user-$1" >/dev/null
}

drop_kube_namespace() {
    kubectl delete namespace "$1" --wait=false >/dev/null
    kubectl -n "$1" delete pods --all --grace-period=0 --force >/dev/null 2>&1 || true
}

# wait_for SECONDS COMMAND…
wait_for() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || { echo "never came true: $*" >&2 && return 1; }
        sleep 0.3
    done
}

# as USER COMMAND…: USER is one whom make_user made.
as() {
    KUBECONFIG=$BATS_FILE_TMPDIR/$1 "${@:2}"
}

# make_user NAME [GROUP]…
make_user() {
    "$root/test/cluster/user" "$@" >"$BATS_FILE_TMPDIR/$1"
}

# sleeping_pod NAME NODE [WORD-FOR-KUBECTL…]
sleeping_pod() {
    kubectl run "$1" "${@:3}" --image=busybox --image-pull-policy=Never --restart=Never --overrides='{"spec":
        {"terminationGracePeriodSeconds": 1, "nodeSelector": {"kubernetes.io/hostname": "'"$2"'"}}}' \
        --command -- sleep 3600 >/dev/null
}

# static_pod NAME KUBE-NAMESPACE NODE: the node's kubelet makes the pod NAME-NODE.
static_pod() {
    on_node "$3" tee "/run/static-pods/$2.yaml" >/dev/null <<POD
apiVersion: v1
kind: Pod
metadata: {name: $1, namespace: $2}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: $1-$3, image: busybox, imagePullPolicy: Never, command: [sleep, "3600"]}]
POD
}

# field POD JQ: of the pod as the API server has it.
field() {
    kubectl get pod "$1" -o json | jq -r "$2"
}

# The container's ID without the runtime, from the API server.
container_id() {
    field "$1" '.status | .containerStatuses[], (.initContainerStatuses//[])[] |
        select(.name == "'"$2"'").containerID' | sed 's,.*://,,'
}

# runtime_pid NODE ID: the runtime's own answer.
runtime_pid() {
    case $1 in
        node-a) on_node node-a ctr -n k8s.io task ls | awk -v id="$2" '$1 == id { print $2 }' ;;
        node-b) on_node node-b docker inspect --format '{{.State.Pid}}' "$2" ;;
    esac
}

# The agent of a node, as the API server has it.
agent_pod() {
    kubectl -n nsinfo-system get pods -l app.kubernetes.io/name=nsinfo-agent \
        --field-selector "spec.nodeName=$1" -o json | jq '.items[0]'
}

# mint KUBE-NAMESPACE ACCOUNT [AUDIENCE [SECONDS]]: a token of the account, made for so long; by default for
# the agents, and for ten minutes.
mint() {
    jq -n --arg audience "${3:-nsinfo-agent}" --argjson seconds "${4:-600}" '
        {apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest",
         spec: {audiences: [$audience], expirationSeconds: $seconds}}' |
        kubectl create --raw "/api/v1/namespaces/$1/serviceaccounts/$2/token" -f - | jq -r .status.token
}

# sign_token KUBE-NAMESPACE ACCOUNT SECONDS: a token as the API server makes them, signed with its key,
# of ten minutes that ends so many seconds from now; TokenRequest itself gives none for less than ten minutes.
sign_token() {
    local uid claims text
    uid=$(kubectl -n "$1" get serviceaccount "$2" -o 'jsonpath={.metadata.uid}')
    claims=$(jq -nc --arg kube_namespace "$1" --arg account "$2" --arg uid "$uid" --argjson seconds "$3" '
        now | floor | {aud: ["nsinfo-agent"], iss: "https://kubernetes.default.svc",
            sub: "system:serviceaccount:\($kube_namespace):\($account)",
            exp: (. + $seconds), iat: (. + $seconds - 600), nbf: (. + $seconds - 600),
            "kubernetes.io": {namespace: $kube_namespace, serviceaccount: {name: $account, uid: $uid}}}')
    text=$(printf '{"alg":"ES256"}' | base64url).$(printf '%s' "$claims" | base64url)
    printf '%s.%s\n' "$text" "$(printf '%s' "$text" | es256 | base64url)"
}

base64url() {
    basenc --base64url -w 0 | tr -d =
}

# The signature of standard input: the two numbers one after the other, 32 bytes each. RFC 7518, 3.4
es256() {
    openssl dgst -sha256 -sign "$cluster_run/pki/service-accounts.key" | openssl asn1parse -inform DER |
        sed -n 's/.*INTEGER *://p' | while read -r number; do printf '%64s' "$number"; done |
        tr ' ' 0 | basenc --base16 -d
}

# "KIND INODE" a line, as a process of the container reads of itself.
inside_inodes() {
    # shellcheck disable=SC2016
    kubectl exec "$1" -c "$2" -- sh -c 'for kind in '"${kinds[*]}"'; do
        echo "$kind $(readlink /proc/self/ns/$kind | sed "s/.*\[//; s/\]//")"; done'
}

# The same of the node's PID 1.
node_inodes() {
    # shellcheck disable=SC2016
    on_node "$1" sh -c 'for kind in '"${kinds[*]}"'; do
        echo "$kind $(readlink /proc/1/ns/$kind | sed "s/.*\[//; s/\]//")"; done'
}

# cgroup_pids NODE ID: who is in the container's cgroup, by the kernel's own list.
cgroup_pids() {
    # shellcheck disable=SC2016
    on_node "$1" sh -c 'hierarchy=/sys/fs/cgroup
        [ ! -d $hierarchy/systemd ] || hierarchy=$hierarchy/systemd
        find $hierarchy -type d -name "*$1*" |
        while read -r folder; do find "$folder" -name cgroup.procs -exec cat {} +; done' sh "$2" |
        sort -nu
}

# of REPORT POD CONTAINER JQ: one container of an nsinfo report.
of() {
    jq -r --arg pod "$2" --arg container "$3" \
        '.items[] | select(.name == $pod).containers[] | select(.name == $container) | '"$4" <<<"$1"
}

# "KIND INODE" a line, as nsinfo reports them.
reported_inodes() {
    of "$1" "$2" "$3" '.namespaces | to_entries[] | "\(.key) \(.value.inode)"'
}

# The verdict of each kind, "KIND VERDICT" a line, worked out from what is true inside.
# true_verdicts NODE POD CONTAINER OTHER-CONTAINER…
true_verdicts() {
    local node=$1 pod=$2 container=$3 kind inode other_inodes="" other
    local -A of_node
    shift 3
    while read -r kind inode; do of_node[$kind]=$inode; done < <(node_inodes "$node")
    for other in "$@"; do
        other_inodes+=" $(inside_inodes "$pod" "$other" | tr '\n' ' ')"
    done
    while read -r kind inode; do
        if [ "$inode" = "${of_node[$kind]}" ]; then
            echo "$kind node"
        elif [[ $other_inodes == *" $kind $inode "* ]]; then
            echo "$kind pod"
        else
            echo "$kind own"
        fi
    done < <(inside_inodes "$pod" "$container")
}

reported_verdicts() {
    of "$1" "$2" "$3" '.namespaces | to_entries[] | "\(.key) \(.value.verdict)"'
}

# same WHAT EXPECTED ACTUAL
same() {
    [ "$2" = "$3" ] || { printf '%s\nexpected:\n%s\nbut:\n%s\n' "$1" "$2" "$3" >&2 && return 1; }
    [ -n "$2" ] || { echo "$1: nothing to compare" >&2 && return 1; }
}

# knows_nothing TEXT COMMAND…: the one container's row has nothing but its name and state
knows_nothing() {
    local expected=$1
    shift
    run --separate-stderr "$@"
    same "standard error" "$expected" "$stderr"
    [ "$(awk 'NR == 2 { for (i = 2; i < NF; i++) print $i }' <<<"$output" | sort -u)" = unknown ]
    [ "$(wc -l <<<"$output")" -eq 2 ]
    [ "$status" -eq 1 ]
}

# fails_with TEXT COMMAND…
fails_with() {
    local expected=$1
    shift
    run --separate-stderr "$@"
    [ "$output" = "" ] || { echo "on stdout: $output" >&2 && return 1; }
    same "standard error" "$expected" "$stderr"
    [ "$status" -eq 1 ]
}
