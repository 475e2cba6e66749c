// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <unistd.h>

#include "common/base/text.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "common/model/report_json.h"
#include "common/net/http_client.h"
#include "test/integration/churn/judge.h"

enum { NODE_EVERY = 16, RECENT = 200, TIMEOUT_MS = 60000 };

struct asker {
    struct world *world;
    struct http_client *client;
    uint64_t random;
    uint32_t asked[LIMIT_IDS_PER_REQUEST];
    size_t asked_count;
};

// What runs now, and then what has run lately or is about to.
static void choose(struct asker *asker, size_t count)
{
    uint32_t last = atomic_load(&asker->world->serials);

    asker->asked_count = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        uint32_t serial = atomic_load(&asker->world->slots[i]);

        if (serial != 0)
            asker->asked[asker->asked_count++] = serial;
    }
    while (asker->asked_count < count)
        asker->asked[asker->asked_count++] =
            last + 2 > RECENT ? last + 2 - random_below(&asker->random, RECENT) : last + 1;
}

static void add_path(const struct asker *asker, bool node, struct strbuf *path)
{
    strbuf_add_text(path, node ? "/v1/node?processes=true" : "/v1/containers?processes=true");
    for (size_t i = 0; !node && i < asker->asked_count; i++) {
        char id[CONTAINER_ID_LEN + 1];

        serial_to_id(asker->asked[i], id);
        strbuf_add_format(path, "&id=containerd://%s", id);
    }
}

static int ask(struct asker *asker, bool node, struct error *err)
{
    CLEANUP_STRBUF struct strbuf path = {0};
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_REPORT struct report report = {0};
    struct exchange exchange = {.world = asker->world, .asked = asker->asked, .report = &report};

    choose(asker, node ? 0 : LIMIT_IDS_PER_REQUEST);
    add_path(asker, node, &path);
    const struct http_request request = {.method = "GET",
                                         .path = strbuf_text(&path),
                                         .timeout_ms = TIMEOUT_MS,
                                         .max_reply = LIMIT_AGENT_REPLY};
    exchange.asked_count = asker->asked_count;
    exchange.sent = now();
    if (http_client_send(asker->client, &request, &reply, err) < 0)
        return -1;
    exchange.received = now();
    if (reply.status != 200)
        return error_set(err, ERROR_BAD_REPLY, "status %d: %s", reply.status,
                         strbuf_text(&reply.body));
    if (json_parse(strbuf_text(&reply.body), reply.body.len, &json, err) < 0 ||
        report_from_json(json, &report, err) < 0)
        return -1;
    judge(&exchange);
    return 0;
}

static bool is_over(struct world *world)
{
    return atomic_load(&world->over) || atomic_load(&world->counts.wrong) > 0 ||
           atomic_load(&world->counts.answers) >= world->wanted;
}

void asker_run(struct world *world, uint32_t number)
{
    CLEANUP_ERROR struct error err = {0};
    char url[64];

    snprintf(url, sizeof(url), "http://127.0.0.1:%u", world->port);
    const struct http_endpoint endpoint = {.base_url = url};
    struct asker asker = {.world = world,
                          .client = http_client_new(&endpoint),
                          .random = 0xd1b54a32d192ed03U + number};
    for (uint64_t round = number; !is_over(world); round++)
        if (ask(&asker, round % NODE_EVERY == 0, &err) < 0) {
            fprintf(stderr, "WRONG: %s\n", err.message);
            atomic_fetch_add(&world->counts.wrong, 1);
        }
    atomic_store(&world->over, true);
    http_client_free(&asker.client);
    _exit(EXIT_SUCCESS);
}
