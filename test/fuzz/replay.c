// SPDX-License-Identifier: Apache-2.0
//
// A fuzzer without libFuzzer: runs its corpus (NSINFO_CORPUS), or the files that are named, so that
// every build replays what was found once.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/fdio.h"
#include "test/fuzz/fuzz.h"

// The name goes out first, for whoever looks into the log of a case that ends the program.
static bool replay(const char *path)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf content = {0};

    printf("# %s\n", path);
    fflush(stdout);
    if (file_read(path, &content, &err) < 0) {
        printf("# %s\n", err.message);
        return false;
    }
    // The bytes and no NUL behind them, as libFuzzer gives them.
    CLEANUP_FREE uint8_t *data = xcalloc(content.len == 0 ? 1 : content.len, 1);
    for (size_t i = 0; i < content.len; i++)
        data[i] = (uint8_t)content.data[i];
    return LLVMFuzzerTestOneInput(data, content.len) == 0;
}

static int is_case(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool replay_corpus(const char *folder, int *ret_count)
{
    CLEANUP_FREE struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_case, alphasort);
    bool ok = count > 0;

    for (int i = 0; i < count; i++) {
        CLEANUP_FREE struct dirent *entry = entries[i];
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, entry->d_name);

        ok = replay(path) && ok;
    }
    *ret_count = count;
    return ok;
}

int main(int argc, char **argv)
{
    int count = argc - 1;
    bool ok = true;

    puts("1..1");
    for (int i = 1; i < argc; i++)
        ok = replay(argv[i]) && ok;
    if (argc == 1)
        ok = replay_corpus(NSINFO_CORPUS, &count);
    printf("%sok 1 - %d known cases of %s are without a fault\n", ok ? "" : "not ", count,
           NSINFO_FUZZER);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
