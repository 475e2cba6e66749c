// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "node-agent/access/node_pods.h"
#include "test/unit/unit.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define D "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"

// JSON with ' in the place of ".
static struct node_pods *parse(const char *items, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    struct node_pods *pods = NULL;

    strbuf_add_format(&text, "{'kind':'PodList','items':%s}", items);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\'')
            text.data[i] = '"';
    return node_pods_parse(text.data, text.len, 7, &pods, err) < 0 ? NULL : pods;
}

static void assert_claim(const struct node_pods *pods, const char *id, const char *expected)
{
    const struct pod_claim *claim = node_pods_find(pods, id);
    CLEANUP_STRBUF struct strbuf text = {0};

    if (claim != NULL)
        strbuf_add_format(&text, "%s/%s/%s", claim->kube_namespace, claim->pod, claim->container);
    assert_string_equal(strbuf_text(&text), expected);
}

static void knows_the_pod_of_every_kind_of_container(void **state ATTR_UNUSED)
{
    static const char items[] =
        "[{'metadata':{'name':'web','namespace':'team-a'},'status':{"
        "'initContainerStatuses':[{'name':'setup','containerID':'containerd://" C "'}],"
        "'containerStatuses':[{'name':'nginx','containerID':'containerd://" A "'},{'name':'w'}],"
        "'ephemeralContainerStatuses':[{'name':'debug','containerID':'containerd://" B "'}]}},"
        "{'metadata':{'name':'etcd-node-a','namespace':'kube-system'},'status':{"
        "'containerStatuses':[{'name':'etcd','containerID':'docker://" D "'}]}},"
        "{'metadata':{'name':'pending','namespace':'team-b'},'status':{'phase':'Pending'}}]";
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_NODE_PODS struct node_pods *pods = parse(items, &err);
    size_t count = 0;

    assert_non_null(pods);
    assert_claim(pods, A, "team-a/web/nginx");
    assert_claim(pods, B, "team-a/web/debug");
    assert_claim(pods, C, "team-a/web/setup");
    assert_claim(pods, D, "kube-system/etcd-node-a/etcd");
    assert_claim(pods, "0000000000000000000000000000000000000000000000000000000000000000", "");
    const struct pod_claim *claims = node_pods_claims(pods, &count);
    assert_int_equal(count, 4);
    assert_string_equal(claims[3].ref.runtime, "docker");
    assert_int_equal(node_pods_begun_us(pods), 7);
}

static void what_two_pods_claim_is_neither_s(void **state ATTR_UNUSED)
{
    static const char items[] =
        "[{'metadata':{'name':'web','namespace':'team-a'},'status':{"
        "'containerStatuses':[{'name':'x','containerID':'containerd://" A "'}]}},"
        "{'metadata':{'name':'thief','namespace':'team-b'},'status':{"
        "'containerStatuses':[{'name':'y','containerID':'docker://" A "'},"
        "{'name':'z','containerID':'docker://" B "'}]}}]";
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_NODE_PODS struct node_pods *pods = parse(items, &err);

    assert_non_null(pods);
    assert_claim(pods, A, "");
    assert_claim(pods, B, "team-b/thief/z");
}

static void a_node_without_pods_claims_nothing(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_NODE_PODS struct node_pods *pods = parse("[]", &err);

    assert_non_null(pods);
    assert_claim(pods, A, "");
}

static void an_id_that_is_none_is_passed_over(void **state ATTR_UNUSED)
{
    static const char items[] = "[{'metadata':{'name':'p','namespace':'a'},'status':{"
                                "'containerStatuses':[{'name':'x','containerID':'docker://1'},"
                                "{'name':'y','containerID':''},{'name':'z','containerID':null}]}}]";
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_NODE_PODS struct node_pods *pods = parse(items, &err);
    size_t count = 1;

    assert_non_null(pods);
    assert_null(node_pods_claims(pods, &count));
    assert_int_equal(count, 0);
}

static void what_is_no_list_of_pods_is_an_error(void **state ATTR_UNUSED)
{
    static const struct {
        const char *items;
        const char *message;
    } rows[] = {
        {"{}", "the list of the node's pods: not a list"},
        {"[{'metadata':{'name':'x'}}]",
         "the list of the node's pods: a pod without a name or a namespace"},
        {"[7]", "the list of the node's pods: not an object that may have \"metadata\""},
        {"[{'metadata':{'name':'x','namespace':'a'},'status':{'containerStatuses':{}}}]",
         "the list of the node's pods: field \"containerStatuses\": not a list"},
        {"[{'metadata':{'name':'x','namespace':'a'},'status':{'containerStatuses':[{'name':7}]}}]",
         "the list of the node's pods: field \"containerStatuses\": field \"name\": not a string"},
        {"[{'metadata':{'name':'x','namespace':'a\\u0000b'}}]",
         "the list of the node's pods: field \"namespace\": not a string"},
        {"null", "the list of the node's pods: field \"items\" is missing"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};

        assert_null(parse(rows[i].items, &err));
        assert_error(&err, ERROR_BAD_REPLY, rows[i].message);
    }
}

static void lives_until_the_last_holder_puts_it_back(void **state ATTR_UNUSED)
{
    static const char items[] =
        "[{'metadata':{'name':'p','namespace':'a'},'status':{"
        "'containerStatuses':[{'name':'x','containerID':'docker://" A "'}]}}]";
    CLEANUP_ERROR struct error err = {0};
    struct node_pods *first = parse(items, &err);
    CLEANUP_NODE_PODS struct node_pods *second = node_pods_take(first);

    node_pods_put(&first);
    assert_null(first);
    assert_claim(second, A, "a/p/x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_pod_of_every_kind_of_container),
        cmocka_unit_test(what_two_pods_claim_is_neither_s),
        cmocka_unit_test(a_node_without_pods_claims_nothing),
        cmocka_unit_test(an_id_that_is_none_is_passed_over),
        cmocka_unit_test(what_is_no_list_of_pods_is_an_error),
        cmocka_unit_test(lives_until_the_last_holder_puts_it_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
