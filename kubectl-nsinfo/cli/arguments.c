// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/arguments.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

// Where the kubelet puts the token of a pod's service account.
#define SERVICE_ACCOUNT "/var/run/secrets/kubernetes.io/serviceaccount"

enum {
    DEFAULT_TIMEOUT_MS = 60 * 1000,
    DEFAULT_INTERVAL_MS = 2000,
    DEFAULT_CHUNK_SIZE = 500, // kubectl's
    ROLLOUT_TIMEOUT_MS = 5 * 60 * 1000,
};

// Whether the flag's value is the next argument. Before the command's name only access_options may
// stand.
static bool takes_next(const char *argument)
{
    for (size_t i = 0; i < access_options.count; i++) {
        const struct option *row = &access_options.rows[i];
        const char letter[] = {'-', row->letter, '\0'};

        if (row->kind == OPTION_BOOL)
            continue;
        if ((row->letter != 0 && str_eq(argument, letter)) ||
            (str_starts_with(argument, "--") && str_eq(argument + 2, row->name)))
            return true;
    }
    return false;
}

int arguments_find_command(int argc, const char *const *argv)
{
    int i = 0;

    while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0')
        i += takes_next(argv[i]) ? 2 : 1;
    return i < argc ? i : argc;
}

const char **arguments_without(int argc, const char *const *argv, int index, int *ret_count)
{
    const char **others = xcalloc((size_t)argc, sizeof(*others));
    int count = 0;

    for (int i = 0; i < argc; i++)
        if (i != index)
            others[count++] = argv[i];
    *ret_count = count;
    return others;
}

size_t arguments_tables(const struct command *command, struct flags *flags,
                        struct option_table ret[static MAX_TABLES])
{
    size_t count = 0;

    ret[count++] = (struct option_table){access_options.rows, access_options.count, flags};
    for (size_t i = 0; command != NULL && i < MAX_GROUPS && command->groups[i] != NULL; i++)
        ret[count++] =
            (struct option_table){command->groups[i]->rows, command->groups[i]->count, flags};
    return count;
}

int arguments_refuse_words(const struct invocation *invocation, struct error *err)
{
    if (invocation->words.count == 0)
        return 0;
    return error_set(err, ERROR_USAGE, "unexpected argument \"%s\"", invocation->words.items[0]);
}

void flags_init(struct flags *flags)
{
    *flags = (struct flags){
        .access = {.request_timeout_ms = REQUEST_TIMEOUT_UNSET, .service_account = SERVICE_ACCOUNT},
        .chunk_size = DEFAULT_CHUNK_SIZE,
        .timeout_ms = DEFAULT_TIMEOUT_MS,
        .interval_ms = DEFAULT_INTERVAL_MS,
        .wait = true,
        .rollout_timeout_ms = ROLLOUT_TIMEOUT_MS};
}

void flags_release(struct flags *flags)
{
    option_texts_release(&flags->files);
    option_texts_release(&flags->access.as_groups);
    option_texts_release(&flags->access.as_user_extra);
}
