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

-- :agenda.lines
SELECT i.seq AS line_seq, 0 AS line_part, NULL AS heading, NULL AS heading_capitals, NULL AS free_html,
	i.id AS item, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	i.votes_for IS NOT NULL OR i.votes_against IS NOT NULL OR i.votes_abstained IS NOT NULL
		AS has_votes,
	i.votes_for IS NOT NULL AS has_for, i.votes_for,
	i.votes_against IS NOT NULL AS has_against, i.votes_against,
	i.votes_abstained IS NOT NULL AS has_abstained, i.votes_abstained,
	i.letter = 'D' AND i.votes_for IS NULL AND i.votes_against IS NULL
		AND i.votes_abstained IS NULL AS votes_unknown,
	i.letter = 'A' AS is_action, i.done,
	coalesce(p.title, i.person_name) AS person, p.address AS person_address,
	date_text(i.due) AS due,
	late_text(action_late(i.done, i.due, :date_value)) AS late, action_late(i.done, i.due, :date_value) AS late_days,
	iif(i.due IS NULL, rule_text('action.undated', :date_value), NULL) AS undated_rule
FROM visible_items i LEFT JOIN visible_records p ON p.id = i.person
WHERE i.record = :id AND i.agenda = :agenda_seq
UNION ALL
SELECT t.seq, t.part, section_title(t.section), capitals(section_title(t.section)), t.html,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM visible_texts t WHERE t.record = :id AND t.agenda = :agenda_seq
ORDER BY 1, 2;

-- :agenda.lines.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more, r.address AS speaker_address
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :id AND s.item = :item ORDER BY s.seq;

-- :agenda.lines.origins
SELECT l.to_item AS origin_item, lower(l.to_item) AS origin_anchor, o.address AS origin_address
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
WHERE l.record = :id AND l.item = :item AND l.role = 'origin' ORDER BY l.to_record, l.to_item;

-- :agenda.lines.cited
SELECT l.item AS by_item, lower(l.item) AS by_anchor, r.address AS by_address, r.title AS by_title,
	r.id = :id AS by_same
FROM visible_links l JOIN visible_records r ON r.id = l.record
WHERE l.to_record = :id AND l.to_item = :item AND l.role <> 'body' ORDER BY r.kind, r.year, r.number, l.item;
