// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/outcome.h"

#include "common/base/xalloc.h"

void outcome_release(struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->error_count; i++)
        error_release(&outcome->errors[i]);
    free(outcome->errors);
    pod_report_list_release(&outcome->reports);
    *outcome = (struct outcome){0};
}

bool outcome_add_error(struct outcome *outcome, struct error *err)
{
    bool concerns_all = err->code == ERROR_UNREACHABLE || err->code == ERROR_UNAUTHORIZED;

    outcome->errors = xgrow(outcome->errors, &outcome->error_capacity, outcome->error_count + 1,
                            sizeof(*outcome->errors));
    outcome->errors[outcome->error_count++] = *err;
    *err = (struct error){0};
    return concerns_all;
}
