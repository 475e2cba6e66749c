#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# kubectl nsinfo top --watch: on a terminal's screen, seen in tmux, and piped.

load client
load terminal

readonly pod_path=/api/v1/namespaces/default/pods/mypod

teardown() {
    terminal kill-server 2>/dev/null || true
    stop_server
}

# A report of "single" with its processes and clock as an object of jq has them.
report() {
    jq -c "$1 as {\$up, \$processes} | .node.uptimeMilliseconds = \$up | .items[0].processes = [\$processes[] |
        {pid, ppid: (.ppid // 1), nsPids: [.pid], uid: 0, user: \"root\", state: \"S\", threads: 1,
        startTime: \"2026-01-02T03:04:05Z\", cpuSeconds: .cpu, residentBytes: (.kib * 1024),
        name: \"p\\(.pid)\", command: [.command // \"p\\(.pid)\"]}]" "$fixtures/single.report.json"
}

# Reports a second apart, in each of which 301 has used all of a CPU and 302 half of one since; 300
# has used more than both, but long ago.
busy_routes() {
    local report
    report=$(report '{up: 50000, processes: [{pid: 300, cpu: 500, kib: 10}, {pid: 301, ppid: 300, cpu: 0, kib: 20},
        {pid: 302, ppid: 301, cpu: 0, kib: 30}, {pid: 303, ppid: 300, cpu: 0, kib: 0}]}')
    pod_route single && agents_route
    jq -c --arg path "$agent_path/v1/containers" '{path: $path, replies: [range(200) as $at | {json: (
        .node.uptimeMilliseconds += 1000 * $at | .items[0].processes[1].cpuSeconds += $at |
        .items[0].processes[2].cpuSeconds += $at / 2)}]}' <<<"$report"
}

# routes_now: those on standard input from now on
routes_now() {
    { cat && token_route nsinfo-system "$(minted "$system_token")"; } | jq -s . >"$BATS_TEST_TMPDIR/routes.new"
    mv "$BATS_TEST_TMPDIR/routes.new" "$BATS_TEST_TMPDIR/routes.json"
    kill -HUP "$server_pid"
}

# The program in a terminal of its own, and its end in status: an exit status, or minus a signal.
pane() {
    stty -a >before
    /usr/bin/python3 -c 'import signal, subprocess, sys
for number in signal.SIGINT, signal.SIGHUP, signal.SIGTERM:
    signal.signal(number, lambda *arguments: None)
program = subprocess.Popen(sys.argv[1:])
open("pid", "w").write(str(program.pid))
open("status.new", "w").write(str(program.wait()))' "$@" 2>stderr
    stty -a >after
    mv status.new status
    exec sleep 120
}

# watch COLUMNSxROWS ARGUMENT…
watch() {
    terminal kill-server 2>/dev/null || true
    terminals=$((terminals + 1))
    rm -f "$BATS_TEST_TMPDIR/status"
    terminal start-server \; set -g exit-empty off \; new-session -d -x "${1%x*}" -y "${1#*x}" \
        -c "$BATS_TEST_TMPDIR" \
        bash -c "$(declare -f pane); pane \"\$@\"" pane "$bin/kubectl-nsinfo" top mypod -w "${@:2}" 3>&-
}

screen() {
    terminal capture-pane -p | sed 's/ *$//'
}

# Until the condition is met, for as long as a slow machine may need.
soon() {
    local end=$((SECONDS + 60))
    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then
            printf 'never: %s\nthe screen is\n%s\n' "$*" "$(screen)" >&2
            return 1
        fi
        sleep 0.05
    done
}

shows() {
    [[ $(screen) == *"$1"* ]]
}

shows_not() {
    ! shows "$1"
}

# The PIDs in the order that they are shown in.
pids_are() {
    [ "$(screen | grep -oE '^[0-9]+  ' | paste -sd' ' | tr -s ' ' | sed 's/ $//')" = "$1" ]
}

state() {
    terminal display -p 'alternate=#{alternate_on} cursor=#{cursor_flag} wrap=#{wrap_flag}'
}

# over STATUS: it ends so, and the terminal is as it was
over() {
    soon test -e "$BATS_TEST_TMPDIR/status"
    [ "$(<"$BATS_TEST_TMPDIR/status")" = "$1" ]
    [ "$(state)" = "alternate=0 cursor=1 wrap=1" ]
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    [ ! -s "$BATS_TEST_TMPDIR/stderr" ]
    [ -z "$(screen)" ]
}

