// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_BASE64_H
#define NSINFO_BASE_BASE64_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Decodes text (RFC 4648, the standard alphabet, padded; line breaks are skipped, as Go's decoder
// does) and appends the bytes to buf. 0, or -EINVAL, with buf as it was.
int base64_decode(const char *text, struct strbuf *buf) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// Appends len bytes in the same alphabet, padded, without line breaks.
void base64_encode(const void *bytes, size_t len, struct strbuf *buf) ATTR_NONNULL(1, 3);

#endif
