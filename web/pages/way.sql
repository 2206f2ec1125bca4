-- :page one
SELECT i.record AS meeting, i.id AS item_id, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	i.id || ' · ' || excerpt(i.text, 80) AS title, letter_name(i.letter) AS letter_label, 1 AS nav_meetings,
	i.letter = 'O' AS is_suggestion, i.agenda AS _agenda,
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
	state_name('proposal', p.state) AS proposal_state, waits_for(p.state) AS waits_for
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
FROM visible_records s WHERE s.owner = :proposal AND s.kind = 'submission' ORDER BY s.number;

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
