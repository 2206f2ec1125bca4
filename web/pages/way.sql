-- :page one
SELECT i.record AS meeting, i.id AS item_id, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	i.id || ' · ' || excerpt(i.text, 80) AS title, letter_name(i.letter) AS letter_label, 1 AS nav_meetings,
	i.letter = 'O' AS is_suggestion, i.agenda AS _agenda, iif(i.letter = 'O', i.record, NULL) AS voiced_in, iif(i.letter = 'O', i.id, NULL) AS voiced_as,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	a.title AS agenda_title, s.address AS issue_address,
	phrase(iif(f.outcome = '', 'not said yet', f.outcome)) AS outcome_name, x.why AS fate_why,
	coalesce(p.title, x.by_name) AS fate_by, date_text(x.at) AS fate_at, :came AS _came
FROM visible_records m JOIN visible_items i ON i.record = m.id AND i.id = :item
	LEFT JOIN visible_agenda a ON a.meeting = m.id AND a.seq = i.agenda
	LEFT JOIN visible_records s ON s.id = a.issue
	LEFT JOIN visible_fates f ON f.meeting = m.id AND f.item = i.id
	LEFT JOIN visible_dispositions x ON x.meeting = m.id AND x.item = i.id
	LEFT JOIN visible_records p ON p.id = x.by
WHERE m.id = :record AND m.kind = 'minutes';

-- :speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more,
	r.address AS speaker_address
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :meeting AND s.item = :item_id ORDER BY s.seq;

-- :statements
SELECT i.record AS of_meeting, i.id AS item, i.html AS item_html,
	'/' || i.record || '/statements/' || i.id AS item_address, m.title AS other_title, i.record = :meeting AS same
FROM visible_links l JOIN visible_items i ON i.record = l.to_record AND i.id = l.to_item
	JOIN visible_records m ON m.id = i.record
WHERE l.record = :meeting AND l.item = :item_id AND l.role = 'origin'
ORDER BY l.to_record, i.seq;

-- :statements.speakers from suggestions suggestions.speakers

-- :suggestions
SELECT i.record AS of_meeting, i.id AS item, i.html AS item_html,
	'/' || i.record || '/suggestions/' || i.id AS item_address, m.title AS other_title, i.record = :meeting AS same,
	phrase(iif(f.outcome = '', 'not said yet', f.outcome)) AS outcome_name
FROM visible_links l JOIN visible_items i ON i.record = l.record AND i.id = l.item AND i.letter = 'O'
	JOIN visible_records m ON m.id = i.record
	LEFT JOIN visible_fates f ON f.meeting = i.record AND f.item = i.id
WHERE l.to_record = :meeting AND l.to_item = :item_id AND l.role = 'origin' AND :is_suggestion = 0
ORDER BY l.record, i.seq;

-- :suggestions.speakers from suggestions

-- :merged
SELECT b.arrow, i.record AS of_meeting, i.id AS item, i.html AS item_html, '/' || i.record || '/suggestions/' || i.id AS item_address,
	m.title AS other_title, i.record = :meeting AS same
FROM visible_became b JOIN visible_records m ON m.id = b.became AND m.kind = 'minutes'
	JOIN visible_items i ON i.record = b.became AND i.id = b.became_item
WHERE b.meeting = :meeting AND b.item = :item_id
ORDER BY b.arrow DESC, m.year, m.number, i.seq;

-- :decisions
SELECT i.id AS item, lower(i.id) AS decision_anchor, i.html AS item_html,
	EXISTS (SELECT 1 FROM visible_links l WHERE l.record = :meeting AND l.item = i.id
		AND l.to_record = :meeting AND l.to_item = :item_id) AS cites
FROM visible_items i WHERE i.record = :meeting AND i.letter = 'D' AND i.agenda IS :_agenda
ORDER BY cites DESC, i.seq;

-- :recommendations
SELECT r.record AS proposal, r.id AS rec_item, r.html AS rec_html, '/' || r.record || '/recommendations/' || r.id AS rec_address,
	p.address AS proposal_address, p.title AS proposal_title, p.year AS proposal_year, p.number AS proposal_number,
	state_name('proposal', p.state) AS proposal_state, (SELECT mover_name(mover(m.matter)) FROM visible_recommendation_moves m WHERE m.record = p.id AND m.item = r.id) AS waits_for
FROM (SELECT b.became AS record, b.became_item AS item FROM visible_became b
		WHERE b.became GLOB 'proposals/*' AND ((b.meeting = :meeting AND b.item = :item_id) OR (b.meeting, b.item) IN
			(SELECT l.record, l.item FROM visible_links l
				WHERE l.to_record = :meeting AND l.to_item = :item_id AND l.role = 'origin'))
		UNION SELECT l.record, l.item FROM visible_links l
		WHERE l.to_record = :meeting AND l.to_item = :item_id AND l.item GLOB 'R*') b
	JOIN visible_items r ON r.record = b.record AND r.id = b.item
	JOIN visible_records p ON p.id = r.record
