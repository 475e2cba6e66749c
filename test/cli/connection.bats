#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Everything between the command line and the API server's reply that can be wrong, each with its
# exact message: exit status 1 and nothing on standard output. The words are kubectl's (1.33) where
# it has any for the case.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load client

setup_file() {
    certs_make
}

setup() {
    be_alone
}

fails_with() {
    run_nsinfo pod mypod
    expect 1 "" "$1"
}

# HTTPS, one pod, and callers have to send a token or a client certificate
tls_server() {
    route /api/v1/namespaces/default/pods/mypod "file: \"$fixtures/single.pod.json\"" |
        start_server --tls "$certs" --client-ca "$certs/ca.pem" --token secret
}

# changed FILTER: the kubeconfig, changed by jq
changed() {
    jq --arg certs "$certs" ".clusters[0].cluster |= (${1:-.}) | .users[0].user |= (${2:-.})" \
        kubeconfig >changed
    export KUBECONFIG=$BATS_TEST_TMPDIR/changed
}

# The server was asked as this user: what the fake server's log says of the last request.
asked_as() {
    [ "$(jq -rs '.[-1] | "\(.client) \(.headers.authorization)"' requests)" = "$1" ]
}

# What a pod without an agent on its node ends in: the connection itself was good.
reaches_the_server() {
    run_nsinfo pod mypod
    [[ $stderr == 'Error from server (NotFound): '* ]]
}

# A port that refuses: free a moment ago.
refusing_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# kubeconfig_for URL: without credentials
kubeconfig_for() {
    jq -n --arg url "$1" '{"current-context": "c", clusters: [{name: "k", cluster: {server: $url}}],
        contexts: [{name: "c", context: {cluster: "k"}}]}' >kubeconfig
    export KUBECONFIG=$BATS_TEST_TMPDIR/kubeconfig
}

