// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/credential_file.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/fdio.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/model/limits.h"

int credential_file_read(const char *path, struct strbuf *ret, struct error *err)
{
    CLEANUP_SECRET_BUF struct strbuf text = STRBUF_LIMITED(LIMIT_CREDENTIAL_FILE);
    CLEANUP_STRBUF struct strbuf cause = {0};
    int rc = file_read_at(AT_FDCWD, path, &text);

    if (rc == -EFBIG)
        return error_set(err, ERROR_TOO_LARGE, "%s is larger than %d bytes", path,
                         LIMIT_CREDENTIAL_FILE);
    if (rc < 0) {
        text_add_uncapitalized(&cause, strerror(-rc));
        return error_set(err, ERROR_BAD_REQUEST, "%s %s: %s", rc == -EISDIR ? "read" : "open", path,
                         strbuf_text(&cause));
    }
    strbuf_add(ret, strbuf_text(&text), text.len);
    return 0;
}

int token_file_read(const char *path, struct strbuf *ret, struct error *err)
{
    CLEANUP_SECRET_BUF struct strbuf text = {0};

    if (credential_file_read(path, &text, err) < 0)
        return -1;
    const char *from = strbuf_text(&text);
    from += strspn(from, " \t\r\n");
    size_t len = strlen(from);
    while (len > 0 && strchr(" \t\r\n", from[len - 1]) != NULL)
        len--;
    strbuf_add(ret, from, len);
    return 0;
}

bool token_is_valid(const char *token)
{
    for (const char *c = token; *c != '\0'; c++)
        if (*c <= ' ' || *c >= 0x7f)
            return false;
    return true;
}

static bool has_text(const struct strbuf *buf, const char *text)
{
    return buf->len > 0 && memmem(buf->data, buf->len, text, strlen(text)) != NULL;
}

bool pem_has_certificate(const struct strbuf *pem)
{
    return has_text(pem, "-----BEGIN CERTIFICATE-----");
}

int key_pair_check(const struct strbuf *cert, const struct strbuf *key, const char *whose,
                   struct error *err)
{
    if (!pem_has_certificate(cert))
        return error_set(err, ERROR_BAD_REQUEST,
                         "tls: failed to find any PEM data in certificate input");
    if (!has_text(key, "PRIVATE KEY-----"))
        return error_set(err, ERROR_BAD_REQUEST, "tls: failed to find any PEM data in key input");
    if (has_text(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
        has_text(key, "Proc-Type: 4,ENCRYPTED"))
        return error_set(err, ERROR_BAD_REQUEST,
                         "the client key of %s is encrypted, which is not supported: kubectl does "
                         "not take such keys either",
                         whose);
    return 0;
}
