-- :page one
SELECT r.id, r.address, r.title AS meeting_title, 1 AS nav_meetings, phrase('Add an addendum') AS title,
	r.front ->> '$.seal' IS NOT NULL AS is_sealed, :text AS text_typed,
	(SELECT coalesce(max(a.number), 0) + 1 FROM visible_records a WHERE a.owner = r.id AND a.kind = 'addendum')
		AS addendum_number, r.date AS date_value
FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes';

-- :items
SELECT i.id AS item, i.id || ' · ' || excerpt(i.text, 80) AS item_name, i.id = :concerns AS chosen
FROM visible_items i WHERE i.record = :id ORDER BY i.seq;

-- :meetings
SELECT replace(m.path, '/minutes.md', '') AS meeting_value,
	coalesce(date_text(m.date), m.year) || ' · ' || m.title AS meeting_name,
	replace(m.path, '/minutes.md', '') = :approved_in AS chosen
FROM visible_records m
WHERE m.kind = 'minutes' AND m.id <> :id AND (m.date IS NULL OR :date_value IS NULL OR m.date >= :date_value)
ORDER BY m.year DESC, m.number DESC LIMIT 60;
