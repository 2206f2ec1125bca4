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
	r.front ->> '$.source.url' AS source_url,
	r.front ->> '$.seal' AS seal, r.front ->> '$.seal' IS NOT NULL AS is_sealed,
	r.state = 'circulated' AS is_circulated, date_text(r.front ->> '$.circulated.until') AS until,
	:is_member IS NOT NULL AND r.state = 'circulated' AND r.front ->> '$.circulated.until' >= today() AS may_correct,
	r.state = 'circulated' AND r.front ->> '$.circulated.until' < today() AS is_late,
	EXISTS (SELECT 1 FROM visible_records n WHERE n.owner = r.id AND n.kind IN ('correction', 'addendum')) AS has_notes,
	r.front ->> '$.approved.in' AS _approved_in, r.front ->> '$.approved.item' AS _approved_item,
	r.front ->> '$.approved.at' AS _approved_at, :person AS _me,
	r.front ->> '$.chair' AS _chair, r.front ->> '$.secretary' AS _secretary
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
	AND (value ->> '$.action' <> 'withdraw' OR :seal IS NULL)
	AND (value ->> '$.action' <> 'sign' OR :is_coordinator IS NOT NULL OR :_me IN (:_chair, :_secretary))
ORDER BY 3;

-- :mine one
SELECT x.value ->> '$.coming' = 'true' AS comes, x.value ->> '$.coming' = 'false' AS stays_away
FROM json_each(:_front, '$.participants') x WHERE x.value ->> '$.person' = :person;

-- :carried from plan

-- :carried.why from why why

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
	(SELECT coalesce(g.value ->> '$.arrived', '') || iif(g.value ->> '$.left' IS NULL, '', '–' || (g.value ->> '$.left'))
		FROM visible_records m, json_each(m.front, '$.participants') g
		WHERE m.id = p.meeting AND g.key = p.seq - 1) AS attendance_times,
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

-- :agenda.matters.why from why why

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
	i.letter = 'A' AS is_action, d.state = 'done' AS done, d.state = 'stopped' AS stopped,
	'/' || i.record || '/actions/' || lower(i.id) AS action_address,
	coalesce(p.title, d.person_name) AS person, p.address AS person_address,
	date_text(d.due) AS due,
	late_text(action_late(d.place, d.due, :date_value)) AS late, action_late(d.place, d.due, :date_value) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', :date_value), NULL) AS undated_rule,
	i.letter = 'O' AS is_suggestion, f.outcome = '' AS unsaid,
	phrase(iif(f.outcome = '', 'not said yet', f.outcome)) AS outcome_name, x.why AS fate_why
FROM visible_items i
	LEFT JOIN visible_duties d ON i.letter = 'A' AND d.meeting = i.record AND d.item = i.id
	LEFT JOIN visible_records p ON p.id = d.person
	LEFT JOIN visible_fates f ON i.letter = 'O' AND f.meeting = i.record AND f.item = i.id
	LEFT JOIN visible_dispositions x ON x.meeting = f.meeting AND x.item = f.item AND x.outcome = f.outcome
WHERE i.record = :id AND i.agenda = :agenda_seq
UNION ALL
SELECT t.seq, t.part, section_title(t.section), capitals(section_title(t.section)), t.html,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
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
	r.id = :id AS by_same,
	iif(:letter = 'S' AND row_number() OVER (ORDER BY r.kind DESC, r.year DESC, r.number DESC, l.item DESC) = 1,
		'/' || :id || '/statements/' || :item, NULL) AS way_address
FROM visible_links l JOIN visible_records r ON r.id = l.record
WHERE l.to_record = :id AND l.to_item = :item AND l.role <> 'body' AND r.kind IN ('minutes', 'proposal')
	AND NOT (l.role = 'born of' AND EXISTS (SELECT 1 FROM visible_links k -- it became that, which is said already
		WHERE k.record = l.record AND k.item GLOB 'R*' AND k.to_record = l.to_record AND k.to_item = l.to_item))
ORDER BY r.kind, r.year, r.number, l.item;

-- :agenda.lines._picked
SELECT 1 AS is_picked FROM json_each(:picks) WHERE value ->> '$.record' = :id AND value ->> '$.item' = :item;

