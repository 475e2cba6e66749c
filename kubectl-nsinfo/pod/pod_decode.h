// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_DECODE_H
#define NSINFO_POD_POD_DECODE_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/json_prune.h"
#include "kubectl-nsinfo/pod/pod.h"

// A Pod object as the API server sends it (k8s.io/api core/v1). Containers come from the spec,
// their states from the status; one that has no status yet is waiting. ERROR_BAD_REPLY where it is
// not a pod or a field has the wrong type.
int pod_decode(const json_t *json, struct pod *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// What pod_decode() looks at.
extern const struct json_wish pod_wishes[];

// The spec alone, which a template of pods has too, into a pod that has nothing of one yet; the
// same errors. On failure the pod holds a part of it.
int pod_decode_spec(const json_t *spec, struct pod *pod, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
