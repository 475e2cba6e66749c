// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/columns.h"

static void add_name(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    container_add_name(row->planned->container, cell);
}

static void add_sharing(const struct row *row, const struct column *column, struct strbuf *cell)
{
    strbuf_add_text(cell, ns_sharing_name(row->planned->of[column->kind].rule->sharing));
}

const struct column plan_columns[] = {
    {"CONTAINER", add_name, COLUMN_ALWAYS, 0},
    {"PIDNS", add_sharing, COLUMN_ALWAYS, NS_PID},
    {"NET", add_sharing, COLUMN_ALWAYS, NS_NET},
    {"MNT", add_sharing, COLUMN_ALWAYS, NS_MNT},
    {"IPC", add_sharing, COLUMN_ALWAYS, NS_IPC},
    {"UTS", add_sharing, COLUMN_ALWAYS, NS_UTS},
    {"USER", add_sharing, COLUMN_ALWAYS, NS_USER},
    {"CGROUP", add_sharing, COLUMN_ALWAYS, NS_CGROUP},
    {"TIME", add_sharing, COLUMN_ALWAYS, NS_TIME},
};
const size_t plan_column_count = ARRAY_SIZE(plan_columns);

static void add_kind(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, ns_kinds[row->decision->kind].name);
}

static void add_isolates(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, ns_kinds[row->decision->kind].isolates);
}

static void add_containers(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, row->decision->containers);
}

static void add_decided(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, ns_sharing_name(row->decision->decision->rule->sharing));
}

static void add_decided_by(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    ns_decision_add_text(row->decision->decision, cell);
}

const struct column decision_columns[] = {
    {"NAMESPACE", add_kind, COLUMN_ALWAYS, 0},        {"ISOLATES", add_isolates, COLUMN_WIDE, 0},
    {"OF", add_containers, COLUMN_SEVERAL, 0},        {"SHARING", add_decided, COLUMN_ALWAYS, 0},
    {"DECIDED BY", add_decided_by, COLUMN_ALWAYS, 0},
};
const size_t decision_column_count = ARRAY_SIZE(decision_columns);
