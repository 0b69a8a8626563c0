libbureauui_a_SOURCES += %D%/account.c %D%/desk.c %D%/doorway.c %D%/doorway_called.c %D%/doorway.h %D%/doorway_purpose.c %D%/doorway_refused.c %D%/doorway_rules.c %D%/look.c %D%/look.h %D%/score.c %D%/screens.c %D%/screens.h %D%/search.c \
  %D%/search_draw.c %D%/search_facets.c %D%/search_facets.h %D%/search_rows.c %D%/search_view.h %D%/second.c %D%/sheet.c %D%/sheet.h \
  %D%/sheet_job.c %D%/sheet_job.h %D%/sheet_words.c %D%/subject.c %D%/subject_accounts.c %D%/subject_consent.c \
  %D%/subject_disputes.c %D%/subject_enquiries.c %D%/subject_figures.c %D%/subject_figures.h %D%/subject_history.c \
  %D%/subject_list.c %D%/subject_means.c %D%/subject_public.c %D%/subject_seen.c %D%/subject_summary.c \
  %D%/subject_view.h %D%/upkeep.c %D%/upkeep.h %D%/visit.c %D%/visit.h %D%/visit_index.c %D%/why.c
libbureauui_a_SOURCES += %D%/list.c %D%/list.h %D%/who.c %D%/who.h %D%/settings.c %D%/audit.c %D%/audit_verdict.c %D%/audit_verdict.h %D%/intake.c %D%/models.c %D%/models.h %D%/models_card.c %D%/models_life.c %D%/models_train.c \
  %D%/disputes.c %D%/disputes_act.c %D%/disputes_rows.c %D%/disputes_columns.c %D%/disputes_preview.c %D%/disputes_strip.c %D%/disputes_view.h %D%/dispute_case.c %D%/dispute_case.h %D%/dispute_case_act.c %D%/dispute_case_draw.c %D%/dispute_case_ask.c %D%/dispute_case_parts.c %D%/dispute_case_stale.c \
  %D%/dispute_case_sheet.c %D%/dispute_open.c %D%/dispute_open.h %D%/dispute_open_draft.c %D%/dispute_open_who.c %D%/dispute_open_stored.c %D%/whatif.c %D%/whatif.h %D%/whatif_compare.c %D%/whatif_desk.c \
  %D%/whatif_desk.h %D%/whatif_draft.c %D%/whatif_draw.c %D%/whatif_chart.c %D%/whatif_saved.c
libbureauui_a_SOURCES += %D%/acts.c %D%/acts.h %D%/audit_answer.c %D%/audit_answer.h %D%/basis.c %D%/basis.h %D%/compliance.c \
  %D%/desk_today.c %D%/desk_today.h %D%/due.c %D%/due.h %D%/entry.c %D%/entry.h %D%/entry_act.c %D%/ledger.c %D%/ledger.h %D%/ledger_draw.c %D%/requests.c \
  %D%/retention.c %D%/rights.c
libbureauui_a_SOURCES += %D%/plan.c %D%/plan_draw.c %D%/plan_view.h
libbureauui_a_SOURCES += %D%/repair.c %D%/repair.h %D%/repair_draw.c
libbureauui_a_SOURCES += %D%/calendar.c %D%/calendar_draw.c %D%/calendar_view.h %D%/desk_figures.c %D%/desk_figures_draw.c %D%/desk_figures.h
libbureauui_a_SOURCES += %D%/bins.c %D%/bins.h %D%/bins_act.c %D%/bins_draw.c
libbureauui_a_SOURCES += %D%/model_pictures.c %D%/model_pictures.h %D%/model_pictures_draw.c
libbureauui_a_SOURCES += %D%/case_form.c %D%/case_form.h %D%/case_form_lines.c %D%/case_form_sheet.c %D%/case_form_draw.c %D%/case_form_answer.c %D%/case_form_decide.c %D%/case_form_words.c
