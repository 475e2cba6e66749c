// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/pod/pod_decode.h"
#include "kubectl-nsinfo/pod/pod_list.h"
#include "kubectl-nsinfo/pod/pod_owner.h"
#include "kubectl-nsinfo/pod/pod_progress.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "test/fuzz/fuzz.h"

static void check_container(const struct pod *pod, const struct pod_container *container)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_ERROR struct error err = {0};
    struct container_ref ref = {0};

    container_add_name(container, &text);
    fuzz_check(container_is_called(container, strbuf_text(&text)));
    container_add_state(pod, container, &text);
    fuzz_check(pod_find_container(pod, container->name) != NULL);
    fuzz_check_error(pod_container_ref(container, &ref, &err), &err);
}

static void check_pod(const struct pod *pod)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    enum pod_progress progress = pod_progress(pod, &text);

    fuzz_check(progress == POD_STARTED || progress == POD_STARTING || progress == POD_STUCK);
    pod_add_state(pod, &text);
    fuzz_check(pod->name != NULL);
    (void)pod_is_stale(pod, pod);
    for (size_t i = 0; i < pod->container_count; i++)
        check_container(pod, &pod->containers[i]);
}

// What pod_decode() has no wish for makes no difference to it. Names are compared as they are
// written: so with an escape in one it may.
static void check_pruned(const char *text, size_t len, int rc_of_whole)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_POD struct pod pod = {0};

    fuzz_check(json_parse_pruned(text, len, pod_wishes, &json, &err) == 0);
    int rc = pod_decode(json, &pod, &err);
    fuzz_check(rc == rc_of_whole || memchr(text, '\\', len) != NULL);
}

static void check_selector(const json_t *json, const char *resource)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *selector = NULL;
    int rc = pod_owner_selector(pod_owner_find(resource), json, &selector, &err);

    fuzz_check_error(rc, &err);
    fuzz_check(rc < 0 || selector[0] != '\0');
    (void)pod_owner_has_made("x", json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ERROR struct error not_json = {0};
    CLEANUP_ERROR struct error no_pod = {0};
    CLEANUP_ERROR struct error no_list = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_POD struct pod pod = {0};
    CLEANUP_POD_LIST struct pod_list list = {0};

    if (json_parse((const char *)data, size, &json, &not_json) < 0)
        return 0;
    int rc = pod_decode(json, &pod, &no_pod);
    fuzz_check_error(rc, &no_pod);
    if (rc == 0)
        check_pod(&pod);
    check_pruned((const char *)data, size, rc);
    check_selector(json, "deploy");
    check_selector(json, "svc");
    fuzz_check_error(pod_list_decode(json, &list, &no_list), &no_list);
    for (size_t i = 0; i < list.count; i++)
        check_pod(&list.items[i]);
    return 0;
}
