// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/frame.h"

#include "common/base/text.h"

#define HOME        "\033[H"
#define CLEAR_LINE  "\033[K" // what is behind the cursor
#define CLEAR_BELOW "\033[J"
#define ELLIPSIS    "…"

enum { UTF8_MAX = 4 };

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

// How many bytes of the text take at most so many columns.
static size_t fitting(const char *text, size_t len, size_t columns)
{
    size_t fit = 0;

    while (fit < len) {
        size_t next = utf8_char_len(text + fit, len - fit);
        char one[UTF8_MAX + 1] = {0};
        memcpy(one, text + fit, next == 0 ? 1 : next);
        size_t width = text_columns(one);
        if (width > columns)
            break;
        columns -= width;
        fit += next == 0 ? 1 : next;
    }
    return fit;
}

static void add_line(const char *text, size_t len, size_t columns, struct strbuf *out)
{
    // No character takes more columns than bytes, so that most lines need no look.
    size_t fit = len <= columns ? len : fitting(text, len, columns);

    if (fit < len && columns > 0)
        fit = fitting(text, len, columns - 1);
    // Before the text: behind a whole line the cursor stands on its last character.
    strbuf_add_text(out, CLEAR_LINE);
    strbuf_add(out, text, fit);
    if (fit < len && columns > 0)
        strbuf_add_text(out, ELLIPSIS);
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
