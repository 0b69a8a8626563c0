/* SPDX-License-Identifier: Apache-2.0 */
/* See cutoff.h. */
#include "score/cutoff.h"

#include <json-glib/json-glib.h>
#include <math.h>

int model_cut_off(const struct model *model)
{
    g_autoptr(JsonNode) extra = model->extra ? json_from_string(model->extra, NULL) : NULL;
    JsonNode *kept =
        extra && JSON_NODE_HOLDS_OBJECT(extra) ? json_object_get_member(json_node_get_object(extra), "cut_off") : NULL;
    if (kept && JSON_NODE_HOLDS_VALUE(kept)) return (int)lround(json_node_get_double(kept));
    const struct scorecard *head = model_head(model);
    return head->bands ? head->band[head->bands / 2].from : (head->scale.lowest + head->scale.highest) / 2;
}
