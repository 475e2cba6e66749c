// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/columns.h"

static enum style style_of(enum ns_sharing sharing)
{
    static const enum style styles[SHARING_COUNT] = {
        [SHARING_UNKNOWN] = STYLE_RED,
        [SHARING_CONTAINER] = STYLE_CYAN,
        [SHARING_POD] = STYLE_CYAN,
        [SHARING_NODE] = STYLE_YELLOW,
    };

    return styles[sharing];
}

static void add_name(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    container_add_name(row->planned->container, cell);
}

static void add_sharing(const struct row *row, const struct column *column, struct strbuf *cell)
{
    strbuf_add_text(cell, ns_sharing_name(row->planned->of[column->kind].rule->sharing));
}

static enum style sharing_style(const struct row *row, const struct column *column)
{
    return style_of(row->planned->of[column->kind].rule->sharing);
}

const struct column plan_columns[] = {
    {"CONTAINER", add_name, COLUMN_ALWAYS, 0},
    {"PIDNS", add_sharing, COLUMN_ALWAYS, NS_PID, sharing_style},
    {"NET", add_sharing, COLUMN_ALWAYS, NS_NET, sharing_style},
    {"MNT", add_sharing, COLUMN_ALWAYS, NS_MNT, sharing_style},
    {"IPC", add_sharing, COLUMN_ALWAYS, NS_IPC, sharing_style},
    {"UTS", add_sharing, COLUMN_ALWAYS, NS_UTS, sharing_style},
    {"USER", add_sharing, COLUMN_ALWAYS, NS_USER, sharing_style},
    {"CGROUP", add_sharing, COLUMN_ALWAYS, NS_CGROUP, sharing_style},
    {"TIME", add_sharing, COLUMN_ALWAYS, NS_TIME, sharing_style},
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

static enum style decided_style(const struct row *row, const struct column *column)
{
    (void)column;
    return style_of(row->decision->decision->rule->sharing);
}

static void add_decided_by(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    ns_decision_add_text(row->decision->decision, cell);
}

const struct column decision_columns[] = {
    {"NAMESPACE", add_kind, COLUMN_ALWAYS, 0},
    {"ISOLATES", add_isolates, COLUMN_WIDE, 0},
    {"OF", add_containers, COLUMN_SEVERAL, 0},
    {"SHARING", add_decided, COLUMN_ALWAYS, 0, decided_style},
    {"DECIDED BY", add_decided_by, COLUMN_ALWAYS, 0},
};
const size_t decision_column_count = ARRAY_SIZE(decision_columns);
