-- :page one
SELECT r.id, r.address, r.path AS record_path, p.address AS proposal_address, p.title AS proposal_title, 1 AS nav_proposals,
	phrase('Receipt') || ' · ' || p.title AS title, p.year || '/' || p.number AS proposal_number,
	r.number AS submission_number, 1 AS is_sealed, :sent AS sent_keys, r.front ->> '$.version' AS version,
	r.front ->> '$.illustrative' = 'true' AS illustrative,
	state_name('submission', r.state) AS state_name, r.state, r.state = 'withdrawn' AS is_withdrawn, r.state = 'under review' AS is_under_review,
	r.owner AS _owner, r.front AS _front,
	a.title AS addressee, a.address AS addressee_address,
	r.front ->> '$."outgoing number"' AS outgoing_number,
	date_text(r.front ->> '$."outgoing date"') AS outgoing_date,
	r.front ->> '$."incoming number"' AS incoming_number,
	date_text(r.front ->> '$."incoming date"') AS incoming_date,
	date_text(r.front ->> '$.due') AS due, r.front ->> '$.due' AS due_day, r.front ->> '$.channel' AS channel,
	date_text(coalesce(r.front ->> '$.extended[0].was', r.front ->> '$.due')) AS first_due,
	iif(rule_due('answer', r.front ->> '$."incoming date"') = coalesce(r.front ->> '$.extended[0].was', r.front ->> '$.due'),
		rule_text('answer', r.front ->> '$."incoming date"'), NULL) AS answer_rule,
	coalesce(s.title, name_as_written(r.front ->> '$.signatory')) AS signatory, s.address AS signatory_address,
	(SELECT w.address FROM visible_records w WHERE w.owner = p.id AND w.kind = 'answer' AND w.number = r.number) AS answer_address,
	r.front ->> '$.sha256' AS sum, r.front ->> '$.commit' AS sealed_commit, p.path AS proposal_path,
	'submission/' || p.year || '/' || printf('%04d/%02d', p.number, r.number) AS tag,
	m.title AS adopted_title, m.address AS adopted_address, date_text(m.date) AS adopted_date,
	p.front ->> '$.adopted.item' AS adopted_item, lower(p.front ->> '$.adopted.item') AS adopted_anchor,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short
FROM visible_records r
	JOIN visible_records p ON p.id = r.owner
	LEFT JOIN visible_records a ON a.id = reference(p.front ->> '$.addressee')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.signatory')
	LEFT JOIN visible_records m ON m.id = reference(p.front ->> '$.adopted.in')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :path AND r.kind = 'submission';

-- :letter one
SELECT html AS letter_html FROM visible_pages WHERE record = :id;

-- :recommendations
SELECT value ->> '$.item' AS item, value ->> '$.html' AS item_html, lower(value ->> '$.item') AS anchor
FROM json_each(:sent_json) ORDER BY key;

-- :moves
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button, coalesce(value ->> '$.aside', 0) AS step_aside
FROM json_each(steps('submission', 'state', :state, :is_member, :is_coordinator, :is_agency))
WHERE value ->> '$.action' IN ('register', 'take-up', 'extend', 'return') ORDER BY 3;

-- :_reporting one
SELECT 1 AS _reports WHERE :state = 'answered' AND EXISTS (SELECT 1 FROM visible_reports_due d WHERE d.proposal = :_owner AND d.answer = :submission_number);

-- :waits one
SELECT iif(:state = 'sent', phrase('The agency is to register it'), phrase('The agency is to answer')) AS waiting_for,
	iif(:state = 'sent', :outgoing_date, :incoming_date) AS since, :due AS until, :due_day AS until_day,
	workdays_late(:due_day, today()) AS late_days, late_text(workdays_late(:due_day, today())) AS late, NULL AS undated_rule
WHERE :state IN ('sent', 'registered', 'under review');

-- :before one
SELECT b.address AS before_address, b.number AS before_number, b.front AS _before
FROM visible_records b WHERE b.owner = :_owner AND b.kind = 'submission' AND b.number = :submission_number - 1
	AND json_array_length(:_front, '$.revised') > 0;

