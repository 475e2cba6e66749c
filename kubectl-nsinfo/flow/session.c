// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/session.h"

#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/flow/ephemeral.h"
#include "kubectl-nsinfo/kubeconfig/kubectl_flags.h"
#include "kubectl-nsinfo/pod/pod_name.h"

static void go_directly(const struct access_flags *flags, struct session *session)
{
    struct direct_settings settings = {
        .url = session->way.url,
        .user_agent = connection_user_agent(session->connection),
        .verbosity = session->access.verbosity,
        .log = session->access.log,
    };

    if (session->way.kind == AGENT_WAY_PORT_FORWARD)
        kubectl_flags_add(flags, &settings.flags);
    session->direct = direct_new(&settings);
}

int session_open(const struct access_flags *flags, struct session *session, struct error *err)
{
    if (agent_way_parse(flags->via, &session->way, err) < 0 ||
        cluster_access_load(flags, &session->access, err) < 0)
        return -1;
    if (kube_name_check("namespace", session->access.kube_namespace, err) < 0)
        return -1;
    session->agents_in = session->tokens.agents_in = session->agents_deployed_in =
        agent_kube_namespace(flags->agent_kube_namespace);
    if (kube_name_check("agent namespace", session->agents_in, err) < 0)
        return -1;
    session->connection = connection_new(&session->access);
    if (session->way.kind != AGENT_WAY_PROXY)
        go_directly(flags, session);
    return 0;
}

void session_close(struct session *session)
{
    CLEANUP_ERROR struct error unsaid = {0};

    // Who wants to know how it went has done so before.
    (void)!ephemeral_end(session, &unsaid);
    agent_tokens_release(&session->tokens);
    direct_free(&session->direct);
    agent_way_release(&session->way);
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
