// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/question.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/pod/pod_report.h"

void questions_release(struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++) {
        free(questions->items[i].ids);
        error_release(&questions->items[i].error);
        report_release(&questions->items[i].report);
    }
    for (size_t i = 0; i < questions->node_count; i++)
        error_release(&questions->nodes[i].error);
    free(questions->items);
    free(questions->nodes);
    free(questions->pods);
    *questions = (struct questions){0};
}

static bool can_be_asked(const struct pod_container *container)
{
    CLEANUP_ERROR struct error unused = {0};
    struct container_ref ref;

    return container->phase == CONTAINER_RUNNING &&
           pod_container_ref(container, &ref, &unused) == 0;
}

size_t pod_ids(const struct pod *pod, const char **ret_ids)
{
    size_t count = 0;

    for (size_t i = 0; pod->node != NULL && i < pod->container_count; i++) {
        if (!can_be_asked(&pod->containers[i]))
            continue;
        if (ret_ids != NULL)
            ret_ids[count] = pod->containers[i].id;
        count++;
    }
    return count;
}

// By node, then by account; of one account in the pods' own order.
static int by_node(const void *a, const void *b)
{
    const struct pod_inquiry *left = *(struct pod_inquiry *const *)a;
    const struct pod_inquiry *right = *(struct pod_inquiry *const *)b;
    int order = strcmp(left->node, right->node);

    if (order == 0)
        order = strcmp(left->viewer->kube_namespace, right->viewer->kube_namespace);
    if (order == 0)
        order = left < right ? -1 : left > right;
    return order;
}

static struct pod_inquiry **sort(struct pod_inquiry *pods, size_t count, size_t *ret_count)
{
    struct pod_inquiry **sorted = xcalloc(count, sizeof(struct pod_inquiry *));

    *ret_count = 0;
    for (size_t i = 0; i < count; i++)
        if (pods[i].viewer != NULL && pods[i].id_count > 0)
            sorted[(*ret_count)++] = &pods[i];
    if (*ret_count > 0)
        qsort(sorted, *ret_count, sizeof(struct pod_inquiry *), by_node);
    return sorted;
}

static void add_ids(struct question *question, const struct pod_inquiry *pod)
{
    question->ids =
        xreallocarray(question->ids, question->id_count + pod->id_count, sizeof(const char *));
    for (size_t i = 0; i < pod->id_count; i++) {
        bool known = false;
        for (size_t k = 0; !known && k < question->id_count; k++)
            known = str_eq(question->ids[k], pod->ids[i]);
        if (!known)
            question->ids[question->id_count++] = pod->ids[i];
    }
}

// The pod begins a question of its own: it is of another node or account, or there is no room.
static bool begins_anew(const struct questions *questions, const struct pod_inquiry *pod)
{
    if (questions->count == 0)
        return true;
    const struct question *last = &questions->items[questions->count - 1];
    return !str_eq(questions->nodes[last->node].name, pod->node) || last->viewer != pod->viewer ||
           last->id_count + pod->id_count > LIMIT_IDS_PER_REQUEST;
}

static void begin(struct questions *questions, const struct pod_inquiry *pod, size_t index)
{
    if (questions->node_count == 0 ||
        !str_eq(questions->nodes[questions->node_count - 1].name, pod->node))
        questions->nodes[questions->node_count++].name = pod->node;
    questions->nodes[questions->node_count - 1].open++;
    questions->items[questions->count++] = (struct question){
        .node = questions->node_count - 1, .viewer = pod->viewer, .first_pod = index};
}

void questions_collect(struct pod_inquiry *pods, size_t count, struct questions *ret)
{
    size_t sorted_count = 0;
    struct questions questions = {.pods = sort(pods, count, &sorted_count)};

    // No more than one a pod: so that they stay where they are.
    questions.items = xcalloc(sorted_count, sizeof(*questions.items));
    questions.nodes = xcalloc(sorted_count, sizeof(*questions.nodes));
    for (size_t i = 0; i < sorted_count; i++) {
        struct pod_inquiry *pod = questions.pods[i];

        if (begins_anew(&questions, pod))
            begin(&questions, pod, i);
        struct question *question = &questions.items[questions.count - 1];
        question->pod_count++;
        add_ids(question, pod);
        pod->question = question;
    }
    *ret = questions;
}
