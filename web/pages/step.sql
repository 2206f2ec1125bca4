-- :page one
SELECT r.id, r.address, :action = 'call' AS is_ahead, r.title AS meeting_title, 1 AS nav_meetings, :button AS title,
	r.date AS date_value, date_text(r.date) AS date, r.front ->> '$.starts' AS starts, r.front ->> '$.place' AS place,
	c.title AS chair, s.title AS secretary,
	r.front -> '$."signed by chair"' AS chair_signed,
	date_text(r.front ->> '$."signed by chair".at') AS chair_signed_at,
	iif(r.front ->> '$."signed by chair".way' = 'here', phrase('with their own account'), phrase('on paper')) AS chair_signed_way,
	r.front -> '$."signed by secretary"' AS secretary_signed,
	date_text(r.front ->> '$."signed by secretary".at') AS secretary_signed_at,
	iif(r.front ->> '$."signed by secretary".way' = 'here', phrase('with their own account'), phrase('on paper')) AS secretary_signed_way,
	:person = r.front ->> '$.chair' AND r.front -> '$."signed by chair"' IS NULL
		OR :person = r.front ->> '$.secretary' AND r.front -> '$."signed by secretary"' IS NULL AS may_sign_self,
	:person IN (r.front ->> '$.chair', r.front ->> '$.secretary') AS is_signatory,
	coalesce(:until, rule_due('minutes.circulated', today())) AS until_typed,
	rule_text('minutes.circulated', r.date) AS circulated_rule, date_text(rule_due('minutes.circulated', r.date)) AS circulated_due,
	rule_text('minutes.signed', r.date) AS signed_rule, date_text(rule_due('minutes.signed', r.date)) AS signed_due,
	(SELECT value ->> '$.value' <> 'at a meeting' FROM json_each(rule_rows())
		WHERE value ->> '$.key' = 'minutes.approval' AND value ->> '$.holds' = 1) AS in_writing,
	rule_text('minutes.approval', today()) AS approval_rule,
	:action = 'sign' AND :is_coordinator IS NULL AND NOT coalesce(:person IN (r.front ->> '$.chair', r.front ->> '$.secretary')
		AND (:person = r.front ->> '$.chair' AND r.front -> '$."signed by chair"' IS NULL
			OR :person = r.front ->> '$.secretary' AND r.front -> '$."signed by secretary"' IS NULL), 0) AS nothing_to_do,
	r.path AS _path, r.date AS _date
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
WHERE r.address = :meeting AND r.kind = 'minutes';

-- :decisions
SELECT decision_value, decision_name, chosen
FROM (SELECT replace(m.path, '/minutes.md', '') || '#' || i.id AS decision_value,
		coalesce(date_text(m.date), m.year) || ' · ' || m.title || ' · ' || i.id || ' ' || excerpt(i.text, 80)
			AS decision_name,
		EXISTS (SELECT 1 FROM json_each(m.front, '$.agenda') g
			WHERE g.value ->> '$.approves' = replace(:_path, '/minutes.md', '')) AS is_meant,
		coalesce((SELECT g.value ->> '$.approves' = replace(:_path, '/minutes.md', '')
			FROM json_each(m.front, '$.agenda') g WHERE g.key = i.agenda - 1), 0) AS is_under_it,
		m.year, m.number, i.seq, replace(m.path, '/minutes.md', '') || '#' || i.id = :decision AS chosen
	FROM visible_records m JOIN visible_items i ON i.record = m.id AND i.letter = 'D'
	WHERE :action = 'approve' AND m.kind = 'minutes' AND m.id <> :id
		AND (m.date IS NULL OR :_date IS NULL OR substr(m.date, 1, 10) >= substr(:_date, 1, 10)))
ORDER BY is_under_it DESC, is_meant DESC, year DESC, number DESC, seq LIMIT 60;

