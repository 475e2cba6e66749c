// SPDX-License-Identifier: Apache-2.0
#include "node-agent/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>

#include "common/base/options.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char DEFAULT_LISTEN[] = "127.0.0.1:9479";
static const char DEFAULT_PROC_ROOT[] = "/proc";

static const char *const log_formats[] = {"text", "json", NULL}; // as enum log_format

static const struct option rows[] = {
    {.name = "listen",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, listen),
     .argument = "ADDRESS:PORT",
     .fallback = DEFAULT_LISTEN,
     .help = "where to serve HTTP; an IPv6 address stands in brackets, port 0 takes a free one"},
    {.name = "proc-root",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, proc_root),
     .argument = "DIR",
     .fallback = DEFAULT_PROC_ROOT,
     .help = "the node's /proc"},
    {.name = "node-name",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct config, node_name),
     .argument = "NAME",
     .fallback = "the kernel's host name",
     .help = "the node's name in Kubernetes"},
    {.name = "log-format",
     .kind = OPTION_CHOICE,
     .offset = offsetof(struct config, log_format),
     .argument = "FORMAT",
     .fallback = "text",
     .choices = log_formats,
     .help = "how log lines look"},
    {.name = "version",
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, version),
     .help = "print the version and exit"},
    {.name = "help",
     .letter = 'h',
     .kind = OPTION_BOOL,
     .offset = offsetof(struct config, help),
     .help = "print this help and exit"},
};

static bool is_address(const char *text, bool in_brackets)
{
    struct in6_addr ignored;

    return inet_pton(in_brackets ? AF_INET6 : AF_INET, text, &ignored) == 1;
}

int config_parse_listen(const char *text, char **ret_address, uint16_t *ret_port)
{
    const char *colon = strrchr(text, ':');
    bool in_brackets = colon > text + 1 && text[0] == '[' && colon[-1] == ']';
    uint64_t port = 0;

    if (colon == NULL || parse_u64(colon + 1, UINT16_MAX, &port) < 0)
        return -EINVAL;
    CLEANUP_FREE char *address = in_brackets ? xstrndup(text + 1, (size_t)(colon - text) - 2)
                                             : xstrndup(text, (size_t)(colon - text));
    if (!is_address(address, in_brackets))
        return -EINVAL;
    *ret_address = steal(&address);
    *ret_port = (uint16_t)port;
    return 0;
}

int config_parse(int argc, const char *const *argv, struct config *ret, struct error *err)
{
    CLEANUP(option_texts_release) struct option_texts words = {0};
    struct config config = {.listen = DEFAULT_LISTEN, .proc_root = DEFAULT_PROC_ROOT};
    const struct option_table table = {rows, ARRAY_SIZE(rows), &config};

    if (options_parse(&table, 1, argc - 1, argv + 1, &words, err) < 0)
        return -1;
    if (words.count > 0)
        return error_set(err, ERROR_USAGE, "unexpected argument \"%s\"", words.items[0]);
    if (config_parse_listen(config.listen, &config.address, &config.port) < 0)
        return error_set(err, ERROR_USAGE,
                         "invalid argument \"%s\" for \"--listen\": not ADDRESS:PORT, such as "
                         "127.0.0.1:9479 or [::1]:9479",
                         config.listen);
    *ret = config;
    return 0;
}

void config_release(struct config *config)
{
    free(config->address);
    *config = (struct config){0};
}

void config_add_help(struct strbuf *buf)
{
    const struct option_table table = {rows, ARRAY_SIZE(rows), NULL};

    strbuf_add_text(buf, "Tells over HTTP which processes and Linux namespaces the containers of "
                         "this node have.\n\nUsage: nsinfo-agent [flags]\n\nFlags:\n");
    options_add_help(buf, &table);
}
