// SPDX-License-Identifier: Apache-2.0
#include "common/base/error.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const struct {
    const char *name;
    int http_status;
} codes[ERROR_CODE_COUNT] = {
    [ERROR_NONE] = {"None", 200},
    [ERROR_INTERNAL] = {"Internal", 500},
    [ERROR_USAGE] = {"Usage", 400},
    [ERROR_BAD_REQUEST] = {"BadRequest", 400},
    [ERROR_NOT_FOUND] = {"NotFound", 404},
    [ERROR_GONE] = {"Gone", 410},
    [ERROR_UNAUTHORIZED] = {"Unauthorized", 401},
    [ERROR_FORBIDDEN] = {"Forbidden", 403},
    [ERROR_TOO_LARGE] = {"TooLarge", 413},
    [ERROR_TIMEOUT] = {"Timeout", 504},
    [ERROR_UNREACHABLE] = {"Unreachable", 502},
    [ERROR_BAD_REPLY] = {"BadReply", 502},
    [ERROR_NOT_ALLOWED] = {"MethodNotAllowed", 405},
    [ERROR_UNAVAILABLE] = {"Unavailable", 503},
};

void error_release(struct error *err)
{
    free(err->message);
    free(err->prefix);
    *err = (struct error){0};
}

static ATTR_PRINTF(4, 0) void replace(struct error *err, enum error_code code, int sys_errno,
                                      const char *format, va_list args)
{
    CLEANUP_FREE char *text = xvasprintf(format, args);

    error_release(err);
    err->code = code;
    err->sys_errno = sys_errno;
    err->message = sys_errno == 0 ? steal(&text) : xasprintf("%s: %s", text, strerror(sys_errno));
}

int error_set(struct error *err, enum error_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    replace(err, code, 0, format, args);
    va_end(args);
    return -1;
}

int error_set_errno(struct error *err, enum error_code code, int sys_errno, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    replace(err, code, sys_errno, format, args);
    va_end(args);
    return -1;
}

int error_wrap(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    CLEANUP_FREE char *inner = err->message;
    err->message = xasprintf("%s: %s", text, inner == NULL ? "unknown error" : inner);
    return -1;
}

void error_set_prefix(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    free(err->prefix);
    err->prefix = xvasprintf(format, args);
    va_end(args);
}

void error_move(struct error *dst, struct error *src)
{
    error_release(dst);
    *dst = *src;
    *src = (struct error){0};
}

void error_copy(struct error *dst, const struct error *src)
{
    error_release(dst);
    *dst = *src;
    dst->message = xstrdup(src->message);
    dst->prefix = xstrdup(src->prefix);
}

const char *error_code_name(enum error_code code)
{
    return codes[code].name;
}

enum error_code error_code_from_name(const char *name)
{
    for (int code = ERROR_INTERNAL; code < ERROR_CODE_COUNT; code++)
        if (str_eq(name, codes[code].name))
            return (enum error_code)code;
    return ERROR_INTERNAL;
}

int error_http_status(enum error_code code)
{
    return codes[code].http_status;
}
