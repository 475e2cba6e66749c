// SPDX-License-Identifier: Apache-2.0
#include "common/model/node_setup.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "common/model/limits.h"

void node_setup_release(struct node_setup *setup)
{
    for (size_t i = 0; i < setup->layout_count; i++) {
        free(setup->layouts[i].runtime);
        free(setup->layouts[i].driver);
    }
    free(setup->layouts);
    free(setup->hidepid);
    free(setup->security_label);
    free(setup->cgroup_version);
    free(setup->node_unreadable);
    free(setup->reason);
    *setup = (struct node_setup){0};
}

static struct setup_layout *get_layout(struct node_setup *setup, const char *runtime,
                                       const char *driver)
{
    for (size_t i = 0; i < setup->layout_count; i++)
        if (str_eq(setup->layouts[i].runtime, runtime) && str_eq(setup->layouts[i].driver, driver))
            return &setup->layouts[i];
    setup->layouts =
        xreallocarray(setup->layouts, setup->layout_count + 1, sizeof(*setup->layouts));
    struct setup_layout *layout = &setup->layouts[setup->layout_count++];
    *layout = (struct setup_layout){.runtime = xstrdup(runtime), .driver = xstrdup(driver)};
    return layout;
}

void node_setup_count(struct node_setup *setup, const char *runtime, const char *driver)
{
    get_layout(setup, runtime, driver)->containers++;
}

static void put_answer(json_t *object, const char *key, enum setup_answer answer)
{
    if (answer != SETUP_UNKNOWN)
        json_object_set_new(object, key, json_boolean(answer == SETUP_YES));
}

static json_t *layouts_to_json(const struct node_setup *setup)
{
    json_t *array = json_array();

    for (size_t i = 0; i < setup->layout_count; i++) {
        json_t *layout = json_object();
        json_put_text(layout, "runtime", setup->layouts[i].runtime);
        json_put_text(layout, "cgroupDriver", setup->layouts[i].driver);
        json_put_u64(layout, "containers", setup->layouts[i].containers);
        json_array_append_new(array, layout);
    }
    return array;
}

json_t *node_setup_to_json(const struct node_setup *setup)
{
    json_t *proc = json_object();
    json_t *namespaces = json_object();
    json_t *object = json_object();

    put_answer(proc, "ofOwnPidNamespace", setup->own_proc);
    put_answer(proc, "ofInitialPidNamespace", setup->initial_proc);
    json_put_text(proc, "hidepid", setup->hidepid);
    json_put_text(namespaces, "nodeError", setup->node_unreadable);
    json_put_u64(namespaces, "containers", setup->containers);
    json_put_u64(namespaces, "unreadable", setup->unreadable);
    json_put_text(namespaces, "error", setup->reason);
    json_object_set_new(object, "proc", proc);
    json_put_text(object, "securityLabel", setup->security_label);
    put_answer(object, "mayPtrace", setup->may_ptrace);
    json_put_text(object, "cgroupVersion", setup->cgroup_version);
    json_object_set_new(object, "namespaces", namespaces);
    json_object_set_new(object, "layouts", layouts_to_json(setup));
    return object;
}

static int get_copy(const json_t *object, const char *key, char **ret, struct error *err)
{
    const char *text = NULL;

    if (json_get_text(object, key, &text, err) < 0)
        return -1;
    *ret = xstrdup(text);
    return 0;
}

static int get_answer(const json_t *object, const char *key, enum setup_answer *ret,
                      struct error *err)
{
    const json_t *value = json_object_get(object, key);
    bool yes = false;

    if (json_get_bool(object, key, &yes, err) < 0)
        return -1;
    if (value != NULL && !json_is_null(value))
        *ret = yes ? SETUP_YES : SETUP_NO;
    return 0;
}

static int get_proc(const json_t *json, struct node_setup *setup, struct error *err)
{
    const json_t *proc = NULL;

    if (json_get_object(json, "proc", &proc, err) < 0)
        return -1;
    if (proc == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"proc\" is missing");
    if (get_answer(proc, "ofOwnPidNamespace", &setup->own_proc, err) < 0 ||
        get_answer(proc, "ofInitialPidNamespace", &setup->initial_proc, err) < 0 ||
        get_copy(proc, "hidepid", &setup->hidepid, err) < 0)
        return error_wrap(err, "proc");
    return 0;
}

static int get_namespaces(const json_t *json, struct node_setup *setup, struct error *err)
{
    const json_t *namespaces = NULL;

    if (json_get_object(json, "namespaces", &namespaces, err) < 0)
        return -1;
    if (namespaces == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"namespaces\" is missing");
    if (get_copy(namespaces, "nodeError", &setup->node_unreadable, err) < 0 ||
        json_get_u64(namespaces, "containers", &setup->containers, err) < 0 ||
        json_get_u64(namespaces, "unreadable", &setup->unreadable, err) < 0 ||
        get_copy(namespaces, "error", &setup->reason, err) < 0)
        return error_wrap(err, "namespaces");
    return 0;
}

static int get_layouts(const json_t *json, struct node_setup *setup, struct error *err)
{
    const json_t *array = NULL;

    if (json_get_array(json, "layouts", &array, err) < 0)
        return -1;
    if (json_array_size(array) > LIMIT_SETUP_LAYOUTS_COUNT)
        return error_set(err, ERROR_TOO_LARGE, "more than %d layouts", LIMIT_SETUP_LAYOUTS_COUNT);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        const char *runtime = NULL;
        const char *driver = NULL;
        uint64_t containers = 0;

        if (json_get_text(item, "runtime", &runtime, err) < 0 ||
            json_get_text(item, "cgroupDriver", &driver, err) < 0 ||
            json_get_u64(item, "containers", &containers, err) < 0)
            return error_wrap(err, "layouts");
        if (driver == NULL)
            return error_set(err, ERROR_BAD_REPLY, "layouts: field \"cgroupDriver\" is missing");
        get_layout(setup, runtime, driver)->containers += containers;
    }
    return 0;
}

int node_setup_from_json(const json_t *json, struct node_setup *ret, struct error *err)
{
    CLEANUP_NODE_SETUP struct node_setup setup = {0};

    if (get_proc(json, &setup, err) < 0 || get_namespaces(json, &setup, err) < 0 ||
        get_layouts(json, &setup, err) < 0 ||
        get_copy(json, "securityLabel", &setup.security_label, err) < 0 ||
        get_answer(json, "mayPtrace", &setup.may_ptrace, err) < 0 ||
        get_copy(json, "cgroupVersion", &setup.cgroup_version, err) < 0)
        return -1;
    *ret = setup;
    setup = (struct node_setup){0};
    return 0;
}
