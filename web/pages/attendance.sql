-- :page one
SELECT r.id, r.address AS meeting_address, r.title AS meeting_title, 1 AS nav_meetings,
	phrase('Attendance list') || ' · ' || r.title AS title,
	r.front ->> '$.number' AS protocol_number,
	date_text(r.date) AS paper_date,
	r.front ->> '$.starts' AS starts, r.front ->> '$.ends' AS ends,
	r.front ->> '$.place' AS place, choice_name('mode', r.front ->> '$.mode') AS mode,
	phrase(r.state) AS state_name,
	coalesce(c.title, name_as_written(r.front ->> '$.chair')) AS chair,
	coalesce(s.title, name_as_written(r.front ->> '$.secretary')) AS secretary,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short, 0 AS is_unfinished
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :meeting AND r.kind = 'minutes';

-- :participants
SELECT row_number() OVER (ORDER BY p.seq) AS row, coalesce(w.title, p.name) AS name, w.address AS who_address,
	choice_name('capacity', p.capacity) AS capacity, p.position, phrase(p.attendance) AS attendance_name,
	(SELECT coalesce(g.value ->> '$.arrived', '') || iif(g.value ->> '$.left' IS NULL, '', '–' || (g.value ->> '$.left'))
		FROM visible_records m, json_each(m.front, '$.participants') g
		WHERE m.id = p.meeting AND g.key = p.seq - 1) AS attendance_times,
	b.title AS behalf, p.note
FROM visible_participants p
	LEFT JOIN visible_records w ON w.id = p.who
	LEFT JOIN visible_records b ON b.id = p.on_behalf
WHERE p.meeting = :id ORDER BY p.seq;
