// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

static ATTR_NORETURN void out_of_memory(void)
{
    fputs("nsinfo: out of memory\n", stderr);
    abort();
}

static void *checked(void *memory)
{
    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *xcalloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xreallocarray(void *old, size_t count, size_t size)
{
    return checked(reallocarray(old, count ? count : 1, size ? size : 1));
}

char *xstrdup(const char *text)
{
    return text == NULL ? NULL : checked(strdup(text));
}

char *xstrndup(const char *text, size_t len)
{
    return checked(strndup(text, len));
}

char *xvasprintf(const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        out_of_memory();
    return text;
}

char *xasprintf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = xvasprintf(format, args);
    va_end(args);
    return text;
}

void *xgrow(void *array, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity)
        return array;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < count)
        wanted += wanted / 2;
    array = xreallocarray(array, wanted, size);
    *capacity = wanted;
    return array;
}

void free_pointer(void *pointer_to_pointer)
{
    void *pointer = NULL;

    memcpy(&pointer, pointer_to_pointer, sizeof(pointer));
    free(pointer);
}

void xtrim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
