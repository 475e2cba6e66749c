#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The ways through a proxy, of the kubeconfig and of the environment, over real ones.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load client

setup_file() {
    certs_make
}

setup() {
    be_alone
}

teardown() {
    [ -z "${proxy_pid:-}" ] || kill "$proxy_pid"
    stop_server
}

# An API server with TLS that is known by its certificate's name for loopback.
tls_server() {
    route /x 'json: {}' | start_server --tls "$certs" --token secret
    address=$(jq -r '.clusters[0].cluster.server | sub("https://"; "")' kubeconfig)
}

# start_proxy OPTION…: $proxy is where it listens
start_proxy() {
    /usr/bin/python3 "$root/test/support/fake_proxy.py" --lifetime 120 --log proxied "$@" >listening 3>&- &
    proxy_pid=$!
    until [ -s listening ]; do sleep 0.05; done
    proxy=$(cat listening)
}

changed() {
    jq --arg proxy "$proxy" ".clusters[0].cluster |= ($1)" kubeconfig >changed
    export KUBECONFIG=$BATS_TEST_TMPDIR/changed
}

reaches_the_server() {
    run_nsinfo pod mypod
    expect 1 "" 'Error from server (NotFound): pods "mypod" not found'
}

fails_with() {
    run_nsinfo pod mypod
    expect 1 "" "$1"
}

# Everything went through the proxy, which was asked for this.
proxied() {
    [ "$(sort -u proxied)" = "$1" ]
}

@test "through an HTTP proxy of the kubeconfig, to loopback too, and whatever NO_PROXY says" {
    tls_server
    start_proxy --kind http
    changed '. + {"proxy-url": "http://\($proxy)"}'
    NO_PROXY=* reaches_the_server
    proxied "$address"
    [ "$(jq -rs '.[0].headers.authorization' requests)" = "Bearer secret" ]
}

@test "an HTTP proxy that wants to know its user" {
    tls_server
    start_proxy --kind http --user 'me:p@ss'
    changed '. + {"proxy-url": "http://me:p%40ss@\($proxy)"}'
    reaches_the_server
    changed '. + {"proxy-url": "http://\($proxy)"}'
    fails_with "Unable to connect to the server: proxyconnect tcp: the proxy $proxy answered with status 407"
    changed '. + {"proxy-url": "http://me:s3cret@\($proxy)"}'
    fails_with "Unable to connect to the server: proxyconnect tcp: the proxy $proxy answered with status 407"
}

@test "a proxy that speaks TLS is checked as the server is" {
    tls_server
    start_proxy --kind http --tls "$certs"
    changed '. + {"proxy-url": "https://\($proxy)"}'
    reaches_the_server
    proxied "$address"
    changed 'del(."certificate-authority-data") + {"proxy-url": "https://\($proxy)", "insecure-skip-tls-verify": true}'
    reaches_the_server
    changed "del(.\"certificate-authority-data\") + {\"proxy-url\": \"https://\\(\$proxy)\", \"certificate-authority\": \"$certs/wrong-ca.pem\"}"
    fails_with "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority"
}

@test "through a SOCKS5 proxy, which looks up the name" {
    tls_server
    start_proxy --kind socks5 --to "$address"
    changed '. + {"proxy-url": "socks5://\($proxy)"}'
    reaches_the_server
    proxied "$address"
    changed '. + {"proxy-url": "socks5://\($proxy)", server: "https://inside.invalid:6443", "tls-server-name": "localhost"}'
    rm proxied
    reaches_the_server
    proxied "inside.invalid:6443"
}

@test "a name for the certificate does not change where an HTTP proxy is sent" {
    tls_server
    start_proxy --kind http --to "$address"
    changed '. + {"proxy-url": "http://\($proxy)", server: "https://inside.invalid:6443", "tls-server-name": "localhost"}'
    reaches_the_server
    proxied "inside.invalid:6443"
}

@test "the environment's proxy, but for what NO_PROXY lists" {
    tls_server
    start_proxy --kind http --to "$address"
    changed '.server = "https://inside.invalid" | ."tls-server-name" = "localhost"'
    HTTPS_PROXY=$proxy reaches_the_server
    https_proxy=http://$proxy HTTP_PROXY=http://127.0.0.1:1 reaches_the_server
    proxied "inside.invalid:443"
    rm proxied
    HTTPS_PROXY=$proxy NO_PROXY=example.com,.invalid fails_with "Unable to connect to the server: dial tcp: lookup inside.invalid: no such host"
    ALL_PROXY=$proxy HTTP_PROXY=$proxy fails_with "Unable to connect to the server: dial tcp: lookup inside.invalid: no such host"
    changed .
    HTTPS_PROXY=http://127.0.0.1:1 reaches_the_server
    [ ! -e proxied ]
}

@test "a server without TLS through an HTTP proxy" {
    route /x 'json: {}' | start_server
    start_proxy --kind http
    changed '. + {"proxy-url": "http://\($proxy)"}'
    reaches_the_server
    proxied "$(jq -r '.clusters[0].cluster.server | sub("http://"; "")' kubeconfig)"
}

@test "proxies that are not there, refuse, or are none" {
    tls_server
    changed '. + {"proxy-url": "http://127.0.0.1:1"}'
    fails_with "The connection to the server $address was refused - did you specify the right host or port?"
    changed '. + {"proxy-url": "socks5://127.0.0.1:1"}'
    fails_with "The connection to the server $address was refused - did you specify the right host or port?"
    changed '. + {"proxy-url": "http://no-such-proxy.invalid"}'
    fails_with "Unable to connect to the server: proxyconnect tcp: dial tcp: lookup no-such-proxy.invalid: no such host"
    changed '. + {"proxy-url": "ftp://p"}'
    fails_with "error: invalid 'proxy-url' \"ftp://p\" for cluster \"fake\": unsupported scheme \"ftp\", must be http, https, or socks5"
    changed '. + {"proxy-url": "://p"}'
    fails_with "error: invalid 'proxy-url' \"://p\" for cluster \"fake\": could not parse: ://p"
    start_proxy --kind http --refuse 403
    changed '. + {"proxy-url": "http://\($proxy)"}'
    fails_with "Unable to connect to the server: proxyconnect tcp: the proxy $proxy answered with status 403"
}
