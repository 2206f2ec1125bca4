-- :page one
SELECT r.id, r.address, r.title,
	f.id AS from_version, t.id AS to_version,
	(SELECT moment_text(at, zone) FROM visible_commits WHERE id = f.id) AS from_at,
	(SELECT moment_text(at, zone) FROM visible_commits WHERE id = t.id) AS to_at,
	(SELECT author FROM visible_commits WHERE id = f.id) AS from_author,
	(SELECT author FROM visible_commits WHERE id = t.id) AS to_author
FROM visible_records r
	JOIN visible_versions f ON f.record = r.id AND f.id = :from
	JOIN visible_versions t ON t.record = r.id AND t.id = :to
WHERE r.address = :record;
