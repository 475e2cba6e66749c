// SPDX-License-Identifier: Apache-2.0
#include "node-agent/curl_lazy/curl_lazy.h"

// Without the macros that check the types of what they pass on.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

// What common/net calls: result, name, parameters, arguments.
#define FUNCTIONS(X)                                                                               \
    X(CURLcode, curl_global_init, (long flags), (flags))                                           \
    X(CURL *, curl_easy_init, (void), ())                                                          \
    X(CURL *, curl_easy_duphandle, (CURL * curl), (curl))                                          \
    X(CURLM *, curl_multi_init, (void), ())                                                        \
    X(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))                                     \
    X(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL * curl), (multi, curl))               \
    X(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL * curl), (multi, curl))            \
    X(CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running))              \
    X(CURLMcode, curl_multi_poll,                                                                  \
      (CURLM * multi_handle, struct curl_waitfd extra_fds[], unsigned extra_nfds, int timeout_ms,  \
       int *ret),                                                                                  \
      (multi_handle, extra_fds, extra_nfds, timeout_ms, ret))                                      \
    X(CURLMsg *, curl_multi_info_read, (CURLM * multi_handle, int *msgs_in_queue),                 \
      (multi_handle, msgs_in_queue))                                                               \
    X(const char *, curl_easy_strerror, (CURLcode code), (code))                                   \
    X(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *data),        \
      (list, data))                                                                                \
    X(CURLU *, curl_url, (void), ())                                                               \
    X(CURLUcode, curl_url_get, (CURLU * handle, CURLUPart what, char **part, unsigned flags),      \
      (handle, what, part, flags))                                                                 \
    X(CURLUcode, curl_url_set, (CURLU * handle, CURLUPart what, const char *part, unsigned flags), \
      (handle, what, part, flags))

#define FUNCTIONS_WITHOUT_RESULT(X)                                                                \
    X(void, curl_easy_cleanup, (CURL * curl), (curl))                                              \
    X(void, curl_free, (void *p), (p))                                                             \
    X(void, curl_slist_free_all, (struct curl_slist * list), (list))                               \
    X(void, curl_url_cleanup, (CURLU * handle), (handle))

// The two with "..." take one more argument, of 64 bits or fewer whatever its type.
#define FUNCTIONS_WITH_ONE_MORE(X)                                                                 \
    X(curl_easy_setopt, CURLoption, option)                                                        \
    X(curl_easy_getinfo, CURLINFO, info)

_Static_assert(sizeof(void *) == sizeof(curl_off_t), "a pointer can carry every argument");

// NOLINTBEGIN(bugprone-macro-parentheses): a declarator takes no parentheses
static struct {
#define MEMBER(result, name, parameters, arguments) result(*name) parameters;
    FUNCTIONS(MEMBER)
    FUNCTIONS_WITHOUT_RESULT(MEMBER)
#undef MEMBER
#define MEMBER(name, type, what) CURLcode (*name)(CURL *, type, ...);
    FUNCTIONS_WITH_ONE_MORE(MEMBER)
#undef MEMBER
} library;
// NOLINTEND(bugprone-macro-parentheses)

// A function's address comes as a data pointer (dlsym(3) says how to go from one to the other).
static int find(void *handle, const char *name, void *ret_function, struct error *err)
{
    void *address = dlsym(handle, name);

    if (address == NULL)
        return error_set(err, ERROR_UNAVAILABLE, "libcurl.so.4 has no %s()", name);
    memcpy(ret_function, &address, sizeof(address));
    return 0;
}

int curl_lazy_load(struct error *err)
{
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

    if (handle == NULL)
        return error_set(err, ERROR_UNAVAILABLE, "load the HTTP library: %s", dlerror());
#define FIND(result, name, parameters, arguments)                                                  \
    if (find(handle, #name, &library.name, err) < 0)                                               \
        return -1;
    FUNCTIONS(FIND)
    FUNCTIONS_WITHOUT_RESULT(FIND)
#undef FIND
#define FIND(name, type, what)                                                                     \
    if (find(handle, #name, &library.name, err) < 0)                                               \
        return -1;
    FUNCTIONS_WITH_ONE_MORE(FIND)
#undef FIND
    return 0;
}

#define DEFINE(result, name, parameters, arguments)                                                \
    result name parameters                                                                         \
    {                                                                                              \
        return library.name arguments;                                                             \
    }
FUNCTIONS(DEFINE)

#undef DEFINE
#define DEFINE(result, name, parameters, arguments)                                                \
    result name parameters                                                                         \
    {                                                                                              \
        library.name arguments;                                                                    \
    }
FUNCTIONS_WITHOUT_RESULT(DEFINE)

#undef DEFINE
#define DEFINE(name, type, what)                                                                   \
    CURLcode name(CURL *curl, type what, ...)                                                      \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, what);                                                                      \
        void *value = va_arg(args, void *);                                                        \
        va_end(args);                                                                              \
        return library.name(curl, what, value);                                                    \
    }
FUNCTIONS_WITH_ONE_MORE(DEFINE)
