#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# docs/troubleshooting.md quotes messages that the programs have.

load client

readonly page=$root/docs/troubleshooting.md

# The messages of the page's headings, a line each.
quoted() {
    sed -n 's/^### `\(.*\)`$/\1/p' "$page"
}

# pattern MESSAGE: as a regular expression for what stands in a program, which has "%s" and the like
# where the page has "…"
pattern() {
    # shellcheck disable=SC2016
    sed -E 's/[][\.*^$+?(){}|]/\\&/g; s/…/.*/g' <<<"$1"
}

# is_in FILE MESSAGE: one of the texts of the programs in FILE fits the message
is_in() {
    grep -qE -e "$(pattern "$2")" "$1"
}

setup_file() {
    strings -n 4 "$bin/kubectl-nsinfo" "$bin/nsinfo-agent" >"$BATS_FILE_TMPDIR/texts"
}

@test "each message that is quoted stands in one of the programs" {
    [ "$(quoted | wc -l)" -gt 20 ]
    quoted | while read -r message; do
        is_in "$BATS_FILE_TMPDIR/texts" "$message" || echo "$message"
    done >"$BATS_TEST_TMPDIR/missing"
    [ "$(<"$BATS_TEST_TMPDIR/missing")" = "" ]
}

@test "a message that no program has is found out" {
    run is_in "$BATS_FILE_TMPDIR/texts" 'no nsinfo agent walks on node "…"'
    [ "$status" -eq 1 ]
    run is_in "$BATS_FILE_TMPDIR/texts" 'no nsinfo agent is running on node "…"'
    [ "$status" -eq 0 ]
}

@test "what stands under each heading says the cause or the way out" {
    [ "$(awk '/^#/ { if (heading != "" && !text) print heading; heading = /^### / ? $0 : ""; text = 0; next } NF { text = 1 }
        END { if (heading != "" && !text) print heading }' "$page")" = "" ]
}
