-- :page one
SELECT phrase('Meetings') AS title, 1 AS nav_meetings, nullif(:segment1, 'undated') AS year,
	:segment1 = 'undated' AS undated
WHERE :segment1 IS NULL
	OR EXISTS (SELECT 1 FROM visible_records WHERE kind = 'minutes' AND year = :segment1);

-- :upcoming
SELECT '/' || coalesce(m.id, n.owner) AS address, coalesce(m.title, n.title) AS title,
	coalesce(date_text(coalesce(m.date, n.date)), phrase('not settled yet')) AS date,
	coalesce(m.front ->> '$.starts', n.front ->> '$.starts') AS starts,
	coalesce(m.front ->> '$.place', n.front ->> '$.place') AS place,
	phrase(coalesce(m.meeting_state, n.front ->> '$.state')) AS state_name,
	coalesce(m.meeting_state, n.front ->> '$.state') = 'cancelled' AS is_cancelled,
	coalesce(m.front ->> '$.reason', n.front ->> '$.reason') AS reason
FROM (SELECT id AS meeting FROM visible_records
		WHERE kind = 'minutes' AND (meeting_state IN ('planned', 'called', 'in session')
			OR (meeting_state = 'cancelled' AND date >= today()))
	UNION SELECT owner FROM visible_records WHERE kind = 'notice' AND date >= today()) x
	LEFT JOIN visible_records m ON m.id = x.meeting
	LEFT JOIN visible_records n ON n.id = x.meeting || '/notice'
WHERE :segment1 IS NULL AND coalesce(m.meeting_state, '') NOT IN ('held', 'inquorate')
ORDER BY coalesce(m.date, n.date) IS NULL, coalesce(m.date, n.date), x.meeting LIMIT 30;

-- :unwritten
SELECT '/' || n.owner AS address, n.title, date_text(n.date) AS date
FROM visible_records n
WHERE n.kind = 'notice' AND n.date < today() AND n.front ->> '$.state' <> 'cancelled' AND :segment1 IS NULL
	AND NOT EXISTS (SELECT 1 FROM visible_records m WHERE m.id = n.owner)
ORDER BY n.date DESC LIMIT 10;

-- :years
SELECT year AS of_year, year = 'undated' AS is_undated, count(*) AS count, year = :segment1 AS chosen
FROM visible_records WHERE kind = 'minutes' GROUP BY year ORDER BY year = 'undated', year DESC;

-- :groups
SELECT year AS group_year, year = 'undated' AS group_undated
FROM visible_records WHERE kind = 'minutes' AND (:segment1 IS NULL OR year = :segment1)
GROUP BY year ORDER BY year = 'undated', year DESC LIMIT iif(:segment1 IS NULL, 3, 1);

-- :groups.meetings
SELECT r.address, r.title, r.front ->> '$.number' AS protocol_number, date_text(r.date) AS date,
	r.front ->> '$.place' AS place, r.state, phrase(r.state) AS state_name,
	r.state <> 'published' AS unpublished,
	(SELECT count(*) FROM visible_agenda a WHERE a.meeting = r.id) AS issues_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'S')
		AS statements_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'O')
		AS suggestions_count
FROM visible_records r WHERE r.kind = 'minutes' AND r.year = :group_year
	AND (:segment1 IS NOT NULL OR coalesce(r.meeting_state, '') NOT IN ('planned', 'called', 'in session'))
ORDER BY r.number DESC;
