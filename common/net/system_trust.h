// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_SYSTEM_TRUST_H
#define NSINFO_NET_SYSTEM_TRUST_H

#include <stddef.h>

#include "common/base/attributes.h"

// The machine's own certificate authorities, found as Go's programs find them (crypto/x509,
// root_linux.go): a static program cannot know where its distribution keeps them.

struct system_trust {
    const char *file;   // PEM; NULL: there is none
    const char *folder; // by hash, several with ':' between them (openssl-rehash(1)); NULL: none
};

// As SSL_CERT_FILE and SSL_CERT_DIR say, or the first of the distributions' files that can be read.
// The texts belong to the environment or to the program.
struct system_trust system_trust_get(void);

// The first of the files that can be read; NULL if none can.
const char *system_trust_first(const char *const *files, size_t count) ATTR_NONNULL(1);

#endif
