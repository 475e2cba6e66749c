// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_put.h"
#include "kubectl-nsinfo/render/diagnosis_view.h"
#include "kubectl-nsinfo/render/document.h"

static json_t *finding_new(const struct finding *finding)
{
    json_t *object = json_object();

    json_put_text(object, "kind", "Check");
    json_put_text(object, "name", check_rows[finding->check].name);
    json_put_text(object, "nodeName", finding->node);
    json_put_text(object, "result", check_result_name(finding->result));
    json_put_text(object, "message", finding->message);
    json_put_text(object, "nextStep", finding->next_step);
    return object;
}

json_t *diagnosis_document_new(const struct diagnosis *diagnosis)
{
    json_t *items = json_array();

    for (size_t i = 0; i < diagnosis->count; i++)
        json_array_append_new(items, finding_new(&diagnosis->items[i]));
    json_t *document = document_list_new("CheckList", items);
    json_put_text(document, "result", check_result_name(diagnosis_result(diagnosis)));
    return document;
}
