// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_OTHER_KINDS_H
#define NSINFO_POD_OTHER_KINDS_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/base/text_list.h"

// The kinds of those objects of files that have no pod that is known, each once.

void other_kinds_add(struct text_list *kinds, const char *kind) ATTR_NONNULL(1, 2);

// Appends "ConfigMap, Service".
void other_kinds_add_text(const struct text_list *kinds, struct strbuf *buf) ATTR_NONNULL(1, 2);

#endif
