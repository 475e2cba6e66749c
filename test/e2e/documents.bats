#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The examples of docs/namespaces.md: each command is run, and prints what stands below it there, but
# for the numbers; equal ones there are equal here.

load helpers

# shellcheck source=../documents.bash disable=SC2154
. "$root/test/documents.bash"

readonly page=$root/docs/namespaces.md

# The pods of the page, all on node-a, which has containerd as the page says.
pin_examples() {
    mkdir "$BATS_FILE_TMPDIR/examples"
    cp "$root/examples/mypod.yaml" "$BATS_FILE_TMPDIR/examples"
    sed 's|^spec:|&\n  nodeSelector: {kubernetes.io/hostname: node-a}|' "$root/examples/sharing.yaml" \
        >"$BATS_FILE_TMPDIR/examples/sharing.yaml"
}

setup_file() {
    make_kube_namespace e2e-documents
    pin_examples
    (cd "$BATS_FILE_TMPDIR" && kubectl nsinfo apply -f examples/sharing.yaml --timeout=4m >/dev/null 2>&1)
}

teardown_file() {
    drop_kube_namespace e2e-documents
}

example() {
    run --separate-stderr bash -c "cd '$BATS_FILE_TMPDIR' && $1"
    [ "$status" -eq 0 ]
}

# The first processes of the containers of the page's "plain", there and here.
pids() {
    of "$(nsinfo pod plain -o json)" plain "$1" .pid
}

# here LINE: a command line of the page with the PIDs that are the same processes here
here() {
    sed "s/8956/$(pids web)/; s/9106/$(pids cache)/" <<<"$1"
}

by_hand() {
    # shellcheck disable=SC2046
    run --separate-stderr on_node node-a $(here "$1")
    [ "$status" -eq 0 ]
}

as_on_the_page() {
    same "what stands below \"$1\"" "$(below "$page" "$1" | shape)" "$(shape <<<"$output")"
}

@test "what explain says of the first pod" {
    example "kubectl nsinfo explain -f examples/mypod.yaml"
    [ "$output" = "$(below "$page" "kubectl nsinfo explain -f examples/mypod.yaml")" ]
}

@test "five pods, each of which shares something else" {
    example "kubectl nsinfo apply -f examples/sharing.yaml"
    as_on_the_page "kubectl nsinfo apply -f examples/sharing.yaml"
}

@test "the PIDs inside, of which the pause container has the first" {
    local line="kubectl nsinfo top shared-pid -o wide"
    no_numbers() { sed -E 's/[0-9][0-9.:TZMi-]*/N/g; s/ +/ /g'; }
    example "kubectl nsinfo top shared-pid -o wide"
    same "the processes" "$(below "$page" "$line" | no_numbers)" "$(no_numbers <<<"$output")"
    [ "$(awk '/^[0-9]/ { print $2 }' <<<"$output" | grep -cx 1)" -eq 0 ]
    [ "$(kubectl exec shared-pid -c web -- cat /proc/1/cmdline | tr -d '\0')" = /pause ]
}

@test "the links of /proc" {
    by_hand "readlink /proc/8956/ns/net /proc/9106/ns/net /proc/1/ns/net"
    as_on_the_page "readlink /proc/8956/ns/net /proc/9106/ns/net /proc/1/ns/net"
}

# Of lsns on standard input: each kind with whose the lowest PID is. Whose cgroup namespace it is
# depends on the node's version of cgroups.
owners() {
    awk -v own="$1" 'NR > 1 && $2 != "cgroup" { print $2, $3 == 1 ? "node" : $3 == own ? "own" : "other" }' | sort
}

@test "what lsns says of the same" {
    local line="lsns -p 8956 -o NS,TYPE,PID"
    by_hand "lsns -p 8956 -o NS,TYPE,PID"
    same "the owners" "$(below "$page" "$line" | owners 8956)" "$(owners "$(pids web)" <<<"$output")"
    [ "$(below "$page" "$line" | owners 8956 | grep -c other)" -eq 3 ]
}

@test "from inside it is the same number" {
    example "kubectl exec plain -c web -- readlink /proc/self/ns/pid"
    [ "$output" = "pid:[$(nsinfo pod plain -o json | jq -r '.items[].containers[] | select(.name == "web") | .namespaces.pid.inode')]" ]
}

@test "the container's ID in the cgroup" {
    [ -n "$(on_node node-a grep name=systemd /proc/1/cgroup)" ] || skip "the node has cgroup v2 alone"
    by_hand "grep name=systemd /proc/8956/cgroup"
    [[ $output == */kubepods/besteffort/pod*/"$(container_id plain web)" ]]
}
