// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/credential.h"

#include <time.h>

#include "common/base/monotonic.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "kubectl-nsinfo/kubeconfig/credential_file.h"
#include "kubectl-nsinfo/kubeconfig/exec_plugin.h"

// client-go's period (transport/token_source.go).
enum { TOKEN_FILE_SECONDS = 60, HTTP_UNAUTHORIZED = 401 };

void credential_init(struct credential *credential, const struct cluster_access *access)
{
    *credential = (struct credential){
        .access = access, .token = access->token, .file_read_us = monotonic_us()};
}

void credential_release(struct credential *credential)
{
    secret_buf_release(&credential->file);
    exec_credential_release(&credential->exec);
    *credential = (struct credential){0};
}

// A file that can no longer be read leaves the token as it was.
static void read_again(struct credential *credential)
{
    CLEANUP_SECRET_BUF struct strbuf text = {0};
    CLEANUP_ERROR struct error err = {0};
    uint64_t now = monotonic_us();

    if (now - credential->file_read_us < TOKEN_FILE_SECONDS * UINT64_C(1000000))
        return;
    credential->file_read_us = now;
    if (token_file_read(credential->access->token_file, &text, &err) < 0 ||
        !token_is_valid(strbuf_text(&text)))
        return;
    secret_buf_release(&credential->file);
    credential->file = text;
    text = (struct strbuf){0};
    credential->token = strbuf_text(&credential->file);
}

static bool is_over(const struct exec_credential *exec)
{
    return exec->expires != 0 && (int64_t)time(NULL) >= exec->expires;
}

static bool same_cert(const struct exec_credential *a, const struct exec_credential *b)
{
    return str_eq(strbuf_text(&a->cert), strbuf_text(&b->cert)) &&
           str_eq(strbuf_text(&a->key), strbuf_text(&b->key));
}

static void swap(struct strbuf *a, struct strbuf *b)
{
    struct strbuf old = *a;

    *a = *b;
    *b = old;
}

static int check(const struct exec_credential *exec, struct error *err)
{
    if (exec->token != NULL && !token_is_valid(exec->token))
        return error_set(err, ERROR_BAD_REPLY,
                         "net/http: invalid header field value for \"Authorization\"");
    if (exec->cert.len == 0)
        return 0;
    if (key_pair_check(&exec->cert, &exec->key, "the exec plugin", err) < 0)
        return error_wrap(err, "failed parsing client key/certificate");
    return 0;
}

static int ask(struct credential *credential, bool *ret_other_cert, struct error *err)
{
    const struct cluster_access *access = credential->access;
    const struct exec_cluster cluster = {.server = access->server,
                                         .tls_server_name = access->tls_server_name,
                                         .proxy_url = access->proxy_url,
                                         .config = access->exec_config,
                                         .ca = &access->ca,
                                         .skip_verify = access->skip_verify,
                                         .disable_compression = access->disable_compression};
    CLEANUP_EXEC_CREDENTIAL struct exec_credential exec = {0};

    if (exec_plugin_run(&access->exec, &cluster, access->stdin_in_use, &exec, err) < 0 ||
        check(&exec, err) < 0) {
        error_wrap(err, "getting credentials");
        error_set_prefix(err, "Unable to connect to the server");
        return -1;
    }
    *ret_other_cert = !same_cert(&credential->exec, &exec);
    if (!*ret_other_cert) { // the connection goes on with the old one's bytes
        swap(&credential->exec.cert, &exec.cert);
        swap(&credential->exec.key, &exec.key);
    }
    exec_credential_release(&credential->exec);
    credential->exec = exec;
    exec = (struct exec_credential){0};
    credential->token = credential->exec.token;
    credential->has_exec = true;
    credential->runs++;
    return 0;
}

bool credential_is_due(const struct credential *credential)
{
    return credential->access->exec.present &&
           (!credential->has_exec || is_over(&credential->exec));
}

int credential_renew(struct credential *credential, bool *ret_other_cert, struct error *err)
{
    *ret_other_cert = false;
    if (credential->access->token_file != NULL)
        read_again(credential);
    return credential_is_due(credential) ? ask(credential, ret_other_cert, err) : 0;
}

const struct strbuf *credential_cert(const struct credential *credential)
{
    return credential->access->exec.present ? &credential->exec.cert : &credential->access->cert;
}

const struct strbuf *credential_key(const struct credential *credential)
{
    return credential->access->exec.present ? &credential->exec.key : &credential->access->key;
}

bool credential_was_refused(struct credential *credential, unsigned run, int http_status)
{
    bool is_refused = http_status == HTTP_UNAUTHORIZED;
    bool is_first = !credential->was_refused;

    if (!credential->access->exec.present)
        return false;
    if (!credential->has_exec || run != credential->runs)
        return is_refused;
    credential->was_refused = is_refused;
    if (!is_refused || !is_first)
        return false;
    credential->has_exec = false;
    return true;
}
