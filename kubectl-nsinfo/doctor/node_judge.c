// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/doctor/node_judge.h"

#include <inttypes.h>

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/version_order.h"

enum { MINORS_SUPPORTED = 1 };

void judge_version(const char *node, const char *version, const char *own,
                   struct diagnosis *diagnosis)
{
    int order = 0;

    if (version_order(version, own, &order) < 0) {
        diagnosis_add(diagnosis, CHECK_VERSION, node, CHECK_UNKNOWN,
                      "the agent says \"%s\", this program is %s", version, own);
    } else if (order == 0) {
        diagnosis_add(diagnosis, CHECK_VERSION, node, CHECK_OK, "%s, as this program", version);
    } else if (version_is_within(version, own, MINORS_SUPPORTED)) {
        diagnosis_add(diagnosis, CHECK_VERSION, node, CHECK_OK,
                      "%s, near enough to this program's %s", version, own);
    } else {
        diagnosis_add(diagnosis, CHECK_VERSION, node, CHECK_WARNING,
                      "%s, more than one minor version %s than this program's %s", version,
                      order < 0 ? "older" : "newer", own);
        if (order < 0)
            diagnosis_advise(diagnosis, "run '%s'", diagnosis->deploy);
        else
            diagnosis_advise(diagnosis, "update this program");
    }
}

static bool judge_proc(const char *node, const struct node_setup *setup, bool host_pid,
                       struct diagnosis *diagnosis)
{
    if (setup->own_proc == SETUP_YES && !host_pid) {
        diagnosis_add(diagnosis, CHECK_PROC, node, CHECK_BROKEN,
                      "the agent reads that of its own container, not the node's");
        diagnosis_advise(diagnosis,
                         "its DaemonSet has to mount the node's /proc and to name it by "
                         "--proc-root, as that of '%s' does",
                         diagnosis->deploy);
        return false;
    }
    if (setup->own_proc == SETUP_UNKNOWN)
        diagnosis_add(diagnosis, CHECK_PROC, node, CHECK_UNKNOWN,
                      "the kernel does not tell whose it is");
    else if (setup->initial_proc == SETUP_NO)
        diagnosis_add(diagnosis, CHECK_PROC, node, CHECK_OK,
                      "the node's, which has a PID namespace of its own (as with kind)");
    else
        diagnosis_add(diagnosis, CHECK_PROC, node, CHECK_OK, "the node's");
    return true;
}

// SELinux labels have the type third (user:role:type:level); that of AppArmor is a profile, with
// its mode in parentheses behind it.
static bool is_in_the_way(const char *label)
{
    return label != NULL && strstr(label, "unconfined") == NULL && strstr(label, ":spc_t") == NULL;
}

static void advise_links(const struct node_setup *setup, struct diagnosis *diagnosis)
{
    const char *label = setup->security_label;

    if (setup->may_ptrace == SETUP_NO)
        diagnosis_advise(diagnosis,
                         "the agent's container has to have the capability SYS_PTRACE, "
                         "as '%s' gives it",
                         diagnosis->deploy);
    else if (is_in_the_way(label) && strchr(label, ':') != NULL)
        diagnosis_advise(diagnosis,
                         "SELinux is in the way: the agent runs as \"%s\", and has to run as "
                         "spc_t (securityContext.seLinuxOptions)",
                         label);
    else if (is_in_the_way(label))
        diagnosis_advise(diagnosis,
                         "AppArmor is in the way: the agent runs under the profile \"%s\", and has "
                         "to run unconfined",
                         label);
    else if (setup->hidepid != NULL)
        diagnosis_advise(diagnosis,
                         "the mount option hidepid=%s of the node's /proc is in the way: see "
                         "'findmnt /proc' there",
                         setup->hidepid);
    else
        diagnosis_advise(diagnosis, "see 'dmesg' on the node for what has refused it");
}

static void judge_links(const char *node, const struct node_setup *setup,
                        struct diagnosis *diagnosis)
{
    if (setup->node_unreadable == NULL && setup->unreadable == 0) {
        diagnosis_add(diagnosis, CHECK_LINKS, node, CHECK_OK,
                      "those of the node and of %" PRIu64 " containers can be read",
                      setup->containers);
        return;
    }
    if (setup->unreadable > 0)
        diagnosis_add(diagnosis, CHECK_LINKS, node, CHECK_BROKEN,
                      "those of %" PRIu64 " of %" PRIu64 " containers cannot be read: %s",
                      setup->unreadable, setup->containers,
                      setup->reason == NULL ? "the agent does not say why" : setup->reason);
    else
        diagnosis_add(diagnosis, CHECK_LINKS, node, CHECK_BROKEN,
                      "the node's own cannot be read: %s", setup->node_unreadable);
    advise_links(setup, diagnosis);
}

static void add_layouts(const struct node_setup *setup, struct strbuf *text)
{
    for (size_t i = 0; i < setup->layout_count; i++) {
        const struct setup_layout *layout = &setup->layouts[i];
        strbuf_add_format(text, ", %" PRIu64 " container%s%s%s in cgroups by %s",
                          layout->containers, layout->containers == 1 ? "" : "s",
                          layout->runtime == NULL ? "" : " of ",
                          layout->runtime == NULL ? "" : layout->runtime, layout->driver);
    }
}

static void judge_runtimes(const char *node, const struct node_setup *setup, const char *runtime,
                           struct diagnosis *diagnosis)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    strbuf_add_format(&text, "%s, cgroup version %s",
                      runtime == NULL ? "of a name that is unknown" : runtime,
                      setup->cgroup_version == NULL ? "unknown" : setup->cgroup_version);
    add_layouts(setup, &text);
    if (setup->containers > 0) {
        diagnosis_add(diagnosis, CHECK_RUNTIMES, node, CHECK_OK, "%s", strbuf_text(&text));
        return;
    }
    diagnosis_add(diagnosis, CHECK_RUNTIMES, node, CHECK_BROKEN,
                  "%s, but no process has a container's ID in its cgroup path", strbuf_text(&text));
    diagnosis_advise(diagnosis, "have the agents ask the runtime itself: '%s --runtime-endpoint=…'",
                     diagnosis->deploy);
}

void judge_setup(const char *node, const struct node_setup *setup, bool host_pid,
                 const char *runtime, struct diagnosis *diagnosis)
{
    if (!judge_proc(node, setup, host_pid, diagnosis)) {
        diagnosis_skip(diagnosis, CHECK_LINKS, CHECK_RUNTIMES, node,
                       "it is not the node's /proc that the agent reads");
        return;
    }
    judge_links(node, setup, diagnosis);
    judge_runtimes(node, setup, runtime, diagnosis);
}
