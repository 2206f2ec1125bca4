#pragma once

/* All that routes.c names: one handler a row. */

#include "route.h"

/* static.c */
int static_get(struct request *req, struct reply *reply, struct error *err);

/* sign_in.c */
int sign_in_get(struct request *req, struct reply *reply, struct error *err);
int sign_in_post(struct request *req, struct reply *reply, struct error *err);
int sign_out_post(struct request *req, struct reply *reply, struct error *err);
int invitation_get(struct request *req, struct reply *reply, struct error *err);
int invitation_post(struct request *req, struct reply *reply, struct error *err);
int language_post(struct request *req, struct reply *reply, struct error *err);

/* account.c */
int account_get(struct request *req, struct reply *reply, struct error *err);
int account_post(struct request *req, struct reply *reply, struct error *err);

/* accounts.c */
int accounts_get(struct request *req, struct reply *reply, struct error *err);
int accounts_post(struct request *req, struct reply *reply, struct error *err);

/* mail_pages.c, told.c */
int mail_get(struct request *req, struct reply *reply, struct error *err);
int mail_post(struct request *req, struct reply *reply, struct error *err);
int outbox_get(struct request *req, struct reply *reply, struct error *err);
int outbox_post(struct request *req, struct reply *reply, struct error *err);
int told_get(struct request *req, struct reply *reply, struct error *err);

/* changed.c, notices.c */
int get_changed(struct request *req, struct reply *reply, struct error *err);
int post_changed(struct request *req, struct reply *reply, struct error *err);
int get_notices(struct request *req, struct reply *reply, struct error *err);
int post_notices(struct request *req, struct reply *reply, struct error *err);

/* read.c */
int get_home(struct request *req, struct reply *reply, struct error *err);
int get_list(struct request *req, struct reply *reply, struct error *err);
int get_record(struct request *req, struct reply *reply, struct error *err);
int get_meeting_part(struct request *req, struct reply *reply, struct error *err);
int get_changes(struct request *req, struct reply *reply, struct error *err);
int get_history(struct request *req, struct reply *reply, struct error *err);
int get_search(struct request *req, struct reply *reply, struct error *err);
int get_compare(struct request *req, struct reply *reply, struct error *err);
int get_text(struct request *req, struct reply *reply, struct error *err);
int get_inbox(struct request *req, struct reply *reply, struct error *err);

/* seals.c */
int get_seals(struct request *req, struct reply *reply, struct error *err);
int get_submission(struct request *req, struct reply *reply, struct error *err);

/* The record's own file, at the address with ".md"; "?at=" names the commit. */
int read_markdown(struct request *req, struct reply *reply, struct error *err);

/* paper.c */
int get_extract(struct request *req, struct reply *reply, struct error *err);
int get_agenda(struct request *req, struct reply *reply, struct error *err);
int get_attendance(struct request *req, struct reply *reply, struct error *err);

/* comment.c, amendment.c, endorsement.c */
int get_comments(struct request *req, struct reply *reply, struct error *err);
int get_comment(struct request *req, struct reply *reply, struct error *err);
int post_comment(struct request *req, struct reply *reply, struct error *err);
int get_comment_new(struct request *req, struct reply *reply, struct error *err);
int post_comment_new(struct request *req, struct reply *reply, struct error *err);
int get_amend(struct request *req, struct reply *reply, struct error *err);
int post_amend(struct request *req, struct reply *reply, struct error *err);
int get_amendment(struct request *req, struct reply *reply, struct error *err);
int post_amendment(struct request *req, struct reply *reply, struct error *err);
int post_endorse(struct request *req, struct reply *reply, struct error *err);

/* remark.c */
int get_remark_new(struct request *req, struct reply *reply, struct error *err);
int post_remark_new(struct request *req, struct reply *reply, struct error *err);

/* report.c */
int get_report(struct request *req, struct reply *reply, struct error *err);
int post_report(struct request *req, struct reply *reply, struct error *err);
int get_progress(struct request *req, struct reply *reply, struct error *err);

/* record_facts.c */
int get_meeting_new(struct request *req, struct reply *reply, struct error *err);
int post_meeting_new(struct request *req, struct reply *reply, struct error *err);
int get_recording(struct request *req, struct reply *reply, struct error *err);
int get_facts(struct request *req, struct reply *reply, struct error *err);
int post_facts(struct request *req, struct reply *reply, struct error *err);

/* topics.c */
int get_topics(struct request *req, struct reply *reply, struct error *err);
int post_topics(struct request *req, struct reply *reply, struct error *err);
int get_topic(struct request *req, struct reply *reply, struct error *err);
int post_topic(struct request *req, struct reply *reply, struct error *err);

/* born.c, way.c */
int get_proposal_new(struct request *req, struct reply *reply, struct error *err);
int post_proposal_new(struct request *req, struct reply *reply, struct error *err);
int get_way(struct request *req, struct reply *reply, struct error *err);

/* plan.c */
int get_plan(struct request *req, struct reply *reply, struct error *err);
int post_invite(struct request *req, struct reply *reply, struct error *err);
int post_coming(struct request *req, struct reply *reply, struct error *err);

/* step.c */
int get_meeting_delete(struct request *req, struct reply *reply, struct error *err);
int post_meeting_delete(struct request *req, struct reply *reply, struct error *err);
int get_step(struct request *req, struct reply *reply, struct error *err);
int post_step(struct request *req, struct reply *reply, struct error *err);

