// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_SECRET_H
#define NSINFO_BASE_SECRET_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Texts that nobody may find in memory afterwards: overwritten before they are freed.

void secret_release(char **text) ATTR_NONNULL(1);
#define CLEANUP_SECRET CLEANUP(secret_release)

void secret_buf_release(struct strbuf *buf) ATTR_NONNULL(1);
#define CLEANUP_SECRET_BUF CLEANUP(secret_buf_release)

#endif
