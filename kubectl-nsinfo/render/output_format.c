// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/output_format.h"

#include "common/base/text.h"

bool output_format_is(const char *text, size_t len, const char *name)
{
    static const char *const any_case[] = {"json", "yaml", "name"};

    if (strlen(name) != len)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(any_case); i++)
        if (str_eq(name, any_case[i]))
            return strncasecmp(text, name, len) == 0;
    return strncmp(text, name, len) == 0;
}

int output_format_unknown(const char *name, const char *allowed, struct error *err)
{
    return error_set(err, ERROR_BAD_REQUEST,
                     "unable to match a printer suitable for the output format \"%s\", allowed "
                     "formats are: %s",
                     name, allowed);
}