/* review.c */
int get_review(struct request *req, struct reply *reply, struct error *err);
int post_review_notes(struct request *req, struct reply *reply, struct error *err);
int post_review_assign(struct request *req, struct reply *reply, struct error *err);

/* round.c, answers.c */
int get_round(struct request *req, struct reply *reply, struct error *err);
int get_answers(struct request *req, struct reply *reply, struct error *err);
int post_answers(struct request *req, struct reply *reply, struct error *err);

/* answer.c, answered.c, ready.c */
int get_answer_prepare(struct request *req, struct reply *reply, struct error *err);
int post_answer_prepare(struct request *req, struct reply *reply, struct error *err);
int get_answer(struct request *req, struct reply *reply, struct error *err);
int get_ready(struct request *req, struct reply *reply, struct error *err);
int post_ready(struct request *req, struct reply *reply, struct error *err);

/* invited.c */
int get_invited(struct request *req, struct reply *reply, struct error *err);
int post_invited(struct request *req, struct reply *reply, struct error *err);

/* correction.c, addendum.c */
int get_correct(struct request *req, struct reply *reply, struct error *err);
int post_correct(struct request *req, struct reply *reply, struct error *err);
int get_correction(struct request *req, struct reply *reply, struct error *err);
int post_correction(struct request *req, struct reply *reply, struct error *err);
int get_addendum_new(struct request *req, struct reply *reply, struct error *err);
int post_addendum_new(struct request *req, struct reply *reply, struct error *err);
/* disposition.c */
int get_dispositions(struct request *req, struct reply *reply, struct error *err);
int post_dispositions(struct request *req, struct reply *reply, struct error *err);
int get_suggestions(struct request *req, struct reply *reply, struct error *err);

/* became.c */
int get_became(struct request *req, struct reply *reply, struct error *err);
int get_became_list(struct request *req, struct reply *reply, struct error *err);
int get_annual(struct request *req, struct reply *reply, struct error *err);

/* action.c */
int get_actions(struct request *req, struct reply *reply, struct error *err);
int get_action(struct request *req, struct reply *reply, struct error *err);
int post_action(struct request *req, struct reply *reply, struct error *err);

/* record_people.c, record_agenda.c, record_items.c */
int post_participants(struct request *req, struct reply *reply, struct error *err);
int post_agenda(struct request *req, struct reply *reply, struct error *err);
int post_plan_agenda(struct request *req, struct reply *reply, struct error *err);
int get_item(struct request *req, struct reply *reply, struct error *err);
int post_item_new(struct request *req, struct reply *reply, struct error *err);
int post_item(struct request *req, struct reply *reply, struct error *err);

/* rules.c */
int get_rules(struct request *req, struct reply *reply, struct error *err);
int get_rules_edit(struct request *req, struct reply *reply, struct error *err);
int post_rules_edit(struct request *req, struct reply *reply, struct error *err);
int get_rule_form(struct request *req, struct reply *reply, struct error *err);
int post_rule(struct request *req, struct reply *reply, struct error *err);

/* calendar.c */
int get_calendar(struct request *req, struct reply *reply, struct error *err);
int post_calendar(struct request *req, struct reply *reply, struct error *err);
int get_calendar_feed(struct request *req, struct reply *reply, struct error *err);
int get_own_feed(struct request *req, struct reply *reply, struct error *err);
/* session.c */
int get_session(struct request *req, struct reply *reply, struct error *err);
int post_session_item(struct request *req, struct reply *reply, struct error *err);
int post_session_attendance(struct request *req, struct reply *reply, struct error *err);
int post_session_desk(struct request *req, struct reply *reply, struct error *err);
int get_session_screen(struct request *req, struct reply *reply, struct error *err);

/* attachments.c */
int get_attachment(struct request *req, struct reply *reply, struct error *err);
int get_attachments(struct request *req, struct reply *reply, struct error *err);
int post_attachment(struct request *req, struct reply *reply, struct error *err);
int post_attachment_delete(struct request *req, struct reply *reply, struct error *err);

/* stream.c */
int get_events(struct request *req, struct reply *reply, struct error *err);

/* keeping.c */
int post_keep(struct request *req, struct reply *reply, struct error *err);
int post_alive(struct request *req, struct reply *reply, struct error *err);

/* proposal_versions.c */
int get_versions(struct request *req, struct reply *reply, struct error *err);
int get_version(struct request *req, struct reply *reply, struct error *err);
int post_versions(struct request *req, struct reply *reply, struct error *err);
/* The revision NAME, "2" or a commit, of the proposal of the route's segments. */
int show_version(struct request *req, struct reply *reply, const char *name, struct error *err);
/* get_compare of the proposal at ADDRESS. */
int compare_proposal(struct request *req, struct reply *reply, const char *address, struct error *err);

/* proposal_writers.c */
int get_writers(struct request *req, struct reply *reply, struct error *err);

/* edit_proposal.c */
int get_edit_proposal(struct request *req, struct reply *reply, struct error *err);
int post_tidy(struct request *req, struct reply *reply, struct error *err);
int post_edit_proposal(struct request *req, struct reply *reply, struct error *err);

/* edit_text.c */
int get_edit_text(struct request *req, struct reply *reply, struct error *err);
int post_edit_text(struct request *req, struct reply *reply, struct error *err);
int post_preview(struct request *req, struct reply *reply, struct error *err);
int get_complete(struct request *req, struct reply *reply, struct error *err);
