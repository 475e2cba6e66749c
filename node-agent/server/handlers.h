// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_HANDLERS_H
#define NSINFO_SERVER_HANDLERS_H

#include <semaphore.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/access/access.h"
#include "node-agent/collect/init_index.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/readers/readers.h"
#include "node-agent/resolve/resolver.h"
#include "node-agent/server/exchange.h"
#include "node-agent/server/metrics.h"
#include "node-agent/server/query.h"

// What the handlers need; it outlives them and is not changed by them, but for the counts.
struct agent {
    struct proc_root proc;
    const char *node_name;
    struct resolver_config resolver;
    struct init_index *index;
    struct readers *readers;
    struct metrics *metrics;
    struct access *access; // NULL: every caller is trusted
    sem_t *collections;    // as many reports may be made at once
};

// A path's function, called by several threads: the query's names are checked already. 0 with the
// reply's body filled (status and content type are preset to 200 and JSON); ACCESS_MUST_ASK, with
// nothing filled; or an error.
typedef int handler(const struct agent *agent, const struct query *query,
                    struct access_session *session, struct server_reply *reply,
                    struct error *err) ATTR_NODISCARD;

handler handle_containers;
handler handle_node;
handler handle_node_setup;
handler handle_healthz;
handler handle_readyz;
handler handle_version;
handler handle_metrics;

#endif
