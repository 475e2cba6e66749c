#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The manual pages, which the build makes out of the tables of the help.

load client

readonly pages=$bin/../man/man1

commands() {
    nsinfo help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# Without what a terminal shows as bold, and without breaks in the lines.
shown() {
    MANWIDTH=1000 man --nh --nj -l "$pages/$1.1" | col -bx
}

@test "there is a page for each command, and one for all" {
    local command expected="kubectl-nsinfo.1"
    for command in $(commands); do
        expected+=" kubectl-nsinfo-$command.1"
    done
    [ "$(cd "$pages" && printf '%s\n' * | sort | xargs)" = "$(tr ' ' '\n' <<<"$expected" | sort | xargs)" ]
}

@test "groff and man have nothing to say against any page" {
    local page
    for page in "$pages"/*.1; do
        run groff -ww -man -Tutf8 -z "$page"
        expect 0 "" "*"
        run bash -c 'man --warnings -E UTF-8 -l "$1" 2>&1 >/dev/null' - "$page"
        expect 0 "" "*"
        # What is not ASCII, and a hyphen, which cannot be copied as a minus everywhere.
        run grep -nP '[^\x00-\x7f]|(?<!\\)-' "$page"
        expect 1 "" "*"
    done
    printf '.TH x 1\n.SH NAME\n.nosuch\n' >"$BATS_TEST_TMPDIR/bad.1"
    run groff -ww -man -Tutf8 -z "$BATS_TEST_TMPDIR/bad.1"
    [ "$output" != "" ]
}

@test "a page has all that the help has" {
    local command text line
    for command in $(commands); do
        text=$(shown "kubectl-nsinfo-$command")
        for line in NAME SYNOPSIS DESCRIPTION EXAMPLES "EXIT STATUS" "SEE ALSO"; do
            grep -qx "$line" <<<"$text" || { echo "$command: no $line" >&2 && return 1; }
        done
        # Usage and examples, flags, and the words that stand in a list, each as it is.
        nsinfo help "$command" | sed -nE \
            -e 's/^  (kubectl nsinfo .*)/\1/p' -e 's/^ +((-[a-zA-Z], )?--[a-z-]+(=[A-Z]+)?) .*/\1/p' \
            -e 's/^  ([^ #-].{60,})/\1/p' >"$BATS_TEST_TMPDIR/lines"
        [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -ge 6 ]
        while IFS= read -r line; do
            grep -qF -- "$line" <<<"$text" || { echo "$command: no \"$line\"" >&2 && return 1; }
        done <"$BATS_TEST_TMPDIR/lines"
    done
}

@test "a list of the help stays a list, however narrow the page" {
    [ "$(MANWIDTH=60 man --nh --nj -l "$pages/kubectl-nsinfo-pod.1" | col -bx | grep -A 1 '^ *4026532601  ')" = \
        "         4026532601            with nobody: neither with the node, nor with another running
                               container of the pod" ]
}

@test "the overview leads to every command" {
    local command text
    text=$(shown kubectl-nsinfo)
    for command in $(commands); do
        grep -qF "kubectl-nsinfo-$command(1)" <<<"$text"
    done
}
