// SPDX-License-Identifier: Apache-2.0
#include <yaml.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/document.h"

static int add_piece(void *out, unsigned char *piece, size_t len)
{
    strbuf_add(out, piece, len);
    return 1;
}

// An event that cannot be emitted is a fault of this file; the emitter owns it either way.
static void emit(yaml_emitter_t *emitter, yaml_event_t *event)
{
    if (yaml_emitter_emit(emitter, event) == 0)
        abort();
}

static bool is_word(const char *text)
{
    // YAML 1.1 (yaml.org/type) and 1.2 have these for null and for truth, in several cases.
    static const char *const words[] = {"",   "~",   "null", "true", "false", "yes", "no",
                                        "on", "off", "y",    "n",    ".nan",  "<<",  "="};

    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

// Whether a reader would take the text, without quotes, for something else than a text. More is
// quoted than has to be: whatever begins as a number does, a date or a version included.
static bool needs_quotes(const char *text)
{
    return is_word(text) || text[strspn(text, "+-.")] == '\0' ||
           strchr("0123456789", text[strspn(text, "+-.")]) != NULL ||
           strcasecmp(text + strspn(text, "+-"), ".inf") == 0;
}

static void emit_plain(yaml_emitter_t *emitter, const char *text, yaml_scalar_style_t style)
{
    yaml_event_t event;
    CLEANUP_FREE char *copy = xstrdup(text);

    if (yaml_scalar_event_initialize(&event, NULL, NULL, (yaml_char_t *)copy, (int)strlen(copy), 1,
                                     1, style) == 0)
        abort();
    emit(emitter, &event);
}

static void emit_text(yaml_emitter_t *emitter, const char *text)
{
    emit_plain(emitter, text,
               needs_quotes(text) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE);
}

// YAML 1.1 takes a number for a text if it has an exponent and no point.
static void format_real(double number, char *text, size_t size)
{
    snprintf(text, size, "%.6f", number);
    for (size_t len = strlen(text); text[len - 1] == '0' && text[len - 2] != '.'; len--)
        text[len - 1] = '\0';
}

static void emit_number(yaml_emitter_t *emitter, const json_t *number)
{
    char text[512]; // the longest double has 309 digits before the point

    if (json_is_integer(number))
        snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(number));
    else
        format_real(json_real_value(number), text, sizeof(text));
    emit_plain(emitter, text, YAML_PLAIN_SCALAR_STYLE);
}

static void emit_value(yaml_emitter_t *emitter, json_t *value);

static void emit_array(yaml_emitter_t *emitter, const json_t *array)
{
    yaml_event_t event;

    yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
                                         json_array_size(array) == 0 ? YAML_FLOW_SEQUENCE_STYLE
                                                                     : YAML_BLOCK_SEQUENCE_STYLE);
    emit(emitter, &event);
    for (size_t i = 0; i < json_array_size(array); i++)
        emit_value(emitter, json_array_get(array, i));
    yaml_sequence_end_event_initialize(&event);
    emit(emitter, &event);
}

static void emit_object(yaml_emitter_t *emitter, json_t *object)
{
    yaml_event_t event;
    const char *key = NULL;
    json_t *value = NULL;

    yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
                                        json_object_size(object) == 0 ? YAML_FLOW_MAPPING_STYLE
                                                                      : YAML_BLOCK_MAPPING_STYLE);
    emit(emitter, &event);
    json_object_foreach(object, key, value)
    {
        emit_text(emitter, key);
        emit_value(emitter, value);
    }
    yaml_mapping_end_event_initialize(&event);
    emit(emitter, &event);
}

static void emit_value(yaml_emitter_t *emitter, json_t *value)
{
    if (json_is_object(value))
        emit_object(emitter, value);
    else if (json_is_array(value))
        emit_array(emitter, value);
    else if (json_is_string(value))
        emit_text(emitter, json_string_value(value));
    else if (json_is_number(value))
        emit_number(emitter, value);
    else
        emit_plain(emitter,
                   json_is_true(value)    ? "true"
                   : json_is_false(value) ? "false"
                                          : "null",
                   YAML_PLAIN_SCALAR_STYLE);
}

void document_add_yaml(json_t *tree, struct strbuf *out)
{
    yaml_emitter_t emitter;
    yaml_event_t event;

    if (yaml_emitter_initialize(&emitter) == 0)
        abort();
    yaml_emitter_set_output(&emitter, add_piece, out);
    yaml_emitter_set_width(&emitter, -1);
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(&emitter, &event);
    yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    emit(&emitter, &event);
    emit_value(&emitter, tree);
    yaml_document_end_event_initialize(&event, 1);
    emit(&emitter, &event);
    yaml_stream_end_event_initialize(&event);
    emit(&emitter, &event);
    yaml_emitter_delete(&emitter);
}
