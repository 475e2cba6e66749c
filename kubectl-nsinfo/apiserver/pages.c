// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/pages.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"

// A list on its way.
struct walk {
    struct list_request request;
    char *continue_token; // of the chunk that comes next; NULL: there is none
    size_t count;
};

static void walk_release(struct walk *walk)
{
    free(walk->continue_token);
}

static int check_count(struct walk *walk, const json_t *page, struct error *err)
{
    // An empty chunk counts too: else they could come forever.
    walk->count += json_array_size(json_object_get(page, "items")) + 1;
    if (walk->count <= LIMIT_LIST_COUNT)
        return 0;
    return error_set(err, ERROR_TOO_LARGE, "the list of %s has more than %d entries",
                     walk->request.kind, LIMIT_LIST_COUNT);
}

static int keep_token(struct walk *walk, const json_t *page, struct error *err)
{
    const json_t *metadata = NULL;
    const char *token = NULL;

    if (json_get_object(page, "metadata", &metadata, err) < 0 ||
        (metadata != NULL && json_get_text(metadata, "continue", &token, err) < 0))
        return error_wrap(err, "the API server's list of %s", walk->request.kind);
    free(walk->continue_token);
    walk->continue_token = token == NULL || token[0] == '\0' ? NULL : xstrdup(token);
    return 0;
}

static int take_page(struct connection *connection, struct walk *walk,
                     const struct page_taker *taker, struct error *err)
{
    CLEANUP_JSON json_t *page = NULL;
    CLEANUP_FREE char *path = NULL;

    walk->request.continue_token = walk->continue_token;
    path = path_list(&walk->request);
    if (connection_get(connection, path, 0, &page, err) < 0 || check_count(walk, page, err) < 0 ||
        taker->take(taker->context, page, err) < 0)
        return -1;
    return keep_token(walk, page, err);
}

// Only what came in chunks can be asked for in another way.
static bool has_expired(const struct walk *walk, const struct error *err)
{
    return err->code == ERROR_GONE && walk->continue_token != NULL && walk->request.limit != 0;
}

static void begin_anew(struct walk *walk, const struct page_taker *taker)
{
    taker->forget(taker->context);
    free(steal(&walk->continue_token));
    walk->request.limit = 0;
    walk->count = 0;
}

int pages_get(struct connection *connection, const struct list_request *request,
              const struct page_taker *taker, struct error *err)
{
    CLEANUP(walk_release) struct walk walk = {.request = *request};

    for (;;) {
        CLEANUP_ERROR struct error failed = {0};

        if (take_page(connection, &walk, taker, &failed) == 0) {
            if (walk.continue_token == NULL)
                return 0;
        } else if (has_expired(&walk, &failed)) {
            begin_anew(&walk, taker);
        } else {
            error_move(err, &failed);
            return -1;
        }
    }
}
