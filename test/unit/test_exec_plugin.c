// SPDX-License-Identifier: Apache-2.0
//
// Real programs: scripts in a folder of the test's own.
#include <sys/stat.h>

#include "common/base/text.h"
#include "kubectl-nsinfo/kubeconfig/exec_plugin.h"
#include "test/unit/fake_server.h"

#define V1 "client.authentication.k8s.io/v1"
#define ANSWER                                                                                     \
    "{\"apiVersion\":\"" V1 "\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}"

static struct fake_folder folder = FAKE_FOLDER;

static char *script(const char *name, const char *text, mode_t mode)
{
    CLEANUP_FREE char *path = fake_folder_file(&folder, name);

    fake_folder_write(&folder, name, text);
    assert_int_equal(chmod(path, mode), 0);
    return steal(&path);
}

static int run(const struct kube_exec *plugin, struct exec_credential *ret, struct error *err)
{
    static const struct strbuf no_ca = {0};
    const struct exec_cluster cluster = {.server = "https://h", .ca = &no_ca};

    return exec_plugin_run(plugin, &cluster, false, ret, err);
}

#define CLEANUP_PLUGIN CLEANUP(kube_exec_release)

static struct kube_exec plugin_of(const char *command)
{
    return (struct kube_exec){.present = true,
                              .api_version = xstrdup(V1),
                              .interactive_mode = xstrdup("Never"),
                              .command = xstrdup(command)};
}

static void arguments_and_environment_reach_it_as_they_are(void **state)
{
    (void)state;
    CLEANUP_FREE char *path =
        script("tell", "#!/bin/sh\nprintf '" ANSWER "' \"$1$2|$VAR|$HOME|$KEPT\"\n", 0700);
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PLUGIN struct kube_exec plugin = plugin_of(path);

    text_list_add(&plugin.args, "$(id) ;");
    text_list_add(&plugin.args, "'*'");
    text_pairs_add(&plugin.env, "VAR", "first");
    text_pairs_add(&plugin.env, "HOME", "there");
    text_pairs_add(&plugin.env, "VAR", "last");
    setenv("HOME", "here", 1);
    setenv("KEPT", "kept", 1);
    assert_int_equal(run(&plugin, &credential, &err), 0);
    assert_string_equal(credential.token, "$(id) ;'*'|last|there|kept");
}

static void it_is_told_what_is_asked_of_it_in_its_environment(void **state)
{
    (void)state;
    // What is in the variable, without the quotes, as the token.
    CLEANUP_FREE char *path = script("info",
                                     "#!/bin/sh\nprintf '" ANSWER
                                     "' \"$(printf %s \"$KUBERNETES_EXEC_INFO\" | tr -d '\"')\"\n",
                                     0700);
    CLEANUP_EXEC_CREDENTIAL struct exec_credential little = {0};
    CLEANUP_EXEC_CREDENTIAL struct exec_credential more = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PLUGIN struct kube_exec plugin = plugin_of(path);

    text_pairs_add(&plugin.env, "KUBERNETES_EXEC_INFO", "mine");
    assert_int_equal(run(&plugin, &little, &err), 0);
    assert_string_equal(little.token,
                        "{kind:ExecCredential,apiVersion:" V1 ",spec:{interactive:false}}");
    plugin.provide_cluster_info = true;
    assert_int_equal(run(&plugin, &more, &err), 0);
    assert_string_equal(more.token, "{kind:ExecCredential,apiVersion:" V1
                                    ",spec:{interactive:false,cluster:{server:https://h}}}");
}

