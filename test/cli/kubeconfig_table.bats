#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The same kubeconfigs through the real kubectl and through nsinfo: whether they work, which server
# is asked, as whom, and in which Kubernetes namespace.
#
# shellcheck disable=SC2016,SC2154

load client
load kubeconfig_table

setup_file() {
    servers=$BATS_FILE_TMPDIR
    certs=$servers/certs
    kubectl=$(find_kubectl) || skip "there is no kubectl to compare with"
    minor=$(minor_version "$kubectl")
    export servers certs kubectl minor
    "$root/test/support/make_certs" "$certs"
    write_routes
    # b takes whoever comes, and so does plain, which has no TLS.
    serve a --tls "$certs" --client-ca "$certs/ca.pem" --token secret
    serve b --tls "$certs" --client-ca "$certs/ca.pem"
    serve plain
    proxy http --kind http
    proxy socks5 --kind socks5
    write_plugin plugin-beta v1beta1 '{"token": "secret"}'
    write_plugin plugin-v1 v1 '{"token": "secret"}'
    write_plugin plugin-empty v1beta1 '{}'
    write_plugin plugin-cert v1beta1 "$(jq -n --rawfile c "$certs/client.pem" --rawfile k "$certs/client.key" \
        '{clientCertificateData: $c, clientKeyData: $k}')"
    openssl pkcs8 -topk8 -in "$certs/client.key" -out "$certs/encrypted.key" -passout pass:x
    echo secret >"$servers/token"
    jq -n --arg a "$(cat "$servers/a.url")" --arg ca "$(base64 -w0 "$certs/ca.pem")" \
        '{apiVersion: "v1", kind: "Config", "current-context": "c",
          clusters: [{name: "k", cluster: {server: $a, "certificate-authority-data": $ca}}],
          users: [{name: "u", user: {token: "secret"}}],
          contexts: [{name: "c", context: {cluster: "k", user: "u"}}]}' >"$servers/usual"
}

teardown_file() {
    [ ! -e "$BATS_FILE_TMPDIR/pids" ] || xargs kill <"$BATS_FILE_TMPDIR/pids"
}

setup() {
    unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy NO_PROXY no_proxy KUBECONFIG
    export HOME=$BATS_FILE_TMPDIR/home
    cd "$BATS_TEST_TMPDIR" || exit
    no_rows
    usual='a as token:secret in default'
}

@test "tokens, names and passwords" {
    row "a token" 20 "$usual" .
    row "a token that the server does not know" 20 fails '.users[0].user.token = "wrong"'
    row "no credential" 20 fails '.users[0].user = {}'
    row "a token that is a number" 20 fails '.users[0].user.token = 12345'
    row "an empty token" 20 fails '.users[0].user.token = ""'
    row "a token file" 20 "$usual" '.users[0].user = {tokenFile: "\($s)/token"}'
    row "a token file beside a token" 20 "$usual" '.users[0].user = {token: "wrong", tokenFile: "\($s)/token"}'
    row "a token beside a token file that is not there" 20 "$usual" '.users[0].user.tokenFile = "nope"'
    row "a token file that is not there" 20 fails '.users[0].user = {tokenFile: "nope"}'
    row "a name and a password" 20 "b as basic:$(printf 'me:p:w' | base64) in default" \
        '.clusters[0].cluster.server = $b | .users[0].user = {username: "me", password: "p:w"}'
    row "a password beside a token" 20 fails '.users[0].user.password = "x"'
    row "an auth provider" 20 fails '.users[0].user = {"auth-provider": {name: "no-such"}}'
    row "a token over plain HTTP" 20 "plain as nobody in default" '.clusters[0].cluster.server = $plain'
    row "a flag's token" 20 "b as token:flag in default" '.clusters[0].cluster.server = $b' --token flag
    row "a flag's token beside a certificate" 20 "b as cert:tester token:flag in default" \
        '.clusters[0].cluster.server = $b |
         .users[0].user = {"client-certificate": "\($certs)/client.pem", "client-key": "\($certs)/client.key"}' --token flag
    same
}

