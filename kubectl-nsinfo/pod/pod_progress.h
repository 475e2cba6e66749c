// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_PROGRESS_H
#define NSINFO_POD_POD_PROGRESS_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/pod.h"

// How far a pod is on its way to run.
enum pod_progress {
    POD_STARTING, // more may come
    POD_STARTED,  // every ordinary container runs, or has done its work and will not run again
    POD_STUCK,    // it will not start by itself, or not soon
};

// Appends to `why` what it waits for, or what it is stuck at.
enum pod_progress pod_progress(const struct pod *pod, struct strbuf *why) ATTR_NONNULL(1, 2);

// Whether the kubelet has yet to take up a change of the pod: a container has another image than
// `before`, will run with it, and is still as it was then. Its state says nothing of the change.
bool pod_is_stale(const struct pod *before, const struct pod *now) ATTR_NONNULL(1, 2);

#endif
