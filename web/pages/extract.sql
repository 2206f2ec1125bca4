-- :page one
SELECT r.id, r.address AS meeting_address, r.title AS meeting_title, 1 AS nav_meetings,
	phrase('Extract from the minutes') || ' · ' || r.title AS title,
	r.front ->> '$.number' AS protocol_number,
	r.date AS date_value, date_text(r.date) AS paper_date,
	r.front ->> '$.starts' AS starts, r.front ->> '$.ends' AS ends,
	r.front ->> '$.place' AS place, choice_name('mode', r.front ->> '$.mode') AS mode,
	phrase(r.state) AS state_name,
	coalesce(c.title, name_as_written(r.front ->> '$.chair')) AS chair,
	coalesce(s.title, name_as_written(r.front ->> '$.secretary')) AS secretary,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short,
	coalesce(r.state, 'draft') IN ('draft', 'circulated') AS is_unfinished,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = r.id
		AND coalesce(p.attendance, 'present') NOT IN ('absent', 'excused')) AS attended_count
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :meeting AND r.kind = 'minutes'
	AND EXISTS (SELECT 1 FROM visible_agenda a WHERE a.meeting = r.id AND CAST(a.seq AS TEXT) = :issue);

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title, coalesce(p.title, a.rapporteur_name) AS rapporteur
FROM visible_agenda a LEFT JOIN visible_records p ON p.id = a.rapporteur
WHERE a.meeting = :id AND CAST(a.seq AS TEXT) = :issue;

-- :agenda.lines from meeting

-- :agenda.lines.speakers from meeting

-- :agenda.lines.origins from meeting

-- :agenda.lines.cited from meeting

-- :agenda.lines.voters from meeting

-- :addenda
SELECT a.number AS addendum_number, p.html AS addendum_html, a.front ->> '$.concerns' AS concerns,
	lower(a.front ->> '$.concerns') AS concerns_anchor, date_text(a.date) AS addendum_at,
	coalesce(b.title, name_as_written(a.front ->> '$.by')) AS addendum_by,
	m.title AS approved_title, m.address AS approved_address
FROM visible_records a LEFT JOIN visible_pages p ON p.record = a.id
	LEFT JOIN visible_records b ON b.id = reference(a.front ->> '$.by')
	LEFT JOIN visible_records m ON m.id = reference(a.front ->> '$."approved in"')
WHERE a.owner = :id AND a.kind = 'addendum' AND (a.front ->> '$.concerns' IS NULL OR EXISTS (
	SELECT 1 FROM visible_items i WHERE i.record = :id AND i.id = a.front ->> '$.concerns'
		AND CAST(i.agenda AS TEXT) = :issue)) ORDER BY a.number;

-- :agenda.lines.became from meeting
