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

@test "scripts/fuzz" {
    refuses 'fuzz: --jobs takes how many, from 1 up, not ""' scripts/fuzz --jobs
    refuses 'fuzz: --jobs takes how many, from 1 up, not "0"' scripts/fuzz --jobs 0 1
    refuses 'fuzz: MINUTES is a number, not ""' scripts/fuzz
    refuses 'fuzz: MINUTES is a number, not ""' scripts/fuzz --jobs 1
    refuses 'fuzz: MINUTES is a number, not "render"' scripts/fuzz render
    refuses 'fuzz: there is no option "--job"' scripts/fuzz --job 1
}
