// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_trust.h"

#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "common/base/file_state.h"
#include "common/base/xalloc.h"
#include "node-agent/apiserver/api_file.h"
#include "node-agent/openssl/openssl_context.h"

struct api_trust {
    const char *ca_file;
    const char *address;
    struct file_state state; // of the file that was read
    SSL_CTX *context;        // NULL before
};

static void free_bio(BIO **bio)
{
    BIO_free(*bio);
}

struct api_trust *api_trust_new(const char *ca_file, const char *address)
{
    struct api_trust *trust = xcalloc(1, sizeof(*trust));

    trust->ca_file = ca_file;
    trust->address = address;
    return trust;
}

void api_trust_free(struct api_trust **trust_pointer)
{
    struct api_trust *trust = steal(trust_pointer);

    if (trust == NULL)
        return;
    SSL_CTX_free(trust->context);
    free(trust);
}

// ---- the authorities

// How many certificates, each of which is an authority, were added; -1 with the reason among the
// library's errors.
static int add_authorities(X509_STORE *store, BIO *pem)
{
    for (int count = 0;; count++) {
        CLEANUP_X509 X509 *certificate = PEM_read_bio_X509(pem, NULL, openssl_no_passphrase, NULL);

        if (certificate == NULL) {
            if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
                return -1;
            ERR_clear_error(); // the file's end
            return count;
        }
        if (X509_STORE_add_cert(store, certificate) != 1)
            return -1;
    }
}

static int read_authorities(const struct api_trust *trust, SSL_CTX *context, struct error *err)
{
    CLEANUP_STRBUF struct strbuf file = {0};

    if (api_file_read("the certificate authorities", trust->ca_file, &file, err) < 0)
        return -1;
    CLEANUP(free_bio) BIO *pem = BIO_new_mem_buf(strbuf_text(&file), (int)file.len);
    int count = pem == NULL ? -1 : add_authorities(SSL_CTX_get_cert_store(context), pem);
    if (count < 0)
        return openssl_failed("read the certificate authorities", trust->ca_file, err);
    if (count == 0)
        return error_set(err, ERROR_UNAVAILABLE,
                         "read the certificate authorities \"%s\": there is no certificate in it",
                         trust->ca_file);
    return 0;
}

static int context_new(const struct api_trust *trust, SSL_CTX **ret, struct error *err)
{
    CLEANUP_SSL_CTX SSL_CTX *context = NULL;

    if (openssl_context_new(TLS_client_method(), &context, err) < 0)
        return -1;
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);
    if (X509_VERIFY_PARAM_set1_ip_asc(param, trust->address) != 1)
        return openssl_failed("start the TLS library", NULL, err);
    // As in Go: a certificate in the file is trusted whether or not its issuer is there too.
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (read_authorities(trust, context, err) < 0)
        return -1;
    *ret = steal(&context);
    return 0;
}

int api_trust_refresh(struct api_trust *trust, struct error *err)
{
    struct file_state state = {0};
    SSL_CTX *context = NULL;

    file_state_get(trust->ca_file, &state);
    if (trust->context != NULL && file_state_same(&state, &trust->state))
        return 0;
    if (context_new(trust, &context, err) < 0)
        return -1;
    SSL_CTX_free(trust->context);
    trust->context = context;
    trust->state = state;
    return 1;
}

// ---- streams

struct bufferevent *api_trust_stream_new(struct api_trust *trust, struct event_base *base)
{
    return openssl_stream_new(trust->context, base, BUFFEREVENT_SSL_CONNECTING);
}

const char *api_trust_failure(struct bufferevent *stream, bool *ret_certificate)
{
    long result = SSL_get_verify_result(bufferevent_openssl_get_ssl(stream));
    unsigned long code = bufferevent_get_openssl_error(stream);

    *ret_certificate = result != X509_V_OK;
    if (result != X509_V_OK)
        return X509_verify_cert_error_string(result);
    while (code != 0 && ERR_GET_LIB(code) == 0) // one of SSL_get_error(3)'s
        code = bufferevent_get_openssl_error(stream);
    return code == 0 ? NULL : ERR_reason_error_string(code);
}
