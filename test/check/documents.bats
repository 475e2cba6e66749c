#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Nothing stands in the documents that nothing tries: their commands, their links, the messages that
# they quote.

bats_require_minimum_version 1.5.0

readonly root=$BATS_TEST_DIRNAME/../..
# shellcheck source=../documents.bash
. "$root/test/documents.bash"

setup() {
    cd "$root" || exit
}

# Command lines that are run, but not as they stand in the documents: FILE that does, its WORDS for it,
# and the line. What they need is not there in a test of its own, or takes minutes.
run_otherwise() {
    cat <<'TABLE'
.ci/run|scripts/test|scripts/test
scripts/test|scripts/demo --keep|scripts/demo
test/release/krew_install.bats|kubectl krew install|kubectl krew install nsinfo
scripts/test|build release|cmake --preset release && cmake --build --preset release
test/cluster/images/build|pack-image|scripts/pack-image --output nsinfo-agent.tar --at /nsinfo-agent nsinfo-agent:0.1.0 build/release/bin/nsinfo-agent
test/cluster/node|images import|ctr -n k8s.io images import nsinfo-agent.tar
test/cluster/node|docker load|docker load -i nsinfo-agent.tar
test/e2e/helpers.bash|export PATH=|export PATH=$PWD/build/release/bin:$PATH
TABLE
}

# The command lines that tests run as they stand, with what the shell takes quotes and dollars for.
run_by_tests() {
    sed -nE 's/^ *(example|by_hand) "(.*)"( .*)?$/\2/p' test/cli/*.bats test/e2e/*.bats | tr -d '\\'
}

# Of command lines on standard input those that nothing runs.
not_run() {
    grep -vxF -f <(run_otherwise | cut -d '|' -f 3- && run_by_tests) || true
}

@test "each command line of the documents is run by a test" {
    local count
    count=$(commands_of | wc -l)
    [ "$count" -gt 10 ]
    run not_run < <(commands_of)
    [ "$output" = "" ]
}

@test "the check sees a command line that nothing runs" {
    run not_run <<<"kubectl nsinfo pod nobody-runs-this"
    [ "$output" = "kubectl nsinfo pod nobody-runs-this" ]
    run not_run <<<"kubectl nsinfo pod mypod"
    [ "$output" = "" ]
}

@test "what is said to be run otherwise is, and stands in a document" {
    local file words line
    while IFS='|' read -r file words line; do
        grep -qF -- "$words" "$file" || echo "$file has no '$words'"
        commands_of | grep -qxF -- "$line" || echo "no document has '$line'"
    done < <(run_otherwise) >"$BATS_TEST_TMPDIR/missing"
    [ "$(<"$BATS_TEST_TMPDIR/missing")" = "" ]
}

# "FILE TARGET" a line: where the documents' links lead, but for those to other machines
links() {
    local file
    documents | while read -r file; do
        grep -oE '\]\([^)]+\)' "$file" | sed -E 's/^\]\(//; s/\)$//' | grep -vE '^https?:' | sed "s|^|$file |" || true
    done
}

# headings FILE: as the anchors that GitHub makes of them
headings() {
    sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

@test "each link of the documents leads somewhere" {
    [ "$(links | wc -l)" -gt 10 ]
    links | while read -r file target; do
        path=${target%%#*}
        place=$(dirname "$file")/$path
        [ -n "$path" ] || place=$file
        [ -e "$place" ] || echo "$file: $target"
        [[ $target != *'#'* ]] || headings "$place" | grep -qxF -e "${target#*#}" || echo "$file: $target"
    done >"$BATS_TEST_TMPDIR/dead"
    [ "$(<"$BATS_TEST_TMPDIR/dead")" = "" ]
}

@test "the page on the architecture has each folder of the sources, and no other" {
    local page=docs/architecture.md
    git ls-files --cached --others --exclude-standard 'common/*/CMakeLists.txt' 'kubectl-nsinfo/*/CMakeLists.txt' \
        'node-agent/*/CMakeLists.txt' | cut -d / -f 1,2 | sort >"$BATS_TEST_TMPDIR/folders"
    awk -F '|' '/^\| `(common|kubectl-nsinfo|node-agent)\/` / { gsub(/[` ]/, "", $2); program = $2; next }
        !/^\|/ { program = "" }
        program != "" && /`/ { count = split($2, names, "`"); for (i = 2; i <= count; i += 2) print program names[i] }' \
        "$page" | sort >"$BATS_TEST_TMPDIR/named"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/named")" -gt 20 ]
    diff "$BATS_TEST_TMPDIR/folders" "$BATS_TEST_TMPDIR/named"
}
