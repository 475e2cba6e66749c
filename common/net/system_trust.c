// SPDX-License-Identifier: Apache-2.0
#include "common/net/system_trust.h"

#include <unistd.h>

#include "common/base/text.h"

static const char *const distribution_files[] = {
    "/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Gentoo, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora, RHEL 6
    "/etc/ssl/ca-bundle.pem",                            // openSUSE
    "/etc/pki/tls/cacert.pem",                           // OpenELEC
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // CentOS, RHEL 7 and later
    "/etc/ssl/cert.pem",                                 // Alpine, macOS
};

static const char *environment_text(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || *value == '\0' ? NULL : value;
}

const char *system_trust_first(const char *const *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}

struct system_trust system_trust_get(void)
{
    const char *file = environment_text("SSL_CERT_FILE");

    return (struct system_trust){
        .file = file != NULL
                    ? system_trust_first(&file, 1)
                    : system_trust_first(distribution_files, ARRAY_SIZE(distribution_files)),
        .folder = environment_text("SSL_CERT_DIR"),
    };
}
