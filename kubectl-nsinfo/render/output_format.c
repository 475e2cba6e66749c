// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/output_format.h"

int output_format_unknown(const char *name, const char *allowed, struct error *err)
{
    return error_set(err, ERROR_BAD_REQUEST,
                     "unable to match a printer suitable for the output format \"%s\", allowed "
                     "formats are: %s",
                     name, allowed);
}
