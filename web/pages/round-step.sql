-- :page one
SELECT r.id, r.address, o.title AS proposal_title, o.address AS proposal_address, 1 AS nav_proposals, :button AS title,
	o.year || '/' || o.number AS proposal_number, r.number AS round_number, state_name('round', r.state) AS state_name,
	date_text(r.front ->> '$.closes') AS closes, date_text(r.front ->> '$.opens') AS opens,
	coalesce(:until, r.front ->> '$.closes', rule_due('discussion.window', today())) AS until_typed,
	rule_text('discussion.window', today()) AS window_rule,
	r.front ->> '$.closes' > today() AS is_early, coalesce(:summary, r.front ->> '$.summary') AS summary_typed
FROM visible_records r JOIN visible_records o ON o.id = r.owner
WHERE r.address = :of AND r.kind = 'round';

-- :counted one
SELECT count(*) AS comments_count, count(outcome) AS answered_count, count(*) - count(outcome) AS waiting_count,
	coalesce(sum(outcome = 'taken up'), 0) AS taken_up, coalesce(sum(outcome = 'partly'), 0) AS partly,
	coalesce(sum(outcome = 'not taken up'), 0) AS not_taken_up, coalesce(sum(outcome = 'noted'), 0) AS noted
FROM (SELECT c.front ->> '$.disposition.outcome' AS outcome FROM visible_records c
	WHERE c.owner = (SELECT owner FROM visible_records WHERE id = :id) AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = :round_number AND c.front ->> '$."reply to"' IS NULL);
