// SPDX-License-Identifier: Apache-2.0
//
// The screen and its keys have one thread, the requests another, so that no key waits for a server
// that does not answer. The second one runs while a round does: then the session and `round` are
// its own.
#include "kubectl-nsinfo/cli/watch_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <unistd.h>

#include "common/base/deadline.h"
#include "common/base/fdio.h"
#include "common/base/monotonic.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/screen.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/render/frame.h"
#include "kubectl-nsinfo/render/remarks.h"

enum { TOP_LINES = 2, SECOND_MS = 1000, PATIENCE_S = 3, US_PER_SECOND = 1000000 };

struct living {
    struct watch *watch;
    struct watch_shown *shown;
    struct strbuf body;
    size_t lines; // of the body
    uint64_t next_round;
    bool asking;
    uint64_t asked_us; // since when
    pthread_t asker;
    int answered[2]; // a pipe: a byte when the round is there
    struct watch_round round;
};

static void *ask(void *context)
{
    struct living *living = context;

    watch_round_run(living->watch, &living->round);
    // It cannot fail: the pipe is empty.
    (void)!write(living->answered[1], "", 1);
    return NULL;
}

static int begin_round(struct living *living, struct error *err)
{
    watch_renew_tokens(living->watch, living->shown);
    int rc = pthread_create(&living->asker, NULL, ask, living);
    if (rc != 0)
        return error_set_errno(err, ERROR_INTERNAL, rc, "start a thread");
    living->asking = true;
    living->asked_us = monotonic_us();
    return 0;
}

static void add_errors(const struct outcome *outcome, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    (void)add_remarks(&outcome->reports, &text);
    for (size_t i = 0; i < outcome->error_count; i++)
        watch_add_error(&outcome->errors[i], &text);
    if (text.len > 0 && out->len > 0)
        strbuf_add_char(out, '\n');
    strbuf_add_text(out, strbuf_text(&text));
}

static void arrange(struct living *living)
{
    const struct outcome *outcome = &living->shown->round.outcome;
    CLEANUP_ERROR struct error err = {0};

    watch_arrange(living->watch, living->shown);
    strbuf_reset(&living->body);
    if (render(living->watch->renderer, RENDER_PROCESSES, &living->watch->view, &outcome->reports,
               &living->body, &err) < 0)
        watch_add_error(&err, &living->body);
    add_errors(outcome, &living->body);
    living->lines = frame_count_lines(strbuf_text(&living->body));
}

static void end_round(struct living *living)
{
    char byte = 0;

    pthread_join(living->asker, NULL);
    (void)!read(living->answered[0], &byte, 1);
    living->asking = false;
    watch_shown_take(living->shown, &living->round);
    living->next_round = deadline_in(living->watch->interval_ms);
    arrange(living);
}

static size_t visible_lines(void)
{
    size_t rows = screen_size().rows;

    return rows > TOP_LINES ? rows - TOP_LINES : 0;
}

static void add_second_line(const struct living *living, size_t visible, struct strbuf *top)
{
    size_t first = living->watch->state.first;
    uint64_t waited_s = (monotonic_us() - living->asked_us) / US_PER_SECOND;

    if (living->shown->failure != NULL) {
        strbuf_add_text(top, living->shown->failure);
        return;
    }
    if (living->asking && waited_s >= PATIENCE_S)
        strbuf_add_format(top, "no answer for %" PRIu64 "s   ", waited_s);
    if (visible > 0 && living->lines > visible)
        strbuf_add_format(top, "lines %zu-%zu of %zu   ", first + 1, first + visible,
                          living->lines);
    strbuf_add_format(top, "%s\n", watch_keys);
}

static int draw(struct living *living)
{
    CLEANUP_STRBUF struct strbuf top = {0};
    CLEANUP_STRBUF struct strbuf out = {0};
    struct screen_size size = screen_size();
    size_t visible = visible_lines();
    struct watch_state *state = &living->watch->state;

    state->first = frame_clamp(state->first, living->lines, visible);
    watch_add_heading(living->watch, living->shown, &top);
    add_second_line(living, visible, &top);
    const struct frame frame = {.top = strbuf_text(&top),
                                .body = strbuf_text(&living->body),
                                .first = state->first,
                                .columns = size.columns,
                                .rows = size.rows};
    frame_add(&frame, &out);
    return screen_draw(&out);
}

// False if that was the last.
static bool follow_key(struct living *living, int key)
{
    switch (watch_follow_key(&living->watch->state, key, living->lines, visible_lines())) {
    case WATCH_QUIT:
        return false;
    case WATCH_ARRANGED:
        arrange(living);
        break;
    case WATCH_NOTHING:
    case WATCH_SCROLLED:
        break;
    }
    return true;
}

// Begins a round when it is time and waits for what comes first.
static int live(struct living *living, struct error *err)
{
    while (draw(living) == 0) {
        if (!living->asking && deadline_left(living->next_round) == 0 &&
            begin_round(living, err) < 0)
            return -1;
        const struct screen_event event =
            screen_wait(living->asking ? living->answered[0] : -1,
                        living->asking ? SECOND_MS : deadline_left(living->next_round));
        if (event.kind == SCREEN_GONE)
            return EXIT_FAILURE;
        if (event.kind == SCREEN_WOKEN)
            end_round(living);
        if (event.kind == SCREEN_KEY && !follow_key(living, event.key))
            return EXIT_SUCCESS;
    }
    return EXIT_FAILURE;
}

int watch_screen(struct watch *watch, struct watch_shown *shown, struct error *err)
{
    struct living living = {
        .watch = watch, .shown = shown, .next_round = deadline_in(watch->interval_ms)};

    if (pipe(living.answered) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "make a pipe");
    for (size_t i = 0; i < ARRAY_SIZE(living.answered); i++)
        (void)fcntl(living.answered[i], F_SETFD, FD_CLOEXEC);
    arrange(&living);
    // No credential plugin may have the keys.
    watch->session->access.stdin_in_use = true;
    console_progress_off();
    int status = screen_open(err);
    if (status == 0) {
        status = live(&living, err);
        screen_close();
    }
    // A request under way is not waited for: the memory that it uses stays as it is to the end.
    if (living.asking)
        _exit(status);
    show_warnings(watch->session);
    close_fd(&living.answered[0]);
    close_fd(&living.answered[1]);
    strbuf_release(&living.body);
    return status;
}
