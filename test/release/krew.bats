#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The manifest for krew: what krew itself (internal/index/validation, v0.4) and the maintainers of its
# index ask of one.
#
# NSINFO_DIST  where the release is (default: build/dist/VERSION)
#
# shellcheck disable=SC2154 # what run leaves

bats_require_minimum_version 1.5.0

load dist

setup_file() {
    dist_unpack
}

# manifest FILTER: by jq
manifest() {
    /usr/bin/python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' \
        <"$dist/nsinfo.yaml" | jq -r "$1"
}

@test "the kind, and the name that is the file's" {
    [ "$(manifest .apiVersion)" = krew.googlecontainertools.github.com/v1alpha2 ]
    [ "$(manifest .kind)" = Plugin ]
    [ "$(manifest .metadata.name)" = nsinfo ]
    [[ $(manifest .metadata.name) =~ ^[a-z0-9]+(-[a-z0-9]+)*$ ]]
    [[ $(manifest .metadata.name) != kube* ]]
}

@test "the version is a semantic one, with v" {
    [ "$(manifest .spec.version)" = "v$version" ]
    [[ $(manifest .spec.version) =~ ^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]]
}

@test "the short description is one line of at most 50 characters, and says which namespaces" {
    local text
    text=$(manifest .spec.shortDescription)
    [[ $text != *$'\n'* ]]
    [ "${#text}" -gt 0 ]
    [ "${#text}" -le 50 ]
    [[ $text == *"Linux namespaces"* ]]
}

@test "the description is wrapped at 80 and shows no commands" {
    [ "$(manifest .spec.description | awk 'length > 80')" = "" ]
    [ "$(manifest .spec.description | wc -l)" -ge 3 ]
    [ "$(manifest .spec.description | grep -E 'kubectl |^ *\$')" = "" ]
}

@test "the home page is an address" {
    [[ $(manifest .spec.homepage) =~ ^https://[^@]+$ ]]
}

@test "nothing is left to be filled in" {
    [ "$(grep '@' "$dist/nsinfo.yaml")" = "" ]
}

@test "each platform is one that krew knows, and none is there twice" {
    local platforms
    platforms=$(manifest '.spec.platforms[].selector.matchLabels | "\(.os)/\(.arch)"')
    [ "$platforms" = "$(printf '%s\n' linux/amd64 linux/arm64)" ]
    [ "$(manifest '[.spec.platforms[].selector | keys] | flatten | unique | join(",")')" = matchLabels ]
}

@test "each archive is the one that was made, by name and by sum" {
    local uri sum
    manifest '.spec.platforms[] | "\(.uri) \(.sha256)"' >"$BATS_TEST_TMPDIR/archives"
    while read -r uri sum; do
        [[ $uri == "$(manifest .spec.homepage)/releases/download/v$version/"*.tar.gz ]]
        [ "$(sha256sum "$dist/${uri##*/}" | cut -d ' ' -f 1)" = "$sum" ]
    done <"$BATS_TEST_TMPDIR/archives"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/archives")" -eq 2 ]
}

@test "each archive has the program at its top, and a licence" {
    local uri bin
    [ "$(manifest '[.spec.platforms[] | select(has("files"))] | length')" -eq 0 ]
    while read -r uri bin; do
        [ "$bin" = kubectl-nsinfo ]
        tar --list --file "$dist/${uri##*/}" >"$BATS_TEST_TMPDIR/listing"
        grep -qx "$bin" "$BATS_TEST_TMPDIR/listing"
        grep -qx LICENSE "$BATS_TEST_TMPDIR/listing"
    done < <(manifest '.spec.platforms[] | "\(.uri) \(.bin)"')
}

# krew (internal/download) takes files and folders, and no path that leads out of its own.
@test "each archive holds what krew can unpack" {
    local architecture
    for architecture in "${architectures[@]}"; do
        [ "$(tar --list --verbose --file "$(client_archive "$architecture")" | cut -c 1 | sort -u | tr -d '\n')" = -d ]
        [ "$(tar --list --file "$(client_archive "$architecture")" | grep -E '^/|(^|/)\.\.(/|$)|\\')" = "" ]
    done
}

@test "the caveats name the command to go on with, and the image that was made" {
    [[ $(manifest .spec.caveats) == *"kubectl nsinfo deploy --image="* ]]
    [[ $(manifest .spec.caveats) == *"nsinfo-agent_${version}_oci.tar"* ]]
    [ -e "$dist/nsinfo-agent_${version}_oci.tar" ]
    [ "$(manifest .spec.caveats | awk 'length > 80')" = "" ]
}

@test "there is nothing that krew does not know" {
    [ "$(manifest '.spec | keys | join(",")')" = caveats,description,homepage,platforms,shortDescription,version ]
    [ "$(manifest '[.spec.platforms[] | keys] | flatten | unique | join(",")')" = bin,selector,sha256,uri ]
}
