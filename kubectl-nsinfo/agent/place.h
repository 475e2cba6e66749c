// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_PLACE_H
#define NSINFO_AGENT_PLACE_H

#include "common/base/attributes.h"

// The environment's word for where the agents are.
#define AGENT_PLACE_VARIABLE "NSINFO_AGENT_NAMESPACE"

// Where `deploy` puts the agents unless it is told otherwise.
#define AGENT_KUBE_NAMESPACE_DEFAULT "nsinfo-system"

// The Kubernetes namespace of the agents: the one named, by --agent-namespace say, else that of
// $NSINFO_AGENT_NAMESPACE, else the default. NULL and "" name none. What is returned is `named`, or
// the environment's, or static; whether it can be a name is not looked at.
const char *agent_kube_namespace(const char *named) ATTR_NODISCARD;

// What a command line needs to find the agents there: "" or " --agent-namespace=…". The caller
// frees it.
char *agent_place_option(const char *kube_namespace) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
