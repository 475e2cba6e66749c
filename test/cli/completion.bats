#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Completion: what is proposed for a command line, and that bash, zsh, fish and kubectl take it.

load client

setup() {
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
    export PATH=$bin:$PATH
}

# proposed DIRECTIVE CHOICES WORD…: exactly these choices, without their meanings
proposed() {
    run_nsinfo __complete "${@:3}"
    [ "$status" -eq 0 ] && [ "$stderr" = "" ]
    [ "$(sed '$d; s/\t.*//' <<<"$output" | tr '\n' ' ')" = "${2:+$2 }" ] && [ "${lines[-1]}" = ":$1" ] ||
        { printf 'for: %s\nexpected %s, :%s\nbut got\n%s\n' "${*:3}" "$2" "$1" "$output" >&2 && return 1; }
}

names_route() {
    route "$1" "json: {items: [$(jq -nc '$ARGS.positional[] | {metadata: {name: .}}' --args "${@:2}" | paste -sd,)]}"
}

cluster_routes() {
    names_route "/api/v1/namespaces?limit=500" default shop shadow
    names_route "/api/v1/nodes?limit=500" node-a node-b
    names_route "/api/v1/namespaces/default/pods?limit=500" mypod other
    names_route "/api/v1/namespaces/shop/pods?limit=500" web $'we\eb' 'we;b'
    pod_route several
}

@test "commands are proposed with their summaries, hidden ones are not" {
    proposed 4 "pod top apply explain deploy undeploy doctor version completion help" ""
    proposed 4 "version" ver
    proposed 4 "" __
    run_nsinfo __complete t
    expect 0 $'top\tShow the processes of each container of pods\n:4' ""
    proposed 4 "pod top apply explain deploy undeploy doctor version completion help"
    proposed 4 "apply" --context x ap
    proposed 4 "" nosuch ""
    proposed 4 "explain" help ex
    proposed 4 "" help pod ""
    proposed 4 "install bash fish zsh" completion ""
    proposed 4 "" completion bash ""
}

@test "flags are proposed, those of the command and those of all" {
    proposed 4 "--namespace --node --no-headers" pod --n
    proposed 4 "--namespace" --n
    proposed 4 "--cluster --client-certificate --client-key --client" version --cl
    proposed 4 "" version --fi
    proposed 4 "-n" pod -n
    proposed 4 "" pod -- --n
    proposed 4 "" pod --nope --n
    run_nsinfo __complete pod --cont
    expect 0 "$(printf '%s\t%s\n' --context "the kubeconfig context to use, if not the current one" \
        --container "show this container alone, of the pods that have it")
:4" ""
}

@test "fixed choices and files are proposed for the flags that take them" {
    proposed 4 "custom-columns= custom-columns-file= json jsonpath= jsonpath-as-json= jsonpath-file= name wide yaml" pod -o ""
    proposed 4 "yaml" top --output y
    proposed 4 "yaml" top --output=y
    proposed 4 "yaml" top -o=y
    proposed 4 "" top -=y
    proposed 4 "pid cpu memory time" top --sort-by ""
    proposed 4 "memory" top --sort-by=m
    proposed 4 "auto always never" pod --color ""
    proposed 4 "auto always" explain --color=a
    proposed 4 "" pod --request-timeout ""
    proposed 0 "" apply -f ""
    proposed 0 "" explain --filename=x
    proposed 0 "" --kubeconfig ""
    proposed 4 "" apply ""
}

@test "contexts come from the kubeconfig that counts" {
    cat >"$BATS_TEST_TMPDIR/other" <<'YAML'
contexts: [{name: blue, context: {}}, {name: "bl\eue", context: {}}, {name: "b l", context: {}}, {name: green, context: {}}]
YAML
    sed 's/blue/black/; s/green/arn:aws:eks/' "$BATS_TEST_TMPDIR/other" >"$KUBECONFIG"
    proposed 4 "black arn:aws:eks" pod --context ""
    proposed 4 "black" pod --context=b
    proposed 4 "blue green" pod --kubeconfig "$BATS_TEST_TMPDIR/other" --context ""
    echo 'not: [a kubeconfig' >"$KUBECONFIG"
    proposed 4 "" pod --context ""
}

