-- What {{>implementation}} shows of a proposal whose columns id and address are around it: how far the recommendations
-- are that an answer accepted.

-- :_implementing one
SELECT (SELECT s.record FROM visible_submissions s WHERE s.proposal = :id AND s.state = 'answered' ORDER BY s.number DESC LIMIT 1) AS answered_submission,
	:is_agency IS NOT NULL AS may_report
FROM (SELECT 1) WHERE EXISTS (SELECT 1 FROM visible_courses c WHERE c.proposal = :id AND c.outcome IN ('accepted', 'partly'));

-- :implementation
SELECT c.item AS rec_item, '/' || c.proposal || '/recommendations/' || c.item AS rec_address, c.stage, c.outcome,
	c.status, coalesce(choice_name('progress', c.status), phrase('no report yet')) AS status_name, c.percent,
	'/' || c.report AS report_address, date_text(c.reported, 'short') AS reported, c.reported AS reported_date,
	c.unit, c.planned, date_text(c.planned, 'short') AS planned_date,
	date_text(c.report_due, 'short') AS next_due, c.report_due AS next_date, late_text(workdays_late(c.report_due, today())) AS late
FROM (SELECT *, iif(stage IN ('accepted', 'in implementation'),
		coalesce(next, rule_due('progress.report', coalesce(reported, substr(answered, 1, 10)))), NULL) AS report_due
	FROM visible_courses WHERE proposal = :id AND outcome IN ('accepted', 'partly')) c
ORDER BY c.seq;
