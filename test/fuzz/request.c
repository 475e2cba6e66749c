// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "common/model/json_get.h"
#include "node-agent/server/router.h"
#include "test/fuzz/fuzz.h"

// One agent for all inputs, whose node is the saved /proc of the fixtures.
static const struct agent *fixture_agent(void)
{
    static sem_t collections;
    static struct agent agent = {.node_name = "node-a", .collections = &collections};
    CLEANUP_ERROR struct error err = {0};

    if (agent.metrics != NULL)
        return &agent;
    fuzz_check(proc_root_open(NSINFO_FIXTURES "/proc", &agent.proc, &err) == 0);
    sem_init(&collections, 0, 1);
    agent.metrics = metrics_new(router_paths(), 0);
    return &agent;
}

static void check_reply(const struct server_reply *reply)
{
    CLEANUP_STRBUF struct strbuf wire = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;

    fuzz_check(reply->status >= 200 && reply->status < 600);
    server_reply_add_http(reply, &wire);
    if (strcmp(reply->content_type, CONTENT_JSON) == 0)
        fuzz_check(json_parse(strbuf_text(&reply->body), reply->body.len, &json, &err) == 0);
}

// The input is a request's target, "path?query": whatever it is, the reply is a whole one.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *path = fuzz_text(data, size);
    CLEANUP_SERVER_REPLY struct server_reply reply = {0};
    char *question = strchr(path, '?');
    struct server_request request = {.method = "GET", .path = path};

    if (question != NULL) {
        *question = '\0';
        request.query = question + 1;
    }
    fuzz_check(router_answer(fixture_agent(), &request, true, &reply));
    check_reply(&reply);
    return 0;
}
