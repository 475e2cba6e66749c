// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_CREDENTIAL_FILE_H
#define NSINFO_KUBECONFIG_CREDENTIAL_FILE_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Certificates, keys and tokens as they come: from files and inline. Errors have Go's words.

// Appends the file's content: ERROR_BAD_REQUEST "open PATH: no such file or directory".
int credential_file_read(const char *path, struct strbuf *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// The same for a token, without the space around it.
int token_file_read(const char *path, struct strbuf *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Whether it may stand in a header: of visible ASCII characters alone.
bool token_is_valid(const char *token) ATTR_NONNULL(1);

// Whether there is a certificate in it.
bool pem_has_certificate(const struct strbuf *pem) ATTR_NONNULL(1);

// Refuses what cannot be a certificate and a key for it, and keys that would need a pass phrase.
// whose: for the messages.
int key_pair_check(const struct strbuf *cert, const struct strbuf *key, const char *whose,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
