// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_OUTPUT_FORMAT_H
#define NSINFO_RENDER_OUTPUT_FORMAT_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// -o says what there is no printer for; `allowed` is "json,yaml". ERROR_BAD_REQUEST, in kubectl's
// words. Returns -1.
int output_format_unknown(const char *name, const char *allowed, struct error *err)
    ATTR_NONNULL(1, 2, 3);

#endif
