# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2034
# For kubeconfig_table.bats: the servers, and what a kubeconfig comes to for kubectl and for nsinfo.

# The kubectl to compare with. A chooser of several versions asks the server itself, so that one of
# those that lie beside it is taken.
find_kubectl() {
    local found=${KUBECTL:-$(command -v kubectl)} beside
    [ -n "$found" ] || return 1
    if [[ $("$found" version --client 2>/dev/null) == *dispatcher* ]]; then
        beside=$(printf '%s\n' "$(readlink -f "$found")".1.* | sort -V | tail -n 1)
        [ -x "$beside" ] && found=$beside
    fi
    echo "$found"
}

minor_version() {
    "$1" version --client -o json 2>/dev/null | jq -r '.clientVersion.minor | sub("[^0-9].*"; "")'
}

# serve NAME OPTION…: a fake API server; its URL is in the file NAME.url
serve() {
    local name=$1
    shift
    /usr/bin/python3 "$root/test/support/fake_apiserver.py" "$servers/routes.json" \
        --log "$servers/$name.log" --lifetime 600 "$@" >"$servers/$name.url" 3>&- &
    echo $! >>"$servers/pids"
    until [ -s "$servers/$name.url" ]; do sleep 0.05; done
}

# proxy NAME OPTION…: the same for a proxy; its address is in NAME.url
proxy() {
    local name=$1
    shift
    /usr/bin/python3 "$root/test/support/fake_proxy.py" --lifetime 600 --log "$servers/$name.log" \
        "$@" >"$servers/$name.url" 3>&- &
    echo $! >>"$servers/pids"
    until [ -s "$servers/$name.url" ]; do sleep 0.05; done
}

# What kubectl wants to know before it asks for a pod, and after there was none.
write_routes() {
    jq -n '[("", "/pre/fix") as $path |
        ({path: "/version", json: {major: "1", minor: "33"}},
        {path: "/api", json: {kind: "APIVersions", versions: ["v1"]}},
        {path: "/apis", json: {kind: "APIGroupList", apiVersion: "v1", groups: []}},
        {path: "/api/v1", json: {kind: "APIResourceList", groupVersion: "v1", resources: [
            {name: "pods", singularName: "pod", namespaced: true, kind: "Pod", verbs: ["get", "list"]}]}},
        (("space", "mine", "second", "poduser", "told") |
            {path: "/api/v1/namespaces/\(.)", json: {kind: "Namespace", apiVersion: "v1", metadata: {name: .}}})) |
        .path = $path + .path] +
        [{path: "/pre/fix/api/v1/namespaces/default/pods/mypod", status: 404, reason: "NotFound",
            message: "pods \"mypod\" not found"}]' >"$servers/routes.json"
}

# write_plugin NAME VERSION STATUS: an exec plugin
write_plugin() {
    printf '#!/bin/sh\ncat <<"EOF"\n%s\nEOF\n' \
        "{\"apiVersion\": \"client.authentication.k8s.io/$2\", \"kind\": \"ExecCredential\", \"status\": $3}" \
        >"$servers/$1"
    chmod +x "$servers/$1"
}

# The last request for the pod that a server had: "A as token:secret for bob/a in default".
last_request() {
    local name
    for name in a b plain; do
        [ ! -s "$servers/$name.log" ] || jq -rs --arg name "$name" 'map(select(.path | test("/pods/"))) | last // empty |
            [(.client // empty | "cert:" + .),
             (.headers.authorization // empty | sub("^Bearer "; "token:") | sub("^Basic "; "basic:")),
             (.headers["impersonate-user"] // empty | "for:" + .),
             (.all["impersonate-group"] // [] | .[] | "group:" + .),
             (.headers["impersonate-uid"] // empty | "uid:" + .),
             (.all | to_entries[] | select(.key | startswith("impersonate-extra-")) |
                "\(.key | sub("impersonate-extra-"; "")):\(.value | join(","))")] as $user |
            (.path | capture("namespaces/(?<ns>[^/]*)").ns) as $ns |
            "\($name) as \(if $user == [] then "nobody" else $user | join(" ") end) in \($ns)"' "$servers/$name.log"
    done
}

# outcome COMMAND…: where the command got to; "fails" unless the server said that there is no pod
outcome() {
    rm -f "$servers"/{a,b,plain}.log
    timeout 30 "$@" >said 2>&1 </dev/null || true
    if [ "$(tail -n 1 said)" = 'Error from server (NotFound): pods "mypod" not found' ]; then
        last_request
    else
        echo fails
    fi
}

# row NAME SINCE EXPECTED FILTER [VARIABLE=VALUE]… [FLAG]…
# The kubeconfig is the usual one, changed by jq; or what the variables and flags name, if FILTER is
# "-". SINCE: the minor version that kubectl has it since.
row() {
    local name=$1 since=$2 expected=$3 filter=$4 ours
    local -a variables=()
    shift 4
    while [[ ${1:-} =~ ^[A-Za-z_]+= ]]; do
        variables+=("$1")
        shift
    done
    [ "$filter" = - ] || {
        jq --arg a "$(cat "$servers/a.url")" --arg b "$(cat "$servers/b.url")" --arg s "$servers" \
            --arg plain "$(cat "$servers/plain.url")" --arg certs "$certs" "$filter" "$servers/usual" >config &&
            variables=("KUBECONFIG=$PWD/config" "${variables[@]}")
    }
    rows=$((rows + 1))
    ours=$(outcome "${prefix[@]}" env "${variables[@]}" "$bin/kubectl-nsinfo" pod mypod "$@")
    [ "$ours" = "$expected" ] || differs "$name" "$ours" "$expected"
    if [ "$minor" -ge "$since" ]; then
        compared=$((compared + 1))
        compare "$name" "$ours" "$@"
    else
        echo "# $name: kubectl 1.$minor has no such thing" >&3
    fi
}

# compare NAME OURS [FLAG]…: with the variables and the prefix that row() has
compare() {
    local name=$1 ours=$2 theirs=fails
    shift 2
    ! timeout 30 "${prefix[@]}" env "${variables[@]}" "$kubectl" get --raw /version "$@" >said 2>&1 </dev/null ||
        theirs=works
    # How far a "get --raw" comes is all there is to know of what fails.
    [ $theirs = fails ] ||
        theirs=$(outcome "${prefix[@]}" env "${variables[@]}" "$kubectl" get pod mypod "$@")
    [ "$theirs" = "$ours" ] || differs "$name" "$ours" "$theirs for kubectl"
}

differs() {
    different=$((different + 1))
    echo "$1: $2, not $3" >&2
    sed 's/^/    /' said >&2
}

# To be called first in each test.
no_rows() {
    rows=0 compared=0 different=0 prefix=()
}

# in_front WORD…: what runs the programs of the rows that follow
in_front() {
    prefix=("$@")
}

# At the end of each test: all rows are as expected, and were tried.
same() {
    echo "# $compared of $rows kubeconfigs compared with kubectl 1.$minor" >&3
    [ "$different" = 0 ] && [ "$rows" -gt 0 ]
}
