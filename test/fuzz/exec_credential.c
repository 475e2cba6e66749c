// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/exec_credential.h"

#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};
    int rc = exec_credential_parse((const char *)data, size, "client.authentication.k8s.io/v1",
                                   &credential, &err);

    fuzz_check_error(rc, &err);
    fuzz_check((credential.cert.len == 0) == (credential.key.len == 0));
    fuzz_check((rc == 0) == (credential.token != NULL || credential.cert.len > 0));
    fuzz_check(credential.token == NULL || *credential.token != '\0');
    return 0;
}
