// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/render.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/model/json_get.h"
#include "common/model/report_json.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "kubectl-nsinfo/pod/pod_decode.h"
#include "kubectl-nsinfo/render/remarks.h"
#include "test/fuzz/fuzz.h"

// What a terminal may do more with than show it: controls (C0, DEL, C1), line separators, and what
// has Unicode's property Bidi_Control (PropList.txt).
static bool is_obeyed(wchar_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0x061c ||
           c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

// Nothing of it makes a terminal do anything. The C library takes it apart: a byte by itself, which
// is a control to a terminal of eight bits, is no character to it.
static void check_terminal(const struct strbuf *text)
{
    const char *at = strbuf_text(text);
    const char *end = at + text->len;
    mbstate_t state = {0};

    while (at < end) {
        wchar_t c = 0;
        size_t len = mbrtowc(&c, at, (size_t)(end - at), &state);

        fuzz_check(len >= 1 && len <= (size_t)(end - at)); // not NUL, and well-formed
        fuzz_check(c == '\n' || !is_obeyed(c));
        at += len;
    }
}

static void check_ascii(const struct strbuf *text)
{
    for (size_t i = 0; i < text->len; i++)
        fuzz_check(text->data[i] == '\n' || (text->data[i] >= ' ' && text->data[i] < 0x7f));
}

static void check_json(const struct strbuf *text)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;

    check_ascii(text);
    fuzz_check(json_parse(strbuf_text(text), text->len, &json, &err) == 0);
}

static void check_yaml(const struct strbuf *text)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_YAML struct yaml_stream stream = {0};

    check_ascii(text);
    fuzz_check(yaml_stream_parse("-", strbuf_text(text), text->len, &stream, &err) == 0);
}

static const struct {
    const char *format;
    void (*check)(const struct strbuf *text);
} formats[] = {
    {NULL, check_terminal},   {"wide", check_terminal},
    {"json", check_json},     {"yaml", check_yaml},
    {"name", check_terminal}, {"jsonpath={$} {range ..}{..name}{end}", check_terminal},
};

// Cut as narrow as the input says.
static void check_width(const struct pod_report_list *list, size_t width)
{
    const struct view_options options = {.several = true, .terminal = true, .width = width};
    CLEANUP_STRBUF struct strbuf out = {0};

    view_containers(list, &options, &out);
    view_processes(list, &options, &out);
    check_terminal(&out);
    for (char *line = out.data; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        *end = '\0';
        fuzz_check(text_columns(line) <= width);
        line = end + 1;
    }
}

static void check_formats(const struct pod_report_list *list)
{
    static const struct view_options options = {.several = true, .terminal = true};
    CLEANUP_STRBUF struct strbuf remarks = {0};

    for (size_t i = 0; i < 2 * ARRAY_SIZE(formats); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_RENDERER struct renderer *renderer = NULL;

        fuzz_check(renderer_new(formats[i / 2].format, file_read, &renderer, &err) == 0);
        fuzz_check(render(renderer, i % 2 == 0 ? RENDER_CONTAINERS : RENDER_PROCESSES, &options,
                          list, &out, &err) == 0);
        formats[i / 2].check(&out);
    }
    add_remarks(list, &remarks);
    check_terminal(&remarks);
}

// The input is {"pod": what the API server says, "report": what the agent says}; the second may be
// missing.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_POD struct pod pod = {0};
    const json_t *pod_object = NULL;
    const json_t *report_object = NULL;
    const struct report *kept = NULL;
    struct report report = {0};
    struct pod_report joined = {0};

    setlocale(LC_CTYPE, "C.UTF-8");
    if (json_parse((const char *)data, size, &json, &err) < 0 ||
        json_get_object(json, "pod", &pod_object, &err) < 0 || pod_object == NULL ||
        json_get_object(json, "report", &report_object, &err) < 0 ||
        pod_decode(pod_object, &pod, &err) < 0)
        return 0;
    if (report_object != NULL) {
        if (report_from_json(report_object, &report, &err) < 0)
            return 0;
        kept = pod_report_list_add_node(&list, &report);
    }
    pod_report_join(&pod, kept, &joined);
    pod_report_list_add(&list, &joined);
    check_formats(&list);
    check_width(&list, size % 200 + 1);
    return 0;
}
