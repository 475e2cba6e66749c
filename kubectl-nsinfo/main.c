// SPDX-License-Identifier: Apache-2.0
#include <locale.h>

#include "kubectl-nsinfo/cli/cli.h"
#include "kubectl-nsinfo/cli/console.h"

int main(int argc, char **argv)
{
    if (console_open() < 0)
        return EXIT_FAILURE;
    // wcwidth(3) needs it for the widths of columns.
    setlocale(LC_CTYPE, "");
    return cli_run(argc, (const char *const *)argv);
}
