// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_ACCESS_FIXTURE_H
#define NSINFO_TEST_ACCESS_FIXTURE_H

// A folder with a kubeconfig and what that names, for the tests of cluster_access.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"
#include "test/unit/unit.h"

#define CERT "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
#define KEY  "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"

// What stands in the folder that every test is given.
static const struct {
    const char *name;
    const char *text;
} files[] = {
    {"ca.pem", CERT},
    {"cert.pem", CERT},
    {"key.pem", KEY},
    {"token", " filetoken\n"},
    {"badtoken", "a\nb\n"},
    {"ca.crt", CERT},
    {"namespace", "poduser\n"},
    {"empty", ""},
    {"junk", "hello\n"},
    {"pkcs8.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"},
    {"pkcs1.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"},
};

static inline void write_file(const char *folder, const char *name, const char *text)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static inline int make_folder(void **state)
{
    char *folder = xstrdup("/tmp/nsinfo-test-XXXXXX");

    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        write_file(folder, files[i].name, files[i].text);
    *state = folder;
    return 0;
}

static inline void remove_file(const char *folder, const char *name)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);

    remove(path);
}

static inline int remove_folder(void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        remove_file(*state, files[i].name);
    remove_file(*state, "config");
    remove_file(*state, "");
    free(*state);
    return 0;
}

// Loads a kubeconfig of one cluster "k" and one user "u" with these fields.
static inline int load(const char *folder, const char *cluster, const char *user,
                       struct cluster_access *ret, struct error *err)
{
    CLEANUP_FREE char *text =
        xasprintf("current-context: c\n"
                  "clusters: [{name: k, cluster: {%s}}]\n"
                  "users: [{name: u, user: {%s}}]\n"
                  "contexts:\n"
                  "- {name: c, context: {cluster: k, user: u, namespace: space}}\n"
                  "- {name: nocluster, context: {cluster: zzz, user: u}}\n"
                  "- {name: nouser, context: {cluster: k, user: zzz}}\n"
                  "- {name: onlycluster, context: {cluster: k}}\n"
                  "- {name: nothing}\n",
                  cluster, user);
    CLEANUP_FREE char *path = xasprintf("%s/config", folder);

    write_file(folder, "config", text);
    return cluster_access_load(&(struct access_flags){.kubeconfig = path}, ret, err);
}

// The same file with other flags.
static inline int reload(const char *folder, const char *context, const char *kube_namespace,
                         struct cluster_access *ret, struct error *err)
{
    CLEANUP_FREE char *path = xasprintf("%s/config", folder);
    struct access_flags flags = {
        .kubeconfig = path, .context = context, .kube_namespace = kube_namespace};

    return cluster_access_load(&flags, ret, err);
}

// The file of load() again, with flags; kubeconfig is set here.
static inline int load_with(const char *folder, const char *cluster, const char *user,
                            struct access_flags flags, struct cluster_access *ret,
                            struct error *err)
{
    CLEANUP_ACCESS struct cluster_access without = {0};
    CLEANUP_ERROR struct error ignored = {0};
    CLEANUP_FREE char *path = xasprintf("%s/config", folder);

    (void)!load(folder, cluster, user, &without, &ignored);
    flags.kubeconfig = path;
    return cluster_access_load(&flags, ret, err);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

#endif
