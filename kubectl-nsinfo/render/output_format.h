// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_OUTPUT_FORMAT_H
#define NSINFO_RENDER_OUTPUT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// Whether the first bytes of what -o says name the format. As with kubectl (k8s.io/cli-runtime
// pkg/genericclioptions) json, yaml and name are so in any case, all others only as they stand.
bool output_format_is(const char *text, size_t len, const char *name) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

// -o says what there is no printer for; `allowed` is "json,yaml". ERROR_BAD_REQUEST, in kubectl's
// words. Returns -1.
int output_format_unknown(const char *name, const char *allowed, struct error *err)
    ATTR_NONNULL(1, 2, 3);

#endif
