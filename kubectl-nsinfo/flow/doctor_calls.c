// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/doctor_calls.h"

#include "common/base/xalloc.h"

struct sending {
    struct doctor_calls *calls;
    size_t next;
};

void doctor_calls_init(struct doctor_calls *calls, size_t count)
{
    calls->items = xcalloc(count, sizeof(*calls->items));
    calls->count = count;
}

void doctor_calls_release(struct doctor_calls *calls)
{
    for (size_t i = 0; i < calls->count; i++) {
        http_reply_release(&calls->items[i].reply);
        error_release(&calls->items[i].error);
    }
    free(calls->items);
    *calls = (struct doctor_calls){0};
}

static bool next(void *context, struct api_call *ret)
{
    struct sending *sending = context;

    for (; sending->next < sending->calls->count; sending->next++) {
        struct doctor_call *call = &sending->calls->items[sending->next];
        if (call->call.path == NULL)
            continue;
        *ret = call->call;
        ret->tag = call;
        call->call = (struct api_call){0};
        sending->next++;
        return true;
    }
    return false;
}

static void done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct doctor_call *call = tag;

    (void)context;
    if (reply == NULL) {
        error_move(&call->error, err);
        return;
    }
    call->answered = true;
    call->reply = *reply;
    *reply = (struct http_reply){0};
}

void doctor_calls_run(struct connection *connection, struct doctor_calls *calls)
{
    struct sending sending = {.calls = calls};
    const struct api_work work = {.context = &sending, .next = next, .done = done};

    connection_run(connection, &work);
}
