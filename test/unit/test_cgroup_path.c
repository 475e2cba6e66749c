// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "node-agent/proc/proc_cgroup.h"
#include "node-agent/resolve/cgroup_path.h"
#include "test/unit/unit.h"

#define ID      "5d1c7a2f9be04c1d8e3f60a7b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6"
#define OTHER   "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
#define POD     "7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f"
#define STATIC  "0123456789abcdef0123456789abcdef"
#define UNKNOWN ""

#define OUTER_POD "11111111-2222-4333-8444-555555555555"

// The files of test/fixtures/cgroup are /proc/PID/cgroup as each kind of node shows it.
static const struct {
    const char *file;
    const char *id;      // the container that the process belongs to; NULL: none
    const char *runtime; // of that container
    const char *pod_uid; // NULL: none
    const char *also;    // another container's ID in the path
} forms[] = {
    {"cgroupfs-guaranteed-v1", ID, UNKNOWN, POD, NULL},
    {"cgroupfs-burstable-v2", ID, UNKNOWN, POD, NULL},
    {"cgroupfs-besteffort-hybrid", ID, UNKNOWN, POD, NULL},
    {"cgroupfs-static-pod-v1", ID, UNKNOWN, STATIC, NULL},
    {"crio-cgroupfs-v1", ID, "cri-o", POD, NULL},
    {"crio-cgroupfs-conmon-v1", NULL, NULL, POD, NULL},
    {"systemd-containerd-v2", ID, "containerd", POD, NULL},
    {"systemd-containerd-v1", ID, "containerd", POD, NULL},
    {"systemd-containerd-guaranteed-hybrid", ID, "containerd", POD, NULL},
    {"systemd-containerd-static-pod-v2", ID, "containerd", STATIC, NULL},
    {"systemd-docker-v2", ID, "docker", POD, NULL},
    {"systemd-crio-v2", ID, "cri-o", POD, NULL},
    {"systemd-crio-crun-v2", ID, "cri-o", POD, NULL},
    {"systemd-crio-conmon-v2", NULL, NULL, POD, NULL},
    {"driver-mismatch-v2", ID, "containerd", POD, NULL},
    {"driver-mismatch-v1", ID, "containerd", POD, NULL},
    {"docker-cgroupfs-v1", ID, "docker", NULL, NULL},
    {"docker-systemd-v2", ID, "docker", NULL, NULL},
    {"podman-systemd-v2", ID, "podman", NULL, NULL},
    {"podman-crun-v2", ID, "podman", NULL, NULL},
    {"podman-payload-v2", ID, "podman", NULL, NULL},
    {"podman-conmon-v2", NULL, NULL, NULL, NULL},
    {"podman-pod-v2", ID, "podman", NULL, NULL},
    {"podman-pod-conmon-v2", NULL, NULL, NULL, NULL},
    {"kind-v2", ID, "containerd", POD, NULL},
    {"kind-on-the-host-v2", ID, "containerd", POD, OTHER},
    {"kind-old-v1", ID, UNKNOWN, POD, NULL},
    {"minikube-in-docker-v1", ID, "docker", POD, OTHER},
    {"minikube-in-docker-cgroupfs-v1", ID, UNKNOWN, POD, OTHER},
    {"docker-inside-a-pod-v1", ID, UNKNOWN, POD, OTHER},
    {"docker-inside-a-pod-v2", ID, "containerd", POD, OTHER},
    {"leaf-below-v2", ID, "containerd", POD, NULL},
    {"leaf-below-cgroupfs-v2", ID, UNKNOWN, POD, NULL},
    {"private-cgroup-namespace-v2", ID, "containerd", POD, NULL},
    {"private-cgroup-namespace-sibling-v2", ID, "containerd", NULL, NULL},
    {"v1-systemd-is-the-root", ID, UNKNOWN, POD, NULL},
    {"v1-without-systemd", ID, UNKNOWN, POD, NULL},
    {"hybrid-only-v2-has-it", ID, UNKNOWN, POD, NULL},
    {"host-service-v2", NULL, NULL, NULL, NULL},
    {"host-session-v1", NULL, NULL, NULL, NULL},
    {"root-v2", NULL, NULL, NULL, NULL},
    {"pod-without-container-v2", NULL, NULL, POD, NULL},
    {"a-longer-id-v2", NULL, NULL, NULL, NULL},
    {"a-shorter-id-v2", NULL, NULL, NULL, NULL},
    {"an-upper-case-id-v2", NULL, NULL, NULL, NULL},
};

