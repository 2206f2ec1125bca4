-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_people,
	(SELECT group_concat(name, ', ') FROM visible_names WHERE record = r.id AND main = 0)
		AS spellings,
	EXISTS (SELECT 1 FROM visible_duties WHERE person = r.id) AS has_duties,
	(SELECT count(*) FROM visible_speakers WHERE who = r.id) AS statements_count,
	(SELECT count(*) FROM visible_participants WHERE who = r.id) AS invited_count,
	(SELECT count(*) FROM visible_participants WHERE who = r.id
		AND attendance IN ('present', 'late', 'left early')) AS attended_count
FROM visible_records r WHERE r.address = :path AND r.kind = 'person';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = :id AND html <> '';

-- :terms
SELECT choice_name('capacity', t.capacity) AS capacity, b.title AS body, b.address AS body_address,
	date_text(t.from_date) AS from_date, date_text(t.to_date) AS to_date
FROM visible_terms t LEFT JOIN visible_records b ON b.id = t.body
WHERE t.record = :id ORDER BY t.seq;

-- :proposals
SELECT p.address, p.title, state_name('proposal', p.state) AS state_name
FROM visible_links l JOIN visible_records p ON p.id = l.record AND p.kind = 'proposal'
WHERE l.to_record = :id AND l.role = 'authors' GROUP BY p.id ORDER BY p.year, p.number;

-- :duties
SELECT i.id AS item, lower(i.id) AS anchor, i.html AS item_html, date_text(d.due) AS due,
	d.state = 'done' AS done, d.state = 'stopped' AS stopped,
	late_text(action_late(d.place, d.due, d.date)) AS late, action_late(d.place, d.due, d.date) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', d.date), NULL) AS undated_rule,
	m.address AS meeting_address, m.title AS meeting_title
FROM visible_duties d JOIN visible_items i ON i.record = d.meeting AND i.id = d.item
	JOIN visible_records m ON m.id = d.meeting
WHERE d.person = :id ORDER BY d.place, d.due IS NULL, d.due, d.meeting, i.seq LIMIT 100;

-- :statements
SELECT i.id AS item, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	a.title AS issue_title, s.who AS _who, i.record AS record_id,
	lag(i.record) OVER said IS NOT i.record AS new_meeting,
	i.letter = 'O' AS is_suggestion,
	phrase(iif(f.outcome = '', 'not said yet', f.outcome)) AS outcome_name, x.why AS fate_why
FROM visible_speakers s
	JOIN visible_items i ON i.record = s.record AND i.id = s.item
	JOIN visible_records m ON m.id = i.record
	LEFT JOIN visible_agenda a ON a.meeting = i.record AND a.seq = i.agenda
	LEFT JOIN visible_fates f ON i.letter = 'O' AND f.meeting = i.record AND f.item = i.id
	LEFT JOIN visible_dispositions x ON x.meeting = f.meeting AND x.item = f.item AND x.outcome = f.outcome
WHERE s.who = :id
WINDOW said AS (ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC, i.seq)
ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC, i.seq LIMIT 200;

-- :statements.cited
SELECT l.item AS by_item, lower(l.item) AS by_anchor, r.address AS by_address
FROM visible_links l JOIN visible_records r ON r.id = l.record
WHERE l.to_record = :record_id AND l.to_item = :item AND l.role <> 'body' AND l.item <> '' AND r.kind IN ('minutes', 'proposal')
ORDER BY r.kind, r.year, r.number, l.item;

-- :statements.became
SELECT b.arrow, b.became_item, lower(b.became_item) AS became_anchor, r.address AS became_address,
	r.title AS became_title, r.id = b.meeting AS became_same
FROM visible_became b JOIN visible_records r ON r.id = b.became
WHERE b.meeting = :record_id AND b.item = :item
ORDER BY b.arrow DESC, r.kind DESC, r.year, r.number, b.became_item;

-- :attendance
SELECT m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	phrase(p.attendance) AS attendance_name,
	choice_name('capacity', p.capacity) AS capacity
FROM visible_participants p JOIN visible_records m ON m.id = p.meeting
WHERE p.who = :id ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC LIMIT 200;

-- :offices
SELECT m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	choice_name('capacity', l.role) AS capacity
FROM visible_links l JOIN visible_records m ON m.id = l.record AND m.kind = 'minutes'
WHERE l.to_record = :id AND l.role IN ('chair', 'secretary')
ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC LIMIT 200;
