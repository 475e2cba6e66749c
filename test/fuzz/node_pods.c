// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/node_pods.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

// The input is the API server's list of pods: what it claims is found again, each container once.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_NODE_PODS struct node_pods *pods = NULL;
    size_t count = 0;
    int rc = node_pods_parse((const char *)data, size, 1, &pods, &err);

    fuzz_check_error(rc, &err);
    if (rc < 0)
        return 0;
    const struct pod_claim *claims = node_pods_claims(pods, &count);
    for (size_t i = 0; i < count; i++) {
        fuzz_check(node_pods_find(pods, claims[i].ref.id) == &claims[i]);
        fuzz_check(i == 0 || strcmp(claims[i - 1].ref.id, claims[i].ref.id) < 0);
    }
    return 0;
}
