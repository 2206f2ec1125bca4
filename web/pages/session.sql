-- :page one
SELECT *, present_now < needed AS quorum_lost
FROM (SELECT r.id, r.address, r.title, r.front AS _front, 1 AS nav_meetings, r.date AS date_value, r.meeting_state,
		phrase(r.meeting_state) AS state_name, r.meeting_state = 'in session' AS in_session,
		rule_text('quorum', coalesce(r.date, today())) AS quorum_rule,
		(SELECT count(*) FROM visible_participants p
			WHERE p.meeting = r.id AND has_vote(p.capacity, p.voting)) AS voters_count,
		(SELECT count(*) FROM visible_participants p
			WHERE p.meeting = r.id AND has_vote(p.capacity, p.voting)
				AND coalesce(p.attendance, 'present') IN ('present', 'late')) AS present_now,
		rule_needed('quorum', coalesce(r.date, today()), (SELECT count(*) FROM visible_participants p
			WHERE p.meeting = r.id AND has_vote(p.capacity, p.voting))) AS needed,
		coalesce((SELECT a.seq FROM visible_agenda a WHERE a.meeting = r.id AND a.seq = CAST(:issue AS INTEGER)),
			(SELECT a.seq FROM visible_agenda a WHERE a.meeting = r.id AND a.title = :desk_issue),
			1) AS issue_now,
		coalesce(:letter, 'S') AS letter_now,
		coalesce(:letter, 'S') NOT IN ('O', 'D', 'A') AS is_S, :letter = 'O' AS is_O,
		:letter = 'D' AS is_D, :letter = 'A' AS is_A,
		1 AS may_be_body
	FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes');

-- :steps
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button
FROM json_each(steps('minutes', 'state', :meeting_state, :is_member, :is_coordinator));

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title, a.seq = :issue_now AS current,
	(SELECT count(*) FROM visible_items i WHERE i.record = a.meeting AND i.agenda = a.seq) AS items_count
FROM visible_agenda a WHERE a.meeting = :id ORDER BY a.seq;

-- :now one
SELECT a.seq AS agenda_seq, a.title AS agenda_title, a.title = :desk_issue AS on_screen
FROM visible_agenda a WHERE a.meeting = :id AND a.seq = :issue_now;

-- :now.matters from plan agenda.matters

-- :now.matters.why from why why

-- :lines
SELECT i.seq AS line_seq, 0 AS line_part, NULL AS heading, NULL AS free_html,
	i.id AS item, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	i.votes_for IS NOT NULL OR i.votes_against IS NOT NULL OR i.votes_abstained IS NOT NULL
		AS has_votes,
	i.votes_for IS NOT NULL AS has_for, i.votes_for,
	i.votes_against IS NOT NULL AS has_against, i.votes_against,
	i.votes_abstained IS NOT NULL AS has_abstained, i.votes_abstained,
	i.letter = 'A' AS is_action, i.done,
	coalesce(p.title, i.person_name) AS person, date_text(i.due) AS due
FROM visible_items i LEFT JOIN visible_records p ON p.id = i.person
WHERE i.record = :id AND i.agenda = :issue_now
UNION ALL
SELECT t.seq, t.part, section_title(t.section), t.html,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM visible_texts t WHERE t.record = :id AND t.agenda = :issue_now
ORDER BY 1, 2;

-- :lines.speakers from record agenda.lines.speakers

-- :lines.origins from record agenda.lines.origins

-- :people
SELECT coalesce(p.who, p.name) AS who, coalesce(w.title, p.name) AS name,
	choice_name('capacity', p.capacity) AS capacity_name, b.title AS behalf,
	coalesce(p.attendance, 'present') AS attendance,
	coalesce(p.attendance, 'present') <> 'present' AS exception,
	choice_name('in session', coalesce(p.attendance, 'present')) AS attendance_name,
	(SELECT r.front ->> ('$.participants[' || (p.seq - 1) || '].arrived') FROM visible_records r
		WHERE r.id = p.meeting) AS arrived,
	(SELECT r.front ->> ('$.participants[' || (p.seq - 1) || '].left') FROM visible_records r
		WHERE r.id = p.meeting) AS gone,
	has_vote(p.capacity, p.voting) AS votes
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
	LEFT JOIN visible_records b ON b.id = p.on_behalf
WHERE p.meeting = :id ORDER BY p.seq;

-- :voting
SELECT coalesce(w.short, w.title, p.name) AS voter, coalesce(w.title, p.name) AS voter_name
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
WHERE p.meeting = :id AND has_vote(p.capacity, p.voting)
	AND coalesce(p.attendance, 'present') IN ('present', 'late')
ORDER BY p.seq;

-- :people.choices
SELECT value AS choice, choice_name('in session', value) AS choice_word, value = :attendance AS chosen
FROM json_each(choices('minutes', 'participants', 'attendance'));

-- :changes
SELECT at, name, came, present, present < :needed AS lost
FROM (SELECT at, name, by > 0 AS came,
		(SELECT count(*) FROM visible_participants p
			WHERE p.meeting = :id AND has_vote(p.capacity, p.voting)
				AND coalesce(p.attendance, 'present') IN ('present', 'left early'))
		+ sum(by) OVER (ORDER BY at, by DESC, name) AS present
	FROM (SELECT value ->> '$.left' AS at, -1 AS by,
			(SELECT coalesce(w.title, p.name) FROM visible_participants p
				LEFT JOIN visible_records w ON w.id = p.who WHERE p.meeting = :id AND p.seq = key + 1) AS name
		FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.participants')
		WHERE value ->> '$.left' IS NOT NULL AND value ->> '$.attendance' = 'left early'
			AND has_vote(value ->> '$.capacity', value ->> '$.voting')
		UNION ALL
		SELECT value ->> '$.arrived', 1,
			(SELECT coalesce(w.title, p.name) FROM visible_participants p
				LEFT JOIN visible_records w ON w.id = p.who WHERE p.meeting = :id AND p.seq = key + 1)
		FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.participants')
		WHERE value ->> '$.arrived' IS NOT NULL AND value ->> '$.attendance' = 'late'
			AND has_vote(value ->> '$.capacity', value ->> '$.voting')))
ORDER BY at, came DESC, name;

-- :speakers_here
SELECT coalesce(w.short, w.title, p.name) AS known_speaker, w.title AS known_title
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
WHERE p.meeting = :id ORDER BY p.seq;

-- :known_issues
SELECT title AS known_issue FROM visible_records WHERE kind = 'issue' AND state = 'open'
ORDER BY year DESC, number DESC LIMIT 30;

-- :lines.voters
SELECT phrase(v.vote) AS vote_name, group_concat(coalesce(r.title, v.name), ', ') AS voter_names
FROM (SELECT * FROM visible_voters v WHERE v.record = :id AND v.item = :item ORDER BY v.seq) v
	LEFT JOIN visible_records r ON r.id = v.who
GROUP BY v.vote ORDER BY min(v.seq);

-- :asked from item-form

-- :asked.likely from item-form
