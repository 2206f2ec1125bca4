-- :page one
SELECT r.id, r.address, r.title AS meeting_title, 1 AS nav_meetings,
	letter_name(:letter) || iif(:item_id IS NULL, '', ' ' || :item_id) AS title,
	1 AS may_be_body,
	coalesce(:base, (SELECT value FROM visible_meta WHERE key = 'commit')) AS based_on
FROM visible_records r WHERE r.address = :meeting;

-- :speakers_here
SELECT coalesce(w.short, w.title, p.name) AS known_speaker
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
WHERE p.meeting = :id ORDER BY p.seq;

-- :asked
SELECT value ->> 'name' AS asked_name, value ->> 'number' AS asked_number, value ->> 'choice' AS choice,
	value -> 'likely' AS _asked_likely, value ->> 'choice' = 'person' AS as_person, value ->> 'choice' = 'body' AS as_body,
	value ->> 'choice' = 'name' AS as_name, value ->> 'field' = 'speakers' AS of_speakers, value ->> 'field' = 'person' AS of_person,
	value ->> 'field' = 'chair' AS of_chair, value ->> 'field' = 'secretary' AS of_secretary,
	value ->> 'field' = 'rapporteur' AS of_rapporteur, value ->> 'field' = 'invited' AS of_invited, value ->> 'field' = 'name' AS of_name
FROM json_each(:asked_json);

-- :asked.likely
SELECT value ->> 'id' AS likely_id, value ->> 'name' AS likely_name, value ->> 'id' = :choice AS as_likely
FROM json_each(:_asked_likely);

-- :agenda
SELECT a.seq AS agenda_seq, a.title AS agenda_title, a.seq = :issue AS chosen
FROM visible_agenda a WHERE a.meeting = :id AND :item_id IS NULL ORDER BY a.seq;

-- :beside
SELECT :correction AS correction_id, c.html AS correction_html, c.reason,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author
FROM visible_corrections c
WHERE c.record = (SELECT id FROM visible_records WHERE address = :meeting) || '/corrections/' || :correction AND c.state = 'open';

-- :reported one
SELECT address AS report_address FROM visible_records WHERE id = :id || '/actions/' || lower(:item_id);