// The path that the process of a fixture has; the caller frees it.
static char *read_path(const char *file)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_FREE char *name = xasprintf("%s/cgroup/%s", NSINFO_FIXTURES, file);

    assert_int_equal(file_read_at(AT_FDCWD, name, &text), 0);
    return xstrdup(proc_cgroup_choose(text.data));
}

static bool has_id(const char *path, const char *id)
{
    struct cgroup_id found = {0};

    for (const char *cursor = path; cgroup_path_next(path, &cursor, &found);)
        if (strncmp(found.at, id, CONTAINER_ID_LEN) == 0)
            return true;
    return false;
}

static void every_form_of_path_resolves(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        CLEANUP_FREE char *path = read_path(forms[i].file);
        struct cgroup_id owner = {0};

        print_message("# %s\n", forms[i].file);
        assert_int_equal(cgroup_path_owner(path, &owner), forms[i].id != NULL);
        assert_int_equal(has_id(path, ID), forms[i].id != NULL);
        assert_int_equal(has_id(path, OTHER), forms[i].also != NULL);
        if (forms[i].id == NULL)
            continue;
        assert_memory_equal(owner.at, forms[i].id, CONTAINER_ID_LEN);
        assert_string_equal(owner.runtime, forms[i].runtime);
    }
}

static void every_form_of_path_names_its_pod(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        CLEANUP_FREE char *path = read_path(forms[i].file);
        char pod_uid[POD_UID_LEN + 1] = "";

        print_message("# %s\n", forms[i].file);
        assert_int_equal(cgroup_path_pod_uid(path, ID, pod_uid), forms[i].pod_uid != NULL);
        assert_string_equal(pod_uid, forms[i].pod_uid == NULL ? "" : forms[i].pod_uid);
    }
}

static void an_id_is_a_whole_word(void **state ATTR_UNUSED)
{
    static const struct {
        const char *path;
        bool found;
    } rows[] = {
        {ID, true},
        {"/" ID, true},
        {"/x-" ID ".scope", true},
        {"/x_" ID "_y", true},
        {"/x" ID, false},
        {"/" ID "x", false},
        {"/" ID ID, false},
        {"/0" ID, false},
        {"/" ID "Z", false},
        {"/" ID "-" ID, true},
        {"/docker/" ID " (deleted)", true},
        {"", false},
        {"///", false},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(has_id(rows[i].path, ID), rows[i].found);
}

static void a_pod_uid_is_taken_only_behind_pod(void **state ATTR_UNUSED)
{
    static const char *const none[] = {
        "/kubepods/" POD "/" ID,
        "/xpod" POD "/" ID,
        "/pod" POD "0/" ID,
        "/pod/" POD,
        "/pod" STATIC "0/" ID,
        "/pod",
        "/kubepods",
        "/pod7032289f-3a4b",
        "/pod7032289F-3a4b-4c5d-8e9f-0a1b2c3d4e5f/x",
    };
    char pod_uid[POD_UID_LEN + 1];

    for (size_t i = 0; i < ARRAY_SIZE(none); i++)
        assert_false(cgroup_path_pod_uid(none[i], ID, pod_uid));
    assert_true(cgroup_path_pod_uid("/pods/podium/pod" STATIC, ID, pod_uid));
    assert_string_equal(pod_uid, STATIC);
}

static void each_container_of_a_pod_inside_a_pod_has_its_own(void **state ATTR_UNUSED)
{
    CLEANUP_FREE char *path = read_path("pod-inside-a-pod-v2");
    char pod_uid[POD_UID_LEN + 1] = "";

    assert_true(cgroup_path_pod_uid(path, ID, pod_uid));
    assert_string_equal(pod_uid, POD);
    assert_true(cgroup_path_pod_uid(path, OTHER, pod_uid));
    assert_string_equal(pod_uid, OUTER_POD);
}

static void a_container_beside_its_monitor_is_found(void **state ATTR_UNUSED)
{
    const char *path = "/docker/" OTHER "/x.slice/crio-conmon-" ID ".scope";
    struct cgroup_id owner = {0};

    assert_true(cgroup_path_owner(path, &owner));
    assert_memory_equal(owner.at, OTHER, CONTAINER_ID_LEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_path_resolves),
        cmocka_unit_test(every_form_of_path_names_its_pod),
        cmocka_unit_test(an_id_is_a_whole_word),
        cmocka_unit_test(a_pod_uid_is_taken_only_behind_pod),
        cmocka_unit_test(each_container_of_a_pod_inside_a_pod_has_its_own),
        cmocka_unit_test(a_container_beside_its_monitor_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
