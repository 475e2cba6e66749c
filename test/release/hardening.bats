#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the release's flags (nsinfo_hardening in cmake/layers.cmake) have left in the two programs,
# read back from them.

bats_require_minimum_version 1.5.0

setup() {
    bin=${NSINFO_BIN:-$BATS_TEST_DIRNAME/../../build/release/bin}
}

# in_both PATTERN OPTION…: what readelf prints of each program has a line that fits.
in_both() {
    local pattern=$1 program text
    shift
    for program in kubectl-nsinfo nsinfo-agent; do
        text=$(readelf --wide "$@" "$bin/$program")
        grep -E "$pattern" <<<"$text" || { echo "not in $program: $pattern" && return 1; }
    done
}

in_none() {
    local pattern=$1 program text
    shift
    for program in kubectl-nsinfo nsinfo-agent; do
        text=$(readelf --wide "$@" "$bin/$program")
        ! grep -E "$pattern" <<<"$text" || { echo "in $program" && return 1; }
    done
}

on_x86_alone() {
    case $(uname -m) in
        x86_64 | i?86) ;;
        *) skip "$(uname -m) has no such instructions" ;;
    esac
}

# Whether all of the C library's start files that are linked in have the mark.
start_files_have() {
    local file
    for file in Scrt1.o crti.o crtn.o; do
        grep -q "x86 feature:.*$1" <<<"$(readelf --notes "$(gcc -print-file-name="$file")")" || return
    done
}

@test "the programs are loaded wherever the kernel likes (PIE)" {
    in_both 'Type: +DYN' --file-header
    in_both 'FLAGS_1.*\<PIE\>' --dynamic
}

@test "everything is bound at the start, and read-only from then on (full RELRO)" {
    in_both 'GNU_RELRO' --program-headers
    in_both '\(FLAGS\).*BIND_NOW' --dynamic
    in_both 'FLAGS_1.*\<NOW\>' --dynamic
    in_none '\(TEXTREL\)' --dynamic
}

@test "no memory is both writable and executable, the stack neither" {
    in_both 'GNU_STACK .* RW +0x' --program-headers
    in_none 'LOAD .* (RWE|WE) ' --program-headers
}

@test "functions watch over their stack frames (-fstack-protector-strong)" {
    in_both '__stack_chk_fail@' --dyn-syms
}

@test "the C library's functions watch over the sizes of buffers (_FORTIFY_SOURCE)" {
    in_both '__snprintf_chk@' --dyn-syms
    in_both '__vasprintf_chk@' --dyn-syms
    in_none ' (snprintf|vasprintf|fprintf)@' --dyn-syms
}

# The number leaves no mark of its own in a program.
@test "every source, the generated one too, is compiled with _FORTIFY_SOURCE=3" {
    run jq -r '.[] | select(.command | test("-D_FORTIFY_SOURCE=3 ") | not).file' \
        "$bin/../compile_commands.json"
    [ "$status" -eq 0 ]
    [ "$output" = "" ]
}

@test "returns go through the shadow stack (-fcf-protection)" {
    on_x86_alone
    in_both 'x86 feature:.*SHSTK' --notes
}

@test "whatever is jumped to has an instruction for it (-fcf-protection)" {
    on_x86_alone
    local archives archive objects marked
    archives=$(find "$bin/.." -name '*.a')
    [ -n "$archives" ]
    while read -r archive; do
        objects=$(ar t "$archive" | wc -l)
        marked=$(readelf --wide --notes "$archive" | grep -c 'x86 feature: IBT, SHSTK')
        [ "$objects" -eq "$marked" ] || { echo "$archive: $marked of $objects" && return 1; }
    done <<<"$archives"
    if start_files_have IBT; then
        in_both 'x86 feature:.*IBT' --notes
    fi
}
