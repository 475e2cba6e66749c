// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/watch.h"

#include <errno.h>
#include <time.h>

#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/cli/watch_round.h"
#include "kubectl-nsinfo/cli/watch_screen.h"

static void sleep_ms(uint64_t milliseconds)
{
    struct timespec left = {(time_t)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000000};

    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ;
}

static int show_block(struct watch *watch, struct watch_shown *shown, bool first, struct error *err)
{
    CLEANUP_STRBUF struct strbuf above = {0};

    watch_arrange(watch, shown);
    if (!first)
        strbuf_add_text(&above, renderer_separator(watch->renderer));
    if (renderer_is_table(watch->renderer) && !watch->view.no_headers) {
        watch_add_heading(watch, shown, &above);
        strbuf_add_char(&above, '\n');
    }
    if (console_write(&above, err) < 0)
        return -1;
    return show_outcome(watch->renderer, RENDER_PROCESSES, &watch->view, &shown->round.outcome,
                        err);
}

// Until a signal ends it, or nobody reads any more, which is one too (SIGPIPE).
static int show_blocks(struct watch *watch, struct watch_shown *shown, struct error *err)
{
    for (bool first = true;; first = false) {
        if (shown->failure != NULL)
            console_note(shown->failure);
        else if (show_block(watch, shown, first, err) < 0)
            return -1;
        show_warnings(watch->session);
        sleep_ms(watch->interval_ms);
        struct watch_round round = {0};
        watch_renew_tokens(watch, shown);
        watch_round_run(watch, &round);
        watch_shown_take(shown, &round);
    }
}

int watch_run(struct watch *watch, struct error *err)
{
    CLEANUP_WATCH_SHOWN struct watch_shown shown = {0};
    struct watch_round round = {0};

    // The first round as any command's: a credential plugin may ask for something, and what is
    // wrong with the command line comes out.
    watch_renew_tokens(watch, &shown);
    watch_round_run(watch, &round);
    if (round.outcome.error_count > 0 && round.outcome.reports.count == 0) {
        show_warnings(watch->session);
        int status =
            show_outcome(watch->renderer, RENDER_PROCESSES, &watch->view, &round.outcome, err);
        watch_round_release(&round);
        return status;
    }
    watch_shown_take(&shown, &round);
    return watch->on_screen ? watch_screen(watch, &shown, err) : show_blocks(watch, &shown, err);
}
