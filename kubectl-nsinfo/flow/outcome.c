// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/outcome.h"

#include "common/base/text.h"
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

void outcome_add_error_once(struct outcome *outcome, const struct error *err)
{
    struct error copy = {0};

    for (size_t i = 0; i < outcome->error_count; i++)
        if (str_eq(outcome->errors[i].message, err->message) &&
            str_eq(outcome->errors[i].prefix, err->prefix))
            return;
    error_copy(&copy, err);
    outcome_add_error(outcome, &copy);
}
