#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A script that is called wrongly says what is wrong, shows its usage and does nothing: status 2.

bats_require_minimum_version 1.5.0

cd "$BATS_TEST_DIRNAME/../.." || exit

# refuses MESSAGE SCRIPT ARGUMENT…
refuses() {
    run -2 --separate-stderr "${@:2}"
    [ "$output" = "" ]
    # shellcheck disable=SC2154
    [[ $stderr == "$1"$'\n\nUsage: '"$2"* ]]
}

@test "scripts/release" {
    refuses 'release: a VERSION is needed, and nothing behind it' scripts/release
    refuses 'release: a VERSION is needed, and nothing behind it' scripts/release 0.1.0 0.2.0
    refuses 'release: VERSION is three numbers, not "v0.1.0"' scripts/release v0.1.0
    refuses 'release: VERSION is three numbers, not "1.0"' scripts/release 1.0
    refuses 'release: there is no option "--outptu"' scripts/release --outptu x 0.1.0
    refuses 'release: --output needs a folder' scripts/release --output
    refuses 'release: --home needs a URL' scripts/release --home
    refuses 'release: --home takes an address of the web, not "ftp://x"' scripts/release --home ftp://x 0.1.0
    run -1 --separate-stderr scripts/release 99.0.0
    [ "$output" = "" ]
    [[ $stderr == "release: this is version "*", not 99.0.0: change it in CMakeLists.txt and deploy/, and commit" ]]
}

@test "scripts/fuzz" {
    refuses 'fuzz: --jobs takes how many, from 1 up, not ""' scripts/fuzz --jobs
    refuses 'fuzz: --jobs takes how many, from 1 up, not "0"' scripts/fuzz --jobs 0 1
    refuses 'fuzz: MINUTES is a number, not ""' scripts/fuzz
    refuses 'fuzz: MINUTES is a number, not ""' scripts/fuzz --jobs 1
    refuses 'fuzz: MINUTES is a number, not "render"' scripts/fuzz render
    refuses 'fuzz: there is no option "--job"' scripts/fuzz --job 1
}
