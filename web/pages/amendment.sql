-- :page one
SELECT p.id, p.address, p.title AS proposal_title, p.year, p.number, 1 AS nav_proposals, :amendment AS amendment_id,
	phrase('Amendment') AS title, m.state, state_name('amendment', m.state) AS state_name, m.state = 'open' AS is_open,
	coalesce((SELECT title FROM visible_records WHERE id = reference(m.front ->> '$.author')), name_as_written(m.front ->> '$.author')) AS author,
	m.front ->> '$.author' = :person AS is_own, date_text(m.date) AS at, m.date AS at_date,
	m.front ->> '$.anchor.part' AS part, m.front ->> '$.reason' AS reason, m.front ->> '$.answer' AS answer,
	coalesce((SELECT title FROM visible_records WHERE id = reference(m.front ->> '$.by')), name_as_written(m.front ->> '$.by')) AS answered_by,
	:base_words AS words_before, :amended_words AS words_after, :current_words AS words_now, :fit AS fit, :place_state AS place_state
FROM visible_records p JOIN visible_records m ON m.id = p.id || '/amendments/' || :amendment
WHERE p.address = :proposal AND p.kind = 'proposal';
