-- :page one
SELECT r.id, r.address, r.title, r.year, r.number, 1 AS nav_proposals, state_name('proposal', r.state) AS state_name
FROM visible_records r WHERE r.address = :record AND r.kind = 'proposal';

-- :passages
SELECT value ->> '$.number' AS passage_number, nullif(value ->> '$.item', '') AS item, value ->> '$.type' AS passage_type,
	value ->> '$.type' = 'heading' AS is_heading, value ->> '$.html' AS passage_html, value ->> '$.writers' AS writers_json
FROM json_each(:passages_json) ORDER BY key;

-- :passages.writers
SELECT nullif(w.value ->> '$.rank', 0) AS rank, w.value ->> '$.percent' AS percent, nullif(w.value ->> '$.version', 0) AS in_version,
	w.value ->> '$.older' = 1 AS is_older,
	iif(w.value ->> '$.older' = 1, (SELECT group_concat(coalesce(p.title, name_as_written(a.value)), ', ')
		FROM visible_records r, json_each(r.front, '$.authors') a LEFT JOIN visible_records p ON p.id = reference(a.value)
		WHERE r.id = :id), c.author) AS writer, moment_text(c.at, c.zone) AS written_at, c.subject AS written_as, c.id AS written_commit
FROM json_each(:writers_json) w JOIN visible_commits c ON c.id = w.value ->> '$.commit'
WHERE w.value ->> '$.percent' > 0 OR w.key = 0 ORDER BY w.key;

-- :passages.origins from proposal recommendations.origins
