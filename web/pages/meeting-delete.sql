-- :page one
SELECT r.id, r.address, r.title AS meeting_title, phrase('Delete the meeting?') AS title, 1 AS nav_meetings
FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes';
