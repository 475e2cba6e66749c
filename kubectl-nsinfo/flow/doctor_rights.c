// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/token.h"
#include "kubectl-nsinfo/flow/doctor_calls.h"
#include "kubectl-nsinfo/flow/doctor_stages.h"

static const char AGENT_ACCOUNT[] = "nsinfo-agent"; // deploy/nsinfo-agent.yaml's

static const char REVIEWS_PATH[] = "/apis/authorization.k8s.io/v1/";

static json_t *attributes_new(const struct access_question *question,
                              const struct right_places *places)
{
    json_t *attributes = json_object();

    json_put_text(attributes, "namespace", right_kube_namespace(question, places));
    json_put_text(attributes, "verb", question->verb);
    json_put_text(attributes, "group", question->group);
    json_put_text(attributes, "resource", question->resource);
    json_put_text(attributes, "subresource", question->subresource);
    json_put_text(attributes, "name", question->name);
    return attributes;
}

// The account that the DaemonSet's pods really have.
static const char *agent_account(const struct doctor *doctor)
{
    const json_t *spec = json_object_get(doctor->daemon_set, "spec");
    const json_t *pod = json_object_get(json_object_get(spec, "template"), "spec");
    const char *name = json_string_value(json_object_get(pod, "serviceAccountName"));

    return name == NULL ? AGENT_ACCOUNT : name;
}

// The API server's names for an account, and for the groups that it is in (k8s.io/apiserver
// pkg/authentication/serviceaccount).
static void put_account(json_t *spec, const char *kube_namespace, const char *account)
{
    CLEANUP_FREE char *user = xasprintf("system:serviceaccount:%s:%s", kube_namespace, account);
    CLEANUP_FREE char *group = xasprintf("system:serviceaccounts:%s", kube_namespace);

    json_put_text(spec, "user", user);
    json_object_set_new(
        spec, "groups",
        json_pack("[s, s, s]", "system:serviceaccounts", group, "system:authenticated"));
}

// A SelfSubjectAccessReview, or, about an account, a SubjectAccessReview.
static char *review_new(const struct doctor *doctor, const struct right *right,
                        const struct access_question *question)
{
    bool self = right->holder == HOLDER_USER;
    CLEANUP_JSON json_t *review = json_object();
    CLEANUP_STRBUF struct strbuf text = {0};
    json_t *spec = json_object();

    json_put_text(review, "apiVersion", "authorization.k8s.io/v1");
    json_put_text(review, "kind", self ? "SelfSubjectAccessReview" : "SubjectAccessReview");
    json_object_set_new(review, "spec", spec);
    json_object_set_new(spec, "resourceAttributes", attributes_new(question, &doctor->places));
    if (!self)
        put_account(spec, doctor->places.agents,
                    right->holder == HOLDER_AGENT ? agent_account(doctor) : AGENT_VIEWER);
    json_add_dump(&text, review, JSON_COMPACT);
    return strbuf_steal(&text);
}

static int read_review(struct doctor_call *call, enum right_answer *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    const json_t *status = NULL;
    bool allowed = false;

    if (!call->answered) {
        error_move(err, &call->error);
        return -1;
    }
    if (call->reply.status < 200 || call->reply.status > 299)
        return connection_reply_error(&call->reply, err);
    if (json_parse(strbuf_text(&call->reply.body), call->reply.body.len, &json, err) < 0 ||
        json_get_object(json, "status", &status, err) < 0)
        return -1;
    if (status == NULL)
        return error_set(err, ERROR_BAD_REPLY, "the server's reply has no status");
    if (json_get_bool(status, "allowed", &allowed, err) < 0)
        return -1;
    *ret = allowed ? ANSWER_YES : ANSWER_NO;
    return 0;
}

static size_t count_questions(const struct right *right)
{
    size_t count = 0;

    while (right->questions[count].verb != NULL)
        count++;
    return count;
}

static void check_right(struct doctor *doctor, const struct right *right)
{
    CLEANUP_DOCTOR_CALLS struct doctor_calls calls = {0};
    CLEANUP_ERROR struct error why = {0};
    enum right_answer answers[MAX_QUESTIONS] = {0};
    char *documents[MAX_QUESTIONS] = {0};
    size_t count = count_questions(right);

    doctor_calls_init(&calls, count);
    for (size_t i = 0; i < count; i++) {
        documents[i] = review_new(doctor, right, &right->questions[i]);
        connection_call_create(doctor->session->connection,
                               xasprintf("%s%s", REVIEWS_PATH,
                                         right->holder == HOLDER_USER ? "selfsubjectaccessreviews"
                                                                      : "subjectaccessreviews"),
                               documents[i], &calls.items[i].call);
    }
    doctor_calls_run(doctor->session->connection, &calls);
    for (size_t i = 0; i < count; i++) {
        CLEANUP_ERROR struct error err = {0};
        if (read_review(&calls.items[i], &answers[i], &err) < 0)
            error_move(&why, &err);
        free(documents[i]);
    }
    right_judge(right, &doctor->places, answers, why.code == ERROR_NONE ? NULL : &why,
                doctor->diagnosis);
}

static void check_rights(struct doctor *doctor, bool of_user)
{
    for (size_t i = 0; i < right_count; i++)
        if ((rights[i].holder == HOLDER_USER) == of_user)
            check_right(doctor, &rights[i]);
}

static int get_token(const struct doctor *doctor, const char *kube_namespace,
                     const struct agent_viewer **ret, struct error *err)
{
    struct session *session = doctor->session;

    agent_tokens_fetch(&session->tokens, session->connection, &kube_namespace, 1);
    return agent_tokens_get(&session->tokens, kube_namespace, ret, err);
}

// The account of the agents' Kubernetes namespace sees the nodes, which that of a team does not.
static void check_token(struct doctor *doctor)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    const struct agent_viewer *viewer = NULL;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_ERROR struct error other = {0};

    if (get_token(doctor, doctor->places.agents, &viewer, &err) < 0 &&
        get_token(doctor, doctor->places.pods, &viewer, &other) < 0) {
        diagnosis_add_error(diagnosis, CHECK_VIEWER_TOKEN, NULL, CHECK_BROKEN, &err);
        return;
    }
    doctor->token = xstrdup(viewer->token);
    diagnosis_add(diagnosis, CHECK_VIEWER_TOKEN, NULL, CHECK_OK,
                  "the API server has made one of account \"" AGENT_VIEWER "\" in namespace \"%s\"",
                  viewer->kube_namespace);
}

void doctor_check_user(struct doctor *doctor)
{
    check_rights(doctor, true);
    check_token(doctor);
}

void doctor_check_accounts(struct doctor *doctor)
{
    check_rights(doctor, false);
}
