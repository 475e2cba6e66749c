#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# -o json and -o yaml: the schema in docs/, and nothing lost on the way to a parser.

load client

check_schema() {
    /usr/bin/python3 "$root/test/support/schema_check.py" "$root/docs/pod-report.schema.json" "$@"
}

@test "every golden report fits the schema, and has no field that the schema does not have" {
    check_schema "$root"/test/golden/*.json "$root"/test/golden/*.yaml
}

@test "the check sees a report that does not fit" {
    local filter
    for filter in 'del(.apiVersion)' '.items[0].containers[0].pid = "267"' '.items[0].more = 1' \
        '.items[0].containers[0].namespaces.net.verdict = "mine"' 'del(.items[0].containers[0].name)' \
        '.items[0].containers[0].state = {}' '.items[0].containers[0].processes[0].nsPids = [-1]'; do
        jq "$filter" "$root/test/golden/report-single.json" >"$BATS_TEST_TMPDIR/bad.json"
        run check_schema "$BATS_TEST_TMPDIR/bad.json"
        [ "$status" -ne 0 ] || { echo "not seen: $filter" >&2 && return 1; }
    done
}

@test "json and yaml carry the same, byte for byte, whatever the processes are called" {
    all_routes hostile | start_server
    run_nsinfo top hostile -o json
    [ "$status" -eq 0 ]
    [ "$stderr" = "$(golden remarks-hostile.txt)" ]
    [ "$output" = "$(golden top-hostile.json)" ]
    run_nsinfo top hostile -o yaml
    [ "$output" = "$(golden top-hostile.yaml)" ]
    /usr/bin/python3 - "$root/test/golden/top-hostile" "$fixtures/hostile.report.json" <<'PYTHON'
import json, sys, yaml
as_json = json.load(open(sys.argv[1] + ".json"))
assert as_json == yaml.safe_load(open(sys.argv[1] + ".yaml"))
sent = json.load(open(sys.argv[2]))["items"][0]["processes"]
shown = as_json["items"][0]["containers"][0]["processes"]
assert [p.get("command") for p in shown] == [p.get("command") for p in sent]
assert [p["name"] for p in shown] == [p["name"] for p in sent]
PYTHON
}

@test "pod and top give the same report, but for the processes" {
    all_routes several | start_server
    run_nsinfo pod web -n shop -o json
    local of_pod
    of_pod=$(jq -c 'del(.. | .processes?, .truncated?)' <<<"$output")
    run_nsinfo top web -n shop -o json
    [ "$of_pod" = "$(jq -c 'del(.. | .processes?, .truncated?)' <<<"$output")" ]
}

@test "when nothing was found there is no empty list either" {
    : | start_server
    run_nsinfo pod nobody -o json
    expect 1 "" 'Error from server (NotFound): pods "nobody" not found'
}
