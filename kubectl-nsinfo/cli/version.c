// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/flow/versions.h"
#include "kubectl-nsinfo/render/skew.h"

static bool was_listed(const struct agent_versions *versions, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (str_eq(versions->rows[i].version, versions->rows[index].version))
            return true;
    return false;
}

// A line a version, with the nodes that have it.
static void add_versions(const struct agent_versions *versions, struct strbuf *out)
{
    for (size_t i = 0; i < versions->count; i++) {
        CLEANUP_STRBUF struct strbuf line = {0};
        const char *separator = "";

        if (was_listed(versions, i))
            continue;
        strbuf_add_format(&line, "Agent Version: v%s (", versions->rows[i].version);
        for (size_t k = i; k < versions->count; k++) {
            if (!str_eq(versions->rows[k].version, versions->rows[i].version))
                continue;
            strbuf_add_format(&line, "%s%s", separator, versions->rows[k].node);
            separator = ", ";
        }
        strbuf_add_char(&line, ')');
        text_add_escaped(out, strbuf_text(&line));
        strbuf_add_char(out, '\n');
    }
}

static void warn_of_skew(const struct agent_versions *versions)
{
    CLEANUP_FREE struct skewed_agent *agents = xcalloc(versions->count, sizeof(*agents));
    CLEANUP_STRBUF struct strbuf lines = {0};

    for (size_t i = 0; i < versions->count; i++)
        agents[i] = (struct skewed_agent){.node = versions->rows[i].node,
                                          .version = versions->rows[i].version};
    add_version_warnings(agents, versions->count, NSINFO_VERSION, &lines);
    console_note(strbuf_text(&lines));
}

static int write_client(struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    strbuf_add_text(&out, "Client Version: v" NSINFO_VERSION "\n");
    return console_write(&out, err);
}

static void note_none(const char *agents_in)
{
    CLEANUP_STRBUF struct strbuf line = {0};

    text_add_line(&line, "No nsinfo agent found in namespace \"%s\".", agents_in);
    console_note(strbuf_text(&line));
}

static int show_agents(struct session *session, struct error *err)
{
    CLEANUP_VERSIONS struct agent_versions versions = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};
    CLEANUP_STRBUF struct strbuf out = {0};

    flow_versions(session, &versions, &outcome);
    show_warnings(session);
    add_versions(&versions, &out);
    if (console_write(&out, err) < 0)
        return -1;
    warn_of_skew(&versions);
    for (size_t i = 0; i < outcome.error_count; i++)
        console_error(&outcome.errors[i]);
    if (versions.count == 0 && outcome.error_count == 0)
        note_none(session->agents_in);
    return outcome.error_count > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int command_version(struct invocation *invocation, struct error *err)
{
    CLEANUP_SESSION struct session session = {0};

    if (arguments_refuse_words(invocation, err) < 0 || write_client(err) < 0)
        return -1;
    if (invocation->flags.client)
        return EXIT_SUCCESS;
    if (session_open(&invocation->flags.access, &session, err) < 0)
        return -1;
    return show_agents(&session, err);
}