@test "on a terminal it is a screen, by what each uses of the CPU since the round before" {
    busy_routes | start_server
    watch 100x12 --interval=400ms
    soon shows "%CPU of their lives   1 node, 1 pod, 4 processes   default: mypod"
    soon pids_are "300 301 302 303"
    [ "$(state)" = "alternate=1 cursor=0 wrap=0" ]
    soon shows "by cpu   %CPU of 0.4s"
    soon pids_are "301 302 300 303"
    diff <(screen | sed '1d; /^$/d; /p30[12]$/s/00:00:[0-9]*/TIME/') - <<'TEXT'
q quit   c cpu   m memory   p pid   t tree   arrows, PageUp, PageDown, Home, End scroll
mypod/nginx
PID   USER   %CPU    RSS    TIME       COMMAND
301   root   100.0   20Ki   TIME   p301
302   root   50.0    30Ki   TIME   p302
300   root   0.0     10Ki   00:08:20   p300
303   root   0.0     0      00:00:00   p303
TEXT
    terminal send-keys q
    over 0
}

@test "keys change the order, and the tree" {
    busy_routes | start_server
    watch 100x12 --interval=400ms --sort-by=pid
    soon pids_are "300 301 302 303"
    terminal send-keys c
    soon pids_are "301 302 300 303"
    terminal send-keys m
    soon pids_are "302 301 300 303"
    shows "by memory"
    terminal send-keys x Right F5 p
    soon shows "by pid"
    pids_are "300 301 302 303"
    terminal send-keys m t
    soon shows "by memory as a tree"
    [ "$(screen | sed -n 's/^\(30[0-9]\) .* [0-9:]*:[0-9:]*   \(.*\)/\1 \2/p')" = '300 p300
301  \_ p301
302  |   \_ p302
303  \_ p303' ]
    terminal send-keys t
    soon pids_are "302 301 300 303"
    terminal send-keys q
    over 0
}

@test "what does not fit is scrolled to, and lines are cut at the width" {
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "json: $(report '{up: 1, processes: [range(100; 130) |
            {pid: ., cpu: 0, kib: 0, command: "process \(.) with a name that is long"}]}')"
    } | start_server
    watch 60x12 --sort-by=pid --interval=5m
    soon shows "lines 1-10 of 32"
    pids_are "100 101 102 103 104 105 106 107"
    shows "100   root   0.0    0     00:00:00   process 100 with a nam…"
    terminal send-keys Down
    soon shows "lines 2-11 of 32"
    terminal send-keys PageDown
    soon shows "lines 11-20 of 32"
    pids_are "108 109 110 111 112 113 114 115 116 117"
    terminal send-keys End
    soon shows "lines 23-32 of 32"
    terminal send-keys Down PageDown Up
    soon shows "lines 22-31 of 32"
    terminal send-keys PageUp
    soon shows "lines 13-22 of 32"
    terminal send-keys End
    soon shows "lines 23-32 of 32"
    # What is shown stays full as the window grows.
    terminal resize-window -x 90 -y 22
    soon shows "lines 13-32 of 32"
    shows "129   root   0.0    0     00:00:00   process 129 with a name that is long"
    terminal resize-window -x 30 -y 6
    soon shows "110   root   0.0    0     00:…"
    terminal send-keys Home
    soon shows "100   root   0.0    0     00:…"
    terminal resize-window -x 60 -y 2
    soon shows "q quit"
    shows_not "lines"
    terminal send-keys q
    soon test -e "$BATS_TEST_TMPDIR/status"
}

@test "a signal ends it as it ends others, and the terminal is as it was" {
    local signal
    busy_routes | start_server
    for signal in TERM HUP INT QUIT; do
        watch 100x12
        soon shows "mypod/nginx"
        ulimit -c 0
        kill -"$signal" "$(<"$BATS_TEST_TMPDIR/pid")"
        over "-$(kill -l "$signal")"
    done
    watch 100x12
    soon shows "mypod/nginx"
    terminal send-keys C-c
    over -2
}

