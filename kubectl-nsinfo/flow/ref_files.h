// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_REF_FILES_H
#define NSINFO_FLOW_REF_FILES_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/pod/pod_ref.h"

// Adds the pods that files ("-": standard input) name, and what makes pods, in their order. Objects
// of other kinds are told in refs->other_kinds; that there are no others is an error.
int ref_files_read(const struct text_list *files, struct pod_refs *refs,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
