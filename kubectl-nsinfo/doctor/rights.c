// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/doctor/rights.h"

#include "common/base/strbuf.h"
#include "common/base/text.h"

#define APPS           "apps"
#define BATCH          "batch"
#define AUTHENTICATION "authentication.k8s.io"
#define AUTHORIZATION  "authorization.k8s.io"

const struct right rights[] = {
    {.check = CHECK_LOOK_UP_PODS,
     .if_not = CHECK_BROKEN,
     .source = "ClusterRole \"nsinfo-user\", or \"view\"",
     .questions = {{"get", "", "pods", NULL, NULL, PLACE_PODS},
                   {"list", "", "pods", NULL, NULL, PLACE_PODS}}},
    {.check = CHECK_LOOK_UP_OWNERS,
     .if_not = CHECK_WARNING,
     .source = "ClusterRole \"view\"",
     .questions = {{"get", APPS, "deployments", NULL, NULL, PLACE_PODS},
                   {"get", APPS, "statefulsets", NULL, NULL, PLACE_PODS},
                   {"get", APPS, "daemonsets", NULL, NULL, PLACE_PODS},
                   {"get", APPS, "replicasets", NULL, NULL, PLACE_PODS},
                   {"get", "", "replicationcontrollers", NULL, NULL, PLACE_PODS},
                   {"get", BATCH, "jobs", NULL, NULL, PLACE_PODS},
                   {"get", "", "services", NULL, NULL, PLACE_PODS},
                   {"get", BATCH, "cronjobs", NULL, NULL, PLACE_PODS},
                   {"list", BATCH, "jobs", NULL, NULL, PLACE_PODS}}},
    {.check = CHECK_APPLY_PODS,
     .if_not = CHECK_WARNING,
     .source = "ClusterRole \"edit\"",
     .questions = {{"patch", "", "pods", NULL, NULL, PLACE_PODS},
                   {"create", "", "pods", NULL, NULL, PLACE_PODS}}},
    {.check = CHECK_REACH_AGENTS,
     .if_not = CHECK_BROKEN,
     .source = "Role \"nsinfo-user\" there",
     .questions = {{"list", "", "pods", NULL, NULL, PLACE_AGENTS},
                   {"get", "", "pods", "proxy", NULL, PLACE_AGENTS}}},
    {.check = CHECK_HAVE_TOKENS,
     .any = true,
     .if_not = CHECK_BROKEN,
     .source = "Role \"nsinfo-cluster-viewer\" there, or that of a team",
     .questions = {{"create", "", "serviceaccounts", "token", "nsinfo-viewer", PLACE_AGENTS},
                   {"create", "", "serviceaccounts", "token", "nsinfo-viewer", PLACE_PODS}}},
    {.check = CHECK_AGENT_REVIEWS_TOKENS,
     .holder = HOLDER_AGENT,
     .if_not = CHECK_BROKEN,
     .source = "ClusterRole \"nsinfo-agent\"",
     .questions = {{"create", AUTHENTICATION, "tokenreviews", NULL, NULL, PLACE_CLUSTER}}},
    {.check = CHECK_AGENT_REVIEWS_ACCESS,
     .holder = HOLDER_AGENT,
     .if_not = CHECK_BROKEN,
     .source = "ClusterRole \"nsinfo-agent\"",
     .questions = {{"create", AUTHORIZATION, "subjectaccessreviews", NULL, NULL, PLACE_CLUSTER},
                   {"create", AUTHORIZATION, "selfsubjectaccessreviews", NULL, NULL,
                    PLACE_CLUSTER}}},
    {.check = CHECK_AGENT_LISTS_PODS,
     .holder = HOLDER_AGENT,
     .if_not = CHECK_BROKEN,
     .source = "ClusterRole \"nsinfo-agent\"",
     .questions = {{"list", "", "pods", NULL, NULL, PLACE_CLUSTER}}},
    {.check = CHECK_VIEWER_SEES_PODS,
     .holder = HOLDER_VIEWER,
     .if_not = CHECK_BROKEN,
     .source = "ClusterRole \"nsinfo-viewer\"",
     .questions = {{"get", "", "pods", "nsinfo", NULL, PLACE_CLUSTER}}},
    {.check = CHECK_VIEWER_SEES_NODES,
     .holder = HOLDER_VIEWER,
     .if_not = CHECK_BROKEN,
     .source = "ClusterRole \"nsinfo-viewer\"",
     .questions = {{"get", "", "nodes", "nsinfo", NULL, PLACE_CLUSTER}}},
};
const size_t right_count = ARRAY_SIZE(rights);

