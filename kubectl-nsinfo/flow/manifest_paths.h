// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_MANIFEST_PATHS_H
#define NSINFO_FLOW_MANIFEST_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"

// The files that the values of -f name, in kubectl's order and with its errors (k8s.io/cli-runtime
// pkg/resource, Builder.FilenameParam). A value may be several with commas between them, each of
// them a file, "-" for standard input (once), a pattern of the shell, or a folder: then its *.json,
// *.yaml and *.yml, and with `recursive` those of the folders below, which links do not count as.
// What is a URL is refused: `command`, as in "kubectl nsinfo apply", is what is to read it from
// standard input. Nothing is opened.
int manifest_paths_find(const char *command, const char *const *values, size_t count,
                        bool recursive, struct text_list *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 5, 6);

#endif
