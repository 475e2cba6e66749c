// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_COMPLETION_SCRIPTS_H
#define NSINFO_CLI_COMPLETION_SCRIPTS_H

#include <stddef.h>

// The files of cli/completion, which the build puts into the program.
struct completion_script {
    const char *shell;
    const char *text;
};

extern const struct completion_script completion_scripts[];
extern const size_t completion_script_count;

#endif
