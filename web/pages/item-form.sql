-- :page one
SELECT r.id, r.address, r.title AS meeting_title, 1 AS nav_meetings,
	letter_name(:letter) || iif(:item_id IS NULL, '', ' ' || :item_id) AS title,
	1 AS may_be_body,
	:make_speakers = 'person' AS speakers_as_person, :make_speakers = 'body' AS speakers_as_body,
	:make_speakers = 'name' AS speakers_as_name, :make_person = 'person' AS person_as_person,
	:make_person = 'body' AS person_as_body, :make_person = 'name' AS person_as_name,
	coalesce(:base, (SELECT value FROM visible_meta WHERE key = 'commit')) AS based_on
FROM visible_records r WHERE r.address = :meeting;

-- :speakers_here
SELECT coalesce(w.short, w.title, p.name) AS known_speaker
FROM visible_participants p LEFT JOIN visible_records w ON w.id = p.who
WHERE p.meeting = :id ORDER BY p.seq;

-- :likely
SELECT value ->> 'id' AS likely_id, value ->> 'name' AS likely_name FROM json_each(:likely_json);

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
