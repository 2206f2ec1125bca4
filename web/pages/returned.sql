-- What {{>returned}} shows on the page of a proposal (columns id and address) whose last submission came back.

-- :returned one
SELECT s.id AS returned_id, NULL AS revised_in, s.address AS returned_address, s.number AS returned_number,
	date_text(substr(s.front ->> '$.returned.at', 1, 10)) AS returned_at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(s.front ->> '$.returned.by')),
		name_as_written(s.front ->> '$.returned.by')) AS returned_by,
	p.state = 'submitted' AS may_revise
FROM visible_records p JOIN visible_records s ON s.id = (SELECT x.id FROM visible_records x
	WHERE x.owner = p.id AND x.kind = 'submission' ORDER BY x.number DESC LIMIT 1)
WHERE p.id = :id AND s.state = 'returned' AND p.state NOT IN ('withdrawn', 'superseded', 'closed');