ORDER BY p.year, p.number, r.seq;

-- :recommendations.came
SELECT c.subject AS came_subject, date_text(date(c.at + c.zone * 60, 'unixepoch')) AS came_at,
	j.value ->> '$.older' = 1 AS came_older, j.value ->> '$.version' IS NULL AND j.value ->> '$.older' = 0 AS came_unnamed,
	iif(j.value ->> '$.older' = 1, (SELECT group_concat(coalesce(p.title, name_as_written(a.value)), ', ')
		FROM visible_records r, json_each(r.front, '$.authors') a LEFT JOIN visible_records p ON p.id = reference(a.value)
		WHERE r.id = :proposal), c.author) AS came_by,
	j.value ->> '$.version' AS came_version,
	(SELECT date_text(substr(v.value ->> '$.at', 1, 10)) FROM visible_records r, json_each(r.front, '$.versions') v
		WHERE r.id = :proposal AND v.value ->> '$.version' = CAST(j.value ->> '$.version' AS TEXT)) AS version_at,
	(SELECT v.value ->> '$.what' FROM visible_records r, json_each(r.front, '$.versions') v
		WHERE r.id = :proposal AND v.value ->> '$.version' = CAST(j.value ->> '$.version' AS TEXT)) AS version_what
FROM json_each(:_came) j JOIN visible_commits c ON c.id = j.value ->> '$.commit'
WHERE j.value ->> '$.proposal' = :proposal AND j.value ->> '$.item' = :rec_item;

-- :recommendations.submissions
SELECT s.number AS submission_number, s.address AS submission_address, s.front ->> '$.version' AS submission_version,
	state_name('submission', s.state) AS submission_state, s.front ->> '$."outgoing number"' AS outgoing_number,
	date_text(s.front ->> '$."outgoing date"') AS outgoing_date
FROM visible_records s 	JOIN visible_submissions x ON x.record = s.id
WHERE s.owner = :proposal AND s.kind = 'submission'
	AND (x.recommends IS NULL OR :rec_item IN (SELECT value FROM json_each(x.recommends))) ORDER BY s.number;

-- :recommendations.outcomes
SELECT choice_name('outcome', o.value ->> '$.outcome') AS answer_outcome, o.value ->> '$.reasons' AS answer_reasons,
	o.value ->> '$.unit' AS answer_unit, date_text(o.value ->> '$."planned date"') AS answer_planned,
	date_text(substr(coalesce(a.front ->> '$."answered at"', a.front ->> '$.date'), 1, 10)) AS answer_date,
	a.front ->> '$.number' AS answer_number
FROM visible_records a, json_each(a.front, '$.outcomes') o
WHERE a.owner = :proposal AND a.kind = 'answer' AND o.value ->> '$.recommendation' = :rec_item
ORDER BY a.number;

-- :recommendations.progress
SELECT choice_name('progress', g.status) AS progress_status, g.percent AS progress_percent,
	'/' || g.record AS progress_address, date_text(g.date) AS progress_date, g.date AS progress_day, g.reason AS progress_reason,
	(SELECT nullif(p.html, '') FROM visible_pages p WHERE p.record = g.record) AS progress_html,
	(SELECT count(*) FROM visible_remarks x WHERE x.about = g.record) AS remarks_count
FROM visible_reports g
WHERE g.proposal = :proposal AND g.recommendation = :rec_item ORDER BY g.at;

-- :recommendations.course
SELECT step, phrase(json_extract('["voiced","taken up","submitted","answered","implementation"]', '$[' || (step - 1) || ']')) AS step_label,
	step_address, date_text(step_day, 'short') AS step_date, step_day, step_who, step_words, step_percent, step_reasons,
	step = now AS is_current, step > now AS is_open, step = 1 AND step_address IS NULL AS is_unnamed,
	step = 1 AND step_address IS NOT NULL AND step_day IS NULL AS is_undated
