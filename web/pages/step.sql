-- :page one
SELECT r.id, r.address, r.title AS meeting_title, 1 AS nav_meetings, :button AS title,
	date_text(r.date) AS date, r.front ->> '$.starts' AS starts, r.front ->> '$.place' AS place,
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
