// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_REMARKS_H
#define NSINFO_RENDER_REMARKS_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/pieces.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "kubectl-nsinfo/render/skew.h"

// Of an agent, what there is to say beside its reports.
struct agent_seen {
    char *node;
    char *version;
    char *unread; // the line about the node's own namespaces; NULL: there is none
    size_t place; // of the first pod with that line
    struct skewed_agent skew;
};

// What has to be said beside reports that come in any order and need not stay; {0} but for the
// first.
struct remarks {
    bool several_kube_namespaces; // so that a pod's name alone does not say which it is
    struct pieces lines;
    struct agent_seen *agents; // in order; those alone that there may be something to say of
    size_t agent_count;
    size_t agent_capacity;
    bool missing; // an answer that there should be
};

#define CLEANUP_REMARKS CLEANUP(remarks_release)

void remarks_release(struct remarks *remarks) ATTR_NONNULL(1);

// `place`: the pod's own among all, the lowest being remarked on first.
void remarks_add(struct remarks *remarks, size_t place, const struct pod_report *pod)
    ATTR_NONNULL(1, 3);

// Once all was added: as add_remarks().
bool remarks_print(struct remarks *remarks, struct strbuf *out) ATTR_NONNULL(1, 2);

// Appends, a line each, what has to be said beside the reports: why a pod does not run yet (of ten
// pods, and how many more there are), why a container's answer is missing, what was cut or could
// not be read, which agents are of another version (skew.h). True if an answer is missing that
// there should be, so that the command has failed in part. A pod is "web", or "shop/web" where the
// pods are of several Kubernetes namespaces.
bool add_remarks(const struct pod_report_list *list, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