FROM (SELECT j.value AS step, CASE WHEN c.reached GLOB '*: *' THEN 5
			WHEN c.reached IN ('accepted', 'partly', 'rejected', 'forwarded', 'clarification') THEN 4
			WHEN c.reached IN ('submitted', 'returned') THEN 3 ELSE 2 END AS now,
		CASE j.value WHEN 1 THEN m.address || '#' || lower(o.item)
			WHEN 2 THEN p.address || iif(k.version IS NULL, '', '/versions/' || k.version) || '#' || lower(c.item)
			WHEN 3 THEN '/' || c.submission WHEN 4 THEN '/' || c.answer_record || '#' || lower(c.item) ELSE '/' || c.report END AS step_address,
		CASE j.value WHEN 1 THEN m.date WHEN 2 THEN k.day WHEN 3 THEN iif(c.reached = 'returned',
				(SELECT substr(s.returned, 1, 10) FROM visible_submissions s WHERE s.record = c.submission), c.sent) WHEN 4 THEN substr(c.answered, 1, 10) ELSE c.reported END AS step_day,
		CASE j.value WHEN 1 THEN (SELECT group_concat(coalesce(w.short, w.title, s.name), ', ') FROM visible_speakers s
				LEFT JOIN visible_records w ON w.id = s.who WHERE s.record = o.record AND s.item = o.item)
			WHEN 2 THEN (SELECT group_concat(coalesce(w.title, name_as_written(a.value)), ', ') FROM json_each(p.front, '$.authors') a
				LEFT JOIN visible_records w ON w.id = reference(a.value))
			WHEN 3 THEN iif(c.reached = 'returned', (SELECT coalesce(w.short, w.title) FROM visible_records w WHERE w.id = c.addressee), (SELECT coalesce(w.title, name_as_written(s.front ->> '$.signatory')) FROM visible_records s
				LEFT JOIN visible_records w ON w.id = reference(s.front ->> '$.signatory') WHERE s.id = c.submission))
			WHEN 4 THEN (SELECT coalesce(w.short, w.title) FROM visible_records w WHERE c.answer IS NOT NULL AND w.id = c.addressee)
			ELSE (SELECT coalesce(w.short, w.title, r.reporter_name) FROM visible_reports r
				LEFT JOIN visible_records w ON w.id = r.reporter WHERE r.record = c.report) END AS step_who,
		CASE j.value WHEN 2 THEN 'v' || k.version WHEN 3 THEN iif(c.submission_state IN ('sent', 'answered'), NULL, state_name('submission', c.submission_state))
			WHEN 4 THEN choice_name('outcome', c.outcome)
			WHEN 5 THEN iif(c.reached IN ('rejected', 'forwarded'), phrase('does not follow'), choice_name('progress', c.status))
			END AS step_words,
		iif(j.value = 5, c.percent, NULL) AS step_percent, iif(j.value = 4, c.reasons, NULL) AS step_reasons
	FROM json_each('[1,2,3,4,5]') j JOIN visible_courses c ON c.proposal = :proposal AND c.item = :rec_item
		JOIN visible_records p ON p.id = c.proposal
		LEFT JOIN (SELECT coalesce(:voiced_in, (SELECT l.to_record FROM visible_links l WHERE l.record = :proposal
				AND l.item = :rec_item AND l.to_item GLOB 'O*' ORDER BY l.to_record, l.to_item LIMIT 1)) AS record,
			coalesce(:voiced_as, (SELECT l.to_item FROM visible_links l WHERE l.record = :proposal
				AND l.item = :rec_item AND l.to_item GLOB 'O*' ORDER BY l.to_record, l.to_item LIMIT 1)) AS item) o ON true
		LEFT JOIN visible_records m ON m.id = o.record
		LEFT JOIN (SELECT date(x.at + x.zone * 60, 'unixepoch') AS day, g.value ->> '$.version' AS version
			FROM json_each(coalesce(:_came, '[]')) g JOIN visible_commits x ON x.id = g.value ->> '$.commit'
			WHERE g.value ->> '$.proposal' = :proposal AND g.value ->> '$.item' = :rec_item) k ON true)
ORDER BY step;

-- :recommendations.awaits one
SELECT CASE WHEN c.reached = 'written' THEN (SELECT mover_name(mover(m.matter)) FROM visible_proposal_moves m WHERE m.record = p.id)
		WHEN c.reached = 'submitted' AND c.submission_state = 'sent' THEN phrase('the agency, to register it')
		WHEN c.reached = 'returned' THEN phrase('the council, to revise it')
		WHEN c.reached = 'submitted' THEN phrase('the answer of the agency')
		WHEN c.reached = 'clarification' THEN phrase('the council, to answer the question of the agency')
		WHEN c.reached IN ('accepted', 'partly') THEN phrase('the first report of the agency')
		ELSE phrase('the next report of the agency') END AS awaits,
	date_text(c.until) AS awaits_until, c.until < today() AS awaits_late
FROM (SELECT *, CASE WHEN reached = 'submitted' THEN due WHEN reached IN ('accepted', 'partly') OR reached GLOB '*: in progress'
		THEN coalesce(next, rule_due('progress.report', coalesce(reported, substr(answered, 1, 10)))) END AS until
	FROM visible_courses) c JOIN visible_records p ON p.id = c.proposal
WHERE c.proposal = :proposal AND c.item = :rec_item
	AND (c.reached IN ('submitted', 'returned', 'clarification', 'accepted', 'partly') OR c.reached GLOB '*: in progress'
		OR c.reached = 'written' AND (SELECT m.matter FROM visible_proposal_moves m WHERE m.record = p.id) IS NOT NULL);
