-- :page one
SELECT r.id, r.address, :action = 'call' AS is_ahead, r.title AS meeting_title, 1 AS nav_meetings, :button AS title,
	r.date AS date_value, date_text(r.date) AS date, r.front ->> '$.starts' AS starts, r.front ->> '$.place' AS place,
	c.title AS chair, s.title AS secretary,
	r.front -> '$."signed by chair"' AS chair_signed,
	r.front -> '$."signed by secretary"' AS secretary_signed,
	c.id = reference(:person) AS is_chair, s.id = reference(:person) AS is_secretary
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
WHERE r.address = :meeting AND r.kind = 'minutes';

-- :decisions
SELECT replace(m.path, '/minutes.md', '') || '#' || i.id AS decision_value,
	coalesce(date_text(m.date), m.year) || ' · ' || m.title || ' · ' || i.id || ' ' || excerpt(i.text, 80)
		AS decision_name,
	replace(m.path, '/minutes.md', '') || '#' || i.id = :decision AS chosen
FROM visible_records m JOIN visible_items i ON i.record = m.id AND i.letter = 'D'
WHERE m.kind = 'minutes' AND m.id <> :id
ORDER BY m.year DESC, m.number DESC, i.seq LIMIT 60;

-- :undecided
SELECT i.id AS suggestion, excerpt(i.text, 120) AS suggestion_text
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