@test "certificates and keys" {
    row "as files" 20 "a as cert:tester in default" \
        '.users[0].user = {"client-certificate": "\($certs)/client.pem", "client-key": "\($certs)/client.key"}'
    row "as data" 20 "a as cert:tester in default" ".users[0].user = {
        \"client-certificate-data\": \"$(base64 -w0 "$certs/client.pem")\", \"client-key-data\": \"$(base64 -w0 "$certs/client.key")\"}"
    row "RSA, PKCS#1" 20 "a as cert:tester-rsa in default" \
        '.users[0].user = {"client-certificate": "\($certs)/client-rsa.pem", "client-key": "\($certs)/client-rsa.key"}'
    row "beside a token" 20 "a as cert:tester token:secret in default" \
        '.users[0].user += {"client-certificate": "\($certs)/client.pem", "client-key": "\($certs)/client.key"}'
    row "as data and as a file" 20 fails ".users[0].user = {\"client-certificate\": \"$certs/client.pem\",
        \"client-certificate-data\": \"$(base64 -w0 "$certs/client.pem")\", \"client-key\": \"$certs/client.key\"}"
    row "data that is no base64" 20 fails '.users[0].user += {"client-key-data": "%%%"}'
    row "without a key" 20 fails '.users[0].user = {"client-certificate": "\($certs)/client.pem"}'
    row "a key alone, beside a token" 20 "$usual" '.users[0].user += {"client-key": "nope"}'
    row "a key that does not fit" 20 fails \
        '.users[0].user = {"client-certificate": "\($certs)/client.pem", "client-key": "\($certs)/client-rsa.key"}'
    row "an encrypted key" 20 fails \
        '.users[0].user = {"client-certificate": "\($certs)/client.pem", "client-key": "\($certs)/encrypted.key"}'
    row "a file that is not there, for a server without TLS" 20 fails \
        '.clusters[0].cluster.server = $plain | .users[0].user = {"client-certificate": "nope", "client-key": "nope"}'
    row "by flags" 20 "a as cert:tester in default" '.users[0].user = {}' \
        --client-certificate "$certs/client.pem" --client-key="$certs/client.key"
    # Older ones take data and files for a contradiction even where the files come by flag.
    row "by flags, over data" 34 "a as cert:tester in default" \
        '.users[0].user = {"client-certificate-data": "eA==", "client-key-data": "eA=="}' \
        --client-certificate "$certs/client.pem" --client-key="$certs/client.key"
    same
}

@test "the server and its certificate" {
    row "a CA as a file" 20 "$usual" \
        'del(.clusters[0].cluster."certificate-authority-data") | .clusters[0].cluster."certificate-authority" = "\($certs)/ca.pem"'
    row "another CA" 20 fails \
        'del(.clusters[0].cluster."certificate-authority-data") | .clusters[0].cluster."certificate-authority" = "\($certs)/wrong-ca.pem"'
    row "a CA that is none" 20 fails '.clusters[0].cluster."certificate-authority-data" = "aGVsbG8="'
    row "no CA" 20 fails 'del(.clusters[0].cluster."certificate-authority-data")'
    row "no check" 20 "$usual" '.clusters[0].cluster = {server: $a, "insecure-skip-tls-verify": true}'
    row "no check beside a CA" 20 fails '.clusters[0].cluster."insecure-skip-tls-verify" = true'
    row "no check by flag, beside a CA" 20 "$usual" . --insecure-skip-tls-verify
    row "a CA by flag, over no check" 20 fails '.clusters[0].cluster = {server: $a, "insecure-skip-tls-verify": true}' \
        --certificate-authority "$certs/wrong-ca.pem"
    row "a CA by flag, over data" 20 "$usual" '.clusters[0].cluster."certificate-authority-data" = "aGVsbG8="' \
        --certificate-authority "$certs/ca.pem"
    row "another name that the certificate has" 20 "$usual" '.clusters[0].cluster."tls-server-name" = "localhost"'
    row "a name that it does not have" 20 fails '.clusters[0].cluster."tls-server-name" = "elsewhere.example"'
    row "another server by flag, which has no other name" 20 "b as token:secret in default" \
        '.clusters[0].cluster."tls-server-name" = "elsewhere.example"' --server "$(cat "$servers/b.url")"
    row "a name by flag" 20 fails . --tls-server-name elsewhere.example
    row "a path" 20 "$usual" '.clusters[0].cluster.server += "/pre/fix/"'
    row "a query" 20 "$usual" '.clusters[0].cluster.server += "/?a=b"'
    row "a host and a port, which are without TLS" 20 "plain as nobody in default" '.clusters[0].cluster.server = ($plain | sub("http://"; ""))'
    row "a host and a port, whatever is said of TLS" 20 fails '.clusters[0].cluster.server |= sub("https://"; "")'
    row "no check beside a CA, for a server without TLS" 20 "plain as nobody in default" \
        '.clusters[0].cluster += {server: $plain, "insecure-skip-tls-verify": true}'
    row "a scheme in upper case" 20 "$usual" '.clusters[0].cluster.server |= sub("https"; "HTTPS")'
    row "another scheme" 20 fails '.clusters[0].cluster.server |= sub("https"; "ftp")'
    row "an impossible port" 20 fails '.clusters[0].cluster.server = "https://127.0.0.1:99999"'
    row "a server that refuses" 20 fails '.clusters[0].cluster.server = "https://127.0.0.1:1"'
    row "none" 20 fails 'del(.clusters[0].cluster.server)'
    row "a time limit" 20 "$usual" . --request-timeout 20
    row "a time limit that is none" 20 fails . --request-timeout x
    same
}

