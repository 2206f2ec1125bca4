-- :page one
SELECT r.id, r.address, r.front AS _front, r.path AS record_path, r.title, 1 AS nav_meetings, r.year, r.number,
	r.front ->> '$.number' AS protocol_number,
	r.date AS date_value, date_text(r.date, 'words') AS date, date_text(r.date) AS paper_date,
	r.front ->> '$.starts' AS starts, r.front ->> '$.ends' AS ends,
	r.front ->> '$.place' AS place, choice_name('mode', r.front ->> '$.mode') AS mode,
	phrase(r.front ->> '$.kind') AS kind_name,
	r.state, phrase(r.state) AS state_name,
	r.meeting_state, r.meeting_state = 'in session' AS in_session, phrase(r.meeting_state) AS meeting_state_name,
	:is_member IS NOT NULL AND r.meeting_state IN ('planned', 'called') AS is_ahead,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short,
	coalesce(r.state, 'draft') IN ('draft', 'circulated') AS is_unfinished,
	r.front ->> '$.quorum.members' AS quorum_members, r.front ->> '$.quorum.present' AS quorum_present,
	(r.front ->> '$.quorum.met') IN (1, 'true') AS quorum_met, (r.front ->> '$.quorum.met') IN (0, 'false') AS quorum_missed,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = r.id
		AND coalesce(p.attendance, 'present') NOT IN ('absent', 'excused')) AS attended_count,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = r.id
		AND p.attendance IN ('absent', 'excused')) AS missing_count,
	coalesce(c.title, name_as_written(r.front ->> '$.chair')) AS chair, c.address AS chair_address,
	coalesce(s.title, name_as_written(r.front ->> '$.secretary')) AS secretary, s.address AS secretary_address,
	r.front ->> '$.source.kind' = 'press' AS from_press,
	r.front ->> '$.source.title' AS source_title, r.front ->> '$.source.author' AS source_author,
	r.front ->> '$.source.url' AS source_url
FROM visible_records r
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :path AND r.kind = 'minutes';

-- :steps
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button,
	coalesce(value ->> '$.aside', 0) AS step_aside
FROM json_each(steps('minutes', 'state', :meeting_state, :is_member, :is_coordinator))
WHERE :state = 'draft'
UNION ALL
SELECT value ->> '$.action', value ->> '$.button', coalesce(value ->> '$.aside', 0)
FROM json_each(steps('minutes', 'minutes', :state, :is_member, :is_coordinator))
WHERE :meeting_state = 'held'
	AND (value ->> '$.action' <> 'publish' OR :state <> 'draft' OR :source_title IS NOT NULL)
ORDER BY 3;

-- :mine one
SELECT x.value ->> '$.coming' = 'true' AS comes, x.value ->> '$.coming' = 'false' AS stays_away
FROM json_each(:_front, '$.participants') x WHERE x.value ->> '$.person' = :person;

-- :carried from plan

-- :deadlines
SELECT phrase('Minutes to be circulated by') AS deadline, due AS due_value, date_text(due) AS due_date,
	rule_text('minutes.circulated', :date_value) AS rule,
	late_text(workdays_late(due, today())) AS late, workdays_late(due, today()) AS late_days
FROM (SELECT rule_due('minutes.circulated', :date_value) AS due)
WHERE due IS NOT NULL AND :meeting_state = 'held' AND :state = 'draft' AND :from_press IS NOT 1
UNION ALL
SELECT phrase('Minutes to be signed by'), due, date_text(due), rule_text('minutes.signed', :date_value),
	late_text(workdays_late(due, today())), workdays_late(due, today())
FROM (SELECT rule_due('minutes.signed', :date_value) AS due)
WHERE due IS NOT NULL AND :meeting_state = 'held' AND :state IN ('draft', 'circulated', 'approved')
	AND :from_press IS NOT 1;

-- :present
SELECT coalesce(w.title, p.name) AS name, w.address AS who_address, w.short AS who_short,
	w.kind = 'body' AS is_body, choice_name('capacity', p.capacity) AS capacity,
	p.position, p.attendance, phrase(p.attendance) AS attendance_name,
	p.attendance IS NOT NULL AND p.attendance <> 'present' AS exception,
	p.attendance IN ('absent', 'excused') AS is_missing,
	b.title AS behalf, b.address AS behalf_address, p.note
FROM visible_participants p
	LEFT JOIN visible_records w ON w.id = p.who
	LEFT JOIN visible_records b ON b.id = p.on_behalf
WHERE p.meeting = :id ORDER BY p.seq;

-- :preface
SELECT t.html AS preface_html FROM visible_texts t
WHERE t.record = :id AND t.agenda = 0 AND t.html IS NOT NULL ORDER BY t.seq, t.part;

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title, i.address AS issue_address,
	p.title AS rapporteur, p.address AS rapporteur_address,
	(SELECT count(DISTINCT o.meeting) FROM visible_agenda o
		WHERE o.issue = a.issue AND o.meeting <> a.meeting) AS other_meetings
FROM visible_agenda a
	LEFT JOIN visible_records i ON i.id = a.issue
	LEFT JOIN visible_records p ON p.id = a.rapporteur
WHERE a.meeting = :id ORDER BY a.seq;

-- :agenda.matters from plan

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
	iif(i.done = 0 AND i.due IS NULL, rule_text('action.undated', :date_value), NULL) AS undated_rule
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

-- :agenda.lines.voters
SELECT phrase(v.vote) AS vote_name, group_concat(coalesce(r.title, v.name), ', ') AS voter_names
FROM (SELECT * FROM visible_voters v WHERE v.record = :id AND v.item = :item ORDER BY v.seq) v
	LEFT JOIN visible_records r ON r.id = v.who
GROUP BY v.vote ORDER BY min(v.seq);
