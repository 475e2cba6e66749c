// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"
#include "test/unit/unit.h"

#define HEAD "apiVersion: v1\nkind: Config\n"

static int add(struct kubeconfig *config, const char *path, const char *text, struct error *err)
{
    return kubeconfig_add(config, path, text, strlen(text), err);
}

static void a_file_gives_its_entries(void **state)
{
    (void)state;
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&config, "/etc/kube/config",
                         HEAD
                         "current-context: c\n"
                         "preferences: {}\n"
                         "clusters:\n"
                         "- name: k\n"
                         "  cluster:\n"
                         "    server: https://h:6443\n"
                         "    certificate-authority: pki/ca.pem\n"
                         "    tls-server-name: 'n'\n"
                         "    insecure-skip-tls-verify: true\n"
                         "    extensions: []\n"
                         "users:\n"
                         "- name: u\n"
                         "  user: {token: t, tokenFile: /run/t, client-certificate-data: QUI=,\n"
                         "    client-key: k.pem}\n"
                         "contexts:\n"
                         "- name: c\n"
                         "  context: {cluster: k, user: u, namespace: ns}\n"
                         "- name: empty\n",
                         &err),
                     0);
    const struct kube_cluster *cluster = kubeconfig_cluster(&config, "k");
    assert_string_equal(cluster->server, "https://h:6443");
    assert_string_equal(cluster->ca_file, "/etc/kube/pki/ca.pem");
    assert_string_equal(cluster->tls_server_name, "n");
    assert_true(cluster->skip_verify);
    assert_int_equal(cluster->ca_data.len, 0);
    const struct kube_user *user = kubeconfig_user(&config, "u");
    assert_string_equal(user->token, "t");
    assert_string_equal(user->token_file, "/run/t");
    assert_string_equal(strbuf_text(&user->cert_data), "AB");
    assert_string_equal(user->key_file, "/etc/kube/k.pem");
    assert_null(user->cert_file);
    const struct kube_context *context = kubeconfig_context(&config, "c");
    assert_string_equal(context->cluster, "k");
    assert_string_equal(context->user, "u");
    assert_string_equal(context->kube_namespace, "ns");
    assert_null(kubeconfig_context(&config, "empty")->cluster);
    assert_string_equal(config.current_context, "c");
    assert_null(kubeconfig_cluster(&config, "u"));
    assert_null(kubeconfig_user(&config, NULL));
}

static void the_first_file_wins_with_its_whole_entry(void **state)
{
    (void)state;
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&config, "/a/1", "users: [{name: u, user: {token: one}}]\n", &err), 0);
    assert_int_equal(add(&config, "/b/2",
                         "current-context: c2\n"
                         "users:\n"
                         "- {name: u, user: {token: two, client-key: k}}\n"
                         "- {name: v, user: {client-key: k}}\n",
                         &err),
                     0);
    assert_int_equal(add(&config, "/c/3", "current-context: c3\n", &err), 0);
    assert_string_equal(kubeconfig_user(&config, "u")->token, "one");
    assert_null(kubeconfig_user(&config, "u")->key_file);
    assert_string_equal(kubeconfig_user(&config, "v")->key_file, "/b/k");
    assert_string_equal(config.current_context, "c2");
}

static void a_relative_file_gives_absolute_paths(void **state)
{
    static const char text[] = "clusters: [{name: k, cluster: {certificate-authority: ca}}]\n";
    (void)state;
    CLEANUP_FREE char *here = getcwd(NULL, 0);
    CLEANUP_FREE char *bare = xasprintf("%s/ca", here);
    CLEANUP_FREE char *below = xasprintf("%s/x/ca", here);
    CLEANUP_KUBECONFIG struct kubeconfig first = {0};
    CLEANUP_KUBECONFIG struct kubeconfig second = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&first, "config", text, &err), 0);
    assert_string_equal(kubeconfig_cluster(&first, "k")->ca_file, bare);
    assert_int_equal(add(&second, "x/config", text, &err), 0);
    assert_string_equal(kubeconfig_cluster(&second, "k")->ca_file, below);
}

