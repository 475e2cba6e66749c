// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_REF_H
#define NSINFO_POD_POD_REF_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "kubectl-nsinfo/pod/pod_owner.h"

// A pod by its name, or what has pods by its kind and name.
struct pod_ref {
    const struct pod_owner_kind *owner; // NULL: it is a pod
    char *kube_namespace;               // NULL: that of the command
    char *name;
};

// Growing lists of them; {0} is an empty one.
struct pod_refs {
    struct pod_ref *items;
    size_t count;
    size_t capacity;
    struct text_list other_kinds; // of the objects that name none: other_kinds.h
};

void pod_refs_release(struct pod_refs *refs) ATTR_NONNULL(1);
#define CLEANUP_POD_REFS CLEANUP(pod_refs_release)

// Adds what a word of the command line names: "mypod", "po/mypod", "deploy/web", in all forms that
// kubectl takes. ERROR_BAD_REQUEST, in kubectl's words where it has them, for anything else.
int pod_refs_add_word(struct pod_refs *refs, const char *word, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Adds what an object of a file names, or those of a List: a Pod, or what makes pods. Others are
// told in refs->other_kinds. ERROR_BAD_REQUEST names file, line and what is wrong.
int pod_refs_add_object(struct pod_refs *refs, const char *file, const struct yaml_node *object,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
