// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/frame.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

#define HOME        "\033[H"
#define CLEAR_LINE  "\033[K" // from the cursor on
#define CLEAR_BELOW "\033[J"

size_t frame_count_lines(const char *text)
{
    size_t count = 0;

    for (const char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n'))
        count++;
    return count;
}

size_t frame_clamp(size_t first, size_t lines, size_t visible)
{
    size_t last = lines > visible ? lines - visible : 0;

    return first < last ? first : last;
}

static void add_line(const char *text, size_t len, size_t columns, struct strbuf *out)
{
    CLEANUP_FREE char *line = xstrndup(text, len);

    // Before the text: behind a whole line the cursor stands on its last character.
    strbuf_add_text(out, CLEAR_LINE);
    text_add_cut(out, line, columns);
}

// Adds lines from that one on, up to so many in all; returns how many there are then.
static size_t add_lines(const char *text, size_t first, const struct frame *frame, size_t done,
                        struct strbuf *out)
{
    size_t at = 0;

    for (const char *end = strchr(text, '\n'); end != NULL && done < frame->rows;
         end = strchr(text, '\n'), at++) {
        if (at >= first) {
            if (done++ > 0)
                strbuf_add_text(out, "\r\n");
            add_line(text, (size_t)(end - text), frame->columns, out);
        }
        text = end + 1;
    }
    return done;
}

void frame_add(const struct frame *frame, struct strbuf *out)
{
    size_t done = 0;

    strbuf_add_text(out, HOME);
    done = add_lines(frame->top, 0, frame, done, out);
    done = add_lines(frame->body, frame->first, frame, done, out);
    if (done < frame->rows)
        strbuf_add_text(out, done == 0 ? CLEAR_BELOW : "\r\n" CLEAR_BELOW);
}
