# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What a script tells the person who started it: a line a step, and one clear line on failure.

step() {
    printf '==> %s\n' "$*"
}

# For a step that may take long: how long it usually takes, so that nobody takes it for hung.
long_step() {
    local usually=$1
    shift
    printf '==> %s (usually %s)\n' "$*" "$usually"
}

note() {
    printf '    %s\n' "$*"
}

warn() {
    printf '%s: warning: %s\n' "${0##*/}" "$*" >&2
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# fail_with_log LOG MESSAGE…: the end of a log usually names the cause; in that of a Go program it
# stands before the list of goroutines. Who writes into a log that is shown so again sets log_lines.
fail_with_log() {
    local log=$1
    shift
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    if [ -s "$log" ]; then
        printf -- '--- the last lines of %s\n' "$log" >&2
        sed '/^goroutine [0-9]/,$d' "$log" | tail -n "${log_lines:-20}" >&2
    fi
    exit 1
}

# wait_until SECONDS COMMAND…: polls; false when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}