@test "contexts, files and Kubernetes namespaces" {
    local other='.clusters += [{name: "other", cluster: (.clusters[0].cluster | .server = $b)}] |
        .users += [{name: "other", user: {token: "other"}}] |
        .contexts += [{name: "d", context: {cluster: "other", user: "other", namespace: "space"}}]'
    row "a context by flag" 20 "b as token:other in space" "$other" --context d
    row "an empty flag" 20 "$usual" "$other" --context ''
    row "a Kubernetes namespace by flag" 20 "b as token:other in mine" "$other" --context d -nmine
    row "a cluster by flag" 20 "b as token:secret in default" "$other" --cluster other
    row "a user by flag" 20 "b as token:other in default" "$other" --cluster=other --user=other
    row "no current context" 20 fails 'del(."current-context")'
    row "no current context, but flags" 20 "$usual" 'del(."current-context")' --cluster k --user u
    row "a current context that is not there" 20 fails '."current-context" = "nope"'
    row "a context that is not there" 20 fails . --context nope
    row "a cluster that is not there" 20 fails . --cluster nope
    row "a user that is not there" 20 fails . --user nope
    row "a context with a cluster that is not there" 20 fails '.contexts[0].context.cluster = "nope"'
    row "a context with a user that is not there" 20 fails '.contexts[0].context.user = "nope"'
    row "a name twice" 20 fails '.users += .users'
    row "fields that nobody knows" 20 "$usual" '. + {surprise: 1} | .users[0].user.surprise = {a: []}'
    row "another kind" 20 fails '.kind = "Pod"'
    row "another version" 20 fails '.apiVersion = "v2"'
    jq '.users[0].user.token = "first" | .clusters = []' "$servers/usual" >first
    jq --arg b "$(cat "$servers/b.url")" '.clusters[0].cluster.server = $b | .contexts[0].context.namespace = "second"' \
        "$servers/usual" >second
    row "two files: the first one's entries, whole" 20 "b as token:first in default" - KUBECONFIG=first:second
    row "the other way round" 20 "b as token:secret in second" - KUBECONFIG=second:first
    row "files that are not there, and one twice" 20 "b as token:first in default" - KUBECONFIG=nope::first:first:second
    row "no file that is there" 20 fails - KUBECONFIG=nope
    row "a file by flag alone" 20 "b as token:secret in second" - KUBECONFIG=first --kubeconfig second
    row "a file by flag that is not there" 20 fails - KUBECONFIG=second --kubeconfig nope
    same
}

