-- :page one
SELECT r.id, r.address, r.path AS record_path, p.address AS proposal_address, p.title AS proposal_title, 1 AS nav_proposals,
	phrase('Receipt') || ' · ' || p.title AS title, p.year || '/' || p.number AS proposal_number,
	r.number AS submission_number, 1 AS is_sealed, :sent AS sent_keys, r.front ->> '$.version' AS version,
	r.front ->> '$.illustrative' = 'true' AS illustrative,
	choice_name('state', r.state) AS state_name,
	a.title AS addressee, a.address AS addressee_address,
	r.front ->> '$."outgoing number"' AS outgoing_number,
	date_text(r.front ->> '$."outgoing date"') AS outgoing_date,
	r.front ->> '$."incoming number"' AS incoming_number,
	date_text(r.front ->> '$."incoming date"') AS incoming_date,
	date_text(r.front ->> '$.due') AS due, r.front ->> '$.channel' AS channel,
	coalesce(s.title, name_as_written(r.front ->> '$.signatory')) AS signatory, s.address AS signatory_address,
	r.front ->> '$.sha256' AS sum, r.front ->> '$.commit' AS sealed_commit, p.path AS proposal_path,
	'submission/' || p.year || '/' || printf('%04d/%02d', p.number, r.number) AS tag,
	m.title AS adopted_title, m.address AS adopted_address, date_text(m.date) AS adopted_date,
	p.front ->> '$.adopted.item' AS adopted_item, lower(p.front ->> '$.adopted.item') AS adopted_anchor,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short
FROM visible_records r
	JOIN visible_records p ON p.id = r.owner
	LEFT JOIN visible_records a ON a.id = reference(p.front ->> '$.addressee')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.signatory')
	LEFT JOIN visible_records m ON m.id = reference(p.front ->> '$.adopted.in')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :path AND r.kind = 'submission';

-- :letter one
SELECT html AS letter_html FROM visible_pages WHERE record = :id;

-- :recommendations
SELECT i.id AS item, i.html AS item_html, lower(i.id) AS anchor
FROM visible_records r JOIN visible_items i ON i.record = r.owner
WHERE r.id = :id AND i.letter = 'R' ORDER BY i.seq;

-- :keys
SELECT value ->> '$.fingerprint' AS fingerprint FROM json_each(:signers);