@test "no kubeconfig: localhost:8080, which refuses" {
    if (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then
        skip "something listens on port 8080"
    fi
    fails_with "The connection to the server localhost:8080 was refused - did you specify the right host or port?"
}

@test "a kubeconfig named by flag that is not there" {
    run_nsinfo pod mypod --kubeconfig /nope
    expect 1 "" "error: stat /nope: no such file or directory"
}

@test "kubeconfigs named by the environment may be missing" {
    tls_server
    export KUBECONFIG=/nope:$KUBECONFIG
    reaches_the_server
}

@test "a folder for a kubeconfig" {
    run_nsinfo pod mypod --kubeconfig /tmp
    expect 1 "" 'error: error loading config file "/tmp": read /tmp: is a directory'
}

@test "a kubeconfig that is no YAML: file, line and column" {
    printf 'apiVersion: v1\nclusters:\n- name: k\n cluster: {}\n' >broken
    run_nsinfo pod mypod --kubeconfig broken
    expect 1 "" 'error: error loading config file "broken": line 4, column 2: did not find expected key (while parsing a block mapping that begins at line 1, column 1)'
}

@test "a kubeconfig with a tab: file, line and column" {
    printf 'apiVersion: v1\nclusters:\n\t- name: k\n' >broken
    run_nsinfo pod mypod --kubeconfig broken
    expect 1 "" 'error: error loading config file "broken": line 3, column 1: found character that cannot start any token (while scanning for the next token that begins at line 3, column 1)'
}

@test "a kubeconfig with a field of the wrong kind: file, line and column" {
    printf 'apiVersion: v1\nclusters:\n- name: k\n  cluster: [server]\n' >broken
    run_nsinfo pod mypod --kubeconfig broken
    expect 1 "" 'error: error loading config file "broken": line 4, column 12: cluster is not a mapping'
}

@test "something else than a kubeconfig" {
    printf 'apiVersion: v1\nkind: Pod\n' >pod.yaml
    run_nsinfo pod mypod --kubeconfig pod.yaml
    expect 1 "" 'error: error loading config file "pod.yaml": no kind "Pod" is registered for version "v1"'
}

@test "a kubeconfig of 5 MiB" {
    head -c 5242880 /dev/zero | tr '\0' '#' >big
    run_nsinfo pod mypod --kubeconfig big
    expect 1 "" 'error: error loading config file "big": it is larger than 4194304 bytes'
}

@test "bad base64: file, line and column" {
    printf 'clusters:\n- name: k\n  cluster:\n    certificate-authority-data: "%%%%%%"\n' >broken
    run_nsinfo pod mypod --kubeconfig broken
    expect 1 "" 'error: error loading config file "broken": line 4, column 33: certificate-authority-data: illegal base64 data'
}

@test "an unknown context" {
    tls_server
    run_nsinfo pod mypod --context nope
    expect 1 "" 'error: context "nope" does not exist'
}

@test "a current context that is not there" {
    printf 'current-context: gone\n' >stale
    run_nsinfo pod mypod --kubeconfig stale
    expect 1 "" 'Error in configuration: context was not found for specified context: gone'
}

@test "a context whose cluster or user is not there" {
    printf 'current-context: c\ncontexts: [{name: c, context: {cluster: nope}}]\n' >dangling
    run_nsinfo pod mypod --kubeconfig dangling
    expect 1 "" 'error: cluster "nope" does not exist'
    printf 'current-context: c\ncontexts: [{name: c, context: {user: nope}}]\n' >dangling
    run_nsinfo pod mypod --kubeconfig dangling
    expect 1 "" 'error: auth info "nope" does not exist'
}

@test "an auth provider is refused by name" {
    tls_server
    changed . '{"auth-provider": {name: "gcp"}}'
    fails_with "error: user \"fake\" has the auth provider \"gcp\", which kubectl has given up too: use an exec plugin instead"
    [ ! -e requests ]
}

@test "a token, a token file and certificates, inline and as files, all reach the server" {
    tls_server
    reaches_the_server
    asked_as "null Bearer secret"
    echo secret >token
    changed . '{tokenFile: "token"}'
    reaches_the_server
    asked_as "null Bearer secret"
    for name in client client-rsa; do
        cn=tester${name#client}
        changed . "{\"client-certificate\": \"\\(\$certs)/$name.pem\", \"client-key\": \"\\(\$certs)/$name.key\"}"
        reaches_the_server
        asked_as "$cn null"
        changed . "{\"client-certificate-data\": \"$(base64 -w0 "$certs/$name.pem")\", \"client-key-data\": \"$(base64 -w0 "$certs/$name.key")\"}"
        reaches_the_server
        asked_as "$cn null"
    done
    changed 'del(."certificate-authority-data") + {"certificate-authority": "\($certs)/ca.pem"}'
    reaches_the_server
    changed 'del(."certificate-authority-data") + {"insecure-skip-tls-verify": true}'
    reaches_the_server
}

@test "one connection serves all requests" {
    tls_server
    reaches_the_server
    [ "$(jq -rs 'length' requests)" -ge 2 ]
    [ "$(jq -rs 'map(.port) | unique | length' requests)" -eq 1 ]
}

@test "a wrong CA" {
    tls_server
    changed 'del(."certificate-authority-data") + {"certificate-authority": "\($certs)/wrong-ca.pem"}'
    fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority"
}

@test "no CA, and the system's do not know the server" {
    tls_server
    changed 'del(."certificate-authority-data")'
    fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority"
}

@test "no CA, and the environment names a file of some that know the server" {
    tls_server
    changed 'del(."certificate-authority-data")'
    SSL_CERT_FILE=$certs/ca.pem reaches_the_server
}

@test "no CA, and the file that the environment names is not there" {
    tls_server
    changed 'del(."certificate-authority-data")'
    SSL_CERT_FILE=/nope fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority"
}

@test "no CA, and the environment names a folder of some, by their hashes" {
    tls_server
    changed 'del(."certificate-authority-data")'
    mkdir trusted
    cp "$certs/ca.pem" trusted/
    openssl rehash trusted
    SSL_CERT_FILE=/nope SSL_CERT_DIR=$PWD/trusted reaches_the_server
}

@test "a CA of the kubeconfig's own is the only one" {
    tls_server
    changed 'del(."certificate-authority-data") + {"certificate-authority": "\($certs)/wrong-ca.pem"}'
    SSL_CERT_FILE=$certs/ca.pem fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority"
}

@test "a CA that is none" {
    tls_server
    changed '. + {"certificate-authority-data": "aGVsbG8="}'
    fails_with "error: unable to load root certificates: unable to parse bytes as PEM block"
}

@test "a CA file that is not there" {
    tls_server
    changed 'del(."certificate-authority-data") + {"certificate-authority": "nope.pem"}'
    fails_with "error: unable to read certificate-authority $BATS_TEST_TMPDIR/nope.pem for fake due to open $BATS_TEST_TMPDIR/nope.pem: no such file or directory"
}

@test "an expired server certificate" {
    certs=$certs/expired
    route /x 'json: {}' | start_server --tls "$certs"
    fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired or is not yet valid"
}

@test "a server certificate for another name, unless tls-server-name says so" {
    certs=$certs/other-name
    route /x 'json: {}' | start_server --tls "$certs"
    fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate is not valid for 127.0.0.1"
    changed '. + {"tls-server-name": "elsewhere.example"}'
    fails_with 'Error from server (NotFound): pods "mypod" not found'
}

@test "a key that does not fit the certificate" {
    tls_server
    changed . '{"client-certificate": "\($certs)/client.pem", "client-key": "\($certs)/client-rsa.key"}'
    fails_with "error: tls: private key does not match public key"
}

@test "a key that is none, or is missing" {
    tls_server
    changed . '{"client-certificate": "\($certs)/client.pem", "client-key-data": "aGVsbG8="}'
    fails_with "error: tls: failed to find any PEM data in key input"
    changed . '{"client-certificate": "\($certs)/client.pem"}'
    fails_with "error: client-key-data or client-key must be specified for fake to use the clientCert authentication method."
}

@test "an encrypted key never makes the program ask for a pass phrase" {
    tls_server
    openssl pkcs8 -topk8 -in "$certs/client.key" -out encrypted.key -passout pass:x
    changed . '{"client-certificate": "\($certs)/client.pem", "client-key": "encrypted.key"}'
    fails_with "error: the client key of user \"fake\" is encrypted, which is not supported: kubectl does not take such keys either"
}

@test "who is not known to the server: 401" {
    tls_server
    changed . '{token: "wrong"}'
    fails_with "error: You must be logged in to the server (Unauthorized)"
    changed . '{}'
    fails_with "error: You must be logged in to the server (Unauthorized)"
}

@test "a token never goes over plain HTTP" {
    route /x 'json: {}' | start_server
    changed . '{token: "secret"}'
    fails_with 'Error from server (NotFound): pods "mypod" not found'
    asked_as "null null"
}

@test "who may not: 403, in the server's words, and nothing of them reaches the terminal raw" {
    route /api/v1/namespaces/default/pods/mypod \
        'status: 403, reason: "Forbidden", message: "pods \"mypod\" is forbidden:\n\t\u001b[2J no"' | start_server
    fails_with $'Error from server (Forbidden): pods "mypod" is forbidden:\n\t\\x1b[2J no'
}

@test "a server that is busy, and one that is broken" {
    {
        route /api/v1/namespaces/default/pods/a 'status: 429, reason: "TooManyRequests", message: "slow down"'
        route /api/v1/namespaces/default/pods/b 'status: 500, text: "oh no", type: "text/plain"'
        route /api/v1/namespaces/default/pods/c 'status: 503, text: "", type: "text/plain"'
    } | start_server
    run_nsinfo pod a
    expect 1 "" "Error from server (TooManyRequests): slow down"
    run_nsinfo pod b
    expect 1 "" 'Error from server (InternalError): an error on the server ("oh no") has prevented the request from succeeding'
    run_nsinfo pod c
    expect 1 "" "Error from server (ServiceUnavailable): the server is currently unable to handle the request"
}

@test "a redirect is not followed" {
    route /api/v1/namespaces/default/pods/mypod \
        'status: 302, text: "", headers: {Location: "http://127.0.0.1:1/"}' | start_server
    fails_with "Error from server: the server responded with the status code 302 but did not return more information"
}

@test "no such host" {
    kubeconfig_for https://no-such-host.invalid
    fails_with "Unable to connect to the server: dial tcp: lookup no-such-host.invalid: no such host"
}

@test "a connection that is refused" {
    local port
    port=$(refusing_port)
    kubeconfig_for "https://127.0.0.1:$port"
    fails_with "The connection to the server 127.0.0.1:$port was refused - did you specify the right host or port?"
}

@test "a server of another scheme, and one with an impossible port" {
    kubeconfig_for ftp://127.0.0.1
    fails_with 'Unable to connect to the server: unsupported protocol scheme "ftp"'
    kubeconfig_for https://127.0.0.1:99999
    fails_with 'Unable to connect to the server: dial tcp: address 99999: invalid port'
}

@test "HTTPS to a server that speaks plain HTTP" {
    route /x 'json: {}' | start_server
    changed '.server |= sub("http:"; "https:")'
    fails_with "Unable to connect to the server: http: server gave HTTP response to HTTPS client"
}

@test "a server that does not answer in time" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "hang", seconds: 300' | start_server
    SECONDS=0
    run_nsinfo pod mypod --request-timeout 3s
    expect 1 "" "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)"
    [ "$SECONDS" -lt 60 ] # it has 65 otherwise
}

@test "a longer time than can be counted is one" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "delay", seconds: 1' | start_server
    for timeout in 0 1000h; do
        run_nsinfo pod mypod --request-timeout=$timeout
        expect 1 "" "*"
        [[ $stderr != *Timeout* ]]
    done
}

