// SPDX-License-Identifier: Apache-2.0
#include "node-agent/inspect/inspect.h"

#include "node-agent/inspect/inspect_view.h"
#include "node-agent/server/json_body.h"

void inspect_answer_release(struct inspect_answer *answer)
{
    strbuf_release(&answer->out);
    strbuf_release(&answer->remarks);
}

int inspect(const struct collect_source *source, const struct collect_query *query, bool wide,
            bool json, struct inspect_answer *ret, struct error *err)
{
    CLEANUP_REPORT struct report report = {0};
    struct collect_stats stats = {0};

    if (collector_run(source, query, &report, &stats, err) < 0)
        return -1;
    *ret = (struct inspect_answer){.complete = report.error_count == 0};
    inspect_add_remarks(&report, &ret->remarks);
    if (json)
        json_body_move_report(&ret->out, &report);
    else
        inspect_add_tables(&report, query->processes, wide, &ret->out);
    return 0;
}