@test "Ctrl-Z gives the terminal back, and fg takes it again" {
    busy_routes | start_server
    terminal start-server \; new-session -d -x 100 -y 12 -c "$BATS_TEST_TMPDIR" bash --norc -i 3>&-
    terminal send-keys "PS1='ready> '; clear; stty -a >before" Enter
    soon shows "ready>"
    terminal send-keys "$bin/kubectl-nsinfo top mypod -w" Enter
    soon shows "mypod/nginx"
    terminal send-keys C-z
    soon shows "Stopped"
    [ "$(state)" = "alternate=0 cursor=1 wrap=1" ]
    terminal send-keys "stty -a >stopped; fg" Enter
    soon shows "mypod/nginx"
    [ "$(state)" = "alternate=1 cursor=0 wrap=0" ]
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/stopped"
    # Stopped by others, of whom it does not know.
    terminal send-keys C-z
    soon shows "Stopped"
    terminal send-keys "kill -STOP %1; kill -CONT %1; sleep 0.2; jobs; fg" Enter
    soon shows "mypod/nginx"
    terminal send-keys q
    soon shows "ready>"
    terminal send-keys "stty -a >after" Enter
    soon test -s "$BATS_TEST_TMPDIR/after"
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
    [ "$(state)" = "alternate=0 cursor=1 wrap=1" ]
}

@test "a hostile process does nothing to the screen" {
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" "json: $(report '{up: 1, processes: [
            {pid: 300, cpu: 0, kib: 0, command: "a\u001b[31mb\u001b[?1049lc\u001b[2Jd\u0007e\u009b?25hf\ng\u001b]2;owned\u0007"}]}')"
    } | start_server
    watch 150x12
    soon shows 'a\x1b[31mb\x1b[?1049lc\x1b[2Jd\x07e\u{009b}?25hf\ng\x1b]2;owned\x07'
    [ "$(state)" = "alternate=1 cursor=0 wrap=0" ]
    [ "$(terminal capture-pane -e -p | sed 's/ *$//')" = "$(screen)" ]
    [ "$(terminal display -p '#{pane_title} #{window_bell_flag}')" != "owned 0" ]
    terminal send-keys q
    over 0
}

@test "while the API server is away the last data stay, marked old" {
    busy_routes | start_server
    watch 120x12 --interval=100ms
    soon shows "by cpu   %CPU of 0.1s"
    route "$pod_path" 'fault: "close"' | routes_now
    soon shows "Z (old)   by cpu"
    shows "Z   Unable to connect to the server: "
    pids_are "301 302 300 303"
    shows_not "q quit"
    busy_routes | routes_now
    soon shows_not "(old)"
    soon shows "q quit"
    terminal send-keys q
    over 0
}

@test "while no node answers the last data stay too, and nothing is minted anew for it" {
    busy_routes | start_server
    watch 120x12 --interval=100ms
    soon shows "by cpu   %CPU of 0.1s"
    {
        pod_route single && agents_route
        route "$agent_path/v1/containers" 'status: 503, reason: "ServiceUnavailable", message: "no endpoints"'
    } | routes_now
    soon shows "Z (old)   by cpu"
    shows 'ask the nsinfo agent on node "node-a"'
    pids_are "301 302 300 303"
    busy_routes | routes_now
    soon shows_not "(old)"
    [ "$(requests | grep -c '/nsinfo-viewer/token$')" -le 2 ]
    terminal send-keys q
    over 0
}

@test "pods are followed as they go and come" {
    busy_routes | start_server
    watch 120x12 --interval=100ms
    soon shows "mypod/nginx"
    route "$pod_path" 'status: 404, reason: "NotFound", message: "pods \"mypod\" not found"' | routes_now
    soon shows 'Error from server (NotFound): pods "mypod" not found'
    shows "0 nodes, 0 pods, 0 processes"
    pids_are ""
    { pod_route pending && route "$pod_path" "file: \"$fixtures/pending.pod.json\""; } | routes_now
    soon shows "homeless/main: Pending"
    busy_routes | routes_now
    soon shows "mypod/nginx"
    terminal send-keys q
    over 0
}

@test "q ends it at once, also while a server does not answer" {
    busy_routes | start_server
    watch 120x12 --interval=100ms
    soon shows "mypod/nginx"
    # far longer than what is waited for here
    route "$pod_path" 'fault: "hang", seconds: 600' | routes_now
    soon eval '[ "$(requests | tail -n 1)" = "GET $pod_path" ] && sleep 0.3'
    terminal send-keys m
    soon shows "by memory"
    soon eval '[[ $(screen) == *"no answer for "[0-9]*"s   q quit"* ]]'
    terminal send-keys q
    over 0
}

