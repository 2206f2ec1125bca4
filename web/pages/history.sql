-- :page one
SELECT r.id, r.address, r.title, 1 AS is_there,
	(SELECT count(*) FROM visible_versions v WHERE v.record = r.id) > 1 AS several
FROM visible_records r WHERE r.address = :record
UNION ALL
SELECT v.record, :record, v.record, 0, 1
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = substr(:record, 2) AND v.blob = ''
	AND NOT EXISTS (SELECT 1 FROM visible_records WHERE address = :record)
	AND v.depth = (SELECT max(depth) FROM visible_versions WHERE record = substr(:record, 2));

-- :versions
SELECT v.id AS version, substr(v.id, 1, 10) AS short_version, c.author, c.login, c.login = '' AS by_hand, c.subject,
	moment_text(c.at, c.zone) AS at, v.blob = '' AS deleted,
	lead(v.id) OVER (ORDER BY v.depth DESC, v.id) AS before,
	row_number() OVER (ORDER BY v.depth, v.id DESC) AS version_number,
	row_number() OVER (ORDER BY v.depth DESC, v.id) = 1 AS is_newest,
	row_number() OVER (ORDER BY v.depth DESC, v.id) = 2 AS is_second
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = :id ORDER BY v.depth DESC, v.id LIMIT 500;
