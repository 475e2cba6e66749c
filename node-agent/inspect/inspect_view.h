// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_INSPECT_INSPECT_VIEW_H
#define NSINFO_INSPECT_INSPECT_VIEW_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/model/report.h"

// A report as a person reads it on the node. Pure; whatever a container may have chosen is escaped.

// A row a container, with "(node)" behind a namespace that is the node's own; behind that, if they
// are wanted, a table of each container's processes under its whole ID. Nothing without containers.
// `wide` adds by what a container was found, and whether what cross-checked it agrees.
void inspect_add_tables(const struct report *report, bool processes, bool wide, struct strbuf *out)
    ATTR_NONNULL(1, 4);

// A line for each container that is not in the report ("error: …"), and for what is in it and may
// mislead ("warning: …").
void inspect_add_remarks(const struct report *report, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
