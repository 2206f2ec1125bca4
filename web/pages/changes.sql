-- :page one
SELECT phrase('Latest changes') AS title, nullif(:before, '') AS before_depth;

-- :commits
SELECT c.id AS version, substr(c.id, 1, 10) AS short_version, c.author, c.login = '' AS by_hand, c.subject,
	moment_text(c.at, c.zone) AS at, c.depth
FROM visible_commits c WHERE c.depth < coalesce(nullif(:before, ''), 9e15)
ORDER BY c.depth DESC, c.id LIMIT 100;

-- :commits.records
SELECT v.record AS record_id, coalesce(r.title, v.record) AS record_title,
	'/' || v.record AS record_address, r.id IS NULL AS gone
FROM visible_versions v LEFT JOIN visible_records r ON r.id = v.record
WHERE v.id = :version ORDER BY v.record LIMIT 20;
