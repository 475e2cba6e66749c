// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

#include <string.h>
#include <sys/mman.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"
#include "test/fuzz/fuzz.h"

// Whether it names files beside itself, which are not an input's to choose.
static bool names_files(const uint8_t *data, size_t size)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};
    bool found = false;

    if (kubeconfig_add(&config, "/etc/kube/config", (const char *)data, size, &err) < 0)
        return false;
    for (size_t i = 0; i < config.clusters.count; i++) {
        const struct kube_cluster *cluster = config.clusters.items[i];
        found = found || cluster->ca_file != NULL;
    }
    for (size_t i = 0; i < config.users.count; i++) {
        const struct kube_user *user = config.users.items[i];
        found =
            found || user->token_file != NULL || user->cert_file != NULL || user->key_file != NULL;
    }
    return found;
}

static void check_access(const struct cluster_access *access)
{
    bool is_https = str_starts_with(access->server, "https://");

    fuzz_check(is_https || str_starts_with(access->server, "http://"));
    fuzz_check(strpbrk(access->server, " \r\n\t?#") == NULL);
    fuzz_check(access->kube_namespace != NULL);
    fuzz_check(is_https || (access->token == NULL && access->key.len == 0));
    fuzz_check(is_https || (access->basic == NULL && !access->exec.present));
    fuzz_check(!access->exec.present || access->exec.command != NULL);
    for (size_t i = 0; i < access->impersonation.count; i++)
        fuzz_check(strpbrk(access->impersonation.items[i], "\r\n") == NULL);
    fuzz_check(access->token == NULL || strpbrk(access->token, " \r\n\t") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FD int fd = memfd_create("kubeconfig", MFD_CLOEXEC);
    CLEANUP_FREE char *path = xasprintf("/proc/self/fd/%d", fd);
    const struct access_flags flags = {.kubeconfig = path,
                                       .request_timeout_ms = REQUEST_TIMEOUT_UNSET};

    fuzz_check(fd >= 0 && fd_write_all(fd, data, size) == 0);
    if (names_files(data, size))
        return 0;
    int rc = cluster_access_load(&flags, &access, &err);
    fuzz_check_error(rc, &err);
    if (rc == 0)
        check_access(&access);
    return 0;
}
