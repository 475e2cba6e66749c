#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The architecture, as a table of who may include whom; a folder may always include itself.

bats_require_minimum_version 1.5.0

cd_root() {
    cd "$BATS_TEST_DIRNAME/../.." || exit
}

layers() {
    cat <<'TABLE'
common/base
common/model              common/base
common/net                common/base
kubectl-nsinfo/kubeconfig common/base common/model
kubectl-nsinfo/apiserver  common/base common/model common/net kubectl-nsinfo/kubeconfig
kubectl-nsinfo/pod        common/base common/model kubectl-nsinfo/kubeconfig
kubectl-nsinfo/agent      common/base common/model common/net kubectl-nsinfo/apiserver kubectl-nsinfo/pod
kubectl-nsinfo/bundle     common/base common/model kubectl-nsinfo/kubeconfig kubectl-nsinfo/apiserver
kubectl-nsinfo/doctor     common/base common/model
kubectl-nsinfo/flow       common/base common/model common/net kubectl-nsinfo/kubeconfig kubectl-nsinfo/apiserver kubectl-nsinfo/pod kubectl-nsinfo/agent kubectl-nsinfo/bundle kubectl-nsinfo/doctor
kubectl-nsinfo/render     common/base common/model kubectl-nsinfo/pod kubectl-nsinfo/doctor
kubectl-nsinfo/cli        common/base common/model kubectl-nsinfo/kubeconfig kubectl-nsinfo/pod kubectl-nsinfo/agent kubectl-nsinfo/bundle kubectl-nsinfo/doctor kubectl-nsinfo/flow kubectl-nsinfo/render
kubectl-nsinfo            common/base kubectl-nsinfo/cli
node-agent/proc           common/base common/model
node-agent/readers        common/base common/model node-agent/proc
node-agent/runtime        common/base common/model common/net
node-agent/resolve        common/base common/model node-agent/proc node-agent/runtime
node-agent/collect        common/base common/model node-agent/proc node-agent/readers node-agent/resolve
node-agent/openssl        common/base
node-agent/apiserver      common/base common/model node-agent/openssl
node-agent/access         common/base common/model node-agent/apiserver
node-agent/server         common/base common/model node-agent/openssl node-agent/access node-agent/proc node-agent/readers node-agent/resolve node-agent/collect
node-agent/curl_lazy      common/base
node-agent/inspect        common/base common/model node-agent/collect node-agent/server
node-agent/fence          common/base
node-agent                common/base common/model node-agent/access node-agent/apiserver node-agent/fence node-agent/proc node-agent/readers node-agent/runtime node-agent/resolve node-agent/collect node-agent/server node-agent/inspect node-agent/curl_lazy
TABLE
}

# A library's header, and the only places that may include it.
libraries() {
    cat <<'TABLE'
curl/     common/net/http_client.c common/net/http_exchange.c node-agent/curl_lazy/curl_lazy.c
seccomp.h node-agent/fence/filter.c
yaml.h    kubectl-nsinfo/kubeconfig/yaml_doc.c kubectl-nsinfo/render/yaml.c
event2/   node-agent/server/http_server.c node-agent/server/connection.c node-agent/server/last_reply.c node-agent/server/tls.c node-agent/apiserver/api_connection.c node-agent/apiserver/api_trust.c node-agent/openssl/
cri.pb-c.h node-agent/runtime/cri_message.c
jansson.h common/model/ kubectl-nsinfo/kubeconfig/ kubectl-nsinfo/apiserver/ kubectl-nsinfo/pod/ kubectl-nsinfo/agent/ kubectl-nsinfo/bundle/ kubectl-nsinfo/flow/ kubectl-nsinfo/render/ node-agent/access/ node-agent/server/
openssl/  node-agent/openssl/ node-agent/server/tls.c node-agent/apiserver/api_trust.c node-agent/access/verdict_cache.c
TABLE
}

