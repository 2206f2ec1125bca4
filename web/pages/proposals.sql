-- :page one
SELECT phrase('Proposals') AS title, 1 AS nav_proposals;

-- :proposals
SELECT r.address, r.title, r.year, r.number, state_name('proposal', r.state) AS state_name,
	r.front ->> '$.summary' AS summary, r.front ->> '$.illustrative' = 'true' AS illustrative,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'R')
		AS recommendations_count
FROM visible_records r WHERE r.kind = 'proposal'
ORDER BY r.year DESC, r.number DESC LIMIT 100 OFFSET 100 * (page_number(:page_number) - 1);

-- :pages one
SELECT nullif(page_number(:page_number) - 1, 0) AS previous,
	iif(coalesce(sum(count), 0) > 100 * page_number(:page_number),
		page_number(:page_number) + 1, NULL) AS next
FROM visible_totals WHERE what = 'proposal';
