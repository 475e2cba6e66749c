// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_PAGES_H
#define NSINFO_APISERVER_PAGES_H

#include "common/base/attributes.h"
#include "kubectl-nsinfo/apiserver/connection.h"
#include "kubectl-nsinfo/apiserver/paths.h"

// Lists in chunks (kubernetes.io, "Kubernetes API concepts": retrieving large results sets in
// chunks).

// Who gets the chunks.
struct page_taker {
    const struct json_wish *items; // what is wanted of each object (json_prune.h); NULL: all
    // A list object, which is there as long as the call. Negative with err set ends the whole.
    int (*take)(void *context, const json_t *page, struct error *err);
    // All that was taken is void: it comes anew.
    void (*forget)(void *context);
    void *context;
};

// Asks for the list, request->limit objects at a time (0: all at once), and has each chunk taken
// while the next one is under way. Where the server has given up the list in the middle (410), the
// whole of it is asked for at once, as client-go does (tools/pager). The request's continue_token
// is this function's. The server's refusals are errors; ERROR_TOO_LARGE if there is no end to it.
int pages_get(struct connection *connection, const struct list_request *request,
              const struct page_taker *taker, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

#endif
