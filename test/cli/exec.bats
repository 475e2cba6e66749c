#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Credentials from exec plugins: what they are asked, what they answer, and when they are asked
# again. The words are kubectl's (1.33).
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load client

readonly v1=client.authentication.k8s.io/v1

setup_file() {
    certs_make
}

setup() {
    be_alone
}

# HTTPS, one pod; callers send the token "secret" or a client certificate.
tls_server() {
    route /api/v1/namespaces/default/pods/mypod "file: \"$fixtures/single.pod.json\"" |
        start_server --tls "$certs" --client-ca "$certs/ca.pem" --token secret
}

# plugin_user [FILTER]: the kubeconfig's user has the plugin ./plugin, changed by jq
plugin_user() {
    jq --arg v1 "$v1" --arg certs "$certs" ".users[0].user = ({exec: {apiVersion: \$v1,
        command: \"./plugin\", interactiveMode: \"Never\"}} | ${1:-.})" kubeconfig >changed
    export KUBECONFIG=$BATS_TEST_TMPDIR/changed
}

# What ./plugin does: lines of shell. Each run leaves a line in the file "runs".
plugin() {
    printf '#!/bin/bash\ncd "%s" || exit\necho run >>runs\n%s\n' "$BATS_TEST_TMPDIR" "$1" >plugin
    chmod +x plugin
}

# answer STATUS: the plugin's answer as a line of shell
answer() {
    printf 'echo %q' "{\"apiVersion\": \"${version:-$v1}\", \"kind\": \"ExecCredential\", \"status\": $1}"
}

runs() {
    if [ -e runs ]; then wc -l <runs; else echo 0; fi
}

fails_with() {
    run_nsinfo pod mypod
    expect 1 "" "$1"
}

reaches_the_server() {
    run_nsinfo pod mypod
    expect 1 "*" "Error from server (NotFound): the server could not find the requested resource"
    [[ ${lines[1]} == nginx*unknown*Running ]]
}

asked_as() {
    [ "$(jq -rs '.[-1] | "\(.client) \(.headers.authorization)"' requests)" = "$1" ]
}

@test "a plugin's token reaches the server, and it is asked once for all requests" {
    tls_server
    plugin_user
    plugin "$(answer '{"token": "secret"}')"
    reaches_the_server
    asked_as "null Bearer secret"
    [ "$(jq -rs length requests)" -ge 2 ]
    [ "$(runs)" = 1 ]
}

@test "a plugin's certificate reaches the server" {
    tls_server
    plugin_user
    plugin "jq -n --rawfile cert '$certs/client.pem' --rawfile key '$certs/client.key' '{apiVersion: \"$v1\",
        kind: \"ExecCredential\", status: {clientCertificateData: \$cert, clientKeyData: \$key}}'"
    reaches_the_server
    asked_as "tester null"
    [ "$(runs)" = 1 ]
}

@test "version v1beta1, without an interactive mode" {
    tls_server
    plugin_user 'del(.exec.interactiveMode) | .exec.apiVersion = "client.authentication.k8s.io/v1beta1"'
    plugin "$(version=${v1}beta1 && answer '{"token": "secret"}')"
    reaches_the_server
}

@test "a credential that has expired is asked for anew before each request" {
    tls_server
    plugin_user
    plugin "$(answer '{"token": "secret", "expirationTimestamp": "2020-01-01T00:00:00Z"}')"
    reaches_the_server
    [ "$(runs)" -ge 2 ]
    [ "$(runs)" = "$(jq -rs length requests)" ]
}

@test "a credential that the server has ceased to take is asked for once more" {
    tls_server
    plugin_user
    plugin 'if [ "$(wc -l <runs)" = 1 ]; then '"$(answer '{"token": "old"}')"'; else '"$(answer '{"token": "secret"}')"'; fi'
    reaches_the_server
    [ "$(runs)" = 2 ]
    [ "$(jq -rs '[.[].headers.authorization] | unique | join(" ")' requests)" = "Bearer old Bearer secret" ]
}

@test "one that is never taken is not asked for without end" {
    tls_server
    plugin_user
    plugin "$(answer '{"token": "wrong"}')"
    fails_with "error: You must be logged in to the server (Unauthorized)"
    [ "$(runs)" = 2 ]
}

