-- :page one
SELECT '{title} : (' || nullif(search_query(:q), '') || ')' AS _words;

-- :names
SELECT r.title AS name, r.short, r.kind, r.address, r.path
FROM visible_passages f JOIN visible_records r ON r.id = f.record
WHERE f.query MATCH coalesce(:_words, '""')
	AND iif(:kind IN ('issue', 'body'), r.kind = :kind, r.kind IN ('person', 'body'))
ORDER BY f.place LIMIT 20;

-- :items
SELECT i.id AS item, lower(i.id) AS anchor, r.path, r.address, r.title, excerpt(i.text, 90) AS words
FROM visible_items i JOIN visible_records r ON r.id = i.record
WHERE :items = '1' AND r.kind = 'minutes' AND i.id = upper(:q)
UNION ALL
SELECT * FROM (SELECT i.id, lower(i.id), r.path, r.address, r.title, excerpt(i.text, 90)
	FROM visible_passages f JOIN visible_records r ON r.id = f.record JOIN visible_items i ON i.record = r.id AND i.id = f.item
	WHERE :items = '1' AND f.query MATCH coalesce(search_query(:q), '""') AND f.item <> '' AND r.kind = 'minutes'
	ORDER BY f.place LIMIT 20)
ORDER BY r.path DESC LIMIT 20;
