-- :page one
SELECT r.id, r.address, iif(:who IS NULL, phrase('Add a participant'),
		coalesce((SELECT title FROM visible_records WHERE id = :who), :who)) AS title, r.title AS meeting_title, 1 AS nav_meetings,
	:make = 'person' AS make_person, :make = 'body' AS make_body,
	iif(:error_field = 'on_behalf' AND :likely_json IS NOT NULL, :on_behalf, NULL) AS ask_on_behalf
FROM visible_records r WHERE r.address = :meeting;

-- :capacities
SELECT value AS option_value, choice_name('capacity', value) AS option_name, value = :capacity AS chosen
FROM json_each(choices('minutes', 'participants', 'capacity'));

-- :attendances
SELECT value AS option_value, phrase(value) AS option_name,
	value = coalesce(:attendance, 'present') AS chosen
FROM json_each(choices('minutes', 'participants', 'attendance'));

-- :names
SELECT w.title AS known_name
FROM (SELECT id FROM visible_records WHERE kind = 'minutes' ORDER BY year DESC, number DESC LIMIT 5) m
	JOIN visible_participants p ON p.meeting = m.id JOIN visible_records w ON w.id = p.who
GROUP BY w.id ORDER BY w.sort LIMIT 60;

-- :likely
SELECT value ->> 'id' AS likely_id, value ->> 'name' AS likely_name FROM json_each(:likely_json);
