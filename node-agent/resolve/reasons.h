// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_REASONS_H
#define NSINFO_RESOLVE_REASONS_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Why each of several ways failed, on one line.
struct reasons {
    struct strbuf text;   // "a: …; b: …"
    enum error_code code; // ERROR_NOT_FOUND if that was all of them, else the first other one
};

void reasons_release(struct reasons *reasons) ATTR_NONNULL(1);
#define CLEANUP_REASONS CLEANUP(reasons_release)

// name: NULL for none.
void reasons_add(struct reasons *reasons, const char *name, const struct error *reason)
    ATTR_NONNULL(1, 3);

#endif
