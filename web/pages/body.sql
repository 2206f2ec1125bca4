-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_bodies, r.short,
	choice_name('kind', r.front ->> '$.kind') AS kind_name, r.front ->> '$.site' AS site,
	p.title AS parent, p.address AS parent_address,
	EXISTS (SELECT 1 FROM visible_outcomes o WHERE o.forwarded_to = r.id AND o.published IS NOT NULL) AS has_forwarded
FROM visible_records r LEFT JOIN visible_records p ON p.id = reference(r.front ->> '$."part of"')
WHERE r.address = :path AND r.kind = 'body';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = :id AND html <> '';

-- :parts
SELECT r.address, r.title FROM visible_links l JOIN visible_records r ON r.id = l.record
WHERE l.to_record = :id AND l.role = 'part of' ORDER BY r.sort;

-- :people
SELECT r.address, r.title, choice_name('capacity', t.capacity) AS capacity
FROM visible_terms t JOIN visible_records r ON r.id = t.record
WHERE t.body = :id GROUP BY r.id ORDER BY r.sort;

-- :statements
SELECT i.id AS item, lower(i.id) AS anchor, i.letter, i.html AS item_html,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	i.record AS record_id, lag(i.record) OVER said IS NOT i.record AS new_meeting
FROM visible_speakers s
	JOIN visible_items i ON i.record = s.record AND i.id = s.item
	JOIN visible_records m ON m.id = i.record
WHERE s.who = :id
WINDOW said AS (ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC, i.seq)
ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC, i.seq LIMIT 200;

-- :statements.cited
SELECT l.item AS by_item, lower(l.item) AS by_anchor, r.address AS by_address
FROM visible_links l JOIN visible_records r ON r.id = l.record
WHERE l.to_record = :record_id AND l.to_item = :item AND l.role <> 'body'
ORDER BY r.kind, r.year, r.number, l.item;

-- :proposals
SELECT p.address, p.title, state_name('proposal', p.state) AS state_name
FROM visible_links l JOIN visible_records p ON p.id = l.record AND p.kind = 'proposal'
WHERE l.to_record = :id AND l.role = 'addressee' GROUP BY p.id ORDER BY p.year, p.number;

-- :forwarded
SELECT '/' || o.proposal || '/recommendations/' || o.recommendation AS rec_address, o.recommendation AS rec_item, excerpt(i.text, 200) AS words,
	p.title AS proposal_title, '/' || o.record AS answer_address, date_text(substr(o.published, 1, 10), 'short') AS date_text
FROM visible_outcomes o JOIN visible_records p ON p.id = o.proposal
	LEFT JOIN visible_items i ON i.record = o.proposal AND i.id = o.recommendation
WHERE o.forwarded_to = :id AND o.published IS NOT NULL ORDER BY o.published DESC, o.record, o.seq;

-- :attendance
SELECT m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	choice_name('capacity', p.capacity) AS capacity
FROM visible_participants p JOIN visible_records m ON m.id = p.meeting
WHERE p.who = :id OR p.on_behalf = :id
GROUP BY m.id ORDER BY m.date IS NULL, m.date DESC, m.year DESC, m.number DESC LIMIT 200;