@test "YAML as people write it" {
    local server ca
    server=$(cat "$servers/a.url")
    ca="certificate-authority: $certs/ca.pem"
    # yaml NAME EXPECTED: the file is standard input
    yaml() {
        cat >yaml
        row "$1" 20 "$2" - KUBECONFIG=yaml
    }
    printf 'current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nusers: [{name: u, user: {token: secret}}]\n' >rest
    { cat rest && printf 'clusters:\n- cluster:\n    server: %s\n    %s\n  name: k\n' "$server" "$ca"; } | yaml "in blocks and flows" "$usual"
    { printf '\xef\xbb\xbf' && cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\n' "$server" "$ca"; } | yaml "a byte order mark" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\n' "$server" "$ca"; } | sed 's/$/\r/' | yaml "line ends of Windows" "$usual"
    { cat rest && printf 'clusters:\n- name: k\n  cluster: &k {server: "%s", %s}\n- name: l\n  cluster: *k\n' "$server" "$ca"; } | yaml "anchors" "$usual"
    { cat rest && printf 'clusters:\n- name: l\n  cluster: &k {server: "%s", %s}\n- name: k\n  cluster:\n    <<: *k\n' "$server" "$ca"; } | yaml "merged mappings" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", insecure-skip-tls-verify: yes}}]\n' "$server"; } | yaml "yes for true" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", insecure-skip-tls-verify: "true"}}]\n' "$server"; } | yaml "a text for true" fails
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s, tls-server-name: null}}]\n' "$server" "$ca"; } | yaml "null" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\npreferences: {}\n...\n' "$server" "$ca"; } | yaml "an end of the document" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "https://127.0.0.1:1", server: "%s", %s}}]\n' "$server" "$ca"; } | yaml "a key twice" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\n---\nclusters: 7\n' "$server" "$ca"; } | yaml "a second document" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\n---\n: [\n' "$server" "$ca"; } | yaml "a second document that is none" "$usual"
    { cat rest && printf -- '---\nclusters: [{name: k, cluster: {server: "%s", %s}}]\n' "$server" "$ca"; } | yaml "the half in a second document" fails
    { printf -- '---\n' && cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\n' "$server" "$ca"; } | yaml "a mark in front" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s, proxy-url: 7}}]\n' "$server" "$ca"; } | yaml "a number for a text" fails
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s, Server: "https://127.0.0.1:1"}}]\n' "$server" "$ca"; } | yaml "a field in another case" "$usual"
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s, extensions: 7}}]\n' "$server" "$ca"; } | yaml "extensions that are none" fails
    { cat rest && printf 'clusters: [{name: k, cluster: {server: "%s", %s}}]\nusers2: [\n' "$server" "$ca"; } | yaml "a list without an end" fails
    { cat rest && printf 'clusters:\n- name: k\n cluster: {}\n'; } | yaml "bad indentation" fails
    { cat rest && printf 'clusters:\n\t- name: k\n'; } | yaml "a tab" fails
    { cat rest && printf 'clusters: {k: {server: "%s"}}\n' "$server"; } | yaml "a mapping for a list" fails
    echo hello | yaml "no mapping" fails
    yaml "nothing" fails </dev/null
    same
}

@test "exec plugins" {
    local beta='.users[0].user = {exec: {apiVersion: "client.authentication.k8s.io/v1beta1", command: "\($s)/plugin-beta"}}'
    local v1='.users[0].user = {exec: {apiVersion: "client.authentication.k8s.io/v1", command: "\($s)/plugin-v1", interactiveMode: "Never"}}'
    row "v1beta1" 20 "$usual" "$beta"
    row "v1" 22 "$usual" "$v1"
    row "on the path" 20 "$usual" "$beta | .users[0].user.exec.command = \"plugin-beta\"" "PATH=$servers:$PATH"
    row "a certificate" 20 "a as cert:tester in default" "$beta | .users[0].user.exec.command = \"\\(\$s)/plugin-cert\""
    row "IfAvailable" 22 "$usual" "$v1 | .users[0].user.exec.interactiveMode = \"IfAvailable\""
    row "Always, without a terminal" 22 fails "$v1 | .users[0].user.exec.interactiveMode = \"Always\""
    row "v1 without a mode" 22 fails "$v1 | del(.users[0].user.exec.interactiveMode)"
    row "a mode that there is not" 22 fails "$v1 | .users[0].user.exec.interactiveMode = \"Zork\""
    row "another version than configured" 20 fails "$beta | .users[0].user.exec.command = \"\\(\$s)/plugin-v1\""
    row "a version that there is not" 20 fails "$v1 | .users[0].user.exec.apiVersion = \"client.authentication.k8s.io/v8\""
    row "no version" 20 fails "$beta | del(.users[0].user.exec.apiVersion)"
    row "no command" 20 fails "$beta | del(.users[0].user.exec.command)"
    row "one that is not there" 20 fails "$beta | .users[0].user.exec.command = \"no-such-plugin\""
    row "one that fails" 20 fails "$beta | .users[0].user.exec.command = \"false\""
    row "no answer" 20 fails "$beta | .users[0].user.exec.command = \"true\""
    row "an empty answer" 20 fails "$beta | .users[0].user.exec.command = \"\\(\$s)/plugin-empty\""
    row "a script without its interpreter" 20 fails "$beta | .users[0].user.exec.command = \"\\(\$s)/token\""
    row "beside a token" 20 "$usual" "$beta | .users[0].user += {token: \"secret\"} | .users[0].user.exec.command = \"false\""
    row "beside a flag's token" 20 "b as token:flag in default" "$beta | .clusters[0].cluster.server = \$b" --token flag
    row "beside an auth provider" 20 fails "$beta | .users[0].user.\"auth-provider\" = {name: \"gcp\"}"
    row "for a server without TLS" 20 "plain as nobody in default" "$beta | .clusters[0].cluster.server = \$plain"
    same
}

