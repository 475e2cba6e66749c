// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/forward.h"

#include <errno.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/program.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/guarded.h"

// Of what kubectl writes no more than this is kept; the rest is read and thrown away.
enum { LIMIT_WORDS = 8192, MAX_PORT = 65535 };

#define LISTENS_ON "Forwarding from 127.0.0.1:"

struct forward {
    struct guarded program;
    char *kube_namespace; // of the pod that it leads to
    char *pod;
    struct strbuf output;
    struct strbuf errors;
    char *complaint;
    char *url;
    bool ended;
};

unsigned forward_port_parse(const char *text)
{
    const char *at = strstr(text, LISTENS_ON);
    uint64_t port = 0;

    if (at == NULL)
        return 0;
    at += strlen(LISTENS_ON);
    size_t len = strspn(at, "0123456789");
    CLEANUP_FREE char *digits = xstrndup(at, len);
    // Behind the digits, so that all of them are there.
    if (at[len] != ' ' || parse_u64(digits, MAX_PORT, &port) < 0)
        return 0;
    return (unsigned)port;
}

static void add_arguments(const struct text_list *flags, const struct pod *agent,
                          struct text_list *list)
{
    CLEANUP_FREE char *kube_namespace = xasprintf("--namespace=%s", agent->kube_namespace);
    CLEANUP_FREE char *pod = xasprintf("pod/%s", agent->name);
    CLEANUP_FREE char *port = xasprintf(":%d", AGENT_PORT);

    text_list_add(list, "kubectl");
    text_list_add(list, "port-forward");
    for (size_t i = 0; i < flags->count; i++)
        text_list_add(list, flags->items[i]);
    text_list_add(list, kube_namespace);
    text_list_add(list, "--address=127.0.0.1");
    text_list_add(list, pod);
    text_list_add(list, port);
}

static char *find_kubectl(struct error *err)
{
    const char *named = getenv("KUBECTL_PATH");
    const char *command = named == NULL || *named == '\0' ? "kubectl" : named;
    char *path = program_find(command);

    if (path == NULL || access(path, X_OK) < 0) {
        free(steal(&path));
        error_set(
            err, ERROR_NOT_FOUND,
            "--via=port-forward runs kubectl, and \"%s\" is not there to be run: name it with "
            "$KUBECTL_PATH",
            command);
    }
    return path;
}

int forward_start(const struct text_list *flags, const struct pod *agent, struct forward **ret,
                  struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list arguments = {0};
    CLEANUP_FREE char *path = find_kubectl(err);
    struct guarded program = {0};

    if (path == NULL)
        return -1;
    add_arguments(flags, agent, &arguments);
    int rc = guarded_start(path, arguments.items, &program);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "run %s", path);
    struct forward *forward = xcalloc(1, sizeof(*forward));
    forward->program = program;
    forward->kube_namespace = xstrdup(agent->kube_namespace);
    forward->pod = xstrdup(agent->name);
    forward->output = (struct strbuf)STRBUF_LIMITED(LIMIT_WORDS);
    forward->errors = (struct strbuf)STRBUF_LIMITED(LIMIT_WORDS);
    *ret = forward;
    return 0;
}

// False at the end.
static bool take(int fd, struct strbuf *words)
{
    char bytes[1024];

    for (;;) {
        ssize_t count = TEMP_FAILURE_RETRY(read(fd, bytes, sizeof(bytes)));
        if (count <= 0)
            return count < 0 && errno == EAGAIN;
        if (words->len + (size_t)count <= LIMIT_WORDS)
            strbuf_add(words, bytes, (size_t)count);
    }
}

static void note_complaint(struct forward *forward)
{
    const char *text = strbuf_text(&forward->errors);
    size_t end = forward->errors.len;

    while (end > 0 && strchr("\r\n", text[end - 1]) != NULL)
        end--;
    size_t start = end;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    free(forward->complaint);
    forward->complaint = xstrndup(text + start, end - start);
}

enum forward_state forward_look(struct forward *forward)
{
    if (!forward->ended) {
        bool writes = take(forward->program.output, &forward->output);
        bool complains = take(forward->program.errors, &forward->errors);
        forward->ended = !writes || !complains;
        note_complaint(forward);
    }
    unsigned port = forward->url == NULL ? forward_port_parse(strbuf_text(&forward->output)) : 0;
    if (port > 0)
        forward->url = xasprintf("https://127.0.0.1:%u", port);
    if (forward->ended)
        return FORWARD_ENDED;
    return forward->url == NULL ? FORWARD_STARTING : FORWARD_READY;
}

const char *forward_url(const struct forward *forward)
{
    return forward->url;
}

bool forward_is_to(const struct forward *forward, const struct pod *agent)
{
    return str_eq(forward->pod, agent->name) &&
           str_eq(forward->kube_namespace, agent->kube_namespace);
}

const char *forward_complaint(const struct forward *forward)
{
    return forward->complaint == NULL ? "" : forward->complaint;
}

void forward_free(struct forward **forward)
{
    struct forward *old = steal(forward);

    if (old == NULL)
        return;
    guarded_stop(&old->program);
    free(old->kube_namespace);
    free(old->pod);
    strbuf_release(&old->output);
    strbuf_release(&old->errors);
    free(old->complaint);
    free(old->url);
    free(old);
}
