// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/watch_state.h"

#include "kubectl-nsinfo/cli/key.h"
#include "kubectl-nsinfo/render/frame.h"

const char watch_keys[] = "q quit   c cpu   m memory   p pid   t tree   arrows, PageUp, PageDown, "
                          "Home, End scroll";

static enum watch_effect order_by(struct watch_state *state, enum process_order order)
{
    state->order = order;
    return WATCH_ARRANGED;
}

static enum watch_effect scroll_to(struct watch_state *state, size_t first)
{
    state->first = first;
    return WATCH_SCROLLED;
}

enum watch_effect watch_follow_key(struct watch_state *state, int key, size_t lines, size_t visible)
{
    size_t first = frame_clamp(state->first, lines, visible);
    size_t page = visible > 1 ? visible - 1 : 1; // a line stays to be seen

    switch (key) {
    case 'q':
        return WATCH_QUIT;
    case 'c':
        return order_by(state, ORDER_CPU);
    case 'm':
        return order_by(state, ORDER_MEMORY);
    case 'p':
        return order_by(state, ORDER_PID);
    case 't':
        state->tree = !state->tree;
        return WATCH_ARRANGED;
    case KEY_UP:
        return scroll_to(state, first > 0 ? first - 1 : 0);
    case KEY_DOWN:
        return scroll_to(state, frame_clamp(first + 1, lines, visible));
    case KEY_PAGE_UP:
        return scroll_to(state, first > page ? first - page : 0);
    case KEY_PAGE_DOWN:
        return scroll_to(state, frame_clamp(first + page, lines, visible));
    case KEY_HOME:
        return scroll_to(state, 0);
    case KEY_END:
        return scroll_to(state, frame_clamp(lines, lines, visible));
    default:
        return WATCH_NOTHING;
    }
}