sources() {
    git ls-files --cached --others --exclude-standard 'common/*.[ch]' 'kubectl-nsinfo/*.[ch]' \
        'node-agent/*.[ch]'
}

# "FILE INCLUDED" a line, for includes in quotes.
own_includes() {
    sources | xargs grep -HoE '^ *# *include +"[^"]+"' | sed -E 's/^([^:]+):[^"]*"([^"]+)"/\1 \2/'
}

library_includes() {
    sources | xargs grep -HoE '^ *# *include +<[^>]+>' | sed -E 's/^([^:]+):[^<]*<([^>]+)>/\1 \2/'
}

# Lines of own_includes() on standard input that the table does not allow.
forbidden_own_includes() {
    local file included layer row
    while read -r file included; do
        layer=$(dirname "$file")
        row=$(layers | awk -v layer="$layer" '$1 == layer')
        case " $row " in
            *" $(dirname "$included") "*) ;;
            *) echo "$file includes $included" ;;
        esac
    done
}

forbidden_library_includes() {
    local file header prefix places place allowed
    while read -r file header; do
        while read -r prefix places; do
            [[ $header == "$prefix"* ]] || continue
            allowed=no
            for place in $places; do
                [[ $file == "$place"* ]] && allowed=yes
            done
            [ $allowed = yes ] || echo "$file includes <$header>"
        done < <(libraries)
    done
}

@test "every folder includes only the layers below it" {
    cd_root
    [ "$(own_includes | wc -l)" -gt 50 ]
    run forbidden_own_includes < <(own_includes)
    [ "$output" = "" ]
}

@test "every include in quotes names its layer from the root, and exists" {
    cd_root
    own_includes | while read -r file included; do
        [ -f "$included" ] || { echo "$file includes $included" && exit 1; }
    done
}

@test "each library is known to one place only" {
    cd_root
    run forbidden_library_includes < <(library_includes)
    [ "$output" = "" ]
}

@test "the check sees a folder that reaches over its layer" {
    run forbidden_own_includes <<<"common/base/text.c common/model/report.h"
    [ "$output" = "common/base/text.c includes common/model/report.h" ]
    run forbidden_own_includes <<<"kubectl-nsinfo/render/table.c node-agent/proc/stat.h"
    [ "$output" = "kubectl-nsinfo/render/table.c includes node-agent/proc/stat.h" ]
    run forbidden_library_includes <<<"kubectl-nsinfo/flow/pod.c curl/curl.h"
    [ "$output" = "kubectl-nsinfo/flow/pod.c includes <curl/curl.h>" ]
}

@test "no source file is longer than 500 lines" {
    cd_root
    run bash -c "$(declare -f sources); sources | xargs wc -l | awk '\$2 != \"total\" && \$1 > 500'"
    [ "$output" = "" ]
}

@test "every source file begins with its licence" {
    cd_root
    local file
    while read -r file; do
        [ "$(head -n 1 "$file")" = '// SPDX-License-Identifier: Apache-2.0' ] || echo "$file" >&2
    done < <(sources) 2>"$BATS_TEST_TMPDIR/without"
    [ "$(cat "$BATS_TEST_TMPDIR/without")" = "" ]
}

@test "every source file is formatted by clang-format" {
    cd_root
    run bash -c "$(declare -f sources); sources | xargs clang-format --dry-run --Werror"
    [ "$output" = "" ]
}

@test "every shell script passes shellcheck" {
    cd_root
    run bash -c "git ls-files --cached --others --exclude-standard scripts test .ci deploy |
        xargs grep -slE '^#!.*(bash|sh)\$|shellcheck shell=' | xargs shellcheck -x"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "every limit is one that something keeps" {
    cd_root
    run bash -c "$(declare -f sources); grep -oE '^ +LIMIT_[A-Z_]+' common/model/limits.h | while read -r limit; do
        [ \"\$(sources | xargs grep -ow \"\$limit\" | wc -l)\" -gt 1 ] || echo \"\$limit\"
    done"
    [ "$output" = "" ]
}