-- :agenda.lines.voters
SELECT phrase(v.vote) AS vote_name, group_concat(coalesce(r.title, v.name), ', ') AS voter_names
FROM (SELECT * FROM visible_voters v WHERE v.record = :id AND v.item = :item ORDER BY v.seq) v
	LEFT JOIN visible_records r ON r.id = v.who
GROUP BY v.vote ORDER BY min(v.seq);

-- :agenda.approves
SELECT m.address AS approves_address, m.title AS approves_title, date_text(m.date) AS approves_date
FROM visible_records r JOIN visible_records m
	ON m.id = reference(r.front ->> ('$.agenda[' || (:agenda_seq - 1) || '].approves'))
WHERE r.id = :id;

-- :agenda.lines.notes
SELECT 1 AS noted, :may_correct AS correct_here
WHERE :item IS NOT NULL AND (:may_correct = 1 OR :has_notes = 1 AND (
	:is_sealed = 0 AND EXISTS (SELECT 1 FROM visible_corrections c
		WHERE c.meeting = :id AND c.item = :item AND c.state <> 'withdrawn')
	OR EXISTS (SELECT 1 FROM visible_records a
		WHERE a.owner = :id AND a.kind = 'addendum' AND a.front ->> '$.concerns' = :item)));

-- :agenda.lines.notes.corrections
SELECT substr(c.record, length(c.meeting) + 14) AS correction_id, c.html AS correction_html,
	c.quote IS NOT NULL AS has_words, c.reason, c.answer, c.state = 'open' AS is_open,
	choice_name('correction', c.state) AS correction_state, date_text(substr(c.at, 1, 10)) AS at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.answered_by)), name_as_written(c.answered_by)) AS answered_by,
	c.author = :_me AS is_own
FROM visible_corrections c
WHERE c.meeting = :id AND c.item = :item AND c.state <> 'withdrawn' AND :is_sealed = 0 ORDER BY c.record;

-- :agenda.lines.notes.addenda_here
SELECT a.number AS addendum_number, p.html AS addendum_html
FROM visible_records a LEFT JOIN visible_pages p ON p.record = a.id
WHERE a.owner = :id AND a.kind = 'addendum' AND a.front ->> '$.concerns' = :item ORDER BY a.number;

-- :_others
SELECT value ->> '$.of' AS other_of FROM json_each(:picks) WHERE value ->> '$.record' <> :id;

-- :_elsewhere one
SELECT count(*) AS picked_elsewhere FROM json_each(:picks) WHERE value ->> '$.record' <> :id;

-- :facts_notes
SELECT substr(c.record, length(c.meeting) + 14) AS correction_id, c.html AS correction_html,
	NULL AS has_words, c.reason, c.answer, c.state = 'open' AS is_open,
	choice_name('correction', c.state) AS correction_state, date_text(substr(c.at, 1, 10)) AS at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.answered_by)), name_as_written(c.answered_by)) AS answered_by,
	c.author = :_me AS is_own
FROM visible_corrections c
WHERE :has_notes = 1 AND c.meeting = :id AND c.item = 'facts' AND c.state <> 'withdrawn' AND :is_sealed = 0 ORDER BY c.record;

-- :other_notes
SELECT substr(c.record, length(c.meeting) + 14) AS correction_id, c.html AS correction_html,
	NULL AS has_words, c.reason, c.answer, c.state = 'open' AS is_open,
	choice_name('correction', c.state) AS correction_state, date_text(substr(c.at, 1, 10)) AS at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.answered_by)), name_as_written(c.answered_by)) AS answered_by,
	c.author = :_me AS is_own
FROM visible_corrections c
WHERE :has_notes = 1 AND c.meeting = :id AND c.item <> 'facts' AND c.state <> 'withdrawn' AND :is_sealed = 0
	AND NOT EXISTS (SELECT 1 FROM visible_items i WHERE i.record = :id AND i.id = c.item) ORDER BY c.record;

-- :answered_notes
SELECT substr(c.record, length(c.meeting) + 14) AS correction_id, c.html AS correction_html,
	NULL AS has_words, c.reason, c.answer, NULL AS is_open, iif(c.item GLOB '[SODA][0-9]*', c.item, NULL) AS corrected_item,
	choice_name('correction', c.state) AS correction_state, date_text(substr(c.at, 1, 10)) AS at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.answered_by)), name_as_written(c.answered_by)) AS answered_by,
	NULL AS is_own
