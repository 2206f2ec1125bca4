-- :page one
SELECT v.record AS id, phrase('Deleted') AS title, '/' || v.record AS address, c.author,
	moment_text(c.at, c.zone) AS at, c.subject
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = substr(:path, 2) AND v.blob = ''
	AND NOT EXISTS (SELECT 1 FROM visible_records WHERE id = substr(:path, 2))
ORDER BY v.depth DESC LIMIT 1;
