-- :page one
SELECT r.id, r.address, r.path AS record_path, phrase('About the council') AS title,
	a.title AS agency, a.address AS agency_address,
	choice_name('membership mode', r.front ->> '$."membership mode"') AS membership,
	r.front ->> '$."time zone"' AS zone_name
FROM visible_records r LEFT JOIN visible_records a ON a.id = reference(r.front ->> '$.agency')
WHERE r.id = 'council';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = 'council';

-- :members
SELECT r.address, r.title, choice_name('capacity', t.capacity) AS capacity,
	date_text(t.from_date) AS from_date
FROM visible_terms t JOIN visible_records r ON r.id = t.record
WHERE t.capacity IN ('member', 'coordinator', 'chair', 'deputy chair', 'secretary')
ORDER BY t.capacity = 'member', r.sort LIMIT 100;