@test "piped, it prints a block a time until nobody reads" {
    busy_routes | start_server
    nsinfo top mypod -w --interval=100ms 2>"$BATS_TEST_TMPDIR/stderr" | head -n 16 >"$BATS_TEST_TMPDIR/out" || true
    [ ! -s "$BATS_TEST_TMPDIR/stderr" ]
    # a slow machine takes longer than the interval, and says so
    sed -e 's/^[-0-9]*T[0-9:]*Z/TIME/' -e 's/%CPU of [0-9]*[.][0-9]s/%CPU of SPAN/' \
        "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/shown"
    diff "$BATS_TEST_TMPDIR/shown" - <<'TEXT'
TIME   by cpu   %CPU of their lives   1 node, 1 pod, 4 processes   default: mypod

mypod/nginx
PID   USER   %CPU   RSS    TIME       COMMAND
300   root   83.3   10Ki   00:08:20   p300
301   root   0.0    20Ki   00:00:00   p301
302   root   0.0    30Ki   00:00:00   p302
303   root   0.0    0      00:00:00   p303

TIME   by cpu   %CPU of SPAN   1 node, 1 pod, 4 processes   default: mypod

mypod/nginx
PID   USER   %CPU    RSS    TIME       COMMAND
301   root   100.0   20Ki   00:00:01   p301
302   root   50.0    30Ki   00:00:00   p302
300   root   0.0     10Ki   00:08:20   p300
TEXT
}

@test "piped, a pipe without a reader ends it by SIGPIPE" {
    busy_routes | start_server
    run --separate-stderr bash -c '"$0" top mypod -w --interval=100ms | :; echo "${PIPESTATUS[0]}"' "$bin/kubectl-nsinfo"
    expect 0 141 ""
}

# has_lines COUNT REGEX FILE: at least so many that match
has_lines() {
    [ "$(grep -cE "$2" "$3")" -ge "$1" ]
}

@test "documents come one after the other, as from kubectl get --watch" {
    local format pid
    busy_routes | start_server
    for format in json yaml; do
        "$bin/kubectl-nsinfo" top mypod -w --interval=100ms -o $format 3>&- >"$BATS_TEST_TMPDIR/$format" &
        pid=$!
        soon has_lines 4 'kind"?: "?PodReportList' "$BATS_TEST_TMPDIR/$format"
        kill "$pid"
    done
    [ "$(jq -n -c '[limit(3; inputs) | .kind]' "$BATS_TEST_TMPDIR/json")" = '["PodReportList","PodReportList","PodReportList"]' ]
    [ "$(grep -m 5 -oE '^(---|apiVersion|kind)' "$BATS_TEST_TMPDIR/yaml" | paste -sd' ')" = "apiVersion kind --- apiVersion kind" ]
}

@test "piped, a round that fails is said on standard error, and it goes on" {
    busy_routes | start_server
    "$bin/kubectl-nsinfo" top mypod -w --interval=100ms --no-headers >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
    local pid=$!
    soon grep -q '^301' "$BATS_TEST_TMPDIR/out"
    route "$pod_path" 'fault: "close"' | routes_now
    soon grep -qE '^2[-0-9]*T[0-9:]*Z   Unable to connect to the server: ' "$BATS_TEST_TMPDIR/stderr"
    : >"$BATS_TEST_TMPDIR/out"
    busy_routes | routes_now
    soon grep -q '301' "$BATS_TEST_TMPDIR/out"
    kill "$pid"
    wait "$pid" || true
}

@test "a first round that brings nothing is the last" {
    busy_routes | start_server
    run_nsinfo top other -w
    expect 1 "" 'Error from server (NotFound): pods "other" not found'
    run_nsinfo top mypod -c nosuch -w
    expect 1 "" "*"
}

@test "an interval that cannot be is refused" {
    busy_routes | start_server
    run_nsinfo top mypod -w --interval=99ms
    expect 1 "" "error: --interval must be at least 100ms"
    run_nsinfo top mypod -w --interval=0
    expect 1 "" "error: --interval must be at least 100ms"
    run_nsinfo top mypod -w --interval=soon
    expect 1 "" "error: invalid argument \"soon\" for \"--interval\": not a duration such as 30s or 2m
See 'kubectl nsinfo top -h' for help and examples"
}
