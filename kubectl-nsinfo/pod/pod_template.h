// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_TEMPLATE_H
#define NSINFO_POD_POD_TEMPLATE_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "kubectl-nsinfo/pod/pod.h"

// A pod as an object of a file describes it: a Pod, or one that makes pods from a template. It has
// the object's name, and of its own no more than the spec.
struct pod_template {
    const char *kind; // "Pod", "Deployment", …: not owned
    struct pod pod;
};

struct pod_template_list {
    struct pod_template *items;
    size_t count;
    size_t capacity;
    struct text_list other_kinds; // other_kinds.h
};

#define CLEANUP_POD_TEMPLATES CLEANUP(pod_template_list_release)

void pod_template_list_release(struct pod_template_list *list) ATTR_NONNULL(1);

// Adds what an object describes, or those of a List. ERROR_BAD_REQUEST names file, line and what is
// wrong, in the API server's words where it would not take the namespaces that the spec asks for.
int pod_template_read(const char *file, const struct yaml_node *object,
                      struct pod_template_list *list, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

#endif
