#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# An installation by krew, from the archive. It needs kubectl-krew on PATH.
#
# NSINFO_DIST  where the release is (default: build/dist/VERSION)
#
# shellcheck disable=SC2154 # what run leaves

bats_require_minimum_version 1.5.0

load dist

@test "krew installs it, kubectl runs it, and krew removes it" {
    export KREW_ROOT=$BATS_TEST_TMPDIR/krew KREW_NO_UPGRADE_CHECK=1
    export PATH=$KREW_ROOT/bin:$PATH
    kubectl krew install --manifest="$dist/nsinfo.yaml" \
        --archive="$(client_archive "$(dpkg --print-architecture)")"
    run -0 kubectl nsinfo version --client
    [ "$output" = "Client Version: v$version" ]
    [ -s "$KREW_ROOT/store/nsinfo/v$version/LICENSE" ]
    kubectl krew uninstall nsinfo
    [ ! -e "$KREW_ROOT/bin/kubectl-nsinfo" ]
}
