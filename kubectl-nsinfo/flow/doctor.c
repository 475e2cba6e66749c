// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/doctor.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/flow/doctor_stages.h"

static void doctor_release(struct doctor *doctor)
{
    json_decref(doctor->daemon_set);
    free(doctor->token);
    pod_list_release(&doctor->pods);
    agent_states_release(&doctor->states);
}

// The path that kubectl version asks for (k8s.io/apimachinery pkg/version, Info).
static const char VERSION_PATH[] = "/version";

static void add_server(struct doctor *doctor, const json_t *version)
{
    const char *text = json_string_value(json_object_get(version, "gitVersion"));

    diagnosis_add(doctor->diagnosis, CHECK_SERVER, NULL, CHECK_OK, "%s, %s%s",
                  doctor->session->access.server,
                  text == NULL ? "of a version that it does not tell" : "Kubernetes ",
                  text == NULL ? "" : text);
}

static bool has_credentials(const struct cluster_access *access)
{
    return access->token != NULL || access->basic != NULL || access->exec_config != NULL ||
           access->cert.len > 0;
}

// Whether there is use in going on.
static bool check_server(struct doctor *doctor)
{
    CLEANUP_JSON json_t *version = NULL;
    CLEANUP_ERROR struct error err = {0};
    struct diagnosis *diagnosis = doctor->diagnosis;

    if (connection_get(doctor->session->connection, VERSION_PATH, 0, &version, &err) == 0 ||
        err.code == ERROR_FORBIDDEN) {
        add_server(doctor, version);
        diagnosis_add(diagnosis, CHECK_CREDENTIALS, NULL, CHECK_OK, "%s",
                      has_credentials(&doctor->session->access)
                          ? "they are accepted"
                          : "there are none, and the API server answers without");
        return true;
    }
    if (err.code == ERROR_UNAUTHORIZED) {
        add_server(doctor, NULL);
        diagnosis_add_error(diagnosis, CHECK_CREDENTIALS, NULL, CHECK_BROKEN, &err);
        diagnosis_advise(diagnosis, "see that 'kubectl get pods' works: it uses the same ones");
        diagnosis_skip(diagnosis, CHECK_CREDENTIALS + 1, CHECK_AGENT - 1, NULL,
                       "the API server does not take your credentials");
        return false;
    }
    diagnosis_add_error(diagnosis, CHECK_SERVER, NULL, CHECK_BROKEN, &err);
    diagnosis_advise(diagnosis,
                     "see that 'kubectl version' reaches it: the kubeconfig, its context and the "
                     "network are the same");
    diagnosis_skip(diagnosis, CHECK_SERVER + 1, CHECK_AGENT - 1, NULL,
                   "the API server was not reached");
    return false;
}

void flow_doctor(struct session *session, const char *node, struct diagnosis *ret)
{
    CLEANUP(doctor_release)
    struct doctor doctor = {
        .session = session,
        .only_node = node,
        .places = {.pods = session->access.kube_namespace, .agents = session->agents_in},
        .diagnosis = ret,
    };
    CLEANUP_DOCTOR_NODES struct doctor_nodes nodes = {0};
    CLEANUP_FREE char *place = agent_place_option(session->agents_in);

    ret->deploy = xasprintf("kubectl nsinfo deploy%s", place);
    if (!check_server(&doctor))
        return;
    doctor_check_user(&doctor);
    if (!doctor_check_daemon_set(&doctor))
        return;
    bool known = doctor_find_nodes(&doctor, &nodes);
    doctor_check_accounts(&doctor);
    if (known)
        doctor_check_nodes(&doctor, &nodes);
}
