-- :page one
SELECT r.id, r.address, r.title AS meeting_title, 1 AS nav_meetings, coalesce(:issue_title, phrase('Add an issue to the agenda')) AS title,
	:issue AS agenda_seq, :issue_title AS agenda_title, :heading AS heading_typed, :issue IS NULL AS is_new,
	:rapporteur AS rapporteur_typed, :minutes_allotted AS minutes_typed, :internal AS internal_typed,
	1 AS may_be_body
FROM visible_records r WHERE r.address = :meeting;

-- :asked from item-form

-- :asked.likely from item-form
