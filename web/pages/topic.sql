-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_meetings, r.year, r.number, r.state,
	state_name('issue', r.state) AS state_name, '/topics/' || r.year || '/' || r.number AS topic_address,
	coalesce(p.title, name_as_written(r.front ->> '$."proposed by"')) AS proposer, p.address AS proposer_address,
	r.front ->> '$."minutes wanted"' AS minutes_wanted, r.front ->> '$.reason' AS declined_why,
	r.state = 'proposed' AS waits, r.state = 'declined' AS is_declined,
	r.state = 'proposed' AND :is_coordinator IS NOT NULL AS is_taken_up_here,
	r.state = 'proposed' AND r.front ->> '$."proposed by"' = :person AS may_withdraw,
	(SELECT date_text(date(max(c.at) + c.zone * 60, 'unixepoch'))
		FROM visible_versions v JOIN visible_commits c ON c.id = v.id
		WHERE v.record = r.id AND (c.action = 'propose-topic' OR c.action IS NULL)) AS since,
	m.title AS taken_title, m.address AS taken_address, :reason AS reason
FROM visible_records r LEFT JOIN visible_records p ON p.id = reference(r.front ->> '$."proposed by"')
	LEFT JOIN visible_records m ON m.id = reference(r.front ->> '$."raised in"')
WHERE r.address = :topic AND r.kind = 'issue';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = :id AND html <> '';

-- :meetings
SELECT m.address AS meeting_value, m.title || coalesce(' · ' || date_text(m.date), '') AS meeting_name,
	m.address = :meeting AS chosen
FROM visible_records m
WHERE m.kind = 'minutes' AND m.meeting_state IN ('planned', 'called') AND :is_taken_up_here = 1
ORDER BY m.date IS NULL, m.date LIMIT 20;
