-- :page one
SELECT r.id, r.address, phrase('Add an issue to the agenda') AS title, r.title AS meeting_title,
	1 AS nav_meetings, :heading AS title_typed
FROM visible_records r WHERE r.address = :meeting;

-- :known_issues
SELECT title AS known_issue FROM visible_records WHERE kind = 'issue' AND state = 'open'
ORDER BY year DESC, number DESC LIMIT 30;
