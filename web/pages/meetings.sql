-- :page one
SELECT phrase('Meetings') AS title, 1 AS nav_meetings, nullif(:segment1, 'undated') AS year,
	:segment1 = 'undated' AS undated
WHERE :segment1 IS NULL
	OR EXISTS (SELECT 1 FROM visible_records WHERE kind = 'minutes' AND year = :segment1);

-- :years
SELECT year AS of_year, year = 'undated' AS is_undated, count(*) AS count, year = :segment1 AS chosen
FROM visible_records WHERE kind = 'minutes' GROUP BY year ORDER BY year = 'undated', year DESC;

-- :groups
SELECT year AS group_year, year = 'undated' AS group_undated
FROM visible_records WHERE kind = 'minutes' AND (:segment1 IS NULL OR year = :segment1)
GROUP BY year ORDER BY year = 'undated', year DESC LIMIT iif(:segment1 IS NULL, 3, 1);

-- :groups.meetings
SELECT r.address, r.title, r.number, date_text(r.date) AS date,
	r.front ->> '$.place' AS place, r.state, phrase(r.state) AS state_name,
	r.state <> 'published' AS unpublished,
	(SELECT count(*) FROM visible_agenda a WHERE a.meeting = r.id) AS issues_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'S')
		AS statements_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'O')
		AS suggestions_count
FROM visible_records r WHERE r.kind = 'minutes' AND r.year = :group_year
ORDER BY r.number DESC;
