-- :page one
SELECT phrase('Calendar') AS title, 1 AS nav_meetings,
	replace(replace(:origin, 'https://', 'webcal://'), 'http://', 'webcal://') || '/calendar.ics'
		AS subscribe_address,
	:origin || '/calendar.ics' AS feed_address,
	date(:own_made, 'unixepoch') AS own_made_value,
	date_text(date(:own_made, 'unixepoch')) AS own_made_on;

-- :meetings
SELECT '/' || id AS address, title, date_text(date, 'words') AS date, starts, ends, place,
	choice_name('meeting', state) AS state_name, state = 'cancelled' AS is_cancelled
FROM (SELECT m.id, m.title, m.date, m.meeting_state AS state, m.front ->> '$.starts' AS starts,
		m.front ->> '$.ends' AS ends, m.front ->> '$.place' AS place
	FROM visible_records m WHERE m.kind = 'minutes' AND m.date >= today()
	UNION ALL
	SELECT n.owner, n.title, n.date, n.front ->> '$.state', n.front ->> '$.starts',
		n.front ->> '$.ends', n.front ->> '$.place'
	FROM visible_records n WHERE n.kind = 'notice' AND n.date >= today() AND NOT EXISTS
		(SELECT 1 FROM visible_records m WHERE m.id = n.owner AND m.kind = 'minutes'))
ORDER BY date, starts LIMIT 50;
