-- :page one
SELECT r.id, r.address, r.title, 1 AS nav_meetings, r.meeting_state, phrase(r.meeting_state) AS meeting_state_name,
	r.front AS _front, r.date AS date_value, date_text(r.date) AS date,
	r.front ->> '$.starts' AS starts, r.front ->> '$.ends' AS ends,
	r.front ->> '$.place' AS place, choice_name('mode', r.front ->> '$.mode') AS mode,
	r.meeting_state = 'planned' AND NOT EXISTS (SELECT 1 FROM visible_items i WHERE i.record = r.id)
		AND NOT EXISTS (SELECT 1 FROM visible_records n WHERE n.owner = r.id) AS may_be_deleted,
	r.meeting_state = 'planned' AS is_planned, r.meeting_state = 'called' AS is_called,
	r.meeting_state IN ('planned', 'called') AS is_ahead,
	length(r.date) >= 10 AS has_day,
	(SELECT coalesce(sum(CAST(a.minutes AS INTEGER)), 0) FROM visible_agenda a WHERE a.meeting = r.id) AS total_minutes,
	(SELECT count(*) FROM visible_agenda a WHERE a.meeting = r.id AND a.minutes IS NULL) AS untimed_count,
	(unixepoch(r.front ->> '$.ends') - unixepoch(r.front ->> '$.starts')) / 60 AS room_minutes,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = r.id) AS invited_count
FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes';

-- :steps
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button,
	coalesce(value ->> '$.aside', 0) AS step_aside
FROM json_each(steps('minutes', 'state', :meeting_state, :is_member, :is_coordinator))
WHERE value ->> '$.action' <> 'change-call' ORDER BY 3;

-- :waits
SELECT phrase('the day') AS lacks WHERE :is_planned = 1 AND :has_day IS NOT 1
UNION ALL SELECT phrase('when it starts') WHERE :is_planned = 1 AND :starts IS NULL
UNION ALL SELECT phrase('the place') WHERE :is_planned = 1 AND :place IS NULL AND json_extract(:_front, '$.mode') IS NOT 'online'
UNION ALL SELECT phrase('an agenda') WHERE :is_planned = 1
	AND NOT EXISTS (SELECT 1 FROM visible_agenda a WHERE a.meeting = :id)
	AND NOT EXISTS (SELECT 1 FROM visible_carried c WHERE c.record <> :id);

-- :notice one
SELECT date_text(due) AS notice_due, late_text(workdays_late(due, today())) AS late, due AS due_value,
	rule_text('notice', :date_value) AS rule
FROM (SELECT rule_before('notice', :date_value) AS due) WHERE due IS NOT NULL AND :is_planned = 1;

-- :sent one
SELECT date_text(n.front ->> '$.at') AS sent, phrase(n.front ->> '$.state') AS notice_state, n.front ->> '$.reason' AS sent_reason
FROM visible_records n WHERE n.id = :id || '/notice';

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title, i.address AS issue_address,
	coalesce(p.title, a.rapporteur_name) AS rapporteur, a.minutes AS minutes_allotted, a.type = 'internal' AS internal,
	iif(a.type = 'internal', 1, NULL) AS was_internal,
	a.seq > 1 AS has_before, lead(a.seq) OVER (ORDER BY a.seq) IS NOT NULL AS has_after,
	strftime('%H:%M', :starts, format('+%d minutes', sum(coalesce(a.minutes, 0)) OVER (ORDER BY a.seq) - coalesce(a.minutes, 0))) AS begins
FROM visible_agenda a
	LEFT JOIN visible_records i ON i.id = a.issue
	LEFT JOIN visible_records p ON p.id = a.rapporteur
WHERE a.meeting = :id ORDER BY a.seq;

-- :agenda.matters
SELECT r.title AS matter_title, nullif(x.item, '') AS matter_item, r.address || iif(x.item = '', '', '#' || lower(x.item)) AS matter_address,
	excerpt(i.text, 120) AS matter_words, coalesce(p.title, d.person_name) AS matter_person,
	date_text(d.due) AS matter_due,
	late_text(action_late(d.place, d.due, r.date)) AS matter_late, iif(r.kind = 'proposal', r.id, NULL) AS _matter