static void a_users_other_fields_are_taken(void **state)
{
    static const char text[] = "users:\n"
                               "- name: u\n"
                               "  user:\n"
                               "    username: a\n"
                               "    password: b\n"
                               "    auth-provider: {name: gcp}\n"
                               "    as: bob\n"
                               "    as-uid: '7'\n"
                               "    as-groups: [x, z]\n"
                               "    as-user-extra: {k: [v, w]}\n"
                               "    exec:\n"
                               "      apiVersion: client.authentication.k8s.io/v1\n"
                               "      command: bin/x\n"
                               "      args: [-a, 'two words']\n"
                               "      env: [{name: M, value: V}, {name: E}]\n"
                               "      interactiveMode: Never\n"
                               "      installHint: get it\n"
                               "      provideClusterInfo: true\n"
                               "- name: v\n"
                               "  user: {exec: {command: x}, auth-provider: {}, surprise: 1}\n"
                               "- name: w\n"
                               "  user: {username: '', exec: null}\n";
    (void)state;
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&config, "/etc/kube/f", text, &err), 0);
    const struct kube_user *user = kubeconfig_user(&config, "u");
    assert_string_equal(user->username, "a");
    assert_string_equal(user->password, "b");
    assert_string_equal(user->auth_provider, "gcp");
    assert_string_equal(user->as, "bob");
    assert_string_equal(user->as_uid, "7");
    assert_int_equal(user->as_groups.count, 2);
    assert_string_equal(user->as_groups.items[1], "z");
    assert_int_equal(user->as_extra.count, 2);
    assert_string_equal(user->as_extra.items[1].name, "k");
    assert_string_equal(user->as_extra.items[1].value, "w");
    assert_true(user->exec.present);
    assert_string_equal(user->exec.api_version, "client.authentication.k8s.io/v1");
    assert_string_equal(user->exec.command, "/etc/kube/bin/x");
    assert_int_equal(user->exec.args.count, 2);
    assert_string_equal(user->exec.args.items[1], "two words");
    assert_int_equal(user->exec.env.count, 2);
    assert_string_equal(user->exec.env.items[0].value, "V");
    assert_string_equal(user->exec.env.items[1].value, "");
    assert_string_equal(user->exec.interactive_mode, "Never");
    assert_string_equal(user->exec.install_hint, "get it");
    assert_true(user->exec.provide_cluster_info);
    user = kubeconfig_user(&config, "v");
    assert_string_equal(user->exec.command, "x");
    assert_string_equal(user->auth_provider, "");
    user = kubeconfig_user(&config, "w");
    assert_null(user->username);
    assert_false(user->exec.present);
}

static void a_clusters_other_fields_are_taken(void **state)
{
    static const char text[] =
        "clusters:\n"
        "- name: k\n"
        "  cluster:\n"
        "    proxy-url: http://p\n"
        "    disable-compression: true\n"
        "    extensions:\n"
        "    - {name: other, extension: {a: 0}}\n"
        "    - name: client.authentication.k8s.io/exec\n"
        "      extension: {n: 1, f: 1.5, t: yes, s: 'yes', z: ~, l: [a], o: 0x10, e: 1e999}\n";
    (void)state;
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&config, "f", text, &err), 0);
    const struct kube_cluster *cluster = kubeconfig_cluster(&config, "k");
    assert_string_equal(cluster->proxy_url, "http://p");
    assert_true(cluster->disable_compression);
    assert_string_equal(cluster->exec_config,
                        "{\"n\":1,\"f\":1.5,\"t\":true,\"s\":\"yes\",\"z\":null,"
                        "\"l\":[\"a\"],\"o\":\"0x10\",\"e\":\"1e999\"}");
}

static void the_first_document_counts_and_the_last_of_equal_keys(void **state)
{
    static const char text[] = "---\n"
                               "users: [{name: u, user: {token: a, token: b}}]\n"
                               "---\n"
                               "users: [\n";
    (void)state;
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&config, "f", text, &err), 0);
    assert_string_equal(kubeconfig_user(&config, "u")->token, "b");
}

static void what_is_no_kubeconfig_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"hello\n", "line 1, column 1: it is no kubeconfig: not a mapping"},
        {"- a\n", "line 1, column 1: it is no kubeconfig: not a mapping"},
        {"kind: Pod\napiVersion: v1\n", "no kind \"Pod\" is registered for version \"v1\""},
        {"kind: Config\napiVersion: v2\n", "no kind \"Config\" is registered for version \"v2\""},
        {"clusters: 3\n", "line 1, column 11: clusters is not a list"},
        {"users:\n- u\n", "line 2, column 3: an item of users is not a mapping"},
        {"users:\n- name: [a]\n", "line 2, column 9: name is not a text"},
        {"users:\n- name: a\n  user: b\n", "line 3, column 9: user is not a mapping"},
        {"users:\n- name: a\n- name: b\n- name: a\n",
         "line 4, column 3: user \"a\" is there twice"},
        {"users:\n- name: a\n  user: {token: [x]}\n", "line 3, column 17: token is not a text"},
        {"users:\n- name: a\n  user: {token: 12}\n", "line 3, column 17: token is not a text"},
        {"users:\n- name: a\n  user: {token: -1_0.5e+3}\n",
         "line 3, column 17: token is not a text"},
        {"users:\n- name: a\n  user: {token: true}\n", "line 3, column 17: token is not a text"},
        {"users:\n- name: a\n  user: {exec: x}\n", "line 3, column 16: exec is not a mapping"},
        {"users:\n- name: a\n  user: {exec: {args: x}}\n", "line 3, column 23: args is not a list"},
        {"users:\n- name: a\n  user: {exec: {args: [1]}}\n",
         "line 3, column 24: an item of args is not a text"},
        {"users:\n- name: a\n  user: {exec: {env: [{name: []}]}}\n",
         "line 3, column 23: an item of env is not a name and a value"},
        {"users:\n- name: a\n  user: {as-user-extra: [x]}\n",
         "line 3, column 25: as-user-extra is not a mapping"},
        {"users:\n- name: a\n  user: {as-user-extra: {x: z}}\n",
         "line 3, column 26: as-user-extra does not lead from names to lists"},
        {"users:\n- name: a\n  user: {auth-provider: x}\n",
         "line 3, column 25: auth-provider is not a mapping"},
        {"users:\n- name: a\n  user:\n    client-key-data: '!!!!'\n",
         "line 4, column 22: client-key-data: illegal base64 data"},
        {"clusters:\n- cluster: {insecure-skip-tls-verify: 'true'}\n",
         "line 2, column 39: insecure-skip-tls-verify is neither true nor false"},
        {"current-context: {}\n", "line 1, column 18: current-context is not a text"},
        {"clusters:\n- name: k\n cluster: x\n",
         "line 3, column 2: did not find expected key (while parsing a block mapping that begins "
         "at line 1, column 1)"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_KUBECONFIG struct kubeconfig config = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *message =
            xasprintf("error loading config file \"f\": %s", rows[i].message);

        assert_int_equal(add(&config, "f", rows[i].text, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, message);
    }
}

