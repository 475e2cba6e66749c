// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_SELECT_H
#define NSINFO_FLOW_SELECT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_pack.h"
#include "kubectl-nsinfo/pod/pod_ref.h"

// Which pods a command is about. Either those that are named, of which there may be none, or of
// those that there are all that fit the rest.
struct pod_selection {
    bool named;
    struct pod_refs refs;
    bool all_kube_namespaces;   // else the session's; of refs that say none too
    const char *label_selector; // NULL: whatever
    char *field_selector;       // the same; owned
    const char *container;      // NULL, or one that they have to have
    uint64_t chunk_size;        // how many pods a list has at once; 0: all
    bool ignore_not_found;      // what is named and is not there is no error
};

void pod_selection_release(struct pod_selection *selection) ATTR_NONNULL(1);
#define CLEANUP_SELECTION CLEANUP(pod_selection_release)

// Whether that can be one pod at most: the one that is named.
bool pod_selection_is_one(const struct pod_selection *selection) ATTR_NONNULL(1);

// Adds the pods as they are now: the named ones in their order, as often as they are, the others as
// the API server has them. What cannot be had is an error in *outcome, and the rest goes on. That a
// named pod lacks the container is such an error; of several that were found together, only that
// all of them do.
void flow_select(struct session *session, const struct pod_selection *selection,
                 struct pod_pack *pods, struct outcome *outcome) ATTR_NONNULL(1, 2, 3, 4);

#endif
