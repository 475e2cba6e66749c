// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/tls.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "common/base/file_state.h"
#include "common/base/monotonic.h"
#include "common/base/xalloc.h"
#include "node-agent/openssl/openssl_context.h"
#include "node-agent/server/hello_limit.h"

struct tls {
    char *paths[2];              // certificate, private key; NULL: made in memory
    struct file_state states[2]; // those in use
    struct file_state failed[2]; // those that were complained of
    uint64_t looked_us;
    SSL_CTX *context;
};

static void free_key(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

// ---- a key pair of its own

static int add_name(X509 *certificate)
{
    static const unsigned char NAME[] = "nsinfo-agent";
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_EXTENSION *names =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:nsinfo-agent");
    int ok = names != NULL &&
             X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, NAME, -1, -1, 0) == 1 &&
             X509_set_issuer_name(certificate, name) == 1 &&
             X509_add_ext(certificate, names, -1) == 1;

    X509_EXTENSION_free(names);
    return ok ? 0 : -1;
}

// Clocks differ, and nobody can renew it but the agent by its next start.
static int make_certificate(EVP_PKEY *key, X509 *certificate)
{
    enum { EARLIER_SECONDS = 24 * 60 * 60, DAYS = 3650 };
    enum { VERSION_3 = 2, SERIAL_BITS = 127 };
    BIGNUM *serial = BN_new();
    int ok = serial != NULL && BN_rand(serial, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
             BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != NULL &&
             X509_set_version(certificate, VERSION_3) == 1 &&
             X509_gmtime_adj(X509_getm_notBefore(certificate), -EARLIER_SECONDS) != NULL &&
             X509_time_adj_ex(X509_getm_notAfter(certificate), DAYS, 0, NULL) != NULL &&
             X509_set_pubkey(certificate, key) == 1 && add_name(certificate) == 0 &&
             X509_sign(certificate, key, EVP_sha256()) > 0;

    BN_free(serial);
    return ok ? 0 : -1;
}

static int use_own_pair(SSL_CTX *context, struct error *err)
{
    CLEANUP(free_key) EVP_PKEY *key = EVP_EC_gen("P-256");
    CLEANUP_X509 X509 *certificate = X509_new();

    if (key == NULL || certificate == NULL || make_certificate(key, certificate) < 0 ||
        SSL_CTX_use_certificate(context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey(context, key) != 1)
        return openssl_failed("make a certificate", NULL, err);
    return 0;
}

// ---- files

static bool states_same(const struct file_state a[static 2], const struct file_state b[static 2])
{
    return file_state_same(&a[0], &b[0]) && file_state_same(&a[1], &b[1]);
}

static int use_files(SSL_CTX *context, char *const paths[static 2], struct error *err)
{
    if (SSL_CTX_use_certificate_chain_file(context, paths[0]) != 1)
        return openssl_failed("read the certificate", paths[0], err);
    if (SSL_CTX_use_PrivateKey_file(context, paths[1], SSL_FILETYPE_PEM) != 1)
        return openssl_failed("read the private key", paths[1], err);
    // What is loaded last is held only against one of its own kind (RSA, EC).
    if (SSL_CTX_check_private_key(context) != 1)
        return openssl_failed("use the private key", paths[1], err);
    return 0;
}

static int context_new(struct tls *tls, SSL_CTX **ret, struct error *err)
{
    enum { RECORD_BYTES = 4096 };
    CLEANUP_SSL_CTX SSL_CTX *context = NULL;

    if (openssl_context_new(TLS_server_method(), &context, err) < 0)
        return -1;
    // Buffers are small; and sessions are no use: clients keep connections.
    SSL_CTX_set_max_send_fragment(context, RECORD_BYTES);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    if (tls->paths[0] == NULL ? use_own_pair(context, err) < 0
                              : use_files(context, tls->paths, err) < 0)
        return -1;
    *ret = steal(&context);
    return 0;
}

// ---- what others call

int tls_new(const struct tls_files *files, struct tls **ret, struct error *err)
{
    CLEANUP_TLS struct tls *tls = xcalloc(1, sizeof(*tls));

    tls->paths[0] = xstrdup(files->certificate);
    tls->paths[1] = xstrdup(files->private_key);
    for (int i = 0; i < 2 && tls->paths[i] != NULL; i++)
        file_state_get(tls->paths[i], &tls->states[i]);
    if (context_new(tls, &tls->context, err) < 0)
        return -1;
    *ret = steal(&tls);
    return 0;
}

void tls_free(struct tls **tls_pointer)
{
    struct tls *tls = steal(tls_pointer);

    if (tls == NULL)
        return;
    SSL_CTX_free(tls->context);
    free(tls->paths[0]);
    free(tls->paths[1]);
    free(tls);
}

// Kubernetes changes the files of a mounted Secret all at once; others write them one by one, so
// that they fit together only when the second one is there.
int tls_reload(struct tls *tls, struct error *err)
{
    enum { EVERY_US = 1000 * 1000 };
    struct file_state states[2] = {0};
    SSL_CTX *context = NULL;
    uint64_t now = monotonic_us();

    if (tls->paths[0] == NULL || now - tls->looked_us < EVERY_US)
        return 0;
    tls->looked_us = now;
    for (int i = 0; i < 2; i++)
        file_state_get(tls->paths[i], &states[i]);
    if (states_same(states, tls->states))
        return 0;
    if (context_new(tls, &context, err) < 0) {
        bool known = states_same(states, tls->failed);

        memcpy(tls->failed, states, sizeof(states));
        if (!known)
            return -1;
        error_release(err);
        return 0;
    }
    memcpy(tls->states, states, sizeof(states));
    SSL_CTX_free(tls->context); // connections that have it keep it
    tls->context = context;
    return 1;
}

struct bufferevent *tls_stream_new(struct tls *tls, struct event_base *base)
{
    return openssl_stream_new(tls->context, base, BUFFEREVENT_SSL_ACCEPTING);
}

// On whatever happens to the connection's socket (BIO_callback_fn_ex(3)).
// NOLINTBEGIN(readability-non-const-parameter): the type is the library's
static long on_socket(BIO *socket, int what, const char *bytes, size_t len ATTR_UNUSED,
                      int number ATTR_UNUSED, long more ATTR_UNUSED, int result, size_t *processed)
{
    struct hello_limit *limit = (struct hello_limit *)BIO_get_callback_arg(socket);

    if (what == BIO_CB_FREE)
        free(limit);
    if (what == (BIO_CB_READ | BIO_CB_RETURN) && result > 0 &&
        !hello_limit_take(limit, bytes, *processed))
        return -1;
    return result;
}
// NOLINTEND(readability-non-const-parameter)

void tls_stream_watch(struct bufferevent *stream)
{
    BIO *socket = SSL_get_rbio(bufferevent_openssl_get_ssl(stream));

    BIO_set_callback_arg(socket, xcalloc(1, sizeof(struct hello_limit)));
    BIO_set_callback_ex(socket, on_socket);
}

bool tls_stream_has_begun(struct bufferevent *stream)
{
    OSSL_HANDSHAKE_STATE state = SSL_get_state(bufferevent_openssl_get_ssl(stream));

    return state != TLS_ST_BEFORE && state != TLS_ST_SR_CLNT_HELLO;
}

void tls_stream_end(struct bufferevent *stream)
{
    SSL *session = bufferevent_openssl_get_ssl(stream);

    if (!SSL_is_init_finished(session) || (SSL_get_shutdown(session) & SSL_SENT_SHUTDOWN) != 0 ||
        evbuffer_get_length(bufferevent_get_output(stream)) > 0)
        return;
    SSL_shutdown(session); // what the socket does not take at once is lost with it
    ERR_clear_error();
}
