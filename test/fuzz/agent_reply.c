// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/reply.h"
#include "test/fuzz/fuzz.h"

// The first byte says which HTTP status and content type the body came with, and whether processes
// were asked for.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 400, 403, 404, 500, 502, 503, 504};
    static char json_type[] = "application/json";
    static char text_type[] = "text/plain";
    static char *const types[] = {json_type, text_type, NULL, json_type};
    uint8_t choice = fuzz_take_byte(&data, &size);
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_REPORT struct report report = {0};
    CLEANUP_STRBUF struct strbuf body = {0};

    strbuf_add(&body, data, size);
    const struct http_reply reply = {.status = statuses[choice % ARRAY_SIZE(statuses)],
                                     .content_type = types[choice >> 3 & 3],
                                     .body = body};
    bool processes = (choice & 0x20) != 0;
    int rc = agent_reply_report(&reply, "nsinfo-system", processes, &report, &err);
    fuzz_check_error(rc, &err);
    for (size_t i = 0; i < report.container_count; i++)
        fuzz_check(!processes || report.containers[i].has_processes);
    return 0;
}
