// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/exec_credential.h"

#include <jansson.h>

#include "common/base/base64.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"

#define GROUP "client.authentication.k8s.io/"

bool exec_version_is_known(const char *api_version)
{
    return str_eq(api_version, GROUP "v1") || str_eq(api_version, GROUP "v1beta1");
}

static void put_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, key, json_string(text));
}

static json_t *cluster_to_json(const struct exec_cluster *cluster)
{
    CLEANUP_STRBUF struct strbuf ca = {0};
    json_t *json = json_object();

    put_text(json, "server", cluster->server);
    put_text(json, "tls-server-name", cluster->tls_server_name);
    if (cluster->skip_verify)
        json_object_set_new(json, "insecure-skip-tls-verify", json_true());
    if (cluster->ca->len > 0) {
        base64_encode(cluster->ca->data, cluster->ca->len, &ca);
        put_text(json, "certificate-authority-data", strbuf_text(&ca));
    }
    put_text(json, "proxy-url", cluster->proxy_url);
    if (cluster->disable_compression)
        json_object_set_new(json, "disable-compression", json_true());
    if (cluster->config != NULL)
        json_object_set_new(json, "config", json_loads(cluster->config, JSON_DECODE_ANY, NULL));
    return json;
}

char *exec_credential_request(const char *api_version, bool interactive,
                              const struct exec_cluster *cluster)
{
    json_t *spec = json_pack("{s:b}", "interactive", interactive);
    json_t *json = json_pack("{s:s, s:s, s:o}", "kind", "ExecCredential", "apiVersion", api_version,
                             "spec", spec);

    if (cluster != NULL)
        json_object_set_new(spec, "cluster", cluster_to_json(cluster));
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

static int check_kind(const json_t *json, const char *api_version, struct error *err)
{
    const char *version = NULL;
    const char *kind = NULL;

    if (json_get_text(json, "apiVersion", &version, err) < 0 ||
        json_get_text(json, "kind", &kind, err) < 0)
        return error_wrap(err, "decoding stdout");
    // Go's decoder takes what has no version for its own form of the object.
    if (version == NULL || *version == '\0')
        version = GROUP "__internal";
    if (!str_eq(version, api_version))
        return error_set(err, ERROR_BAD_REPLY,
                         "exec plugin is configured to use API version %s, plugin returned version "
                         "%s",
                         api_version, version);
    if (kind != NULL && !str_eq(kind, "ExecCredential"))
        return error_set(err, ERROR_BAD_REPLY,
                         "decoding stdout: no kind \"%s\" is registered for version \"%s\"", kind,
                         version);
    return 0;
}

static const char *non_empty(const char *text)
{
    return text == NULL || *text == '\0' ? NULL : text;
}

static int take_status(const json_t *status, struct exec_credential *ret, struct error *err)
{
    const char *token = NULL;
    const char *cert = NULL;
    const char *key = NULL;

    if (json_get_text(status, "token", &token, err) < 0 ||
        json_get_text(status, "clientCertificateData", &cert, err) < 0 ||
        json_get_text(status, "clientKeyData", &key, err) < 0 ||
        json_get_time(status, "expirationTimestamp", &ret->expires, err) < 0)
        return error_wrap(err, "decoding stdout");
    token = non_empty(token);
    cert = non_empty(cert);
    key = non_empty(key);
    if (token == NULL && cert == NULL && key == NULL)
        return error_set(err, ERROR_BAD_REPLY,
                         "exec plugin didn't return a token or cert/key pair");
    if ((cert == NULL) != (key == NULL))
        return error_set(err, ERROR_BAD_REPLY,
                         "exec plugin returned only certificate or key, not both");
    ret->token = xstrdup(token);
    if (cert != NULL) {
        strbuf_add_text(&ret->cert, cert);
        strbuf_add_text(&ret->key, key);
    }
    return 0;
}

int exec_credential_parse(const char *text, size_t len, const char *api_version,
                          struct exec_credential *ret, struct error *err)
{
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    // Go's decoder takes nothing at all for an object without fields.
    CLEANUP_JSON json_t *json = len == 0 ? json_object() : NULL;
    const json_t *status = NULL;

    // The parser's own words would show what it stumbled over, which may be a token.
    if (json == NULL && (json_parse(text, len, &json, err) < 0 || !json_is_object(json)))
        return error_set(err, ERROR_BAD_REPLY,
                         "decoding stdout: couldn't get version/kind; json parse error: it is no "
                         "JSON object");
    if (check_kind(json, api_version, err) < 0)
        return -1;
    if (json_get_object(json, "status", &status, err) < 0)
        return error_wrap(err, "decoding stdout");
    if (status == NULL)
        return error_set(err, ERROR_BAD_REPLY, "exec plugin didn't return a status field");
    if (take_status(status, &credential, err) < 0)
        return -1;
    *ret = credential;
    credential = (struct exec_credential){0};
    return 0;
}

void exec_credential_release(struct exec_credential *credential)
{
    secret_release(&credential->token);
    secret_buf_release(&credential->cert);
    secret_buf_release(&credential->key);
    *credential = (struct exec_credential){0};
}
