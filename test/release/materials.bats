#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The bill of materials: SPDX 2.3 in JSON, and whether it is true.
#
# NSINFO_DIST  where the release is (default: build/dist/VERSION)
#
# shellcheck disable=SC2016,SC2154 # filters of jq; what run leaves

bats_require_minimum_version 1.5.0

load dist

setup_file() {
    dist_unpack
}

bill() {
    jq -r "$@" "$dist/nsinfo_$version.spdx.json"
}

# linked_into FILE: the packages that FILE is said to be made of, with their versions.
linked_into() {
    bill --arg file "$1" '(.packages | map({(.SPDXID): .}) | add) as $all
        | .relationships[]
        | select(.relationshipType == "STATIC_LINK" and $all[.spdxElementId].name == $file)
        | $all[.relatedSpdxElement] | "\(.name) \(.versionInfo)"'
}

@test "what every document has to have (SPDX 2.3, clause 6)" {
    [ "$(bill '[.spdxVersion, .dataLicense, .SPDXID, .name] | join(" ")')" = \
        "SPDX-2.3 CC0-1.0 SPDXRef-DOCUMENT nsinfo-$version" ]
    [[ $(bill .documentNamespace) =~ ^https://[^#]+$ ]]
    [[ $(bill .creationInfo.created) =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]]
    [[ $(bill '.creationInfo.creators[]') == "Tool: "* ]]
}

@test "what every package has to have (clause 7)" {
    [ "$(bill '[.packages[] | select((.name and .SPDXID and .downloadLocation and .versionInfo
        and .licenseDeclared and .licenseConcluded and .copyrightText and .filesAnalyzed == false) | not)] | length')" -eq 0 ]
    [ "$(bill '[.packages[].SPDXID | select(test("^SPDXRef-[A-Za-z0-9.-]+$") | not)] | length')" -eq 0 ]
    [ "$(bill '[.packages[].SPDXID] | (length - (unique | length))')" -eq 0 ]
}

@test "relationships are between what is there" {
    [ "$(bill '([.packages[].SPDXID] + ["SPDXRef-DOCUMENT"]) as $known | [.relationships[]
        | .spdxElementId, .relatedSpdxElement | select(. as $id | $known | index($id) | not)] | length')" -eq 0 ]
}

@test "it is about the files of this release" {
    local name sum
    while read -r name sum; do
        [ "$(sha256sum "$dist/$name" | cut -d ' ' -f 1)" = "$sum" ]
    done < <(bill '.packages[] | select(.packageFileName) | "\(.packageFileName) \(.checksums[0].checksumValue)"')
    [ "$(bill '[.relationships[] | select(.relationshipType == "DESCRIBES")] | length')" -eq 3 ]
}

# The only one of them that leaves its version in the program.
@test "the version of OpenSSL is the one that the program says" {
    local text openssl
    text=$(linked_into "kubectl-nsinfo_${version}_linux_amd64.tar.gz")
    strings "$unpacked/client-amd64/kubectl-nsinfo" >"$BATS_TEST_TMPDIR/strings"
    openssl=$(sed -n 's/^openssl \([0-9.]*\)-.*/\1/p' <<<"$text")
    [ -n "$openssl" ]
    grep -q "OpenSSL $openssl " "$BATS_TEST_TMPDIR/strings"
}

@test "the client and the agent have what they are made of, and nothing that they are not" {
    local client agent
    client=$(linked_into "kubectl-nsinfo_${version}_linux_arm64.tar.gz" | cut -d ' ' -f 1 | sort | tr '\n' ' ')
    agent=$(linked_into "nsinfo-agent_${version}_oci.tar" | cut -d ' ' -f 1 | sort | tr '\n' ' ')
    [ "$client" = "curl gcc-12 jansson libyaml musl nghttp2 openssl zlib " ]
    [ "$agent" = "curl gcc-12 jansson libevent libseccomp musl nghttp2 openssl protobuf-c zlib " ]
}

@test "licences have the names that SPDX gives them" {
    bill '.packages[] | "\(.name) \(.licenseDeclared)"' >"$BATS_TEST_TMPDIR/licences"
    grep -qx 'curl curl' "$BATS_TEST_TMPDIR/licences"
    grep -qx 'openssl Apache-2.0' "$BATS_TEST_TMPDIR/licences"
    grep -qx 'jansson MIT' "$BATS_TEST_TMPDIR/licences"
    grep -qx 'libseccomp LGPL-2.1-only' "$BATS_TEST_TMPDIR/licences"
    grep -qx 'gcc-12 NOASSERTION' "$BATS_TEST_TMPDIR/licences"
}

# A map as ld(1) writes it, with an archive that nobody has heard of.
@test "what no package is known for is not left out: it is an error" {
    printf '%s\n' 'Archive member included to satisfy reference by file (symbol)' '' \
        '/usr/lib/libnew.a(a.o)   (x)' '' 'LOAD /usr/lib/rcrt1.o' >"$BATS_TEST_TMPDIR/map"
    : >"$BATS_TEST_TMPDIR/empty"
    run -1 python3 "$root/scripts/lib/bill_of_materials.py" --version 1 --commit c --created d \
        --sources "$BATS_TEST_TMPDIR/empty" --copyright / "$BATS_TEST_TMPDIR/empty=$BATS_TEST_TMPDIR/map"
    [[ $output == 'bill_of_materials: "/usr/lib/libnew.a" is linked in, and no package is known for it;'* ]]
}
