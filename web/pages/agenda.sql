-- :page one
SELECT r.id, r.front AS _front, r.date AS date_value, r.meeting_state IN ('planned', 'called') AS is_ahead,
	r.meeting_state = 'planned' AS is_planned, r.address AS meeting_address, r.title AS meeting_title, 1 AS nav_meetings,
	phrase('Agenda') || ' · ' || r.title AS title,
	r.front ->> '$.number' AS protocol_number,
	date_text(r.date) AS paper_date,
	r.front ->> '$.starts' AS starts, r.front ->> '$.ends' AS ends,
	r.front ->> '$.place' AS place, choice_name('mode', r.front ->> '$.mode') AS mode,
	phrase(r.state) AS state_name,
	coalesce(c.title, name_as_written(r.front ->> '$.chair')) AS chair,
	coalesce(s.title, name_as_written(r.front ->> '$.secretary')) AS secretary,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short, 0 AS is_unfinished,
	(SELECT sum(CAST(a.minutes AS INTEGER)) FROM visible_agenda a WHERE a.meeting = r.id) AS total_minutes,
	(SELECT count(*) FROM visible_agenda a WHERE a.meeting = r.id AND a.minutes IS NULL) AS untimed_count
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :meeting AND r.kind = 'minutes';

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title, i.address AS issue_address,
	coalesce(p.title, a.rapporteur_name) AS rapporteur, a.minutes AS minutes_allotted,
	iif(:untimed_count = 0, strftime('%H:%M', :starts, format('+%d minutes',
		sum(a.minutes) OVER (ORDER BY a.seq) - a.minutes)), NULL) AS begins,
	iif(:untimed_count = 0, strftime('%H:%M', :starts, format('+%d minutes',
		sum(a.minutes) OVER (ORDER BY a.seq))), NULL) AS finishes
FROM visible_agenda a
	LEFT JOIN visible_records i ON i.id = a.issue
	LEFT JOIN visible_records p ON p.id = a.rapporteur
WHERE a.meeting = :id ORDER BY a.seq;

-- :agenda.matters from plan

-- :agenda.matters.why from why why

-- :carried from plan

-- :carried.why from why why
