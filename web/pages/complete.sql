-- :page one
SELECT '{title} : (' || nullif(search_query(:q), '') || ')' AS _words;

-- :names
SELECT r.title AS name, r.short, r.kind, r.address
FROM visible_passages f JOIN visible_records r ON r.id = f.record
WHERE f.query MATCH coalesce(:_words, '""')
	AND iif(:kind IN ('issue', 'body'), r.kind = :kind, r.kind IN ('person', 'body'))
ORDER BY f.place LIMIT 20;
