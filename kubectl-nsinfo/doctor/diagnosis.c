// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/doctor/diagnosis.h"

#include <stdarg.h>
#include <stdlib.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char SERVER[] = "API server";
static const char USER[] = "Your rights";
static const char AGENTS[] = "Agents";
static const char ACCOUNTS[] = "Rights of the agents' accounts";

const struct check_row check_rows[CHECK_COUNT] = {
    [CHECK_SERVER] = {"server", "reached", SERVER},
    [CHECK_CREDENTIALS] = {"credentials", "your credentials", SERVER},
    [CHECK_LOOK_UP_PODS] = {"look-up-pods", "look up pods", USER},
    [CHECK_LOOK_UP_OWNERS] = {"look-up-owners", "look them up by deploy/x and the like", USER},
    [CHECK_APPLY_PODS] = {"apply-pods", "apply pods", USER},
    [CHECK_REACH_AGENTS] = {"reach-agents", "reach the agents", USER},
    [CHECK_HAVE_TOKENS] = {"have-tokens", "have tokens made", USER},
    [CHECK_VIEWER_TOKEN] = {"viewer-token", "a token", USER},
    [CHECK_DAEMON_SET] = {"daemon-set", "DaemonSet", AGENTS},
    [CHECK_NODES] = {"nodes", "nodes", AGENTS},
    [CHECK_AGENT_REVIEWS_TOKENS] = {"agent-reviews-tokens", "check tokens", ACCOUNTS},
    [CHECK_AGENT_REVIEWS_ACCESS] = {"agent-reviews-access", "check what a caller may see",
                                    ACCOUNTS},
    [CHECK_AGENT_LISTS_PODS] = {"agent-lists-pods", "find the pod of a container", ACCOUNTS},
    [CHECK_VIEWER_SEES_PODS] = {"viewer-sees-pods", "see the containers of pods", ACCOUNTS},
    [CHECK_VIEWER_SEES_NODES] = {"viewer-sees-nodes", "see whole nodes", ACCOUNTS},
    [CHECK_AGENT] = {"agent", "agent", NULL},
    [CHECK_PROXY] = {"proxy", "way to it", NULL},
    [CHECK_VERSION] = {"version", "version", NULL},
    [CHECK_TOKEN_ACCEPTED] = {"token-accepted", "token", NULL},
    [CHECK_PROC] = {"proc", "/proc", NULL},
    [CHECK_LINKS] = {"links", "namespaces", NULL},
    [CHECK_RUNTIMES] = {"runtimes", "runtimes", NULL},
};

const char *check_result_name(enum check_result result)
{
    static const char *const names[CHECK_RESULT_COUNT] = {
        [CHECK_OK] = "ok",           [CHECK_WARNING] = "warning", [CHECK_BROKEN] = "broken",
        [CHECK_UNKNOWN] = "unknown", [CHECK_SKIPPED] = "skipped",
    };

    return names[result];
}

void diagnosis_release(struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->count; i++) {
        free(diagnosis->items[i].node);
        free(diagnosis->items[i].message);
        free(diagnosis->items[i].next_step);
    }
    free(diagnosis->items);
    free(diagnosis->deploy);
    *diagnosis = (struct diagnosis){0};
}

// Its message is to be filled in.
static struct finding *add(struct diagnosis *diagnosis, enum check check, const char *node,
                           enum check_result result)
{
    diagnosis->items = xgrow(diagnosis->items, &diagnosis->capacity, diagnosis->count + 1,
                             sizeof(*diagnosis->items));
    struct finding *finding = &diagnosis->items[diagnosis->count++];
    *finding = (struct finding){.check = check, .node = xstrdup(node), .result = result};
    return finding;
}

void diagnosis_add(struct diagnosis *diagnosis, enum check check, const char *node,
                   enum check_result result, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(diagnosis, check, node, result)->message = xvasprintf(format, arguments);
    va_end(arguments);
}

void diagnosis_add_error(struct diagnosis *diagnosis, enum check check, const char *node,
                         enum check_result result, const struct error *err)
{
    const char *prefix = err->prefix == NULL ? "" : err->prefix;
    char *message = xasprintf("%s%s%s", prefix, prefix[0] == '\0' ? "" : ": ",
                              err->message == NULL ? "unknown error" : err->message);

    for (char *end = strchr(message, '\n'); end != NULL; end = strchr(end, '\n'))
        *end = ' ';
    add(diagnosis, check, node, result)->message = message;
}

void diagnosis_advise(struct diagnosis *diagnosis, const char *format, ...)
{
    struct finding *last = &diagnosis->items[diagnosis->count - 1];
    va_list arguments;

    va_start(arguments, format);
    free(last->next_step);
    last->next_step = xvasprintf(format, arguments);
    va_end(arguments);
}

void diagnosis_skip(struct diagnosis *diagnosis, enum check first, enum check last,
                    const char *node, const char *reason)
{
    for (enum check check = first; check <= last; check++)
        add(diagnosis, check, node, CHECK_SKIPPED)->message = xstrdup(reason);
}

size_t diagnosis_count(const struct diagnosis *diagnosis, enum check_result result)
{
    size_t count = 0;

    for (size_t i = 0; i < diagnosis->count; i++)
        count += diagnosis->items[i].result == result;
    return count;
}

enum check_result diagnosis_result(const struct diagnosis *diagnosis)
{
    static const enum check_result worst_first[] = {CHECK_BROKEN, CHECK_WARNING, CHECK_UNKNOWN};

    for (size_t i = 0; i < ARRAY_SIZE(worst_first); i++)
        if (diagnosis_count(diagnosis, worst_first[i]) > 0)
            return worst_first[i];
    return CHECK_OK;
}