@test "another certificate is another connection" {
    tls_server
    plugin_user
    plugin "name=client; [ \"\$(wc -l <runs)\" = 1 ] || name=client-rsa
jq -n --rawfile cert '$certs/'\$name.pem --rawfile key '$certs/'\$name.key '{apiVersion: \"$v1\", kind: \"ExecCredential\",
    status: {clientCertificateData: \$cert, clientKeyData: \$key, expirationTimestamp: \"2020-01-01T00:00:00Z\"}}'"
    reaches_the_server
    [ "$(jq -rs '[.[].client] | unique | join(" ")' requests)" = "tester tester-rsa" ]
}

@test "what a plugin says on standard error is shown" {
    tls_server
    plugin_user
    plugin 'echo "log in first" >&2; exit 7'
    run_nsinfo pod mypod
    expect 1 "" "log in first
Unable to connect to the server: getting credentials: exec: executable $BATS_TEST_TMPDIR/plugin failed with exit code 7"
}

@test "a plugin that is not there, with the hint how to install it" {
    tls_server
    plugin_user '.exec.command = "no-such-plugin" | .exec.installHint = "see\nthere \u001b[2J"'
    fails_with 'Unable to connect to the server: getting credentials: exec: executable no-such-plugin not found

It looks like you are trying to use a client-go credential plugin that is not installed.

To learn more about this feature, consult the documentation available at:
      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins

see
there U+001B[2J'
    plugin_user
    fails_with "Unable to connect to the server: getting credentials: exec: fork/exec $BATS_TEST_TMPDIR/plugin: no such file or directory"
}

@test "an answer that cannot serve" {
    tls_server
    plugin_user
    plugin 'echo s3cret'
    fails_with "Unable to connect to the server: getting credentials: decoding stdout: couldn't get version/kind; json parse error: it is no JSON object"
    plugin "$(answer '{"token": "a\nb"}')"
    fails_with 'Unable to connect to the server: getting credentials: net/http: invalid header field value for "Authorization"'
    plugin "$(answer '{"clientCertificateData": "c", "clientKeyData": "k"}')"
    fails_with 'Unable to connect to the server: getting credentials: failed parsing client key/certificate: tls: failed to find any PEM data in certificate input'
    [ ! -e requests ]
}

@test "what a kubeconfig says wrong of its plugin" {
    tls_server
    plugin_user 'del(.exec.interactiveMode)'
    fails_with "error: interactiveMode must be specified for fake to use exec authentication plugin"
    plugin_user '.exec.interactiveMode = "Zork"'
    fails_with 'error: invalid interactiveMode for fake: "Zork"'
    plugin_user '.exec.apiVersion = "client.authentication.k8s.io/v8"'
    fails_with 'error: exec plugin: invalid apiVersion "client.authentication.k8s.io/v8"'
    plugin_user 'del(.exec.command, .exec.apiVersion)'
    fails_with "Error in configuration: 
* command must be specified for fake to use exec authentication plugin
* apiVersion must be specified for fake to use exec authentication plugin"
    plugin_user '.exec.env = [{value: "x"}]'
    fails_with "error: env variable name must be specified for fake to use exec authentication plugin"
    plugin_user '. + {"auth-provider": {name: "gcp"}}'
    fails_with "error: authProvider cannot be provided in combination with an exec plugin for fake"
}

@test "a plugin is not run beside other credentials, nor for a server without TLS" {
    tls_server
    plugin 'exit 1'
    plugin_user '. + {token: "secret"}'
    reaches_the_server
    plugin_user
    run_nsinfo pod mypod --token secret
    expect 1 "*" "Error from server (NotFound): the server could not find the requested resource"
    run_nsinfo pod mypod --client-certificate "$certs/client.pem" --client-key "$certs/client.key"
    expect 1 "*" "Error from server (NotFound): the server could not find the requested resource"
    jq '.clusters[0].cluster = {server: "http://127.0.0.1:1"}' changed >plain
    run_nsinfo pod mypod --kubeconfig plain
    expect 1 "" "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?"
    [ "$(runs)" = 0 ]
}

@test "a plugin that has to ask needs a terminal, and gets it" {
    tls_server
    plugin_user '.exec.interactiveMode = "Always"'
    plugin 'read -r token; echo "$KUBERNETES_EXEC_INFO" >info
jq -n --arg token "$token" "{apiVersion: \"'$v1'\", kind: \"ExecCredential\", status: {token: \$token}}"'
    run --separate-stderr nsinfo pod mypod </dev/null
    expect 1 "" "Unable to connect to the server: getting credentials: exec plugin cannot support interactive mode: standard input is not a terminal"
    [ "$(runs)" = 0 ]
    echo secret | script -qec "'$bin/kubectl-nsinfo' pod mypod" /dev/null >typescript || true
    asked_as "null Bearer secret"
    [ "$(jq -r .spec.interactive info)" = true ]
}

@test "on a terminal, Never keeps standard input from the plugin" {
    tls_server
    plugin_user
    plugin 'read -r token; echo "[$token] $KUBERNETES_EXEC_INFO" >info; exit 1'
    echo secret | script -qec "'$bin/kubectl-nsinfo' pod mypod" /dev/null >typescript || true
    [[ $(cat info) == '[] '*'"interactive":false'* ]]
}