static void it_has_neither_standard_input_nor_other_descriptors(void **state)
{
    static const char text[] = "#!/bin/sh\n"
                               "read line\n"
                               "[ ! -e /proc/$$/fd/77 ] || line=$line+77\n"
                               "printf '" ANSWER "' \"[$line]\"\n";
    (void)state;
    CLEANUP_FREE char *path = script("ask", text, 0700);
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PLUGIN struct kube_exec plugin = plugin_of(path);
    int pipe_ends[2];
    int saved = dup(STDIN_FILENO);

    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(write(pipe_ends[1], "typed\n", 6), 6);
    assert_int_equal(dup2(pipe_ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(dup2(pipe_ends[0], 77), 77);
    assert_int_equal(run(&plugin, &credential, &err), 0);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
    close(77);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    assert_string_equal(credential.token, "[]");
}

static void a_name_is_looked_for_in_absolute_folders_of_the_path(void **state)
{
    (void)state;
    free(script("onpath", "#!/bin/sh\nprintf '" ANSWER "' here\n", 0700));
    free(script("data", ANSWER, 0600));
    CLEANUP_FREE char *list = xasprintf("relative::/nope:%s:/usr/bin:/bin", folder.path);
    CLEANUP_FREE char *here = getcwd(NULL, 0);
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PLUGIN struct kube_exec plugin = plugin_of("onpath");
    CLEANUP_PLUGIN struct kube_exec data = plugin_of("data");

    setenv("PATH", list, 1);
    assert_int_equal(run(&plugin, &credential, &err), 0);
    assert_string_equal(credential.token, "here");
    assert_int_equal(run(&data, &credential, &err), -1);
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_int_equal(chdir(folder.path), 0);
    setenv("PATH", ".::/usr/bin:/bin", 1);
    assert_int_equal(run(&plugin, &credential, &err), -1);
    assert_int_equal(chdir(here), 0);
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

static void one_that_is_missing_says_how_to_get_it(void **state)
{
    (void)state;
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PLUGIN struct kube_exec plugin = plugin_of("no-such-plugin");

    plugin.install_hint = xstrdup("Get it\nfrom\tthere \033[31m");
    assert_int_equal(run(&plugin, &credential, &err), -1);
    assert_error(
        &err, ERROR_NOT_FOUND,
        "exec: executable no-such-plugin not found\n\nIt looks like you are trying to use a "
        "client-go credential plugin that is not installed.\n\nTo learn more about this feature, "
        "consult the documentation available at:\n      "
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/"
        "#client-go-credential-plugins\n\nGet it\nfromU+0009there U+001B[31m");
}

// %s in a message stands for the script's path.
static void what_goes_wrong_with_it_is_said_in_kubectls_words(void **state)
{
    static const struct {
        const char *text;
        mode_t mode;
        const char *message;
    } rows[] = {
        {"#!/bin/sh\nexit 3\n", 0700, "exec: executable %s failed with exit code 3"},
        {"#!/bin/sh\nprintf '{}'\nkill -9 $$\n", 0700,
         "exec: executable %s failed with exit code -1"},
        {"#!/bin/sh\n", 0600, "exec: fork/exec %s: permission denied"},
        // No shell comes to the help of what is no program.
        {"printf hi\n", 0700, "exec: fork/exec %s: exec format error"},
        {"#!/bin/sh\nexec head -c 3000000 /dev/zero\n", 0700,
         "exec: executable %s wrote more than 1048576 bytes"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_FREE char *path = script("fails", rows[i].text, rows[i].mode);
        CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf message = {0};
        CLEANUP_PLUGIN struct kube_exec plugin = plugin_of(path);
        const char *mark = strstr(rows[i].message, "%s");

        strbuf_add(&message, rows[i].message, (size_t)(mark - rows[i].message));
        strbuf_add_format(&message, "%s%s", path, mark + 2);
        assert_int_equal(run(&plugin, &credential, &err), -1);
        assert_string_equal(err.message, strbuf_text(&message));
    }
}

static void one_that_has_to_ask_the_user_needs_a_terminal(void **state)
{
    static const struct strbuf no_ca = {0};
    const struct exec_cluster cluster = {.server = "https://h", .ca = &no_ca};
    (void)state;
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PLUGIN struct kube_exec plugin = plugin_of("/bin/true");
    CLEANUP_FD int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_int_equal(dup2(null, STDIN_FILENO), STDIN_FILENO);
    free(plugin.interactive_mode);
    plugin.interactive_mode = xstrdup("Always");
    assert_int_equal(exec_plugin_run(&plugin, &cluster, false, &credential, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST,
                 "exec plugin cannot support interactive mode: standard input is not a terminal");
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
        cmocka_unit_test(arguments_and_environment_reach_it_as_they_are),
        cmocka_unit_test(it_is_told_what_is_asked_of_it_in_its_environment),
        cmocka_unit_test(it_has_neither_standard_input_nor_other_descriptors),
        cmocka_unit_test(a_name_is_looked_for_in_absolute_folders_of_the_path),
        cmocka_unit_test(one_that_is_missing_says_how_to_get_it),
        cmocka_unit_test(what_goes_wrong_with_it_is_said_in_kubectls_words),
        cmocka_unit_test(one_that_has_to_ask_the_user_needs_a_terminal),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
