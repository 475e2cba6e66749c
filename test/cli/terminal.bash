# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# For the tests of what a terminal shows: tmux.

terminals=0

teardown() {
    terminal kill-server 2>/dev/null || true
    stop_server
}

# A server of its own, which knows no configuration. One that ends does so after its socket's time,
# so the next one has another.
terminal() {
    env -u TMUX tmux -u -S "$BATS_TEST_TMPDIR/tmux$terminals" -f /dev/null "$@"
}

# Runs in the terminal. What was typed into it is there before the answer to a question of its own.
pane() {
    local typed='' key
    stty -icanon -isig -echo
    printf '\e]2;mine\a'
    "${@:2}"
    printf '\e[5n'
    while [[ $typed != *$'\e[0n' ]] && IFS= read -rN 1 -t 20 key; do
        typed+=$key
    done
    printf %s "$typed" >"$1"
    tmux wait-for -S shown
    exec sleep 120
}

# in_terminal COMMAND…: leaves what came of it in colours, screen, title, clipboard, state and typed
in_terminal() {
    terminals=$((terminals + 1))
    terminal start-server \; set -g set-clipboard on \; set -g history-limit 20000 \; \
        set -g exit-empty off \; new-session -d -x 150 -y 50 \
        bash -c "$(declare -f pane); pane \"\$@\"" pane "$BATS_TEST_TMPDIR/typed" "$@" 3>&-
    terminal wait-for shown
    colours=$(terminal capture-pane -e -p -J -S - | sed 's/ *$//')
    screen=$(terminal capture-pane -p -J -S - | sed 's/ *$//')
    rows=$(terminal capture-pane -p -S - | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | wc -l)
    title=$(terminal display -p '#{pane_title}')
    clipboard=$(terminal show-buffer 2>/dev/null) || true
    state=$(terminal display -p "at=#{cursor_x},#{e|+:#{cursor_y},#{history_size}} \
bell=#{window_bell_flag} alternate=#{alternate_on} mouse=#{mouse_any_flag} cursor=#{cursor_flag} \
keypad=#{keypad_flag} insert=#{insert_flag} scroll=#{scroll_region_upper}")
    typed=$(<"$BATS_TEST_TMPDIR/typed")
    terminal kill-server
}