@test "a server that goes on answering too slowly" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "drip", seconds: 1, text: "{\"kind\": \"Pod\"}"' | start_server
    run_nsinfo pod mypod --request-timeout 3s
    expect 1 "" "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while reading body)"
}

@test "a reply that is cut short" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "cut"' "file: \"$fixtures/single.pod.json\"" | start_server
    fails_with "error: unexpected error when reading response body. Please retry. Original error: unexpected EOF"
}

@test "a connection that ends without a reply" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "close"' | start_server
    fails_with "Unable to connect to the server: EOF"
}

@test "a connection that is reset" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "reset"' | start_server
    host=$(jq -r '.clusters[0].cluster.server' kubeconfig)
    fails_with "Unable to connect to the server: read tcp ${host#http://}: connection reset by peer"
}

@test "a reply that is not HTTP" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "garbage"' | start_server
    fails_with "error: net/http: HTTP/1.x transport connection broken: received HTTP/0.9 when not allowed"
}

@test "a reply over the size limit" {
    route /api/v1/namespaces/default/pods/mypod 'fault: "huge", size: 80000000' | start_server
    fails_with "error: the reply is larger than 67108864 bytes"
}

@test "a reply that is not JSON" {
    route /api/v1/namespaces/default/pods/mypod 'text: "<html>", type: "text/html"' | start_server
    fails_with "error: the server's reply (text/html): not JSON: line 1, column 1: '[' or '{' expected near '<'"
}