const char *right_kube_namespace(const struct access_question *question,
                                 const struct right_places *places)
{
    switch (question->place) {
    case PLACE_PODS:
        return places->pods;
    case PLACE_AGENTS:
        return places->agents;
    case PLACE_CLUSTER:
        break;
    }
    return NULL;
}

// "get pods/proxy in namespace \"nsinfo-system\"", after the places of those before it.
static void add_question(const struct access_question *question,
                         const struct access_question *before, bool first, struct strbuf *text)
{
    bool same_verb = before != NULL && str_eq(before->verb, question->verb);

    strbuf_add_text(text, first ? "" : ", ");
    if (!same_verb)
        strbuf_add_format(text, "%s ", question->verb);
    strbuf_add_text(text, question->resource);
    if (question->group[0] != '\0')
        strbuf_add_format(text, ".%s", question->group);
    if (question->subresource != NULL)
        strbuf_add_format(text, "/%s", question->subresource);
    if (question->name != NULL)
        strbuf_add_format(text, " of \"%s\"", question->name);
}

static void add_place(const struct access_question *question, const struct right_places *places,
                      struct strbuf *text)
{
    const char *kube_namespace = right_kube_namespace(question, places);

    if (kube_namespace == NULL)
        strbuf_add_text(text, " at the cluster scope");
    else
        strbuf_add_format(text, " in namespace \"%s\"", kube_namespace);
}

// The questions with that answer. Those of one right that all have to be answered with yes are
// about one place; of those of which one is enough, the first yes is what counts.
static size_t add_answered(const struct right *right, const struct right_places *places,
                           const enum right_answer *answers, enum right_answer wanted,
                           struct strbuf *text)
{
    const struct access_question *before = NULL;
    size_t count = 0;

    for (size_t i = 0; right->questions[i].verb != NULL; i++) {
        const struct access_question *question = &right->questions[i];
        if (answers[i] != wanted || (right->any && wanted == ANSWER_YES && count > 0))
            continue;
        if (right->any && count > 0)
            add_place(before, places, text);
        add_question(question, right->any ? NULL : before, count++ == 0, text);
        before = question;
    }
    if (before != NULL)
        add_place(before, places, text);
    return count;
}

static const char *holder_name(enum right_holder holder)
{
    static const char *const names[] = {
        [HOLDER_USER] = "you",
        [HOLDER_AGENT] = "account \"nsinfo-agent\"",
        [HOLDER_VIEWER] = "account \"nsinfo-viewer\"",
    };

    return names[holder];
}

static void add_denied(const struct right *right, const struct right_places *places,
                       const enum right_answer *answers, struct diagnosis *diagnosis)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    add_answered(right, places, answers, ANSWER_NO, &text);
    diagnosis_add(diagnosis, right->check, NULL, right->if_not, "%s may not %s",
                  holder_name(right->holder), strbuf_text(&text));
    if (right->holder == HOLDER_USER)
        diagnosis_advise(diagnosis, "have an administrator bind %s to you%s", right->source,
                         right->if_not == CHECK_WARNING ? ", if you need it" : "");
    else
        diagnosis_advise(diagnosis,
                         "have an administrator run '%s': %s and its "
                         "ClusterRoleBinding give it",
                         diagnosis->deploy, right->source);
}

static size_t count_answers(const struct right *right, const enum right_answer *answers,
                            enum right_answer wanted)
{
    size_t count = 0;

    for (size_t i = 0; right->questions[i].verb != NULL; i++)
        count += answers[i] == wanted;
    return count;
}

void right_judge(const struct right *right, const struct right_places *places,
                 const enum right_answer *answers, const struct error *why,
                 struct diagnosis *diagnosis)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    size_t yes = count_answers(right, answers, ANSWER_YES);
    size_t no = count_answers(right, answers, ANSWER_NO);
    size_t unknown = count_answers(right, answers, ANSWER_UNKNOWN);

    if (yes > 0 && (right->any || no + unknown == 0)) {
        add_answered(right, places, answers, ANSWER_YES, &text);
        diagnosis_add(diagnosis, right->check, NULL, CHECK_OK, "%s may %s",
                      holder_name(right->holder), strbuf_text(&text));
    } else if (no > 0 && (!right->any || unknown == 0)) {
        add_denied(right, places, answers, diagnosis);
    } else if (why != NULL) {
        diagnosis_add_error(diagnosis, right->check, NULL, CHECK_UNKNOWN, why);
    } else {
        diagnosis_add(diagnosis, right->check, NULL, CHECK_UNKNOWN, "nobody could say");
    }
}
