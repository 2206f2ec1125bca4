-- :page one
SELECT r.id, r.address, phrase('Add a participant') AS title, r.title AS meeting_title, 1 AS nav_meetings,
	:make = 'person' AS make_person, :make = 'body' AS make_body
FROM visible_records r WHERE r.address = :meeting;

-- :capacities
SELECT value AS option_value, choice_name('capacity', value) AS option_name, value = :capacity AS chosen
FROM json_each(choices('minutes', 'participants', 'capacity'));

-- :attendances
SELECT value AS option_value, phrase(value) AS option_name,
	value = coalesce(:attendance, 'present') AS chosen
FROM json_each(choices('minutes', 'participants', 'attendance'));

-- :names
SELECT title AS known_name FROM visible_records WHERE kind IN ('person', 'body') ORDER BY sort LIMIT 2000;
