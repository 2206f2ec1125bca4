-- What {{>review-mine}} shows of the value review_mine (reviewed.h): what is in the reader's hands and is not answered yet.

-- :review_mine one
SELECT 1 AS any_mine FROM json_each(:review_mine) j JOIN visible_records s ON s.id = j.value ->> '$.submission'
WHERE s.state IN ('sent', 'registered', 'under review') LIMIT 1;

-- :review_mine.review_mine_rows
SELECT s.address AS submission_address, p.title AS proposal_title, nullif(j.value ->> '$.item', '') AS item,
	lower(j.value ->> '$.item') AS anchor, excerpt(i.text, 80) AS item_words, state_name('submission', s.state) AS state_name,
	date_text(nullif(j.value ->> '$.until', ''), 'short') AS until, nullif(j.value ->> '$.until', '') AS until_value,
	late_text(workdays_late(nullif(j.value ->> '$.until', ''), today())) AS late
FROM json_each(:review_mine) j JOIN visible_records s ON s.id = j.value ->> '$.submission'
	JOIN visible_records p ON p.id = s.owner
	LEFT JOIN visible_items i ON i.record = p.id AND i.id = j.value ->> '$.item'
WHERE s.state IN ('sent', 'registered', 'under review')
ORDER BY j.key LIMIT 50;
