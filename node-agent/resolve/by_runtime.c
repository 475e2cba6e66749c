// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/by_runtime.h"

#include "common/base/deadline.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_cgroup.h"
#include "node-agent/proc/proc_stat.h"
#include "node-agent/resolve/membership.h"
#include "node-agent/resolve/reasons.h"

struct runtime_link {
    struct runtime_client *client;
    struct error dead; // why it is not asked again
};

void runtimes_release(struct runtimes *runtimes)
{
    for (size_t i = 0; runtimes->links != NULL && i < runtimes->count; i++) {
        runtime_client_free(&runtimes->links[i].client);
        error_release(&runtimes->links[i].dead);
    }
    free(runtimes->links);
    *runtimes = (struct runtimes){0};
}

static bool serves(const struct runtime_endpoint *endpoint, enum runtime_api api,
                   const char *runtime)
{
    return endpoint->api == api && (*runtime == '\0' || str_eq(endpoint->runtime, runtime)) &&
           runtime_endpoint_is_there(endpoint);
}

bool runtimes_serve(const struct runtimes *runtimes, enum runtime_api api, const char *runtime)
{
    for (size_t i = 0; i < runtimes->count; i++)
        if (serves(&runtimes->endpoints[i], api, runtime))
            return true;
    return false;
}

static int not_running(uint64_t pid, const char *why, struct error *err)
{
    return error_set(err, ERROR_NOT_FOUND, "the runtime names PID %llu, which %s",
                     (unsigned long long)pid, why);
}

static int check_cgroup(const struct pidref *process, const struct container_ref *ref,
                        char **ret_cgroup, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    const char *path = NULL;
    int rc = proc_cgroup_read(process->fd, &text, &path);

    if (pidref_gone(rc))
        return not_running(process->pid, "has ended", err);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "read the cgroup of process %llu",
                               (unsigned long long)process->pid);
    enum membership_claim claim = membership_claim(path, ref);
    if (claim == MEMBERSHIP_OTHER)
        return error_set(err, ERROR_BAD_REPLY,
                         "the runtime names PID %llu, whose cgroup is another container's",
                         (unsigned long long)process->pid);
    *ret_cgroup = claim == MEMBERSHIP_NOBODY ? xstrdup(path) : NULL;
    return 0;
}

// What the proc root has under the PID that a runtime names.
static int check_process(const struct proc_root *root, const struct container_ref *ref,
                         uint64_t pid, struct member *ret, char **ret_cgroup, struct error *err)
{
    CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
    struct proc_stat stat = {0};
    int rc = pidref_open(root, pid, &process);

    if (rc == 0)
        rc = pidref_check_process(&process);
    if (rc == 0)
        rc = proc_stat_read(process.fd, &stat);
    if (pidref_gone(rc))
        return not_running(pid, "is not in the proc root", err);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "read process %llu",
                               (unsigned long long)pid);
    if (proc_stat_ended(&stat))
        return not_running(pid, "has ended", err);
    if (check_cgroup(&process, ref, ret_cgroup, err) < 0)
        return -1;
    *ret = (struct member){.pid = pid, .ppid = stat.ppid, .start_ticks = stat.start_ticks};
    return 0;
}

static void connect_all(struct runtimes *runtimes)
{
    if (runtimes->links != NULL)
        return;
    runtimes->links = xcalloc(runtimes->count, sizeof(*runtimes->links));
    runtimes->deadline = deadline_in(LIMIT_RUNTIME_REQUEST_MILLISECONDS);
}

static int ask(struct runtimes *runtimes, size_t index, const char *id, uint64_t *ret_pid,
               struct error *err)
{
    // In less no call comes to anything; and the one before may have ended a millisecond early.
    enum { SHORTEST_CALL_MS = 10 };
    struct runtime_link *link = &runtimes->links[index];
    const struct runtime_endpoint *endpoint = &runtimes->endpoints[index];
    uint64_t deadline =
        deadline_first(runtimes->deadline, deadline_in(LIMIT_RUNTIME_CALL_MILLISECONDS));

    if (link->dead.code != ERROR_NONE)
        return error_set(err, link->dead.code, "%s", link->dead.message);
    if (deadline_left(runtimes->deadline) < SHORTEST_CALL_MS)
        return error_set(err, ERROR_TIMEOUT, "the %d s that a request has for runtimes are over",
                         LIMIT_RUNTIME_REQUEST_MILLISECONDS / 1000);
    if (link->client == NULL)
        link->client = runtime_client_new(endpoint->api, endpoint->path);
    if (runtime_client_find_pid(link->client, id, deadline, ret_pid, err) == 0)
        return 0;
    if (err->code == ERROR_TIMEOUT || err->code == ERROR_UNREACHABLE)
        error_set(&link->dead, err->code, "%s", err->message);
    return -1;
}

int by_runtime_find_init(struct runtimes *runtimes, enum runtime_api api,
                         const struct container_ref *ref, struct member *ret, char **ret_cgroup,
                         struct error *err)
{
    CLEANUP_REASONS struct reasons reasons = {0};

    connect_all(runtimes);
    for (size_t i = 0; i < runtimes->count; i++) {
        CLEANUP_ERROR struct error reason = {0};
        uint64_t pid = 0;

        if (!serves(&runtimes->endpoints[i], api, ref->runtime))
            continue;
        if (ask(runtimes, i, ref->id, &pid, &reason) == 0 &&
            check_process(runtimes->root, ref, pid, ret, ret_cgroup, &reason) == 0)
            return 0;
        reasons_add(&reasons, NULL, &reason);
    }
    if (reasons.code == ERROR_NONE)
        return error_set(err, ERROR_UNAVAILABLE, "no endpoint is configured for runtime \"%s\"",
                         ref->runtime);
    return error_set(err, reasons.code, "%s", strbuf_text(&reasons.text));
}
