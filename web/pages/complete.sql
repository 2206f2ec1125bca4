-- :page one
SELECT fold(:q) AS folded;

-- :names
SELECT r.title AS name, r.short, r.kind, r.address FROM visible_names n
	JOIN visible_records r ON r.id = n.record
WHERE :folded <> '' AND n.fold >= :folded AND n.fold < :folded || char(1114111)
GROUP BY r.id ORDER BY r.sort LIMIT 20;
