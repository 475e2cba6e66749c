# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# The command lines of the documents: those of their "console" blocks, behind "$ ", or behind "# " for
# root on a node. In a test "example LINE" runs one as it stands there, or "by_hand LINE" on a node;
# test/check/documents.bats finds those that no test runs.

# The documents of the repository, from its root.
documents() {
    (cd "$root" && git ls-files --cached --others --exclude-standard '*.md')
}

# commands_of [FILE…]: of all documents, without arguments; not the words behind a "#"
commands_of() {
    # shellcheck disable=SC2016
    if [ $# -gt 0 ]; then
        sed -nE '/^```console$/,/^```$/ { /^[$#] /!d; s/^[$#] //; s/ +# .*//; p }' "$@"
    else
        documents | sed "s|^|$root/|" | while read -r file; do commands_of "$file"; done
    fi
}

# below FILE LINE: what stands below a command line, up to the next one
below() {
    awk -v line="$2" '
        /^```/ { block = $0 == "```console" && !block; inside = 0; next }
        block && /^[$#] / { inside = substr($0, 3) == line; next }
        inside' "$1" | sed '/./,$!d'
}

# Standard input without what is another number each time: each number of three digits or more becomes
# which of the numbers it is, in the order in which they first occur, so that equal ones stay equal;
# the gaps of a table become one space.
shape() {
    awk '{
        gsub(/ +/, " ")
        line = ""
        while (match($0, /[0-9][0-9][0-9]+/)) {
            number = substr($0, RSTART, RLENGTH)
            if (!(number in seen)) seen[number] = ++count
            line = line substr($0, 1, RSTART - 1) "#" seen[number]
            $0 = substr($0, RSTART + RLENGTH)
        }
        print line $0
    }'
}
