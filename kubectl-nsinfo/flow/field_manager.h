// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_FIELD_MANAGER_H
#define NSINFO_FLOW_FIELD_MANAGER_H

// As whom this program sets fields by server-side apply (kubernetes.io, "Server-Side Apply").
#define FIELD_MANAGER "kubectl-nsinfo"

#endif
