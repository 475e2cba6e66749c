// SPDX-License-Identifier: Apache-2.0
//
// Usage: fence_ask URL CA_FILE TOKEN_FILE api-server|nobody
//
// Puts the agent's fence around itself, as one that asks the API server or nobody, and then asks
// the API server for /hello twice, by the agent's client. Prints the answers.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/text.h"
#include "node-agent/apiserver/api_client.h"
#include "node-agent/fence/fence.h"

static int ask(struct api_client *client, struct error *err)
{
    CLEANUP_API_REPLY struct api_reply reply = {0};
    const struct api_request request = {
        .method = "GET", .path = "/hello", .max_reply = 1000, .timeout_ms = 20 * 1000};

    if (api_client_send(client, &request, &reply, err) < 0)
        return -1;
    printf("%d %s\n", reply.status, strbuf_text(&reply.body));
    return 0;
}

static int fence_and_ask(const struct api_config *api, const struct fence_config *fence,
                         struct error *err)
{
    CLEANUP_API_CLIENT struct api_client *client = NULL;

    if (fence_up(fence, err) < 0 || fence_shut(fence, err) < 0 ||
        api_client_new(api, &client, err) < 0 || ask(client, err) < 0)
        return -1;
    return ask(client, err);
}

int main(int argc, char **argv)
{
    CLEANUP_ERROR struct error err = {0};

    if (argc != 5) {
        fputs("usage: fence_ask URL CA_FILE TOKEN_FILE api-server|nobody\n", stderr);
        return EXIT_FAILURE;
    }
    const struct api_config api = {argv[1], argv[2], argv[3]};
    const struct fence_config fence = {.descriptors = 64,
                                       .asks_api_server = str_eq(argv[4], "api-server")};
    signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c)
    if (fence_and_ask(&api, &fence, &err) < 0) {
        printf("error: %s\n", err.message);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
