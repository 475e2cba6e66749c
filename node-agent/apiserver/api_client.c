// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_client.h"

#include "common/base/deadline.h"
#include "common/base/xalloc.h"
#include "node-agent/apiserver/api_connection.h"
#include "node-agent/apiserver/api_token.h"
#include "node-agent/apiserver/api_trust.h"
#include "node-agent/apiserver/api_url.h"

struct api_client {
    struct api_url url;
    struct api_token token;
    struct api_trust *trust;
    struct api_connection *connection;
};

void api_reply_release(struct api_reply *reply)
{
    strbuf_release(&reply->body);
    *reply = (struct api_reply){0};
}

int api_client_new(const struct api_config *config, struct api_client **ret, struct error *err)
{
    CLEANUP_API_CLIENT struct api_client *client = xcalloc(1, sizeof(*client));

    client->token.path = config->token_file;
    if (api_url_parse(config->url, &client->url, err) < 0)
        return -1;
    client->trust = api_trust_new(config->ca_file, client->url.address);
    if (api_connection_new(&client->url, client->trust, &client->connection, err) < 0)
        return -1;
    *ret = steal(&client);
    return 0;
}

void api_client_free(struct api_client **client_pointer)
{
    struct api_client *client = steal(client_pointer);

    if (client == NULL)
        return;
    api_connection_free(&client->connection);
    api_trust_free(&client->trust);
    api_token_release(&client->token);
    free(client);
}

int api_client_send(struct api_client *client, const struct api_request *request,
                    struct api_reply *ret, struct error *err)
{
    uint64_t deadline = deadline_in(request->timeout_ms);

    if (api_token_refresh(&client->token, err) < 0)
        return -1;
    int changed = api_trust_refresh(client->trust, err);
    if (changed < 0)
        return -1;
    if (changed > 0) // what it was trusted for may count no more
        api_connection_close(client->connection);
    return api_connection_send(client->connection, request, client->token.text, deadline, ret, err);
}
