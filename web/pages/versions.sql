-- :page one
SELECT r.id, r.address, r.title, r.year, r.number, 1 AS nav_proposals, state_name('proposal', r.state) AS state_name
FROM visible_records r WHERE r.address = :record AND r.kind = 'proposal';

-- :latest one
SELECT c.author AS latest_by, moment_text(c.at, c.zone) AS latest_at, v.id AS latest_commit
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = :id ORDER BY v.depth DESC, v.id LIMIT 1;

-- :groups
SELECT g.version AS group_version, j.value ->> '$.what' AS version_what, date_text(j.value ->> '$.at', 'short') AS version_at,
	coalesce(w.title, name_as_written(j.value ->> '$.by')) AS version_by, w.address AS version_by_address,
	n.id AS version_commit, g.version > 0 AS is_named, g.version = 0 AS is_since, g.count AS revisions_count,
	g.version > 0 AND n.id IS NULL AS is_hidden,
	dense_rank() OVER (ORDER BY g.version = 0 AND :is_version IS NULL DESC, g.version DESC) = 1 AS is_newest,
	dense_rank() OVER (ORDER BY g.version = 0 AND :is_version IS NULL DESC, g.version DESC) = 2 AS is_second
FROM (SELECT value ->> '$.version' AS version, count(*) AS count FROM json_each(:rows_json) GROUP BY 1) g
	LEFT JOIN json_each((SELECT front FROM visible_records WHERE id = :id), '$.versions') j
		ON CAST(j.value ->> '$.version' AS INTEGER) = g.version
	LEFT JOIN visible_records w ON w.id = reference(j.value ->> '$.by')
	LEFT JOIN (SELECT value ->> '$.version' AS version, value ->> '$.id' AS id FROM json_each(:rows_json)
		WHERE value ->> '$.named' = 1) n ON n.version = g.version
ORDER BY g.version = 0 DESC, g.version DESC;

-- :groups.revisions
SELECT c.id AS revision_commit, substr(c.id, 1, 10) AS revision_short, c.author AS revision_by, c.subject AS revision_what,
	moment_text(c.at, c.zone) AS revision_at, c.login = '' AS by_hand, j.key = 0 AS is_latest
FROM json_each(:rows_json) j JOIN visible_commits c ON c.id = j.value ->> '$.id'
WHERE j.value ->> '$.version' = :group_version ORDER BY j.key;