static void an_empty_file_is_an_empty_kubeconfig(void **state)
{
    (void)state;
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(add(&config, "f", "", &err), 0);
    assert_int_equal(add(&config, "f", "# nothing\n", &err), 0);
    assert_int_equal(add(&config, "f", HEAD, &err), 0);
    assert_int_equal(config.clusters.count, 0);
    assert_null(config.current_context);
}

// A home of its own: .kube/config names h, one and two name themselves.
static int make_home(void **state)
{
    char *home = xstrdup("/tmp/nsinfo-test-XXXXXX");

    assert_non_null(mkdtemp(home));
    CLEANUP_FREE char *kube = xasprintf("%s/.kube", home);
    assert_int_equal(mkdir(kube, 0700), 0);
    assert_int_equal(setenv("HOME", home, 1), 0);
    assert_int_equal(unsetenv("KUBECONFIG"), 0);
    static const char *const names[] = {".kube/config", "one", "two"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", home, names[i]);
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        fprintf(file, "current-context: %s\n", names[i]);
        assert_int_equal(fclose(file), 0);
    }
    *state = home;
    return 0;
}

static int remove_home(void **state)
{
    static const char *const names[] = {".kube/config", "one", "two", ".kube", ""};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", (char *)*state, names[i]);
        remove(path);
    }
    free(*state);
    return 0;
}

static void assert_loaded(const char *flag, const char *list, const char *current_context)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};

    if (list == NULL)
        unsetenv("KUBECONFIG");
    else
        setenv("KUBECONFIG", list, 1);
    assert_int_equal(kubeconfig_load(flag, &config, &err), 0);
    if (current_context == NULL)
        assert_null(config.current_context);
    else
        assert_string_equal(config.current_context, current_context);
}

static void the_flag_comes_before_the_variable_before_the_home(void **state)
{
    const char *home = *state;
    CLEANUP_FREE char *one = xasprintf("%s/one", home);
    CLEANUP_FREE char *two = xasprintf("%s/two", home);
    CLEANUP_FREE char *list = xasprintf(":%s/missing:%s:%s:%s", home, two, one, two);
    CLEANUP_FREE char *missing = xasprintf("%s/missing", home);

    assert_loaded(one, two, "one");
    assert_loaded(NULL, list, "two");
    assert_loaded(NULL, missing, NULL);
    assert_loaded(NULL, "", ".kube/config");
    assert_loaded("", NULL, ".kube/config");
    setenv("HOME", missing, 1);
    assert_loaded(NULL, NULL, NULL);
    unsetenv("HOME");
    assert_loaded(NULL, NULL, NULL);
    setenv("HOME", home, 1);
}

static void a_flag_without_its_file_and_a_folder_are_refused(void **state)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *folder_message =
        xasprintf("error loading config file \"%s\": read %s: is a directory", (char *)*state,
                  (char *)*state);

    assert_int_equal(kubeconfig_load("/nope", &config, &err), -1);
    assert_error(&err, ERROR_NOT_FOUND, "stat /nope: no such file or directory");
    assert_int_equal(kubeconfig_load(*state, &config, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, folder_message);
    setenv("KUBECONFIG", *state, 1);
    assert_int_equal(kubeconfig_load(NULL, &config, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, folder_message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_its_entries),
        cmocka_unit_test(the_first_file_wins_with_its_whole_entry),
        cmocka_unit_test(a_relative_file_gives_absolute_paths),
        cmocka_unit_test(a_users_other_fields_are_taken),
        cmocka_unit_test(a_clusters_other_fields_are_taken),
        cmocka_unit_test(the_first_document_counts_and_the_last_of_equal_keys),
        cmocka_unit_test(what_is_no_kubeconfig_is_refused_with_its_place),
        cmocka_unit_test(an_empty_file_is_an_empty_kubeconfig),
        cmocka_unit_test_setup_teardown(the_flag_comes_before_the_variable_before_the_home,
                                        make_home, remove_home),
        cmocka_unit_test_setup_teardown(a_flag_without_its_file_and_a_folder_are_refused, make_home,
                                        remove_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
