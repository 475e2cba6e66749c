// SPDX-License-Identifier: Apache-2.0
//
// What test/cli/exec.bats cannot wait for.
#include "common/base/monotonic.h"
#include "kubectl-nsinfo/kubeconfig/credential.h"
#include "test/unit/fake_server.h"

static struct fake_folder folder = FAKE_FOLDER;

static void assert_token(struct credential *credential, const char *token)
{
    CLEANUP_ERROR struct error err = {0};
    bool other_cert = true;

    assert_int_equal(credential_renew(credential, &other_cert, &err), 0);
    assert_false(other_cert);
    assert_string_equal(credential->token, token);
}

static void a_minute_later(struct credential *credential)
{
    credential->file_read_us = monotonic_us() - UINT64_C(60000000);
}

static void a_token_file_is_read_again_after_a_minute(void **state)
{
    (void)state;
    CLEANUP_ACCESS struct cluster_access access = {
        .token = xstrdup("first"), .token_file = fake_folder_file(&folder, "token")};
    CLEANUP(credential_release) struct credential credential = {0};

    credential_init(&credential, &access);
    fake_folder_write(&folder, "token", "second\n");
    assert_token(&credential, "first");
    a_minute_later(&credential);
    assert_token(&credential, "second");
    fake_folder_write(&folder, "token", "third\n");
    assert_token(&credential, "second");
    a_minute_later(&credential);
    assert_token(&credential, "third");
}

static void a_token_file_that_is_gone_or_spoilt_leaves_the_token(void **state)
{
    (void)state;
    CLEANUP_ACCESS struct cluster_access access = {.token = xstrdup("first"),
                                                   .token_file = fake_folder_file(&folder, "gone")};
    CLEANUP(credential_release) struct credential credential = {0};

    credential_init(&credential, &access);
    a_minute_later(&credential);
    assert_token(&credential, "first");
    fake_folder_write(&folder, "gone", "two\nlines\n");
    a_minute_later(&credential);
    assert_token(&credential, "first");
}

static void without_a_plugin_a_refusal_is_final(void **state)
{
    (void)state;
    CLEANUP_ACCESS struct cluster_access access = {.token = xstrdup("first")};
    CLEANUP(credential_release) struct credential credential = {0};

    credential_init(&credential, &access);
    assert_false(credential_was_refused(&credential, 0, 401));
}

static int make_folder(void **state)
{
    (void)state;
    fake_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    fake_folder_remove(&folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_file_is_read_again_after_a_minute),
        cmocka_unit_test(a_token_file_that_is_gone_or_spoilt_leaves_the_token),
        cmocka_unit_test(without_a_plugin_a_refusal_is_final),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
