// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

int console_open(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        // open(2) gives the lowest that is free; and what is to be read cannot be then, nor what is
        // to be written.
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC) != fd)
            return -1;
    return 0;
}

int console_write(const struct strbuf *text, struct error *err)
{
    int rc = fd_write_all(STDOUT_FILENO, strbuf_text(text), text->len);

    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "write to standard output");
    return 0;
}

bool console_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

size_t console_columns(void)
{
    enum { DEFAULT_COLUMNS = 80 };
    const char *wish = getenv("COLUMNS");
    struct winsize size = {0};
    uint64_t columns = 0;

    if (!console_is_terminal())
        return 0;
    if (wish != NULL && parse_u64(wish, INT32_MAX, &columns) == 0 && columns > 0)
        return (size_t)columns;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return DEFAULT_COLUMNS;
    return size.ws_col;
}

bool console_has_colours(void)
{
    const char *none = getenv("NO_COLOR");

    return console_is_terminal() && (none == NULL || none[0] == '\0') &&
           !str_eq(getenv("TERM"), "dumb");
}

// There is nowhere left to say that standard error cannot be written.
static void write_stderr(const struct strbuf *text)
{
    if (fd_write_all(STDERR_FILENO, strbuf_text(text), text->len) < 0)
        return;
}

void console_note(const char *lines)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    strbuf_add_text(&text, lines);
    write_stderr(&text);
}

// The API server sets out what it compares in lines and by tabs.
static void add_escaped_lines(struct strbuf *buf, const char *text)
{
    for (const char *end = strpbrk(text, "\n\t"); end != NULL; end = strpbrk(text, "\n\t")) {
        CLEANUP_FREE char *piece = xstrndup(text, (size_t)(end - text));
        text_add_escaped(buf, piece);
        strbuf_add_char(buf, *end);
        text = end + 1;
    }
    text_add_escaped(buf, text);
}

void console_error(const struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    const char *prefix = err->prefix == NULL ? "error" : err->prefix;

    text_add_escaped(&text, prefix);
    if (prefix[0] != '\0')
        strbuf_add_text(&text, ": ");
    add_escaped_lines(&text, err->message == NULL ? "unknown error" : err->message);
    strbuf_add_char(&text, '\n');
    write_stderr(&text);
}

static bool progress_is_off;

void console_progress_off(void)
{
    progress_is_off = true;
}

void console_progress(const char *text)
{
    enum { DEFAULT_COLUMNS = 80 };
    CLEANUP_STRBUF struct strbuf escaped = {0};
    CLEANUP_STRBUF struct strbuf line = {0};
    struct winsize size = {0};
    size_t used = 0;

    if (progress_is_off || isatty(STDERR_FILENO) == 0)
        return;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        size.ws_col = DEFAULT_COLUMNS;
    // To the line's beginning, and everything behind it away (ECMA-48, EL).
    strbuf_add_text(&line, "\r\033[K");
    if (text != NULL) {
        text_add_escaped(&escaped, text);
        strbuf_add(&line, strbuf_text(&escaped),
                   text_fitting(strbuf_text(&escaped), size.ws_col - 1U, &used));
    }
    write_stderr(&line);
}
