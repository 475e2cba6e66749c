// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_list.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/pod/pod_decode.h"

void pod_list_release(struct pod_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        pod_release(&list->items[i]);
    free(list->items);
    *list = (struct pod_list){0};
}

void pod_list_add(struct pod_list *list, struct pod *pod)
{
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = *pod;
    *pod = (struct pod){0};
}

void pod_list_move(struct pod_list *list, struct pod_list *from)
{
    if (list->count == 0) {
        pod_list_release(list);
        *list = *from;
        *from = (struct pod_list){0};
        return;
    }
    for (size_t i = 0; i < from->count; i++)
        pod_list_add(list, &from->items[i]);
    pod_list_release(from);
}

int pod_list_decode(const json_t *json, struct pod_list *ret, struct error *err)
{
    CLEANUP_POD_LIST struct pod_list list = {0};
    const json_t *items = NULL;

    if (json_get_array(json, "items", &items, err) < 0)
        return error_wrap(err, "the API server's reply is not a list of pods");
    for (size_t i = 0; i < json_array_size(items); i++) {
        struct pod pod = {0};
        if (pod_decode(json_array_get(items, i), &pod, err) < 0)
            return -1;
        pod_list_add(&list, &pod);
    }
    *ret = list;
    list = (struct pod_list){0};
    return 0;
}
