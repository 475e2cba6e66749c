// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/diagnosis_view.h"

#include "common/base/style.h"
#include "common/base/text.h"

// What is broken stands out without colours too.
static const struct {
    const char *word;
    enum style style;
} words[CHECK_RESULT_COUNT] = {
    [CHECK_OK] = {"ok", STYLE_CYAN},          [CHECK_WARNING] = {"warning", STYLE_YELLOW},
    [CHECK_BROKEN] = {"BROKEN", STYLE_RED},   [CHECK_UNKNOWN] = {"unknown", STYLE_YELLOW},
    [CHECK_SKIPPED] = {"skipped", STYLE_DIM},
};

enum { WORD_COLUMNS = 10, NEXT_STEP_INDENT = 14 };

static void add_word(enum check_result result, bool colour, struct strbuf *out)
{
    const char *word = words[result].word;

    strbuf_add_text(out, "  ");
    style_add(out, colour ? words[result].style : STYLE_PLAIN, word, strlen(word));
    strbuf_add_repeated(out, ' ', WORD_COLUMNS - strlen(word));
}

static bool is_alike(const struct finding *a, const struct finding *b)
{
    return a->result == CHECK_SKIPPED && b->result == CHECK_SKIPPED && str_eq(a->node, b->node) &&
           str_eq(a->message, b->message) &&
           str_eq(check_rows[a->check].group, check_rows[b->check].group);
}

// The line of the finding at `index` and of those behind it that it stands for: the index of the
// next one.
static size_t add_line(const struct diagnosis *diagnosis, size_t index, bool colour,
                       struct strbuf *out)
{
    const struct finding *first = &diagnosis->items[index];
    CLEANUP_STRBUF struct strbuf titles = {0};

    do {
        strbuf_add_format(&titles, "%s%s", titles.len == 0 ? "" : ", ",
                          check_rows[diagnosis->items[index].check].title);
        index++;
    } while (index < diagnosis->count && is_alike(first, &diagnosis->items[index]));
    add_word(first->result, colour, out);
    text_add_line(out, "%s: %s", strbuf_text(&titles), first->message);
    if (first->next_step != NULL) {
        strbuf_add_repeated(out, ' ', NEXT_STEP_INDENT);
        text_add_line(out, "%s", first->next_step);
    }
    return index;
}

static void add_heading(const struct finding *finding, const struct finding *before,
                        struct strbuf *out)
{
    const char *group = check_rows[finding->check].group;

    if (before != NULL && str_eq(group, check_rows[before->check].group) &&
        str_eq(finding->node, before->node))
        return;
    if (group != NULL)
        text_add_line(out, "%s", group);
    else if (finding->node != NULL)
        text_add_line(out, "Node \"%s\"", finding->node);
    else
        strbuf_add_text(out, "Nodes\n");
}

static void add_summary(const struct diagnosis *diagnosis, const char *program, struct strbuf *out)
{
    const char *separator = ":";

    strbuf_add_format(out, "\n%zu checks", diagnosis->count);
    for (int result = 0; result < CHECK_RESULT_COUNT; result++) {
        size_t count = diagnosis_count(diagnosis, (enum check_result)result);
        if (count == 0)
            continue;
        strbuf_add_format(out, "%s %zu %s", separator, count,
                          check_result_name((enum check_result)result));
        separator = ",";
    }
    if (diagnosis_result(diagnosis) == CHECK_BROKEN)
        strbuf_add_format(
            out, ". Mend the first that is broken, and look again with:\n  %s doctor\n", program);
    else
        strbuf_add_format(out, ". Go on with:\n  %s pod NAME\n", program);
}

void view_diagnosis(const struct diagnosis *diagnosis, const struct view_options *options,
                    const char *program, struct strbuf *out)
{
    for (size_t i = 0; i < diagnosis->count;) {
        add_heading(&diagnosis->items[i], i == 0 ? NULL : &diagnosis->items[i - 1], out);
        i = add_line(diagnosis, i, options->colour, out);
    }
    add_summary(diagnosis, program, out);
}