-- :before.revised
SELECT j.value ->> '$.outcome' AS outcome, choice_name('disposition', j.value ->> '$.outcome') AS outcome_name, j.value ->> '$.why' AS why,
	x.value ->> '$.concerns' AS concerns, x.value ->> '$.reason' AS reason_given
FROM json_each(:_front, '$.revised') j
	LEFT JOIN json_each(:_before, '$.returned.reasons') x ON x.key = CAST(j.value ->> '$.reason' AS INTEGER) - 1
ORDER BY j.key;

-- :events
SELECT is_review, at AS at_date, date_text(substr(at, 1, 10)) AS at, date_text(until) AS until, date_text(was) AS was, reason_given,
	coalesce((SELECT title FROM visible_records WHERE id = reference(by)), name_as_written(by)) AS by
FROM (SELECT 0 AS is_review, value ->> '$.at' AS at, value ->> '$.until' AS until, value ->> '$.was' AS was,
		value ->> '$.reason' AS reason_given, value ->> '$.by' AS by, key AS place
	FROM json_each(:_front, '$.extended')
	UNION ALL SELECT 1, strftime('%Y-%m-%dT%H:%M', c.at + c.zone * 60, 'unixepoch'), NULL, NULL, NULL, c.author, -1
	FROM visible_versions v JOIN visible_commits c ON c.id = v.id
	WHERE v.record = :id AND c.action = 'take-up' AND :state NOT IN ('sent', 'registered'))
ORDER BY substr(at, 1, 16), place;

-- :returned one
SELECT date_text(substr(:_front ->> '$.returned.at', 1, 10)) AS returned_at, :_front ->> '$.returned.at' AS returned_date,
	coalesce((SELECT title FROM visible_records WHERE id = reference(:_front ->> '$.returned.by')),
		name_as_written(:_front ->> '$.returned.by')) AS returned_by,
	(SELECT front FROM visible_records n WHERE n.owner = :_owner AND n.kind = 'submission' AND n.number = :submission_number + 1) AS _next
WHERE :state = 'returned';

-- :returned.reasons
SELECT j.value ->> '$.concerns' AS concerns, j.value ->> '$.reason' AS reason_given,
	x.value ->> '$.outcome' AS outcome, choice_name('disposition', x.value ->> '$.outcome') AS outcome_name, x.value ->> '$.why' AS why
FROM json_each(:_front, '$.returned.reasons') j
	LEFT JOIN json_each(:_next, '$.revised') x ON CAST(x.value ->> '$.reason' AS INTEGER) = j.key + 1
ORDER BY j.key;

-- :again one
SELECT n.address AS again_address, n.number AS again_number FROM visible_records n
WHERE :state = 'returned' AND n.owner = :_owner AND n.kind = 'submission' AND n.number = :submission_number + 1;

-- :answer one
SELECT a.id AS _answer, a.address AS answer_address, a.front ->> '$.number' AS answer_number,
	date_text(substr(a.front ->> '$."published at"', 1, 10)) AS answered_on, a.front ->> '$."published at"' AS answered_at,
	workdays_late(:due_day, substr(a.front ->> '$."published at"', 1, 10)) AS late_days,
	late_text(workdays_late(:due_day, substr(a.front ->> '$."published at"', 1, 10))) AS late, NULL AS undated_rule
FROM visible_records a
WHERE a.id = :_owner || '/answers/' || :submission_number AND a.kind = 'answer' AND a.front ->> '$."published at"' IS NOT NULL;

-- :answer.outcomes
SELECT o.recommendation AS item, o.outcome, choice_name('outcome', o.outcome) AS outcome_name
FROM visible_outcomes o WHERE o.record = :_answer ORDER BY o.seq;

-- :keys
SELECT value ->> '$.fingerprint' AS fingerprint FROM json_each(:signers);

-- :_remarking from remarks

-- :question from remarks

-- :remarks from remarks

-- :move from moves
