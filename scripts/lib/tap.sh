# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Runs test programs and .bats files, which print TAP (testanything.org), by prove(1), and counts.
# Needs step.sh.

tap_passed=0
tap_failed=0
tap_skipped=0

# tap_run NAME FILE… [-- FILE…]: one after the other; those behind "--" two at a time, beside them.
# What they print goes to build/log/NAME.log, and what failed to the terminal.
tap_run() {
    local name=$1 started=$SECONDS rc=0 beside=()
    shift
    local log=build/log/$name.log first=()
    mkdir -p build/log
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        first+=("$1")
        shift
    done
    beside=("${@:2}")
    rm -f "$log".[0-9]*
    tap_prove 2 "$log" "${beside[@]}" &
    tap_prove 1 "$log" "${first[@]}" || rc=$?
    wait $! || rc=$?
    cat "$log".[0-9]* >"$log"
    rm "$log".[0-9]*
    tap_count "$name" "$log" "$rc" "$((SECONDS - started))"
}

# tap_prove COUNT LOG FILE…: so many at a time, each with a LOG.NUMBER, which one that is over may have had
# before: PIDs come round.
tap_prove() {
    [ $# -gt 2 ] || return 0
    # shellcheck disable=SC2016 # they are the inner shell's
    printf '%s\0' "${@:3}" | xargs --null --max-args=1 --max-procs="$1" sh -c \
        'prove --verbose --merge --nocolor --exec scripts/lib/tap-exec "$1" >>"$0.$$" 2>&1' "$2"
}

# A program that dies, or a plan that is not kept, fails without a "not ok".
tap_count() {
    local name=$1 log=$2 rc=$3 seconds=$4 ok not_ok skipped
    skipped=$(grep -cE '^ok .*# skip' "$log" || true)
    ok=$(($(grep -c '^ok ' "$log" || true) - skipped))
    not_ok=$(grep -c '^not ok ' "$log" || true)
    [ "$rc" -eq 0 ] || [ "$not_ok" -gt 0 ] || not_ok=1
    tap_passed=$((tap_passed + ok))
    tap_failed=$((tap_failed + not_ok))
    tap_skipped=$((tap_skipped + skipped))
    note "$name: $ok passed, $not_ok failed, $skipped skipped, in $seconds s"
    grep -E '^ok .*# skip' "$log" | sed 's/^/    skipped: /' || true
    [ "$not_ok" -eq 0 ] || tap_show_failures "$log"
}

tap_show_failures() {
    grep -E '^not ok ' -A 15 "$1" | head -n 200 || true
    sed -n '/^Test Summary Report/,/^Result: /p' "$1"
}

# The closing line, and the verdict: without a failure; where CI is set, without a skip too.
tap_close() {
    local skipped=""
    [ "$tap_skipped" -eq 0 ] || skipped=", $tap_skipped skipped"
    echo "$tap_passed passed, $tap_failed failed$skipped"
    [ "$tap_failed" -eq 0 ] && { [ -z "${CI:-}" ] || [ "$tap_skipped" -eq 0 ]; }
}
