// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_FORWARD_H
#define NSINFO_AGENT_FORWARD_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/pod/pod.h"

// `kubectl port-forward` to the port of one agent: a program of its own, which is ended with this
// one, however that ends.
struct forward;

enum forward_state {
    FORWARD_STARTING,
    FORWARD_READY, // forward_url() is there
    FORWARD_ENDED,
};

// $KUBECTL_PATH, else kubectl in $PATH, which takes `flags` for the cluster and the user. It has no
// standard input. ERROR_NOT_FOUND if there is no kubectl.
int forward_start(const struct text_list *flags, const struct pod *agent, struct forward **ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Reads what it has said meanwhile; never waits.
enum forward_state forward_look(struct forward *forward) ATTR_NONNULL(1);

// "https://127.0.0.1:PORT"; NULL until it is ready.
const char *forward_url(const struct forward *forward) ATTR_NONNULL(1);

// Whether it leads to that pod.
bool forward_is_to(const struct forward *forward, const struct pod *agent) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// What it says is wrong, "" if nothing: the last line of its standard error.
const char *forward_complaint(const struct forward *forward) ATTR_NONNULL(1);

// Ends it, and returns when it has ended.
void forward_free(struct forward **forward) ATTR_NONNULL(1);

// The port in what kubectl prints once it listens, 0 if that line is not there yet: "Forwarding
// from 127.0.0.1:40001 -> 9479" (k8s.io/client-go tools/portforward). Pure.
unsigned forward_port_parse(const char *text) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
