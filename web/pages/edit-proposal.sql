-- :page one
SELECT r.id, r.address, r.title, r.year, r.number, 1 AS nav_proposals, state_name('proposal', r.state) AS state_name, r.audience = 0 AS _is_public
FROM visible_records r WHERE r.address = :record AND r.kind = 'proposal';

-- :sections
SELECT value ->> '$.number' AS section_number, nullif(value ->> '$.title', '') AS section_title,
	CAST(value ->> '$.number' AS TEXT) = :section AS is_here
FROM json_each(coalesce(:sections_json, '[]'));

-- :clashes
SELECT value ->> '$.number' AS clash_number, value ->> '$.base' AS clash_base, value ->> '$.theirs_html' AS theirs_html,
	value ->> '$.mine_html' AS mine_html, value ->> '$.pick' = 'mine' AS takes_mine,
	value ->> '$.pick' = 'theirs' AS takes_theirs, value ->> '$.pick' = 'both' AS takes_both
FROM json_each(coalesce(:clashes_json, '[]'));

-- :meanwhile
SELECT c.author AS saved_by, moment_text(c.at, c.zone) AS saved_at, c.subject AS saved_what, v.id AS saved_version
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = :id AND v.depth > (SELECT depth FROM visible_commits WHERE id = :old_base) ORDER BY v.depth, v.id;

-- :last one
SELECT nullif(c.author, '') AS last_by, moment_text(c.at, c.zone) AS last_at
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = :id ORDER BY v.depth DESC, v.id LIMIT 1;

-- :_live from live
