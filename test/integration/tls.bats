#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The agent's TLS: which versions, whose certificate, and what happens when its files change.

load helpers

setup() {
    AGENT_SCHEME_FLAG=
    AGENT_DIR=
    cd "$BATS_TEST_TMPDIR"
}

teardown() {
    [ -z "$AGENT_DIR" ] || agent_stop
}

# asked_by FLAG…: /healthz by curl, which takes any certificate
asked_by() {
    run -0 curl --silent --show-error --insecure --max-time 20 "$@" "https://127.0.0.1:$AGENT_PORT/healthz"
    [ "$output" = ok ]
}

# The certificate that a client sees, as openssl tells it: seen FIELD…
seen() {
    openssl s_client -connect "127.0.0.1:$AGENT_PORT" </dev/null 2>/dev/null |
        openssl x509 -noout "$@"
}

# pair NAME [KIND]: tls.crt and tls.key for a server of this name
pair() {
    local -a kind=(ec -pkeyopt "ec_paramgen_curve:P-256")
    [ "${2:-ec}" = ec ] || kind=("$2")
    openssl req -x509 -newkey "${kind[@]}" -nodes -days 2 -subj "/CN=$1" \
        -addext "subjectAltName=DNS:$1,IP:127.0.0.1" -keyout tls.key.new -out tls.crt.new 2>/dev/null
    mv tls.key.new tls.key
    mv tls.crt.new tls.crt
}

@test "TLS 1.2 and 1.3 are spoken, and nothing older" {
    agent_start
    asked_by --tlsv1.2 --tls-max 1.2
    asked_by --tlsv1.3
    run ! openssl s_client -connect "127.0.0.1:$AGENT_PORT" -tls1_1 -cipher 'ALL:@SECLEVEL=0' </dev/null
    [[ $output == *"protocol version"* ]]
}

@test "the certificate is made at start: EC P-256, for this start alone" {
    local first
    agent_start
    [[ $(seen -text) == *"NIST CURVE: P-256"* ]]
    [ "$(seen -subject)" = "subject=CN = nsinfo-agent" ]
    [[ $(seen -ext subjectAltName) == *DNS:nsinfo-agent* ]]
    seen -checkend $((365 * 24 * 3600))
    first=$(seen -fingerprint)
    agent_stop
    agent_start
    [[ $first == *ingerprint=* && $(seen -fingerprint) == *ingerprint=* ]]
    [ "$(seen -fingerprint)" != "$first" ]
}

@test "a certificate given by files is the one that is used" {
    pair given
    agent_start --tls-cert-file=tls.crt --tls-private-key-file=tls.key
    run -0 curl --silent --show-error --cacert tls.crt --max-time 20 "https://127.0.0.1:$AGENT_PORT/healthz"
    [ "$output" = ok ]
}

is_seen() {
    [ "$(seen -subject)" = "subject=CN = $1" ]
}

@test "files that change are taken without a restart, and broken ones are not" {
    pair first
    agent_start --tls-cert-file=tls.crt --tls-private-key-file=tls.key
    is_seen first
    pair second
    wait_for 30 is_seen second
    grep -q 'info the changed certificate is used' "$AGENT_DIR/log"
    echo broken >tls.crt.new
    mv tls.crt.new tls.crt
    sleep 1.1 # it looks once a second
    is_seen second
    wait_for 30 grep -q 'warning the changed certificate is not used error="read the certificate \\"tls.crt\\": ' "$AGENT_DIR/log"
    pair third
    wait_for 30 is_seen third
}

takes_ec() {
    openssl s_client -connect "127.0.0.1:$AGENT_PORT" -sigalgs ECDSA+SHA256 </dev/null
}

@test "files that change from RSA to EC and back are taken" {
    local name
    pair one rsa:2048
    agent_start --tls-cert-file=tls.crt --tls-private-key-file=tls.key
    [[ $(seen -text) == *"Public Key Algorithm: rsaEncryption"* ]]
    pair two
    wait_for 30 is_seen two
    [[ $(seen -text) == *"Public Key Algorithm: id-ecPublicKey"* ]]
    takes_ec
    pair three rsa:2048
    wait_for 30 is_seen three
    [[ $(seen -text) == *"Public Key Algorithm: rsaEncryption"* ]]
    run ! takes_ec # the kind before is not offered beside it, to clients that would rather have that
    asked_by --tlsv1.2 --tls-max 1.2
    asked_by --tlsv1.3
}

@test "a key that is another certificate's is refused at start" {
    pair one
    mv tls.crt one.crt
    pair two
    run -1 "$NSINFO_BIN/nsinfo-agent" --listen=127.0.0.1:0 "$AGENT_AUTHORIZATION_FLAG" --tls-cert-file=one.crt --tls-private-key-file=tls.key
    [ "$output" = 'error: read the private key "tls.key": key values mismatch' ]
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=other-kind -keyout rsa.key -out rsa.crt 2>/dev/null
    run -1 "$NSINFO_BIN/nsinfo-agent" --listen=127.0.0.1:0 "$AGENT_AUTHORIZATION_FLAG" --tls-cert-file=rsa.crt --tls-private-key-file=tls.key
    [[ $output == 'error: '*' the private key "tls.key": '* ]]
    openssl pkey -in tls.key -aes128 -passout pass:secret -out locked.key
    run -1 "$NSINFO_BIN/nsinfo-agent" --listen=127.0.0.1:0 "$AGENT_AUTHORIZATION_FLAG" --tls-cert-file=tls.crt --tls-private-key-file=locked.key
    [[ $output == 'error: read the private key "locked.key": '* ]]
    run -1 "$NSINFO_BIN/nsinfo-agent" --listen=127.0.0.1:0 "$AGENT_AUTHORIZATION_FLAG" --tls-cert-file=nope.crt --tls-private-key-file=tls.key
    [ "$output" = 'error: read the certificate "nope.crt": No such file or directory' ]
}