@test "the server's warnings are shown, each once, escaped" {
    {
        route /api/v1/namespaces/default/pods/a 'status: 404, reason: "NotFound", message: "no"' \
            'headers: {Warning: ["299 - \"one\"", "299 - \"two \u202e\"", "299 - \"one\""]}'
    } | start_server
    run_nsinfo pod a
    expect 1 "" 'Warning: one
Warning: two \u{202e}
Error from server (NotFound): no'
}

@test "flags name the server, the CA, the user and whom to be taken for" {
    tls_server
    url=$(jq -r '.clusters[0].cluster.server' kubeconfig)
    export KUBECONFIG=$BATS_TEST_TMPDIR/none
    run_nsinfo pod mypod -s "$url" --certificate-authority "$certs/ca.pem" --token=secret \
        --as bob --as-uid 7 --as-group=a --as-group b --as-user-extra k=v -n default
    [[ $stderr == 'Error from server (NotFound): '* ]]
    [ "$(jq -rs '.[-1].headers | "\(.authorization) \(."impersonate-user") \(."impersonate-uid") \(."impersonate-extra-k")"' requests)" = "Bearer secret bob 7 v" ]
    [ "$(jq -rs '.[-1].all["impersonate-group"] | join(" ")' requests)" = "a b" ]
    run_nsinfo pod mypod --server="$url" --insecure-skip-tls-verify \
        --client-certificate "$certs/client.pem" --client-key "$certs/client.key"
    [[ $stderr == 'Error from server (NotFound): '* ]]
    asked_as "tester null"
    run_nsinfo pod mypod --server="$url" --insecure-skip-tls-verify=false
    expect 1 "" "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority"
}

@test "flags choose among the kubeconfig's clusters and users" {
    tls_server
    jq '.clusters += [{name: "other", cluster: {server: "https://127.0.0.1:1"}}] |
        .users += [{name: "other", user: {token: "wrong"}}]' kubeconfig >changed
    export KUBECONFIG=$BATS_TEST_TMPDIR/changed
    run_nsinfo pod mypod --cluster other
    expect 1 "" "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?"
    run_nsinfo pod mypod --user other
    expect 1 "" "error: You must be logged in to the server (Unauthorized)"
    run_nsinfo pod mypod --user nope
    expect 1 "" 'error: auth info "nope" does not exist'
    run_nsinfo pod mypod --cluster nope
    expect 1 "" 'error: cluster "nope" does not exist'
}

