#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What scripts/release has made, read back from the files.
#
# NSINFO_DIST  where they are (default: build/dist/VERSION)
#
# shellcheck disable=SC2030,SC2031,SC2154 # what run leaves

bats_require_minimum_version 1.5.0

load dist

setup_file() {
    dist_unpack
}

# each FUNCTION…: for every architecture
each() {
    local architecture
    for architecture in "${architectures[@]}"; do
        "$@" "$architecture" || { echo "on $architecture" >&2 && return 1; }
    done
}

@test "these files, and the sums of all but their own" {
    [ "$(ls "$dist")" = "$(printf '%s\n' SHA256SUMS "kubectl-nsinfo_${version}_linux_amd64.tar.gz" \
        "kubectl-nsinfo_${version}_linux_arm64.tar.gz" "nsinfo-agent_${version}_oci.tar" \
        nsinfo.yaml "nsinfo_$version.spdx.json" | sort)" ]
    (cd "$dist" && sha256sum --strict --check --quiet SHA256SUMS)
    [ "$(wc -l <"$dist/SHA256SUMS")" -eq 5 ]
}

archive_holds() {
    local listing
    listing=$(tar --list --file "$(client_archive "$1")" | grep -v '/$' | grep -v '^licenses/')
    [ "$listing" = "$(printf '%s\n' LICENSE completion/bash completion/fish completion/zsh kubectl-nsinfo \
        "$(cd "$unpacked/client-amd64" && find man -type f | LC_ALL=C sort)")" ]
    cmp "$unpacked/client-$1/LICENSE" "$root/LICENSE"
    [ -x "$unpacked/client-$1/kubectl-nsinfo" ]
}

@test "an archive holds the program, its licence, the manual and the completion" {
    each archive_holds
    [ -s "$unpacked/client-amd64/man/man1/kubectl-nsinfo.1" ]
    [ -s "$unpacked/client-amd64/man/man1/kubectl-nsinfo-pod.1" ]
}

archive_is_nobodys() {
    local owners
    owners=$(tar --list --verbose --numeric-owner --full-time --file "$(client_archive "$1")" |
        awk '{ print $2, $4, $5 }' | sort -u)
    [ "$owners" = "0/0 $(date -u -d "@$(git -C "$root" log -1 --format=%ct "$(image_commit)")" '+%F %T')" ]
}

@test "an archive's files belong to root and are as old as the commit" {
    TZ=UTC each archive_is_nobodys
}

licences_come_along() {
    local package
    for package in curl gcc-12 jansson libyaml musl nghttp2 openssl zlib; do
        [ -s "$unpacked/client-$1/licenses/$package" ] || { echo "no licence of $package" && return 1; }
    done
}

@test "the licences of what is linked in come along" {
    each licences_come_along
}

# program_has PATTERN OPTION… ARCHITECTURE: what readelf prints of both programs has such a line.
program_has() {
    local program text
    for program in "$unpacked/client-${*: -1}/kubectl-nsinfo" "$unpacked/agent-${*: -1}/nsinfo-agent"; do
        text=$(readelf --wide "${@:2:$#-2}" "$program")
        grep -qE "$1" <<<"$text" || { echo "not in $program: $1" && return 1; }
    done
}

program_has_not() {
    ! program_has "$@" >/dev/null
}

@test "the programs are static, and loaded wherever the kernel likes" {
    each program_has 'Type: +DYN' --file-header
    each program_has 'FLAGS_1.*\<PIE\>' --dynamic
    each program_has_not 'INTERP' --program-headers
    each program_has_not '\(NEEDED\)' --dynamic
}

@test "no memory is both writable and executable, the stack neither, and the tables are read-only" {
    each program_has 'GNU_STACK .* RW +0x' --program-headers
    each program_has 'GNU_RELRO' --program-headers
    each program_has_not 'LOAD .* (RWE|WE) ' --program-headers
    each program_has_not '\(TEXTREL\)' --dynamic
}

@test "a thread's stack has the 8 MB that glibc gives it" {
    each program_has 'GNU_STACK +0x0+ 0x0+ 0x0+ 0x0+ 0x0*800000 ' --program-headers
}

@test "the programs have no symbols" {
    each program_has_not '\.(symtab|debug_info)' --section-headers
}

machine_is() {
    case $1 in
        amd64) program_has 'Machine: .*X86-64' --file-header "$1" ;;
        arm64) program_has 'Machine: .*AArch64' --file-header "$1" ;;
    esac
}

@test "each is for the machine that it is named after" {
    each machine_is
}

says_no_folder() {
    ! strings "$unpacked/client-$1/kubectl-nsinfo" "$unpacked/agent-$1/nsinfo-agent" |
        grep -E "^(/tmp|/home|/root|$root)/"
}

@test "nothing in the programs tells where they were built" {
    each says_no_folder
}

@test "the client is under 4 MB, and so is the agent's image for one machine" {
    each client_is_small
    each image_is_small
}

client_is_small() {
    [ "$(stat -c %s "$unpacked/client-$1/kubectl-nsinfo")" -lt 4000000 ]
}

# Of what is downloaded, and of what is kept unpacked.
image_is_small() {
    [ "$(image_manifest "$1" | jq '[.config.size, .layers[].size] | add')" -lt 4000000 ]
    [ "$(stat -c %s "$unpacked/agent-$1/nsinfo-agent")" -lt 4000000 ]
}

# ---- run

# program ARCHITECTURE NAME ARGUMENT…
program() {
    local file
    file=$(program_file "$1" "$2")
    "$(emulator "$1")" "$file" "${@:3}"
}

client_runs() {
    run -0 program "$1" kubectl-nsinfo version --client
    [ "$output" = "Client Version: v$version" ]
    run -0 program "$1" kubectl-nsinfo completion bash
    [ "$output" = "$(cat "$unpacked/client-$1/completion/bash")" ]
    run -1 --separate-stderr program "$1" kubectl-nsinfo pod x --kubeconfig /nope
    [ "$stderr" = "error: stat /nope: no such file or directory" ]
}

@test "the client runs" {
    each client_runs
}

agent_runs() {
    run -0 program "$1" nsinfo-agent --version
    [ "$output" = "nsinfo-agent $version" ]
    run -2 --separate-stderr program "$1" nsinfo-agent --nope
    [[ $stderr == error:* ]]
}

@test "the agent runs" {
    each agent_runs
}
