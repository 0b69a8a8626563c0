/* SPDX-License-Identifier: Apache-2.0 */
/* A model of trees as rows: what it reads, and how much each input says. Gain is the share of all loss that the splits
 * on an input take away on the rows fitted on; cover is how much weight of rows passes them. Under a hybrid they are of
 * the trees alone: the card has its own rows. */
#include "training/boost_train.h"

// clang-format off
static const struct column input_columns[] = {
    { .id = "input", .title = N_("Input"), .type = VALUE_TEXT },
    { .id = "encoding", .title = N_("Read as"), .type = VALUE_PHRASE,
      .help = N_("A number, a number for each category, or yes and no for each category.") },
    { .id = "direction", .title = N_("Direction"), .type = VALUE_PHRASE,
      .help = N_("Which way the model is held to: more is riskier, more is safer, or either.") },
    { .id = "splits", .title = N_("Splits"), .type = VALUE_INTEGER },
    { .id = "gain", .title = N_("Share of gain"), .type = VALUE_REAL, .decimals = 6 },
    { .id = "cover", .title = N_("Share of cover"), .type = VALUE_REAL, .decimals = 6, .priority = 1 },
};
// clang-format on

static const char *const encoding_words[] = { N_("number"), N_("value of the category"), N_("yes or no") };

struct line {
    size_t input;
    struct tree_importance importance;
};

static int by_gain(const void *a, const void *b)
{
    const struct line *left = a, *right = b;
    if (left->importance.gain != right->importance.gain) return left->importance.gain < right->importance.gain ? 1 : -1;
    return left->input < right->input ? -1 : left->input > right->input;
}

bool tree_rows(const struct model *model, struct table *answer, GError **error)
{
    const size_t inputs = trees_inputs(model->trees);
    g_autofree struct line *lines = g_new0(struct line, MAX(inputs, 1));
    double gain = 0, cover = 0;
    for (size_t i = 0; i < inputs; i++) {
        lines[i] = (struct line){ i, trees_importance(model->trees, i) };
        gain += lines[i].importance.gain;
        cover += lines[i].importance.cover;
    }
    qsort(lines, inputs, sizeof *lines, by_gain);
    table_set_columns(answer, input_columns, G_N_ELEMENTS(input_columns));
    for (size_t i = 0; i < inputs; i++) {
        const struct tree_input *input = trees_encoding(model->trees, lines[i].input);
        const int direction = input->encoding == TREE_NUMBER ? input->direction : 0;
        table_row_begin(answer);
        table_add_text(answer, input->id);
        table_add_text(answer, encoding_words[input->encoding]);
        table_add_text(answer, direction > 0   ? N_("more is riskier")
                               : direction < 0 ? N_("more is safer")
                                               : N_("either"));
        table_add_int(answer, (int64_t)lines[i].importance.splits);
        table_add_real(answer, gain > 0 ? lines[i].importance.gain / gain : 0);
        table_add_real(answer, cover > 0 ? lines[i].importance.cover / cover : 0);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static int depth_below(const struct tree_node *node, guint32 at)
{
    if (!node[at].left) return 0;
    return 1 + MAX(depth_below(node, node[at].left), depth_below(node, node[at].right));
}

void tree_facts(const struct model *model, struct table *answer)
{
    size_t nodes = 0, leaves = 0;
    int depth = 0;
    const struct tree_node *node = trees_nodes(model->trees, &nodes);
    for (size_t i = 0; i < nodes; i++)
        leaves += !node[i].left;
    for (size_t t = 0; t < trees_count(model->trees); t++)
        depth = MAX(depth, depth_below(node, trees_root(model->trees, t)));
    table_fact_int(answer, "trees", N_("Trees"), (int64_t)trees_count(model->trees));
    table_fact_int(answer, "leaves", N_("Leaves"), (int64_t)leaves);
    table_fact_int(answer, "depth", N_("Splits on the longest way"), depth);
    if (model->kind == MODEL_HYBRID)
        table_fact_real(answer, "limit", N_("The trees move the card's log-odds by at most"), trees_limit(model->trees),
                        4);
}
