-- :page one
SELECT r.id, r.address, r.title, 1 AS nav_meetings, r.year, r.number,
	r.date AS date_value, date_text(r.date) AS date, r.front ->> '$.place' AS place,
	coalesce(c.title, name_as_written(r.front ->> '$.chair')) AS chair, coalesce(s.title, name_as_written(r.front ->> '$.secretary')) AS secretary,
	r.state, r.meeting_state, r.meeting_state = 'in session' AS in_session,
	r.meeting_state IN ('planned', 'called') AS is_ahead, phrase(r.state) AS state_name,
	r.front ->> '$.source.title' AS source_title,
	phrase(r.meeting_state) AS meeting_state_name,
	r.front ->> '$.source.kind' = 'press' AS from_press,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = r.id) AS present_count,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = r.id) > 8 AS many_present
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
WHERE r.address = :meeting AND r.kind = 'minutes';

-- :steps from meeting

-- :deadlines from meeting

-- :present
SELECT p.seq AS participant_seq, p.who, coalesce(w.title, p.name) AS name,
	w.kind = 'body' AS is_body, p.capacity, p.attendance, p.position, b.title AS behalf
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
	LEFT JOIN visible_records b ON b.id = p.on_behalf
WHERE p.meeting = :id ORDER BY p.seq;

-- :present.capacities
SELECT value AS option_value, choice_name('capacity', value) AS option_name, value = :capacity AS chosen
FROM json_each(choices('minutes', 'participants', 'capacity'));

-- :present.attendances
SELECT value AS option_value, phrase(value) AS option_name, value = :attendance AS chosen
FROM json_each(choices('minutes', 'participants', 'attendance'));

-- :capacities
SELECT value AS option_value, choice_name('capacity', value) AS option_name, value = :capacity AS chosen
FROM json_each(choices('minutes', 'participants', 'capacity'));

-- :attendances
SELECT value AS option_value, phrase(value) AS option_name,
	value = coalesce(:attendance, 'present') AS chosen
FROM json_each(choices('minutes', 'participants', 'attendance'));

-- :names
SELECT w.title AS known_name
FROM (SELECT id FROM visible_records WHERE kind = 'minutes' ORDER BY year DESC, number DESC LIMIT 5) m
	JOIN visible_participants p ON p.meeting = m.id JOIN visible_records w ON w.id = p.who
GROUP BY w.id ORDER BY w.sort LIMIT 60;

-- :known_issues
SELECT title AS known_issue FROM visible_records WHERE kind = 'issue' AND state = 'open'
ORDER BY year DESC, number DESC LIMIT 30;

-- :speakers_here
SELECT coalesce(w.short, w.title, p.name) AS known_speaker
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
WHERE p.meeting = :id ORDER BY p.seq;

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title,
	a.seq > 1 AS has_before, lead(a.seq) OVER (ORDER BY a.seq) IS NOT NULL AS has_after,
	NOT EXISTS (SELECT 1 FROM visible_items i WHERE i.record = a.meeting AND i.agenda = a.seq)
		AS is_empty
FROM visible_agenda a WHERE a.meeting = :id ORDER BY a.seq;

-- :agenda.lines
SELECT i.seq AS line_seq, 0 AS line_part, NULL AS heading, NULL AS free_html,
	i.id AS item, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	i.votes_for IS NOT NULL OR i.votes_against IS NOT NULL OR i.votes_abstained IS NOT NULL
		AS has_votes,
	i.votes_for IS NOT NULL AS has_for, i.votes_for,
	i.votes_against IS NOT NULL AS has_against, i.votes_against,
	i.votes_abstained IS NOT NULL AS has_abstained, i.votes_abstained,
	i.letter = 'D' AND i.votes_for IS NULL AND i.votes_against IS NULL
		AND i.votes_abstained IS NULL AS votes_unknown,
	i.letter = 'S' AS is_statement, i.letter = 'A' AS is_action, d.state = 'done' AS done, d.state = 'stopped' AS stopped,
	'/' || i.record || '/actions/' || lower(i.id) AS action_address,
	coalesce(p.title, d.person_name) AS person, p.address AS person_address,
	date_text(d.due) AS due,
	late_text(action_late(d.place, d.due, :date_value)) AS late, action_late(d.place, d.due, :date_value) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', :date_value), NULL) AS undated_rule,
	lag(i.id) OVER (PARTITION BY i.section ORDER BY i.seq) IS NOT NULL AS has_before,
	lead(i.id) OVER (PARTITION BY i.section ORDER BY i.seq) IS NOT NULL AS has_after
FROM visible_items i
	LEFT JOIN visible_duties d ON i.letter = 'A' AND d.meeting = i.record AND d.item = i.id
	LEFT JOIN visible_records p ON p.id = d.person
WHERE i.record = :id AND i.agenda = :agenda_seq
UNION ALL
SELECT t.seq, t.part, section_title(t.section), t.html,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM visible_texts t WHERE t.record = :id AND t.agenda = :agenda_seq
ORDER BY 1, 2;

-- :agenda.lines.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :id AND s.item = :item ORDER BY s.seq;

-- :agenda.lines.origins
SELECT l.to_item AS origin_item
FROM visible_links l WHERE l.record = :id AND l.item = :item AND l.role = 'origin'
ORDER BY l.to_record, l.to_item;

-- :agenda.lines.voters from meeting

-- :likely from participant-form