FROM (SELECT reference(iif(instr(value, '#'), substr(value, 1, instr(value, '/minutes.md#') - 1), value)) AS record,
		iif(instr(value, '#'), upper(substr(value, instr(value, '#') + 1)), '') AS item, key AS place
	FROM (SELECT value, key FROM json_each(:_front, '$.agenda[' || (:agenda_seq - 1) || '].actions')
		UNION ALL SELECT value, key FROM json_each(:_front, '$.agenda[' || (:agenda_seq - 1) || '].proposals'))) x
	JOIN visible_records r ON r.id = x.record
	LEFT JOIN visible_items i ON i.record = x.record AND i.id = x.item
	LEFT JOIN visible_duties d ON d.meeting = x.record AND d.item = x.item
	LEFT JOIN visible_records p ON p.id = d.person
ORDER BY x.place;

-- :agenda.matters.why from why why

-- :total one
SELECT strftime('%H:%M', :starts, format('+%d minutes', :total_minutes)) AS planned_end,
	CAST(:total_minutes AS INTEGER) > CAST(:room_minutes AS INTEGER) AS too_long,
	CAST(:total_minutes AS INTEGER) - CAST(:room_minutes AS INTEGER) AS minutes_over
WHERE CAST(:total_minutes AS INTEGER) > 0;

-- :carried
SELECT c.matter, c.matter = 'approves' AS is_minutes, c.matter = 'actions' AS is_action,
	c.matter = 'proposals' AS is_proposal, c.matter = 'proposals' AND r.state = 'closed' AS is_answered, iif(c.matter = 'proposals', r.id, NULL) AS _matter,
	r.title AS matter_title, nullif(c.item, '') AS matter_item, r.address || iif(c.item = '', '', '#' || lower(c.item)) AS matter_address,
	excerpt(i.text, 120) AS matter_words, coalesce(p.title, d.person_name) AS matter_person,
	state_name(r.kind, r.state) AS matter_state, date_text(c.since) AS matter_since,
	date_text(d.due) AS matter_due,
	late_text(action_late(d.place, d.due, r.date)) AS matter_late
FROM visible_carried c JOIN visible_records r ON r.id = c.record
	LEFT JOIN visible_items i ON i.record = c.record AND i.id = c.item
	LEFT JOIN visible_duties d ON d.meeting = c.record AND d.item = c.item
	LEFT JOIN visible_records p ON p.id = d.person
WHERE :is_ahead = 1 AND c.record <> :id AND (:date_value IS NULL OR c.since IS NULL OR c.since <= :date_value)
	AND NOT EXISTS (SELECT 1 FROM visible_links l WHERE l.record = :id AND l.role = 'agenda'
		AND l.to_record = c.record AND l.to_item = c.item)
ORDER BY c.matter <> 'approves', c.matter, c.since IS NULL, c.since, c.record, length(c.item), c.item LIMIT 120;

-- :carried.why from why why

-- :topics
SELECT r.address AS topic_value, '/topics/' || r.year || '/' || r.number AS topic_address, r.title AS topic_title,
	coalesce(p.title, name_as_written(r.front ->> '$."proposed by"')) AS proposer,
	r.front ->> '$."minutes wanted"' AS minutes_wanted
FROM visible_records r LEFT JOIN visible_records p ON p.id = reference(r.front ->> '$."proposed by"')
WHERE r.kind = 'issue' AND r.state = 'proposed' AND :is_ahead = 1 ORDER BY r.year, r.number LIMIT 60;

-- :answers one
SELECT count(*) FILTER (WHERE value ->> '$.coming' = 'true') AS coming_count,
	count(*) FILTER (WHERE value ->> '$.coming' = 'false') AS away_count,
	count(*) FILTER (WHERE value ->> '$.coming' IS NULL) AS silent_count
FROM json_each(:_front, '$.participants');

-- :people
SELECT coalesce(w.title, x.value ->> '$.name') AS person_name, w.address AS person_address,
	choice_name('capacity', x.value ->> '$.capacity') AS capacity,
	x.value ->> '$.coming' = 'true' AS comes, x.value ->> '$.coming' = 'false' AS stays_away,
	x.value ->> '$.coming' IS NULL AS is_silent, x.value ->> '$.note' AS note
FROM json_each(:_front, '$.participants') x
	LEFT JOIN visible_records w ON w.id = reference(coalesce(x.value ->> '$.person', x.value ->> '$.body'))
ORDER BY x.value ->> '$.coming' IS NOT NULL, x.key;

-- :known_issues
SELECT title AS known_issue FROM visible_records WHERE kind = 'issue' AND state = 'open'
ORDER BY year DESC, number DESC LIMIT 30;

-- :names
SELECT coalesce(w.title, x.value ->> '$.name') AS known_name
FROM json_each(:_front, '$.participants') x
	LEFT JOIN visible_records w ON w.id = reference(coalesce(x.value ->> '$.person', x.value ->> '$.body'))
ORDER BY x.key LIMIT 60;
