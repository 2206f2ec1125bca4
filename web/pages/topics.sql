-- :page one
SELECT phrase('Topics for the agenda') AS title, 1 AS nav_meetings, :heading AS heading_typed,
	'{title} : (' || replace(nullif(search_query(:heading), ''), ' AND ', ' OR ') || ')' AS _words;

-- :similar
SELECT r.address AS similar_address, r.title AS similar_title, kind_name(r.kind) AS kind_label,
	state_name(r.kind, r.state) AS similar_state
FROM visible_passages f JOIN visible_records r ON r.id = f.record
WHERE :compares IS NOT NULL AND f.query MATCH coalesce(:_words, '""')
	AND f.item = '' AND r.kind IN ('issue', 'proposal')
ORDER BY f.place LIMIT 8;

-- :topics
SELECT '/topics/' || r.year || '/' || r.number AS topic_address, r.title AS topic_title,
	coalesce(p.title, name_as_written(r.front ->> '$."proposed by"')) AS proposer, p.address AS proposer_address,
	r.front ->> '$."proposed by"' = :person AS mine,
	r.front ->> '$."minutes wanted"' AS minutes_wanted,
	(SELECT date_text(date(max(c.at) + c.zone * 60, 'unixepoch'))
		FROM visible_versions v JOIN visible_commits c ON c.id = v.id
		WHERE v.record = r.id AND (c.action = 'propose-topic' OR c.action IS NULL)) AS since
FROM visible_records r LEFT JOIN visible_records p ON p.id = reference(r.front ->> '$."proposed by"')
WHERE r.kind = 'issue' AND r.state = 'proposed'
ORDER BY r.front ->> '$."proposed by"' = :person DESC, r.year, r.number LIMIT 200;

-- :declined
SELECT '/topics/' || r.year || '/' || r.number AS topic_address, r.title AS topic_title,
	r.front ->> '$.reason' AS reason, coalesce(p.title, name_as_written(r.front ->> '$."proposed by"')) AS proposer
FROM visible_records r LEFT JOIN visible_records p ON p.id = reference(r.front ->> '$."proposed by"')
WHERE r.kind = 'issue' AND r.state = 'declined'
ORDER BY r.year DESC, r.number DESC LIMIT 20;
