// SPDX-License-Identifier: Apache-2.0
#include "common/model/node_setup.h"

#include "common/model/json_get.h"
#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_JSON json_t *again = NULL;
    CLEANUP_NODE_SETUP struct node_setup setup = {0};
    CLEANUP_NODE_SETUP struct node_setup same = {0};
    CLEANUP_ERROR struct error err = {0};

    if (json_parse((const char *)data, size, &json, &err) < 0)
        return 0;
    int rc = node_setup_from_json(json, &setup, &err);
    fuzz_check_error(rc, &err);
    if (rc < 0)
        return 0;
    again = node_setup_to_json(&setup);
    fuzz_check(node_setup_from_json(again, &same, &err) == 0);
    fuzz_check(same.layout_count == setup.layout_count);
    return 0;
}
