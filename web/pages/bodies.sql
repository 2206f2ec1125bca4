-- :page one
SELECT phrase('Institutions') AS title, 1 AS nav_bodies;

-- :bodies
SELECT r.address, r.title, r.short, choice_name('kind', r.front ->> '$.kind') AS kind_name,
	(SELECT count(DISTINCT p.meeting) FROM visible_participants p WHERE p.who = r.id)
		AS meetings_count
FROM visible_records r WHERE r.kind = 'body'
ORDER BY r.sort LIMIT 100 OFFSET 100 * (page_number(:page_number) - 1);

-- :pages one
SELECT nullif(page_number(:page_number) - 1, 0) AS previous,
	iif(coalesce(sum(count), 0) > 100 * page_number(:page_number),
		page_number(:page_number) + 1, NULL) AS next
FROM visible_totals WHERE what = 'body';
