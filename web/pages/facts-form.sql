-- :page one
SELECT iif(:is_new IS NOT NULL, phrase('Record a meeting'), r.title) AS title, 1 AS nav_meetings, :planned AS planned,
	coalesce(:source_kind, r.front ->> '$.source.kind') AS source_kind,
	coalesce(:source_title, r.front ->> '$.source.title') AS source_title,
	coalesce(:source_author, r.front ->> '$.source.author') AS source_author,
	coalesce(:source_url, r.front ->> '$.source.url') AS source_url,
	coalesce(:was_source_kind, r.front ->> '$.source.kind', '') AS was_source_kind,
	coalesce(:was_source_title, r.front ->> '$.source.title', '') AS was_source_title,
	coalesce(:was_source_author, r.front ->> '$.source.author', '') AS was_source_author,
	coalesce(:was_source_url, r.front ->> '$.source.url', '') AS was_source_url,
	r.address AS meeting_address,
	coalesce(:heading, r.title) AS title_typed, coalesce(:number, r.front ->> '$.number') AS number,
	coalesce(:kind, r.front ->> '$.kind', 'session') AS kind,
	coalesce(:mode, r.front ->> '$.mode') AS mode,
	coalesce(:date, r.date) AS date, coalesce(:starts, r.front ->> '$.starts') AS starts,
	coalesce(:ends, r.front ->> '$.ends') AS ends, coalesce(:place, r.front ->> '$.place') AS place,
	coalesce(:chair, c.title, name_as_written(r.front ->> '$.chair')) AS chair,
	coalesce(:secretary, s.title, name_as_written(r.front ->> '$.secretary')) AS secretary,
	coalesce(:was_heading, r.title, '') AS was_heading,
	coalesce(:was_number, r.front ->> '$.number', '') AS was_number,
	coalesce(:was_kind, coalesce(r.front ->> '$.kind', 'session'), '') AS was_kind,
	coalesce(:was_mode, r.front ->> '$.mode', '') AS was_mode,
	coalesce(:was_date, r.date, '') AS was_date,
	coalesce(:was_starts, r.front ->> '$.starts', '') AS was_starts,
	coalesce(:was_ends, r.front ->> '$.ends', '') AS was_ends,
	coalesce(:was_place, r.front ->> '$.place', '') AS was_place,
	coalesce(:was_chair, c.title, name_as_written(r.front ->> '$.chair'), '') AS was_chair,
	coalesce(:was_secretary, s.title, name_as_written(r.front ->> '$.secretary'), '') AS was_secretary
FROM (SELECT 1) LEFT JOIN visible_records r ON r.address = :meeting AND r.kind = 'minutes'
	LEFT JOIN visible_records c ON c.id = reference(r.front ->> '$.chair')
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.secretary')
WHERE :is_new IS NOT NULL OR r.id IS NOT NULL;

-- :kinds
SELECT value AS option_value, phrase(value) AS option_name, value = :kind AS chosen
FROM json_each(choices('minutes', 'kind', NULL));

-- :source_kinds
SELECT value AS option_value, choice_name('source', value) AS option_name, value = :source_kind AS chosen
FROM json_each(choices('minutes', 'source', 'kind'));

-- :modes
SELECT value AS option_value, choice_name('mode', value) AS option_name, value = :mode AS chosen
FROM json_each(choices('minutes', 'mode', NULL));

-- :names
SELECT w.title AS known_name
FROM (SELECT id FROM visible_records WHERE kind = 'minutes' ORDER BY year DESC, number DESC LIMIT 5) m
	JOIN visible_participants p ON p.meeting = m.id JOIN visible_records w ON w.id = p.who
GROUP BY w.id ORDER BY w.sort LIMIT 60;

-- :beside
SELECT :correction AS correction_id, c.html AS correction_html, c.reason,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author
FROM visible_corrections c
WHERE c.record = (SELECT id FROM visible_records WHERE address = :meeting) || '/corrections/' || :correction AND c.state = 'open';

-- :asked from item-form

-- :asked.likely from item-form
