/* SPDX-License-Identifier: Apache-2.0 */
/* What each number of the desk counts, in one sentence: the same on the screen and in the workbook. */
#include "desk/desk.h"

#include <string.h>

static const struct desk_meaning meanings[] = {
    { "desk.figures", "received", N_("Came in"),
      N_("Cases received between the two days, both counted, whatever became of them since.") },
    { "desk.figures", "late", N_("Entered late"), N_("Entered on a later day than they were received.") },
    { "desk.figures", "answered", N_("Replied"),
      N_("The answer to the person was written (event answer, or the notice that a dispute is frivolous).") },
    { "desk.figures", "in_time", N_("In time"), N_("Answered on or before the legal last day in force.") },
    { "desk.figures", "breached", N_("Breached"), N_("Answered later, or open with the legal last day over.") },
    { "desk.figures", "open", N_("Still open"), N_("Not closed yet.") },
    { "desk.figures", "withdrawn", N_("Withdrawn"), N_("Taken back by the person before the decision.") },
    { "desk.figures", "decided", N_("Decided"), N_("Closed with an outcome other than withdrawn or frivolous.") },
    { "desk.figures", "upheld", N_("Upheld"),
      N_("Decided cases in which something was corrected; the share is of those decided.") },
    { "desk.figures", "upheld_share", N_("Upheld share"),
      N_("Decided cases in which something was corrected; the share is of those decided.") },
    { "desk.figures", "median_days", N_("Median days"),
      N_("From receipt to answer, of those answered; of two middle ones the mean.") },
    { "desk.figures", "p90_days", N_("90 % within days"),
      N_("The day by which nine of ten were answered (nearest rank).") },
    { "desk.figures", "reopened", N_("Reopened"),
      N_("Goes on from an earlier case, or disputes the same item as a case closed before.") },
    { "desk.figures", "complaints", N_("Complaints"), N_("Cases in which the person complained to the regulator.") },
    { "desk.furnishers", "items", N_("Items disputed"),
      N_("Items of a furnisher that were disputed in cases received in the time.") },
    { "desk.furnishers", "errors", N_("Errors found"),
      N_("Items of a furnisher that were corrected in cases received in the time.") },
    { "desk.furnishers", "error_share", N_("Errors by item"), N_("Errors found, of the items disputed.") },
    { "desk.furnishers", "wilson", N_("At least (95 %)"),
      N_("Lower end of the interval of Wilson (1927) of errors in disputed items: the rank goes by it.") },
    { "desk.furnishers", "per_thousand", N_("Errors by 1,000 accounts"),
      N_("Errors found for every thousand accounts the furnisher reports.") },
    { "desk.furnishers", "asked", N_("Asked"), N_("Enquiries sent to the furnisher.") },
    { "desk.furnishers", "answered", N_("Replied"), N_("Enquiries to which the furnisher has answered.") },
    { "desk.furnishers", "in_time", N_("In time"), N_("Answered by the furnisher on or before the day it was given.") },
    { "desk.furnishers", "silent", N_("Silent"),
      N_("Asked, not answered, and its day is over or the case went on without it.") },
    { "desk.furnishers", "median_days", N_("Median days"), N_("From the enquiry to the furnisher's answer.") },
};

const struct desk_meaning *desk_meaning_at(size_t index)
{
    return index < G_N_ELEMENTS(meanings) ? &meanings[index] : NULL;
}

const struct desk_meaning *desk_meaning(const char *command, const char *column)
{
    for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (strcmp(meanings[i].command, command) == 0 && strcmp(meanings[i].column, column) == 0) return &meanings[i];
    return NULL;
}