-- :unstated
SELECT phrase('Number of the minutes') AS unstated_fact FROM visible_records r
WHERE r.id = :id AND :action IN ('circulate', 'approve') AND r.front ->> '$.number' IS NULL
UNION ALL SELECT phrase('Starts') FROM visible_records r
WHERE r.id = :id AND :action IN ('circulate', 'approve') AND r.front ->> '$.starts' IS NULL
UNION ALL SELECT phrase('Ends') FROM visible_records r
WHERE r.id = :id AND :action IN ('circulate', 'approve') AND r.front ->> '$.ends' IS NULL;

-- :still_open one
SELECT date_text(r.front ->> '$.circulated.until') AS still_until FROM visible_records r
WHERE r.id = :id AND :action = 'approve' AND r.front ->> '$.circulated.until' >= today();

-- :open_corrections
SELECT substr(c.record, length(c.meeting) + 14) AS correction_id, 
	iif(c.item GLOB '[SODA][0-9]*', c.item, iif(c.item = 'facts', phrase('on the facts'), phrase('on what is missing'))) AS corrected_item,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author
FROM visible_corrections c WHERE :action = 'approve' AND c.meeting = :id AND c.state = 'open' ORDER BY c.record;

-- :becoming
SELECT kind_name(r.kind) AS becoming_kind, count(*) AS becoming_count, group_concat(r.title, ', ') AS becoming_titles
FROM (SELECT DISTINCT l.to_record FROM visible_links l WHERE :action = 'publish' AND l.record = :id) n
	JOIN visible_records r ON r.id = n.to_record
WHERE r.front ->> '$.audience' = 'members' AND r.kind IN ('person', 'body', 'issue') GROUP BY r.kind
UNION ALL
SELECT kind_name(r.kind), count(*), NULL FROM visible_records r
WHERE :action = 'publish' AND r.owner = :id AND r.kind IN ('disposition', 'action', 'addendum') GROUP BY r.kind;

-- :undecided
SELECT i.id AS suggestion, lower(i.id) AS suggestion_anchor, excerpt(i.text, 120) AS suggestion_text
FROM visible_items i
WHERE i.record = :id AND i.letter = 'O' AND :action = 'approve'
	AND NOT EXISTS (SELECT 1 FROM visible_records d
		WHERE d.id = :id || '/dispositions/' || lower(i.id))
ORDER BY i.seq;

-- :notice_agenda
SELECT a.title AS agenda_title, coalesce(p.title, a.rapporteur_name) AS rapporteur, a.minutes AS minutes_allotted
FROM visible_agenda a LEFT JOIN visible_records p ON p.id = a.rapporteur
WHERE a.meeting = :id AND :action IN ('call', 'change-call') AND coalesce(a.type, '') <> 'internal' AND a.title <> ''
ORDER BY a.seq;

-- :too_late one
SELECT date_text(due) AS notice_due, rule_text('notice', :date_value) AS rule, date_text(urgent) AS urgent_due,
	urgent < today() AS even_urgent, rule_text('notice.urgent', :date_value) AS urgent_rule
FROM (SELECT rule_before('notice', :date_value) AS due, rule_before('notice.urgent', :date_value) AS urgent)
WHERE due < today() AND :action = 'call' AND :date_value >= today();

-- :carried from plan

-- :carried.why from why why

-- :undecided_any
SELECT 1 AS any_undecided FROM visible_items i
WHERE i.record = :id AND i.letter = 'O' AND :action = 'approve'
	AND NOT EXISTS (SELECT 1 FROM visible_records d
		WHERE d.id = :id || '/dispositions/' || lower(i.id)) LIMIT 1;

-- :becoming_any
SELECT 1 AS any_becoming WHERE EXISTS (SELECT 1 FROM visible_records r
		WHERE :action = 'publish' AND r.owner = :id AND r.kind IN ('disposition', 'action', 'addendum'))
	OR EXISTS (SELECT 1 FROM visible_links l JOIN visible_records r ON r.id = l.to_record
		WHERE :action = 'publish' AND l.record = :id AND r.front ->> '$.audience' = 'members'
			AND r.kind IN ('person', 'body', 'issue'));
