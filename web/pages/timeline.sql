-- :timeline one
SELECT (SELECT json_group_array(json_object('lane', lane, 'from', day, 'until', until, 'class', class, 'label', label, 'title', title, 'address', address))
	FROM (SELECT * FROM (
		SELECT 0 AS lane, m.date AS day, NULL AS until, 'voiced' AS class, replace(group_concat(DISTINCT l.to_item), ',', ', ') AS label,
			phrase('voiced') || ': ' || replace(group_concat(DISTINCT l.to_item), ',', ', ') || ' · ' || m.title AS title, m.address AS address
		FROM visible_links l JOIN visible_records m ON m.id = l.to_record
		WHERE l.record = :id AND l.item GLOB 'R*' AND l.to_item GLOB '[OS]*' GROUP BY m.id
		UNION ALL SELECT 1, day, NULL, 'begun', phrase('begun'), phrase('begun'), '/history/' || :id
		FROM (SELECT date(c.at + c.zone * 60, 'unixepoch') AS day FROM visible_versions v JOIN visible_commits c ON c.id = v.id
			WHERE v.record = :id ORDER BY v.depth LIMIT 1)
		UNION ALL SELECT 1, substr(v.value ->> '$.at', 1, 10), NULL, 'version', 'v' || (v.value ->> '$.version'),
			phrase('version') || ' ' || (v.value ->> '$.version') || coalesce(': ' || (v.value ->> '$.what'), ''),
			'/' || :id || '/versions/' || (v.value ->> '$.version')
		FROM visible_records r, json_each(r.front, '$.versions') v WHERE r.id = :id
		UNION ALL SELECT 2, r.front ->> '$.opens', substr(coalesce(r.front ->> '$.closed at', r.front ->> '$.closes'), 1, 10), 'round',
			phrase('discussion') || ' ' || r.number, phrase('discussion') || ' ' || r.number || ' · ' || state_name('round', r.state), r.address
		FROM visible_records r WHERE r.owner = :id AND r.kind = 'round'
		UNION ALL SELECT 3, m.date, NULL, 'adopted', phrase('adopted'),
			phrase('adopted') || coalesce(': ' || m.title || ', ' || (r.front ->> '$.adopted.item'), ''), m.address || '#' || lower(r.front ->> '$.adopted.item')
		FROM visible_records r LEFT JOIN visible_records m ON m.id = reference(r.front ->> '$.adopted.in')
		WHERE r.id = :id AND r.front ->> '$.adopted.in' IS NOT NULL
		UNION ALL SELECT 4, s.sent, coalesce(substr(s.returned, 1, 10), (SELECT max(substr(o.published, 1, 10)) FROM visible_outcomes o
				WHERE o.proposal = s.proposal AND o.answer = s.number), iif(s.state IN ('sent', 'registered', 'under review'), today(), NULL)),
			'sent', phrase('sent') || ' ' || s.number,
			phrase('sent to the agency') || ' · ' || s.number || ' · ' || state_name('submission', s.state), '/' || s.record
		FROM visible_submissions s WHERE s.proposal = :id
		UNION ALL SELECT 4, s.incoming, NULL, 'registered', phrase('registered'), phrase('registered') || ' · ' || s.number, '/' || s.record
		FROM visible_submissions s WHERE s.proposal = :id AND s.incoming IS NOT NULL
		UNION ALL SELECT 4, s.due, NULL, 'due', phrase('answer due'), phrase('answer due'), '/' || s.record
		FROM visible_submissions s WHERE s.proposal = :id AND s.due IS NOT NULL AND (s.state IN ('sent', 'registered', 'under review')
			OR s.due < (SELECT max(o.published) FROM visible_outcomes o WHERE o.proposal = s.proposal AND o.answer = s.number))
		UNION ALL SELECT 4, substr(s.returned, 1, 10), NULL, 'returned', state_name('submission', 'returned'), state_name('submission', 'returned') || ' · ' || s.number, '/' || s.record
		FROM visible_submissions s WHERE s.proposal = :id AND s.returned IS NOT NULL
		UNION ALL SELECT 4, substr(max(o.published), 1, 10), NULL, 'answered', phrase('answered'),
			phrase('answered') || ': ' || group_concat(o.recommendation || ' ' || choice_name('outcome', o.outcome), ', '), '/' || o.record
		FROM (SELECT * FROM visible_outcomes ORDER BY seq) o WHERE o.proposal = :id AND o.published IS NOT NULL GROUP BY o.record
		UNION ALL SELECT 5, p.date, NULL, CASE p.status WHEN 'done' THEN 'done' WHEN 'stopped' THEN 'stopped' ELSE 'report' END,
			p.recommendation || coalesce(' ' || p.percent || '%', ''),
			phrase('report') || ', ' || p.recommendation || ': ' || choice_name('progress', p.status) || coalesce(', ' || p.percent || '%', ''), '/' || p.record
		FROM visible_reports p WHERE p.proposal = :id)
	ORDER BY day IS NULL DESC, day, lane, replace(address, '/answers/', '/submissions/'), -- of one day: as it came
		CASE class WHEN 'sent' THEN 0 WHEN 'registered' THEN 1 WHEN 'due' THEN 2 ELSE 3 END)) AS _events;

-- :timeline.picture one
SELECT timeline_picture((SELECT group_concat((value ->> '$.lane') || char(31) || coalesce(value ->> '$.from', '') || char(31)
	|| coalesce(value ->> '$.until', '') || char(31) || (value ->> '$.class') || char(31)
	|| replace(replace(coalesce(value ->> '$.label', ''), char(30), ' '), char(31), ' ') || char(31)
	|| replace(replace(coalesce(value ->> '$.title', ''), char(30), ' '), char(31), ' '), char(30)) FROM json_each(:_events))) AS picture_html
WHERE json_array_length(:_events) > 0;

-- :timeline.events
SELECT date_text(value ->> '$.from', 'short') AS event_date, value ->> '$.from' AS event_from,
	iif(value ->> '$.until' > value ->> '$.from', date_text(value ->> '$.until', 'short'), NULL) AS event_until,
	value ->> '$.title' AS event_title, value ->> '$.address' AS event_address
FROM json_each(:_events);
