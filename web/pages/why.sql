-- Why a proposal, the column _matter around, stands on the agenda of the meeting :id that is still ahead: how far it is at the
-- agency, and what of it is late.

-- :why
SELECT words AS why, late AS why_late FROM (
	SELECT 1 AS place, 0 AS seq, CASE s.state WHEN 'returned' THEN format(phrase('returned for revision on %s'), date_text(substr(s.returned, 1, 10), 'short'))
			ELSE format(phrase('at the agency: %s'), state_name('submission', s.state)) || coalesce(', ' || format(phrase('answer due %s'), date_text(s.due, 'short')), '') END AS words,
		iif(s.state IN ('registered', 'under review'), late_text(workdays_late(s.due, today())), NULL) AS late
	FROM visible_submissions s
	WHERE s.record = (SELECT x.record FROM visible_submissions x WHERE x.proposal = :_matter ORDER BY x.number DESC LIMIT 1)
		AND s.state IN ('sent', 'registered', 'under review', 'returned')
	UNION ALL SELECT 2, 0, phrase('the agency''s question waits for the council''s answer'), NULL
	FROM visible_questions q WHERE q.proposal = :_matter
	UNION ALL SELECT 3, 0, format(phrase('answered on %s'), date_text(substr(max(answered), 1, 10), 'short')) || ': '
		|| iif(sum(promised), format(phrase('%d of %d recommendations in implementation'), sum(promised AND stage = 'in implementation'), sum(promised))
			|| iif(sum(stage = 'carried out'), ', ' || format(phrase('%d carried out'), sum(stage = 'carried out')), ''),
			phrase('nothing was accepted')), NULL
	FROM (SELECT answered, stage, outcome IN ('accepted', 'partly') AS promised FROM visible_courses WHERE proposal = :_matter)
	WHERE answered IS NOT NULL HAVING count(*)
	UNION ALL SELECT 4, c.seq, format(phrase('%s: the report'), c.item), late_text(workdays_late(c.report_due, today()))
	FROM (SELECT item, seq, coalesce(next, rule_due('progress.report', coalesce(reported, substr(answered, 1, 10)))) AS report_due
		FROM visible_courses WHERE proposal = :_matter AND stage IN ('accepted', 'in implementation')) c
	WHERE c.report_due < today())
WHERE (SELECT meeting_state FROM visible_records WHERE id = :id) IN ('planned', 'called', 'in session')
ORDER BY place, seq;