@test "impersonation" {
    row "a user" 20 "b as token:secret for:bob in default" '.clusters[0].cluster.server = $b | .users[0].user.as = "bob"'
    row "groups and more" 20 "b as token:secret for:bob group:g group:h a%2fb:1,2 in default" '.clusters[0].cluster.server = $b |
        .users[0].user += {as: "bob", "as-groups": ["g", "h"], "as-user-extra": {"a/b": ["1", "2"]}}'
    row "a UID" 23 "b as token:secret for:bob uid:7 in default" \
        '.clusters[0].cluster.server = $b | .users[0].user += {as: "bob", "as-uid": "7"}'
    row "groups without a user" 20 fails '.users[0].user."as-groups" = ["g"]'
    row "a UID without a user" 23 fails '.users[0].user."as-uid" = "7"'
    row "by flags, over the kubeconfig's" 20 "b as token:secret for:amy group:x group:y in default" \
        '.clusters[0].cluster.server = $b | .users[0].user += {as: "bob", "as-groups": ["g", "h"]}' \
        --as amy --as-group x --as-group=y
    row "a UID by flag" 23 "b as token:secret for:amy uid:7 in default" '.clusters[0].cluster.server = $b' --as amy --as-uid 7
    row "a group by flag without a user" 20 fails . --as-group x
    row "to a server without TLS" 20 "plain as for:bob in default" '.clusters[0].cluster.server = $plain | .users[0].user.as = "bob"'
    same
}

@test "proxies" {
    local http socks5
    http=$(cat "$servers/http.url") socks5=$(cat "$servers/socks5.url")
    row "HTTP" 20 "$usual" ".clusters[0].cluster.\"proxy-url\" = \"http://$http\""
    row "SOCKS5" 20 "$usual" ".clusters[0].cluster.\"proxy-url\" = \"socks5://$socks5\""
    [ "$(sort "$servers/http.log" "$servers/socks5.log" | uniq -c | wc -l)" = 1 ]
    row "HTTP, and another name in the certificate" 20 "$usual" \
        ".clusters[0].cluster += {\"proxy-url\": \"http://$http\", \"tls-server-name\": \"localhost\"}"
    row "for a server without TLS" 20 "plain as nobody in default" \
        ".clusters[0].cluster += {server: \$plain, \"proxy-url\": \"http://$http\"}"
    row "one that is not there" 20 fails '.clusters[0].cluster."proxy-url" = "http://127.0.0.1:1"'
    row "one that is not there, whatever NO_PROXY says" 20 fails '.clusters[0].cluster."proxy-url" = "http://127.0.0.1:1"' NO_PROXY=*
    row "of a kind that there is not" 20 fails '.clusters[0].cluster."proxy-url" = "ftp://p"'
    row "of the environment, which is not for loopback" 20 "$usual" . HTTPS_PROXY=http://127.0.0.1:1
    row "the kubeconfig's before the environment's" 20 "$usual" ".clusters[0].cluster.\"proxy-url\" = \"http://$http\"" \
        HTTPS_PROXY=http://127.0.0.1:1
    same
}

@test "in a pod" {
    unshare --mount true 2>/dev/null || skip "mount namespaces are not allowed here"
    local url pod
    url=$(cat "$servers/a.url")
    pod=(KUBERNETES_SERVICE_HOST=127.0.0.1 "KUBERNETES_SERVICE_PORT=${url##*:}")
    # The files of a service account where the kubelet puts them, in mount namespaces of their own.
    wrapper='mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io/serviceaccount &&
        cp "$servers/token" /run/secrets/kubernetes.io/serviceaccount/token &&
        cp "$certs/ca.pem" /run/secrets/kubernetes.io/serviceaccount/ca.crt &&
        printf poduser >/run/secrets/kubernetes.io/serviceaccount/namespace && exec "$@"'
    in_front unshare --mount sh -c "$wrapper" sh
    row "no kubeconfig" 20 "a as token:secret in poduser" - "${pod[@]}"
    row "a Kubernetes namespace by flag" 20 "a as token:secret in mine" - "${pod[@]}" -n mine
    row "one by the environment" 20 "a as token:secret in told" - POD_NAMESPACE=told "${pod[@]}"
    row "a flag's token" 20 fails - "${pod[@]}" --token wrong
    row "a kubeconfig" 20 "b as token:secret in poduser" '.clusters[0].cluster.server = $b' "${pod[@]}"
    row "a kubeconfig with a Kubernetes namespace" 20 "b as token:secret in space" \
        '.clusters[0].cluster.server = $b | .contexts[0].context.namespace = "space"' "${pod[@]}"
    row "no port in the environment" 20 fails - KUBERNETES_SERVICE_HOST=127.0.0.1
    same
}
