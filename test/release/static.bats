#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The static programs behave as the ordinary ones: another C library, another libcurl, another OpenSSL
# are below them, so what depends on those is run again with them. And twice makes the same bytes.
#
# NSINFO_DIST  where the release is (default: build/dist/VERSION)
#
# shellcheck disable=SC2154 # what run leaves

bats_require_minimum_version 1.5.0

load dist

setup_file() {
    dist_unpack
    mkdir "$unpacked/bin"
    ln -s "$(program_file amd64 kubectl-nsinfo)" "$(program_file amd64 nsinfo-agent)" "$unpacked/bin/"
}

# passes FILE…: tests of the checkout, with the release's programs.
passes() {
    local file variable
    local -a clean=()
    for variable in ${!BATS_@}; do
        clean+=(-u "$variable")
    done
    for file in "$@"; do
        env "${clean[@]}" NSINFO_BIN="$unpacked/bin" bats --tap "$root/test/$file.bats" </dev/null \
            3>&- >"$BATS_TEST_TMPDIR/tap" 2>&1 ||
            { grep -A 12 '^not ok' "$BATS_TEST_TMPDIR/tap" && return 1; }
    done
}

@test "the client reaches servers, through proxies too, with every credential" {
    passes cli/connection cli/proxy cli/exec
}

@test "the agent serves, and what it denies itself it can do without" {
    passes integration/agent_program integration/agent_api integration/tls integration/local_socket
}

@test "the agent asks the API server and the runtimes" {
    passes integration/access integration/runtime
}

@test "the same commit gives the same bytes, in another folder and for another umask" {
    umask 077
    TZ=Asia/Tokyo "$root/scripts/release" --uncommitted --output "$BATS_TEST_TMPDIR/again" \
        --home "$(sed -n 's/^ *homepage: "\(.*\)"$/\1/p' "$dist/nsinfo.yaml")" "$version" 3>&-
    diff "$dist/SHA256SUMS" "$BATS_TEST_TMPDIR/again/SHA256SUMS"
}
