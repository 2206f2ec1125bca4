-- :page one
SELECT c.id, c.short AS short_name,
	(SELECT count(*) FROM visible_records WHERE kind = 'minutes') AS meetings_count,
	(SELECT count(*) FROM visible_records WHERE kind = 'issue') AS issues_count,
	(SELECT count(*) FROM visible_items WHERE letter = 'S') AS statements_count,
	(SELECT count(*) FROM visible_items WHERE letter = 'O') AS suggestions_count,
	(SELECT count(*) FROM visible_items WHERE letter = 'D') AS decisions_count,
	(SELECT count(*) FROM visible_items WHERE letter = 'A' AND done = 0) AS open_actions_count,
	(SELECT count(*) FROM visible_records WHERE kind = 'proposal') AS proposals_count
FROM (SELECT 1) LEFT JOIN visible_records c ON c.id = 'council';

-- :about one
SELECT html AS about_html FROM visible_pages WHERE record = 'council';

-- :to_finish
SELECT address, title, date_text(date) AS date
FROM visible_records
WHERE :is_coordinator IS NOT NULL AND kind = 'minutes' AND state = 'draft'
ORDER BY year DESC, number DESC LIMIT 10;

-- :meetings
SELECT address, title, date_text(date) AS date, number, year,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'O')
		AS suggestions_count
FROM visible_records r WHERE kind = 'minutes'
ORDER BY year = 'undated' AND (SELECT count(*) FROM visible_records WHERE kind = 'minutes' AND year <> 'undated'),
	year DESC, number DESC LIMIT 5;

-- :issues
SELECT address, title,
	(SELECT count(DISTINCT meeting) FROM visible_agenda a WHERE a.issue = r.id) AS meetings_count
FROM visible_records r WHERE kind = 'issue' AND state = 'open'
ORDER BY sort LIMIT 10;

-- :changes
SELECT subject, author, moment_text(at, zone) AS at, id AS commit_id
FROM visible_commits ORDER BY depth DESC LIMIT 5;
