// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_BASE64_H
#define NSINFO_BASE_BASE64_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Decodes text (RFC 4648, the standard alphabet, padded; line breaks are skipped, as Go's decoder
// does) and appends the bytes to buf. 0, or -EINVAL, with buf as it was.
int base64_decode(const char *text, struct strbuf *buf) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// The same for len characters of the alphabet for URLs, without padding or line breaks (RFC 4648,
// section 5, as RFC 7515 uses it).
int base64url_decode(const char *text, size_t len, struct strbuf *buf) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

// Appends len bytes in the standard alphabet, padded, without line breaks.
void base64_encode(const void *bytes, size_t len, struct strbuf *buf) ATTR_NONNULL(1, 3);

#endif
