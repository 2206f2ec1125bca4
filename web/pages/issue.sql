-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_issues,
	r.year, r.number, iif(r.state IN ('proposed', 'declined'), '/topics/' || r.year || '/' || r.number, NULL) AS topic_address, state_name('issue', r.state) AS state_name,
	(SELECT count(DISTINCT a.meeting) FROM visible_agenda a WHERE a.issue = r.id)
		AS meetings_count
FROM visible_records r WHERE r.address = :path AND r.kind = 'issue';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = :id AND html <> '';

-- :keywords
SELECT value AS keyword FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.keywords');

-- :proposals
SELECT p.address, p.title, state_name('proposal', p.state) AS state_name
FROM visible_links l JOIN visible_records p ON p.id = l.record AND p.kind = 'proposal'
WHERE l.to_record = :id GROUP BY p.id ORDER BY p.year, p.number;

-- :meetings
SELECT m.id AS meeting, m.address AS meeting_address, m.title AS meeting_title,
	m.date AS date_value, date_text(m.date) AS date, a.seq AS agenda_seq
FROM visible_agenda a JOIN visible_records m ON m.id = a.meeting
WHERE a.issue = :id ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC;

-- :meetings.lines
SELECT i.seq AS line_seq, 0 AS line_part, NULL AS heading, NULL AS free_html,
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
WHERE i.record = :meeting AND i.agenda = :agenda_seq
UNION ALL
SELECT t.seq, t.part, section_title(t.section), t.html,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM visible_texts t WHERE t.record = :meeting AND t.agenda = :agenda_seq
ORDER BY 1, 2;

-- :meetings.lines.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more, r.address AS speaker_address
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :meeting AND s.item = :item ORDER BY s.seq;

-- :meetings.lines._picked
SELECT 1 AS is_picked FROM json_each(:picks) WHERE value ->> '$.record' = :meeting AND value ->> '$.item' = :item;

-- :_others
SELECT value ->> '$.of' AS other_of FROM json_each(:picks)
WHERE NOT EXISTS (SELECT 1 FROM visible_items i JOIN visible_agenda a ON a.meeting = i.record AND a.seq = i.agenda
	WHERE i.record = json_each.value ->> '$.record' AND i.id = json_each.value ->> '$.item' AND a.issue = :id);

-- :_elsewhere one
SELECT count(*) AS picked_elsewhere FROM json_each(:picks)
WHERE NOT EXISTS (SELECT 1 FROM visible_items i JOIN visible_agenda a ON a.meeting = i.record AND a.seq = i.agenda
	WHERE i.record = json_each.value ->> '$.record' AND i.id = json_each.value ->> '$.item' AND a.issue = :id);

-- :meetings.lines.cited
SELECT l.item AS by_item, lower(l.item) AS by_anchor, r.address AS by_address, r.title AS by_title,
	r.id = :meeting AS by_same
FROM visible_links l JOIN visible_records r ON r.id = l.record
WHERE l.to_record = :meeting AND l.to_item = :item AND l.role <> 'body' AND r.kind IN ('minutes', 'proposal')
	AND NOT (l.role = 'born of' AND EXISTS (SELECT 1 FROM visible_links k -- it became that, which is said already
		WHERE k.record = l.record AND k.item GLOB 'R*' AND k.to_record = l.to_record AND k.to_item = l.to_item))
ORDER BY r.kind, r.year, r.number, l.item;

-- :meetings.lines.became
SELECT b.arrow, b.became_item, lower(b.became_item) AS became_anchor, r.address AS became_address,
	r.title AS became_title, r.id = b.meeting AS became_same
FROM visible_became b JOIN visible_records r ON r.id = b.became
WHERE b.meeting = :meeting AND b.item = :item
ORDER BY b.arrow DESC, r.kind DESC, r.year, r.number, b.became_item;
