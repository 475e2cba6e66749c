// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/columns.h"

static bool is_shown(const struct column_set *set, const struct column *column)
{
    switch (column->use) {
    case COLUMN_ALWAYS:
        return true;
    case COLUMN_WIDE:
        return set->wide;
    case COLUMN_SEVERAL:
        return set->several;
    case COLUMN_KUBE_NAMESPACE:
        return set->kube_namespaces;
    case COLUMN_LABELS:
        return set->labels;
    case COLUMN_USAGE:
        return set->wide || set->usage;
    }
    return false;
}

void columns_begin(const struct column_set *set, const struct view_options *options,
                   struct table *ret)
{
    *ret = (struct table){.width = options->width, .colour = options->colour};
    for (size_t i = 0; i < set->count; i++)
        ret->columns += is_shown(set, &set->columns[i]);
    for (size_t i = 0; i < set->count && !options->no_headers; i++)
        if (is_shown(set, &set->columns[i]))
            table_add(ret, set->columns[i].heading);
}

void columns_add_row(const struct column_set *set, const struct row *row, struct table *table)
{
    for (size_t i = 0; i < set->count; i++) {
        CLEANUP_STRBUF struct strbuf cell = {0};
        const struct column *column = &set->columns[i];

        if (!is_shown(set, column))
            continue;
        column->add(row, column, &cell);
        table_add_styled(table, strbuf_text(&cell),
                         column->style == NULL ? STYLE_PLAIN : column->style(row, column));
    }
}
