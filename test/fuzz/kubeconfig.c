// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

#include <string.h>

#include "common/model/limits.h"
#include "test/fuzz/fuzz.h"

// Every entry is found by its name, which its struct begins with.
#define check_entries(config, entries, find)                                                       \
    do {                                                                                           \
        fuzz_check((entries)->count <= LIMIT_KUBECONFIG_ENTRIES_COUNT);                            \
        for (size_t i_ = 0; i_ < (entries)->count; i_++)                                           \
            fuzz_check(find(config, *(char **)(entries)->items[i_]) == (entries)->items[i_]);      \
    } while (0)

static int add(struct kubeconfig *config, const uint8_t *data, size_t size)
{
    CLEANUP_ERROR struct error err = {0};
    int rc = kubeconfig_add(config, "/etc/kube/config", (const char *)data, size, &err);

    fuzz_check_error(rc, &err);
    return rc;
}

// Earlier files win, by entry: the same text once more adds nothing.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};

    if (add(&config, data, size) < 0)
        return 0;
    size_t clusters = config.clusters.count;
    size_t users = config.users.count;
    size_t contexts = config.contexts.count;
    check_entries(&config, &config.clusters, kubeconfig_cluster);
    check_entries(&config, &config.users, kubeconfig_user);
    check_entries(&config, &config.contexts, kubeconfig_context);
    fuzz_check(add(&config, data, size) == 0);
    fuzz_check(config.clusters.count == clusters);
    fuzz_check(config.users.count == users);
    fuzz_check(config.contexts.count == contexts);
    return 0;
}
