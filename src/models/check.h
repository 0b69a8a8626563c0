/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked at before a model may score anybody. */
#pragma once
#include "score/registry.h"

enum check_result { CHECK_PASSED, CHECK_FAILED, CHECK_NOTED };
struct model_check {
    const char *check; /* code of MODEL_CHECK */
    enum check_result result;
    char *detail; /* what was found, in words of the field; may be NULL */
};
/* Rows a model is judged on: a CSV and the column that says who was bad. Both NULL: none are given. */
struct check_data {
    const char *path, *target;
};

/* Makes all checks of a kept model (struct model_check *, free function set). NULL and an error only when they could
 * not be made: a body that does not read back is a check that failed. Progress and cancel. */
GPtrArray *model_checks(struct session *session, const struct model_row *row, const struct check_data *data,
                        GError **error);
bool model_checks_passed(const GPtrArray *checks);
char *model_checks_json(const GPtrArray *checks); /* kept with the model as `figures`; caller frees */
/* And back; NULL when there are none. */
GPtrArray *model_checks_read(const char *json);
const char *check_result_word(enum check_result result); /* code of CHECK_RESULT */