@test "plain HTTP is not answered, and disturbs nobody" {
    agent_start
    run ! curl --silent --max-time 20 "http://127.0.0.1:$AGENT_PORT/healthz"
    asked_by
}

@test "a request over a limit is refused by TLS as well" {
    agent_start
    run -0 curl --silent --insecure --max-time 20 --write-out '%{http_code}' \
        "https://127.0.0.1:$AGENT_PORT/$(printf 'x%.0s' $(seq 20000))"
    [[ $output == *'"the request line is longer than 16384 bytes'*414 ]]
}

is_full() {
    curl --silent --insecure --max-time 20 --output /dev/null "https://127.0.0.1:$AGENT_PORT/healthz" || true
    grep -q 'status=503' "$AGENT_DIR/log"
}

@test "SIGTERM does not wait for clients that never finish the handshake" {
    local fd number
    agent_start
    for number in $(seq 230); do
        exec {fd}<>"/dev/tcp/127.0.0.1/$AGENT_PORT"
    done
    wait_for 30 is_full
    agent_stop
    [[ $(tail -n 1 "$AGENT_DIR/log") == *" info stopped" ]]
    AGENT_DIR=
}

@test "garbage by TLS is refused, and the next client served" {
    agent_start
    raw tls-garbage 200
    [ "$code" = 200 ]
}

is_served() {
    curl --silent --insecure --max-time 20 --fail "https://127.0.0.1:$AGENT_PORT/healthz" | grep -qx ok
}

@test "clients that never finish the handshake keep nobody out" {
    local -a held=()
    local number fd
    agent_start
    for number in $(seq 300); do
        exec {fd}<>"/dev/tcp/127.0.0.1/$AGENT_PORT"
        printf '\x16\x03\x01\x02' >&"$fd"
        held+=("$fd")
    done
    wait_for 30 is_served # each may take three seconds
    for fd in "${held[@]}"; do exec {fd}>&-; done
}

@test "beside many that come anew as soon as they are closed every client gets a reply" {
    agent_start
    raw beside-flood 400 30
    [[ $code =~ ^(200|503|200\ 503)$ ]]
}

@test "a handshake that says it will be long is not waited for" {
    agent_start
    raw claimed-hello 8192
    [ "$code" = awaited ]
    raw claimed-hello 8193
    [ "$code" = closed ]
    raw claimed-hello 131072
    [ "$code" = closed ]
}

# ends_well FLAG… (the request on standard input): by openssl, which says so if a connection only ends
ends_well() {
    run -0 timeout 20 openssl s_client -quiet -ign_eof -connect "127.0.0.1:$AGENT_PORT" "$@"
    [[ $output != *"unexpected eof"* ]]
}

@test "that a connection ends is said inside TLS" {
    local version
    agent_start
    for version in -tls1_2 -tls1_3; do
        ends_well $version <<<$'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r'
        [[ $output == *$'\n\r\nok' ]]
        ends_well $version <<<$'POST /healthz HTTP/1.1\r\nHost: x\r\n\r'
        [[ $output == *'"code":"MethodNotAllowed"'* ]]
        ends_well $version <<<"GET /$(printf 'x%.0s' $(seq 20000)) HTTP/1.1"
        [[ $output == *'"the request line is longer than 16384 bytes'* ]]
    done
}

@test "a large answer comes whole, and the connection serves the next request" {
    agent_start
    run -0 curl --silent --insecure --max-time 60 --write-out '%{num_connects}\n' \
        "https://127.0.0.1:$AGENT_PORT/v1/node?processes=true" --output node.json \
        "https://127.0.0.1:$AGENT_PORT/healthz"
    [ "$output" = $'1\nok\n0' ]
    jq -e '.kind == "NodeReport"' node.json
}

@test "flags that do not go together are refused" {
    refuses() {
        run -2 "$NSINFO_BIN/nsinfo-agent" "${@:2}"
        [ "${lines[0]}" = "error: $1" ]
    }
    refuses '"--tls-cert-file" needs "--tls-private-key-file"' --tls-cert-file=x
    refuses '"--tls-private-key-file" needs "--tls-cert-file"' --tls-private-key-file=x
    refuses '"--plain-http" has no use for "--tls-cert-file"' --plain-http --tls-cert-file=x --tls-private-key-file=y
    refuses '"--plain-http" is for a loopback address, such as 127.0.0.1:9479, or a unix socket, and not for "0.0.0.0:9479"' \
        --plain-http --listen=0.0.0.0:9479
    refuses '"--plain-http" is for a loopback address, such as 127.0.0.1:9479, or a unix socket, and not for "[::]:9479"' \
        --plain-http --listen=[::]:9479
}
