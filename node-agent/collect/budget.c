// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/budget.h"

#include "common/base/xalloc.h"
#include "common/model/limits.h"

// What an empty argument takes of memory.
enum { ARGUMENT_BYTES = 32 };

// At most: U+FFFD for a byte that is no UTF-8, \u0000 for a control character.
static size_t json_bytes(const char *text)
{
    size_t bytes = 0;

    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;

        bytes += c < ' ' || c == 0x7f ? 6 : c >= 0x80 ? 3 : c == '"' || c == '\\' ? 2 : 1;
    }
    return bytes;
}

static void cut(struct process *process, size_t count)
{
    while (process->command_count > count)
        free(process->command[--process->command_count]);
    if (count == 0)
        free(steal(&process->command)); // thousands of places for empty arguments
    process->command_truncated = true;
}

bool budget_take(struct budget *budget, struct process *process)
{
    if (budget->processes == LIMIT_PROCESSES_PER_REPORT)
        return false;
    budget->processes++;
    for (size_t i = 0; i < process->command_count; i++) {
        size_t bytes = ARGUMENT_BYTES + json_bytes(process->command[i]);

        if (bytes > LIMIT_REPORT_COMMANDS - budget->command_bytes) {
            cut(process, i);
            return true;
        }
        budget->command_bytes += bytes;
    }
    return true;
}
