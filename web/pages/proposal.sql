-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_proposals, r.year, r.number,
	state_name('proposal', r.state) AS state_name, waits_for(r.state) AS waits_for,
	r.front ->> '$.summary' AS summary, r.front ->> '$.illustrative' = 'true' AS illustrative,
	a.title AS addressee, a.address AS addressee_address,
	(SELECT count(*) FROM visible_versions v WHERE v.record = r.id) AS versions_count
FROM visible_records r LEFT JOIN visible_records a ON a.id = reference(r.front ->> '$.addressee')
WHERE r.address = :path AND r.kind = 'proposal';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = :id;

-- :authors
SELECT coalesce(r.title, j.value) AS author, r.address AS author_address,
	lead(j.key) OVER (ORDER BY j.key) IS NOT NULL AS more
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.authors') j
	LEFT JOIN visible_records r ON r.id = reference(j.value)
ORDER BY j.key;

-- :issues
SELECT r.title AS issue_title, r.address AS issue_address
FROM visible_links l JOIN visible_records r ON r.id = l.to_record
WHERE l.record = :id AND l.role = 'issues' ORDER BY r.sort;

-- :recommendations
SELECT i.id AS item, lower(i.id) AS anchor, i.html AS item_html
FROM visible_items i WHERE i.record = :id AND i.letter = 'R' ORDER BY i.seq;

-- :recommendations.origins
SELECT l.to_item AS origin_item, lower(l.to_item) AS origin_anchor, o.address AS origin_address,
	i.html AS origin_html, o.title AS origin_title
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
	LEFT JOIN visible_items i ON i.record = l.to_record AND i.id = l.to_item
WHERE l.record = :id AND l.item = :item AND l.to_item <> ''
UNION SELECT x.item, lower(x.item), o.address, i.html, o.title
FROM visible_dispositions x JOIN visible_records o ON o.id = x.meeting
	JOIN visible_items i ON i.record = x.meeting AND i.id = x.item
WHERE x.to_record = :id AND x.to_item = :item AND x.outcome = 'taken up'
ORDER BY 3, 1;

-- :born_of
SELECT l.to_item AS born_item, lower(l.to_item) AS born_anchor, o.address AS born_address,
	o.title AS born_title
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
WHERE l.record = :id AND l.role = 'born of' ORDER BY l.to_record, l.to_item;

-- :_live from live

-- :attachments from attachments

-- :_attached from attachments

-- :_attach from attachments

-- :moves
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button,
	coalesce(value ->> '$.aside', 0) AS step_aside
FROM json_each(steps('proposal', 'state', (SELECT state FROM visible_records WHERE id = :id), :is_member, :is_coordinator))
WHERE :is_coordinator IS NOT NULL
	OR EXISTS (SELECT 1 FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.authors') a WHERE a.value = :person)
ORDER BY 3;

-- :rounds
SELECT number AS round_number, address AS round_address, state_name('round', state) AS round_state,
	state = 'open' AS is_open, date_text(front ->> '$.opens') AS round_opens, date_text(front ->> '$.closes') AS round_closes,
	CAST(julianday(front ->> '$.closes') - julianday(today()) AS INTEGER) AS days_left, front ->> '$.closes' < today() AS is_over,
	(SELECT count(*) FROM visible_records c WHERE c.owner = :id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = r.number) AS round_comments
FROM visible_records r WHERE owner = :id AND kind = 'round' ORDER BY number DESC;