FROM visible_corrections c
WHERE :has_notes = 1 AND c.meeting = :id AND c.state <> 'withdrawn' AND :is_sealed = 1 ORDER BY c.record;

-- :answered one
SELECT count(*) AS answered_count FROM visible_corrections c
WHERE :has_notes = 1 AND c.meeting = :id AND c.state <> 'withdrawn' AND :is_sealed = 1;

-- :addenda
SELECT a.number AS addendum_number, p.html AS addendum_html, a.front ->> '$.concerns' AS concerns,
	lower(a.front ->> '$.concerns') AS concerns_anchor, date_text(a.date) AS addendum_at,
	coalesce(b.title, name_as_written(a.front ->> '$.by')) AS addendum_by,
	m.title AS approved_title, m.address AS approved_address
FROM visible_records a LEFT JOIN visible_pages p ON p.record = a.id
	LEFT JOIN visible_records b ON b.id = reference(a.front ->> '$.by')
	LEFT JOIN visible_records m ON m.id = reference(a.front ->> '$."approved in"')
WHERE :has_notes = 1 AND a.owner = :id AND a.kind = 'addendum' ORDER BY a.number;

-- :approval
SELECT m.title AS approval_title, m.address AS approval_address, :_approved_item AS approval_item,
	lower(:_approved_item) AS approval_anchor, date_text(m.date) AS approval_date,
	iif(:_approved_in IS NULL, date_text(:_approved_at), NULL) AS approval_writing
FROM (SELECT 1) LEFT JOIN visible_records m ON m.id = reference(:_approved_in)
WHERE :is_sealed = 1;

-- :way
SELECT phrase(word) AS way_word, date_text(day) AS way_day, note AS way_note
FROM (
	SELECT 1 AS place, 'called' AS word, n.date AS day, NULL AS note
	FROM visible_records n WHERE n.id = :id || '/notice' AND n.state <> 'cancelled'
	UNION ALL
	SELECT 2, 'held', r.date, NULL FROM visible_records r
	WHERE r.id = :id AND r.meeting_state = 'held' AND r.front -> '$.circulated' IS NOT NULL
	UNION ALL
	SELECT 3, 'circulated', r.front ->> '$.circulated.at',
		phrase('corrections until') || ' ' || date_text(r.front ->> '$.circulated.until')
	FROM visible_records r WHERE r.id = :id AND r.front -> '$.circulated' IS NOT NULL AND r.state <> 'draft'
	UNION ALL
	SELECT 4, 'approved', coalesce(:_approved_at, (SELECT m.date FROM visible_records m WHERE m.id = reference(:_approved_in))), NULL
	WHERE :is_sealed = 1
	UNION ALL
	SELECT 5, 'signed', s.value ->> '$.at', phrase(iif(s.key LIKE '%chair', 'Chair', 'Secretary')) || ', ' || phrase(iif(s.value ->> '$.way' = 'here', 'with their own account', 'on paper'))
	FROM visible_records r JOIN json_each(r.front) s ON s.key LIKE 'signed by %' AND s.type = 'object'
	WHERE r.id = :id AND :is_sealed = 1
	UNION ALL
	SELECT 6, 'published', (SELECT date(c.at + c.zone * 60, 'unixepoch')
		FROM visible_versions v JOIN visible_commits c ON c.id = v.id
		WHERE v.record = :id AND c.action = 'publish' ORDER BY v.depth DESC LIMIT 1), NULL
	WHERE :state = 'published' AND :is_sealed = 1)
WHERE day IS NOT NULL ORDER BY place;

-- :way_shown one
SELECT 1 AS has_way FROM visible_records r
WHERE r.id = :id AND (:is_sealed = 1 OR r.front -> '$.circulated' IS NOT NULL AND :is_member IS NOT NULL);

-- :agenda.lines.became
SELECT b.arrow, b.became_item, lower(b.became_item) AS became_anchor, r.address AS became_address,
	r.title AS became_title, r.id = b.meeting AS became_same
FROM visible_became b JOIN visible_records r ON r.id = b.became
WHERE b.meeting = :id AND b.item = :item
ORDER BY b.arrow DESC, r.kind DESC, r.year, r.number, b.became_item;

-- :move from moves
