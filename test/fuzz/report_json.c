// SPDX-License-Identifier: Apache-2.0
#include "common/model/report_json.h"

#include <string.h>

#include "common/model/json_get.h"
#include "common/model/report_text.h"
#include "test/fuzz/fuzz.h"

static int read_report(const char *text, size_t len, struct report *ret)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;
    int rc = json_parse(text, len, &json, &err);

    if (rc == 0)
        rc = report_from_json(json, ret, &err);
    fuzz_check_error(rc, &err);
    return rc;
}

// What was taken is taken again as it is written, and is the same then.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_REPORT struct report report = {0};
    CLEANUP_REPORT struct report again = {0};
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_STRBUF struct strbuf text_again = {0};

    if (read_report((const char *)data, size, &report) < 0)
        return 0;
    report_move_text(&text, &report);
    fuzz_check(read_report(text.data, text.len, &again) == 0);
    fuzz_check(again.container_count == report.container_count);
    fuzz_check(again.error_count == report.error_count);
    report_move_text(&text_again, &again);
    fuzz_check(strcmp(strbuf_text(&text), strbuf_text(&text_again)) == 0);
    return 0;
}
