// SPDX-License-Identifier: Apache-2.0
#include "common/base/log.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/strbuf.h"
#include "common/base/text.h"

static struct {
    int fd;
    enum log_format format;
} sink = {STDERR_FILENO, LOG_TEXT};

static const char *const level_names[] = {
    [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};

void log_setup(int fd, enum log_format format)
{
    sink.fd = fd;
    sink.format = format;
}

// A JSON string (RFC 8259, section 7) of any bytes.
static void add_json_string(struct strbuf *line, const char *text)
{
    CLEANUP_STRBUF struct strbuf valid = {0};

    text_add_utf8(&valid, text, strlen(text));
    strbuf_add_char(line, '"');
    for (const char *at = strbuf_text(&valid); *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            strbuf_add_format(line, "\\%c", *at);
        else if ((unsigned char)*at < 0x20)
            strbuf_add_format(line, "\\u%04x", (unsigned)*at);
        else
            strbuf_add_char(line, *at);
    }
    strbuf_add_char(line, '"');
}

static void add_json(struct strbuf *line, const char *name, const char *text)
{
    strbuf_add_format(line, "%s\"%s\":", line->len == 0 ? "{" : ",", name);
    add_json_string(line, text);
}

static void add_fields_json(struct strbuf *line, const struct log_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].text == NULL)
            strbuf_add_format(line, ",\"%s\":%" PRId64, fields[i].name, fields[i].number);
        else
            add_json(line, fields[i].name, fields[i].text);
    strbuf_add_char(line, '}');
}

static void add_fields_text(struct strbuf *line, const struct log_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        strbuf_add_format(line, " %s=", fields[i].name);
        if (fields[i].text == NULL)
            strbuf_add_format(line, "%" PRId64, fields[i].number);
        else
            add_json_string(line, fields[i].text);
    }
}

void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count)
{
    CLEANUP_STRBUF struct strbuf line = {0};
    char now[32];

    time_format((int64_t)time(NULL), now);
    if (sink.format == LOG_JSON) {
        add_json(&line, "time", now);
        add_json(&line, "level", level_names[level]);
        add_json(&line, "message", message);
        add_fields_json(&line, fields, count);
    } else {
        strbuf_add_format(&line, "%s %s %s", now, level_names[level], message);
        add_fields_text(&line, fields, count);
    }
    strbuf_add_char(&line, '\n');
    // A log that cannot be written has nobody to be told of it.
    (void)!fd_write_all(sink.fd, line.data, line.len);
}
