-- :page one
SELECT r.id, r.address, r.title AS title_now, r.year, r.number, 1 AS nav_proposals, state_name('proposal', r.state) AS state_name,
	:front_json ->> '$.title' AS title, :front_json ->> '$.summary' AS summary,
	(SELECT coalesce(a.title, name_as_written(:front_json ->> '$.addressee')) FROM (SELECT 1) LEFT JOIN visible_records a
		ON a.id = reference(:front_json ->> '$.addressee')) AS addressee,
	c.id AS version_commit, c.author AS saved_by, moment_text(c.at, c.zone) AS saved_at, c.subject AS saved_what
FROM visible_records r JOIN visible_commits c ON c.id = :commit
WHERE r.address = :record AND r.kind = 'proposal';

-- :authors
SELECT coalesce(r.title, name_as_written(j.value)) AS author, r.address AS author_address,
	lead(j.key) OVER (ORDER BY j.key) IS NOT NULL AS more
FROM json_each(:front_json, '$.authors') j LEFT JOIN visible_records r ON r.id = reference(j.value)
ORDER BY j.key;

-- :named one
SELECT j.value ->> '$.what' AS version_what FROM json_each(:front_json, '$.versions') j
WHERE j.value ->> '$.version' = :version;

-- :latest one
SELECT v.id AS latest_commit FROM visible_versions v WHERE v.record = :id AND v.blob <> '' ORDER BY v.depth DESC, v.id LIMIT 1;
