-- :page one
SELECT phrase('Issues') AS title, 1 AS nav_issues;

-- :issues
SELECT r.address, r.title, r.state = 'closed' AS closed, state_name('issue', r.state) AS state_name,
	(SELECT count(DISTINCT a.meeting) FROM visible_agenda a WHERE a.issue = r.id)
		AS meetings_count,
	(SELECT count(*) FROM visible_agenda a JOIN visible_items i
			ON i.record = a.meeting AND i.agenda = a.seq AND i.letter = 'O'
		WHERE a.issue = r.id) AS suggestions_count
FROM visible_records r WHERE r.kind = 'issue' AND r.state NOT IN ('proposed', 'declined')
ORDER BY r.sort LIMIT 100 OFFSET 100 * (page_number(:page_number) - 1);

-- :pages one
SELECT nullif(page_number(:page_number) - 1, 0) AS previous,
	iif(coalesce(sum(count), 0) > 100 * page_number(:page_number),
		page_number(:page_number) + 1, NULL) AS next
FROM visible_totals WHERE what = 'issue';