@test "whom to be taken for has to be a user first" {
    tls_server
    run_nsinfo pod mypod --as-group a
    expect 1 "" "error: requesting uid, groups or user-extra for fake without impersonating a user"
    run_nsinfo pod mypod --as bob --as-user-extra novalue
    expect 1 "" "error: invalid argument \"novalue\" for \"--as-user-extra\": must be KEY=VALUE
See 'kubectl nsinfo pod -h' for help and examples"
}

@test "a user's name and password" {
    tls_server
    changed . '{username: "Aladdin", password: "open sesame"}'
    fails_with "error: You must be logged in to the server (Unauthorized)"
    asked_as "null Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
}

@test "a server with a path" {
    route /pre/fix/api/v1/namespaces/default/pods/mypod "file: \"$fixtures/pending.pod.json\"" | start_server
    changed '.server |= . + "/pre/fix/"'
    run_nsinfo pod mypod
    [ "$(jq -r .path requests | head -n 1)" = /pre/fix/api/v1/namespaces/default/pods/mypod ]
    [[ $stderr != *NotFound* ]]
}

@test "a server by its IPv6 address" {
    if ! /usr/bin/python3 -c 'import socket; socket.socket(socket.AF_INET6).bind(("::1", 0))'; then
        skip "this machine has no IPv6 loopback"
    fi
    route /api/v1/namespaces/default/pods/mypod "file: \"$fixtures/single.pod.json\"" |
        start_server --tls "$certs" --token secret --address ::1
    [[ $(jq -r '.clusters[0].cluster.server' kubeconfig) == 'https://[::1]:'* ]]
    reaches_the_server
    changed '. + {"tls-server-name": "localhost"}'
    reaches_the_server
    kubeconfig_for 'https://[::1]:1'
    fails_with "The connection to the server [::1]:1 was refused - did you specify the right host or port?"
}

@test "replies come compressed unless the flag says no" {
    tls_server
    reaches_the_server
    [ "$(jq -rs '.[-1].headers."accept-encoding"' requests)" = gzip ]
    run_nsinfo pod mypod --disable-compression --cache-dir /nope
    [ "$(jq -rs '.[-1].headers."accept-encoding"' requests)" = null ]
    changed '. + {"disable-compression": true}'
    reaches_the_server
    [ "$(jq -rs '.[-1].headers."accept-encoding"' requests)" = null ]
}

@test "-v shows requests on standard error, and no secret of them" {
    {
        route /api/v1/namespaces/default/pods/mypod 'json: {kind: "Pod", token: "s3cret-body"}'
    } | start_server --tls "$certs" --token s3cret-token
    local stamp='^I[0-9]{4} [0-9:]{8}\.[0-9]{6} +[0-9]+ nsinfo\] ' url
    url=$(jq -r '.clusters[0].cluster.server' kubeconfig)/api/v1/namespaces/default/pods/mypod
    run_nsinfo pod mypod -v=6
    [ "$(grep -cE "${stamp}GET $url 200 OK in [0-9]+ milliseconds\$" <<<"$stderr")" = 1 ]
    [[ $stderr != *Headers* ]]
    run_nsinfo pod mypod -v 8
    grep -qE "${stamp}GET $url\$" <<<"$stderr"
    grep -qE "${stamp}    Authorization: Bearer <masked>\$" <<<"$stderr"
    grep -qE "${stamp}    User-Agent: kubectl-nsinfo/v" <<<"$stderr"
    grep -qE "${stamp}Response Status: 200 OK in [0-9]+ milliseconds\$" <<<"$stderr"
    grep -qE "${stamp}    Content-Type: application/json\$" <<<"$stderr"
    grep -qE "${stamp}Response Body: \{\"kind\": \"Pod\", \"token\": <masked>\}\$" <<<"$stderr"
    [[ $stderr != *s3cret* && $output != *s3cret* ]]
    run_nsinfo pod mypod --v=5
    [[ $stderr != *nsinfo]* ]]
    run_nsinfo pod mypod -s https://127.0.0.1:1 --v=6
    grep -qE "${stamp}GET https://127.0.0.1:1/.* failed in [0-9]+ milliseconds: dial tcp 127.0.0.1:1: connect: connection refused\$" <<<"$stderr"
}
