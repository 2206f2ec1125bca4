-- :page one
SELECT r.id, r.address, o.id AS proposal_id, o.title AS proposal_title, o.address AS proposal_address, 1 AS nav_proposals,
	o.year || '/' || o.number AS proposal_number, r.number AS round_number, phrase('Who is invited') AS title,
	r.state = 'open' AS is_open
FROM visible_records r JOIN visible_records o ON o.id = r.owner
WHERE r.address = :round_at AND r.kind = 'round';

-- :invited
SELECT j.value AS who, coalesce(r.title, j.value) AS name_of, r.address AS who_address,
	s.value ->> 'login' AS account_login, nullif(s.value ->> 'invited', '') AS is_waiting,
	nullif(s.value ->> 'disabled', '') AS is_disabled, nullif(s.value ->> 'own', '') AS is_own,
	(SELECT count(*) FROM visible_records c WHERE c.owner = :proposal_id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = :round_number AND c.front ->> '$.author' = j.value) AS comments_count
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.invited') j
	LEFT JOIN visible_records r ON r.id = reference(j.value)
	LEFT JOIN json_each(:account_list) s ON s.value ->> 'who' = j.value
ORDER BY j.key;

-- :names
SELECT name AS known_name FROM visible_names WHERE main = 1 ORDER BY name LIMIT 300;

-- :asked from item-form

-- :asked.likely from item-form
