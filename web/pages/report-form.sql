-- :page one
SELECT s.id, s.address, p.id AS _proposal, p.address AS proposal_address, p.title AS proposal_title,
	p.year || '/' || p.number AS proposal_number, 1 AS nav_proposals, s.number AS submission_number,
	phrase('Report progress') || ' · ' || p.title AS title, phrase('Report progress') AS heading,
	today() AS day, iif(:is_again IS NULL, coalesce(:date, today()), :date) AS date_typed,
	iif(:is_again IS NULL, coalesce(:next, rule_due('progress.report', today())), :next) AS next_typed,
	rule_text('progress.report', today()) AS report_rule
FROM visible_records s JOIN visible_records p ON p.id = s.owner
WHERE s.address = :submission AND s.kind = 'submission';

-- :accepted
SELECT c.item AS accepted_item, c.item = :recommendation AS chosen,
	excerpt(i.text, 160) AS accepted_words, choice_name('outcome', c.outcome) AS accepted_outcome,
	choice_name('progress', c.status) AS accepted_status, c.percent AS accepted_percent, date_text(c.reported, 'short') AS accepted_reported
FROM visible_courses c LEFT JOIN visible_items i ON i.record = c.proposal AND i.id = c.item
WHERE c.proposal = :_proposal AND c.outcome IN ('accepted', 'partly') ORDER BY c.seq;

-- :states
SELECT value AS state_value, choice_name('progress', value) AS state_word, value = :status AS chosen
FROM json_each(choices('progress', 'status', NULL));