@test "names come from the cluster, of the Kubernetes namespace that counts" {
    cluster_routes | start_server
    proposed 4 "default shop shadow" pod -n ""
    proposed 4 "shop shadow" pod --namespace=sh
    proposed 4 "mypod other" pod ""
    proposed 4 "other" pod mypod ""
    proposed 4 "web" top -n shop ""
    proposed 4 "mypod" explain my
    proposed 4 "setup proxy app log debugger" pod web -n shop -c ""
    proposed 4 "setup proxy app log debugger" explain pod web -n shop -c ""
    proposed 4 "app" pod pod/web --namespace shop --container=a
    proposed 4 "" pod -c ""
    proposed 4 "" pod deploy/web -c ""
    proposed 4 "node-a node-b" top --node ""
    [ "$(requests | sort -u)" = "GET /api/v1/namespaces/default/pods?limit=500
GET /api/v1/namespaces/shop/pods/web
GET /api/v1/namespaces/shop/pods?limit=500
GET /api/v1/namespaces?limit=500
GET /api/v1/nodes?limit=500" ]
}

@test "a cluster that is not there, refuses, or talks nonsense proposes nothing, silently" {
    proposed 4 "" pod ""
    {
        route "/api/v1/namespaces/default/pods" 'status: 403, reason: "Forbidden", message: "no"'
        route "/api/v1/namespaces" 'fault: "garbage"'
        route "/api/v1/namespaces/shop/pods" 'json: {items: [1, {}, {metadata: {name: 2}}]}'
    } | start_server
    proposed 4 "" pod ""
    proposed 4 "" pod -n ""
    proposed 4 "" pod -n shop ""
    proposed 4 "" pod nobody -c ""
}

@test "a cluster that does not answer is not waited for long" {
    route "/api/v1/namespaces/default/pods" 'fault: "hang", seconds: 300' | start_server
    SECONDS=0
    proposed 4 "" pod ""
    [ "$SECONDS" -lt 60 ] # any other request has 65
}

# in_bash LINE, in_zsh LINE: the line after Tab
in_bash() {
    cat >"$BATS_TEST_TMPDIR/bashrc" <<'BASH'
PS1='READY> '
bind 'set enable-bracketed-paste off'
[ -z "$with_library" ] || source /usr/share/bash-completion/bash_completion
source <(kubectl-nsinfo completion bash)
BASH
    (cd "$BATS_TEST_TMPDIR" && /usr/bin/python3 "$root/test/support/press_tab.py" "$@" \
        bash --noprofile --rcfile bashrc -i)
}

in_zsh() {
    cat >"$BATS_TEST_TMPDIR/.zshrc" <<'ZSH'
PS1='READY> '
unsetopt prompt_cr prompt_sp
unset zle_bracketed_paste
autoload -Uz compinit && compinit -u -D
source <(kubectl-nsinfo completion zsh)
ZSH
    (cd "$BATS_TEST_TMPDIR" && ZDOTDIR=$PWD /usr/bin/python3 "$root/test/support/press_tab.py" "$@" zsh -d -i)
}

# in_fish LINE: the words that could stand at its end
in_fish() {
    (cd "$BATS_TEST_TMPDIR" && HOME=$PWD fish --no-config -c 'kubectl-nsinfo completion fish | source
        complete -C "$argv[1]"' -- "$1" | cut -f 1)
}

check_shell() {
    local complete=$1
    cluster_routes | start_server
    touch "$BATS_TEST_TMPDIR/somefile.yaml"
    [ "$("$complete" 'kubectl-nsinfo vers')" = 'kubectl-nsinfo version |' ]
    [ "$("$complete" 'kubectl-nsinfo pod --no-h')" = 'kubectl-nsinfo pod --no-headers |' ]
    [ "$("$complete" 'kubectl-nsinfo pod -o ya')" = 'kubectl-nsinfo pod -o yaml |' ]
    [ "$("$complete" 'kubectl-nsinfo pod --output=ya')" = 'kubectl-nsinfo pod --output=yaml |' ]
    [ "$("$complete" 'kubectl-nsinfo pod my')" = 'kubectl-nsinfo pod mypod |' ]
    [ "$("$complete" 'kubectl-nsinfo top -n shop we')" = 'kubectl-nsinfo top -n shop web |' ]
    [ "$("$complete" 'kubectl-nsinfo apply -f some')" = 'kubectl-nsinfo apply -f somefile.yaml |' ]
    # No file where none can be meant.
    [ "$("$complete" 'kubectl-nsinfo pod some')" = 'kubectl-nsinfo pod some|' ]
    KUBECONFIG=$BATS_TEST_TMPDIR/contexts
    echo 'contexts: [{name: "arn:aws:one", context: {}}]' >"$KUBECONFIG"
    [ "$("$complete" 'kubectl-nsinfo pod --context arn:a')" = 'kubectl-nsinfo pod --context arn:aws:one |' ]
    [ "$("$complete" 'kubectl-nsinfo pod --context=ar')" = 'kubectl-nsinfo pod --context=arn:aws:one |' ]
}

@test "bash completes with the script, without bash-completion" {
    export with_library=
    check_shell in_bash
    local shown
    shown=$(in_bash --list 'kubectl-nsinfo ')
    [ "$(tr -s ' \n' '\n\n' <<<"${shown%%READY*}" | sed 1d | sort | xargs)" = "apply completion deploy doctor explain help pod top undeploy version" ]
}

@test "bash completes with the script beside bash-completion" {
    export with_library=yes
    check_shell in_bash
}

@test "zsh completes with the script, and shows what choices mean" {
    check_shell in_zsh
    [[ $(in_zsh --list 'kubectl-nsinfo ') == *"Show the processes of each container of pods"* ]]
}

@test "fish completes with the script" {
    cluster_routes | start_server
    touch "$BATS_TEST_TMPDIR/somefile.yaml"
    [ "$(in_fish 'kubectl-nsinfo vers')" = version ]
    [ "$(in_fish 'kubectl-nsinfo pod --no-h')" = --no-headers ]
    [ "$(in_fish 'kubectl-nsinfo pod --output=ya')" = --output=yaml ]
    [ "$(in_fish 'kubectl-nsinfo top -n shop ')" = web ]
    [ "$(in_fish 'kubectl-nsinfo apply -f some')" = somefile.yaml ]
    [ "$(in_fish 'kubectl-nsinfo pod some')" = "" ]
}

@test "the script for bash passes shellcheck" {
    nsinfo completion bash | shellcheck -
}

# The plugin in a folder of its own on PATH, as a link, as krew has it.
install_plugin() {
    mkdir "$BATS_TEST_TMPDIR/plugins"
    ln -s "$bin/kubectl-nsinfo" "$BATS_TEST_TMPDIR/plugins/kubectl-nsinfo"
    PATH=$BATS_TEST_TMPDIR/plugins:$PATH
    file=$BATS_TEST_TMPDIR/plugins/kubectl_complete-nsinfo
}

@test "completion install writes the file for kubectl beside the plugin" {
    install_plugin
    run --separate-stderr kubectl-nsinfo completion install
    expect 0 "$file installed" ""
    [ "$(stat -c %A "$file" | cut -c 1-4,7,10)" = "-rwxxx" ]
    run "$file" vers
    [ "$output" = $'version\tShow the version of this program and of the agents on the cluster\n:4' ]
    run --separate-stderr "$BATS_TEST_TMPDIR/plugins/kubectl-nsinfo" completion install
    expect 0 "$file installed" ""
    echo '# mine' >>"$file"
    run --separate-stderr kubectl-nsinfo completion install
    expect 1 "" "error: \"$file\" is there already with something else in it: remove it first"
    grep -q '# mine' "$file"
}

@test "completion install says why it cannot be" {
    install_plugin
    rm "$BATS_TEST_TMPDIR/plugins/kubectl-nsinfo"
    mkdir "$file"
    cp "$bin/kubectl-nsinfo" "$BATS_TEST_TMPDIR/plugins/nsinfo"
    run --separate-stderr "$BATS_TEST_TMPDIR/plugins/nsinfo" completion install
    expect 1 "" 'error: "nsinfo" is not the name of a kubectl plugin'
    mv "$BATS_TEST_TMPDIR/plugins/nsinfo" "$BATS_TEST_TMPDIR/plugins/kubectl-nsinfo"
    run --separate-stderr kubectl-nsinfo completion install
    expect 1 "" "error: \"$file\" is there already with something else in it: remove it first"
    run_nsinfo completion
    expect 1 "" "error: expected 'kubectl nsinfo completion (install | bash | zsh | fish)'
See 'kubectl nsinfo completion -h' for help and examples"
    run_nsinfo completion tcsh
    [ "$status" -eq 1 ]
}

# Since 1.26 kubectl runs the file; before, the file is all that there is to be run.
kubectl_completes() {
    if [[ $(kubectl version --client 2>/dev/null | grep -oE 'v1\.[0-9]+' | head -n 1) =~ v1\.(2[6-9]|[3-9][0-9]) ]]; then
        run --separate-stderr kubectl __complete nsinfo "$@"
    else
        run --separate-stderr kubectl_complete-nsinfo "$@"
    fi
}

@test "kubectl completes the plugin by that file" {
    install_plugin
    cluster_routes | start_server
    kubectl-nsinfo completion install
    kubectl_completes vers
    [ "$output" = $'version\tShow the version of this program and of the agents on the cluster\n:4' ]
    kubectl_completes pod -n shop ""
    [ "$output" = $'web\n:4' ]
    kubectl_completes pod --output=y
    [ "$output" = $'yaml\n:4' ]
    kubectl_completes apply -f ""
    [ "$output" = ":0" ]
}
