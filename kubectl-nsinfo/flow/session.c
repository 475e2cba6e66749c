// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/session.h"

#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/pod/pod_name.h"

int session_open(const struct access_flags *flags, struct session *session, struct error *err)
{
    if (cluster_access_load(flags, &session->access, err) < 0)
        return -1;
    if (kube_name_check("namespace", session->access.kube_namespace, err) < 0)
        return -1;
    session->agents_in = session->tokens.agents_in =
        agent_kube_namespace(flags->agent_kube_namespace);
    if (kube_name_check("agent namespace", session->agents_in, err) < 0)
        return -1;
    session->connection = connection_new(&session->access);
    return 0;
}

void session_close(struct session *session)
{
    agent_tokens_release(&session->tokens);
    connection_free(&session->connection);
    cluster_access_release(&session->access);
}

void session_forget_tokens(struct session *session)
{
    agent_tokens_release(&session->tokens);
}

const char *session_next_warning(struct session *session)
{
    return connection_next_warning(session->connection);
}
