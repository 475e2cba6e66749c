// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/pages.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_slice.h"
#include "common/model/limits.h"

enum { HTTP_OK = 200 };

// A list on its way. A chunk is taken once the next one has been asked for.
struct walk {
    struct connection *connection;
    const struct page_taker *taker;
    struct list_request request;
    char *continue_token; // of the chunk that was asked for, or is to be; NULL: the first
    bool to_ask;          // and it is to be
    bool has_page;        // a chunk came that was not taken yet
    bool is_followed;     // and its token is the one above
    struct http_reply page;
    size_t count;
    struct error failed;
};

static void walk_release(struct walk *walk)
{
    http_reply_release(&walk->page);
    free(walk->continue_token);
    error_release(&walk->failed);
}

// ---- a chunk that came

static int check_count(struct walk *walk, const json_t *page, struct error *err)
{
    // An empty chunk counts too: else they could come forever.
    walk->count += json_array_size(json_object_get(page, "items")) + 1;
    if (walk->count <= LIMIT_LIST_COUNT)
        return 0;
    return error_set(err, ERROR_TOO_LARGE, "the list of %s has more than %d entries",
                     walk->request.kind, LIMIT_LIST_COUNT);
}

static void follow(struct walk *walk, const char *token)
{
    free(walk->continue_token);
    walk->continue_token = xstrdup(token);
    walk->to_ask = true;
}

// Where the API server writes the token, in front of the items, it is found before those are read.
static bool peek_token(const struct http_reply *page, char **ret)
{
    CLEANUP_ERROR struct error ignored = {0};
    const struct json_slice whole = {strbuf_text(&page->body), page->body.len};
    struct json_slice metadata = {0};
    struct json_slice token = {0};

    return json_slice_peek(&whole, "metadata", &metadata) &&
           json_slice_peek(&metadata, "continue", &token) &&
           json_slice_text(&token, ret, &ignored) == 0 && (*ret)[0] != '\0';
}

static int read_token(const struct walk *walk, const json_t *page, const char **ret,
                      struct error *err)
{
    const json_t *metadata = NULL;

    if (json_get_object(page, "metadata", &metadata, err) < 0 ||
        (metadata != NULL && json_get_text(metadata, "continue", ret, err) < 0))
        return error_wrap(err, "the API server's list of %s", walk->request.kind);
    return 0;
}

static int take_page(struct walk *walk, struct error *err)
{
    static const struct json_wish metadata[] = {{"continue", NULL}, {NULL, NULL}};
    const struct json_wish page_wishes[] = {
        {"kind", NULL}, {"metadata", metadata}, {"items", walk->taker->items}, {NULL, NULL}};
    CLEANUP_JSON json_t *page = NULL;
    const char *token = NULL;

    if (connection_reply_json(&walk->page, page_wishes, &page, err) < 0)
        return -1;
    http_reply_release(&walk->page);
    if (check_count(walk, page, err) < 0 ||
        walk->taker->take(walk->taker->context, page, err) < 0 ||
        read_token(walk, page, &token, err) < 0)
        return -1;
    if (!walk->is_followed && token != NULL && token[0] != '\0')
        follow(walk, token);
    return 0;
}

// ---- requests

static bool next(void *context, struct api_call *ret)
{
    struct walk *walk = context;

    if (!walk->to_ask || walk->failed.code != ERROR_NONE)
        return false;
    walk->to_ask = false;
    walk->request.continue_token = walk->continue_token;
    connection_call_get(walk->connection, path_list(&walk->request), NULL, LIMIT_API_REPLY,
                        API_TIMEOUT_MS, ret);
    return true;
}

static void take_waiting(struct walk *walk)
{
    if (!walk->has_page)
        return;
    walk->has_page = false;
    if (walk->failed.code == ERROR_NONE)
        (void)take_page(walk, &walk->failed);
}

static void done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct walk *walk = context;
    CLEANUP_FREE char *token = NULL;

    (void)tag;
    take_waiting(walk);
    if (walk->failed.code != ERROR_NONE)
        return;
    if (reply == NULL) {
        error_move(&walk->failed, err);
        return;
    }
    walk->is_followed = reply->status == HTTP_OK && peek_token(reply, &token);
    if (walk->is_followed)
        follow(walk, token);
    walk->page = *reply;
    walk->has_page = true;
    *reply = (struct http_reply){0};
}

static void turn(void *context)
{
    take_waiting(context);
}

// ---- the whole

// Only what came in chunks can be asked for in another way.
static bool has_expired(const struct walk *walk)
{
    return walk->failed.code == ERROR_GONE && walk->continue_token != NULL &&
           walk->request.limit != 0;
}

static void begin_anew(struct walk *walk)
{
    walk->taker->forget(walk->taker->context);
    http_reply_release(&walk->page);
    error_release(&walk->failed);
    free(steal(&walk->continue_token));
    walk->request.limit = 0;
    walk->count = 0;
    walk->to_ask = true;
}

int pages_get(struct connection *connection, const struct list_request *request,
              const struct page_taker *taker, struct error *err)
{
    CLEANUP(walk_release)
    struct walk walk = {
        .connection = connection, .taker = taker, .request = *request, .to_ask = true};
    const struct api_work work = {.context = &walk, .next = next, .done = done, .turn = turn};

    while (walk.to_ask) {
        connection_run(connection, &work);
        take_waiting(&walk);
        if (has_expired(&walk))
            begin_anew(&walk);
        if (walk.failed.code != ERROR_NONE)
            break;
    }
    if (walk.failed.code == ERROR_NONE)
        return 0;
    error_move(err, &walk.failed);
    return -1;
}
