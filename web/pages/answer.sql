-- :page one
SELECT r.id, r.address, r.path AS record_path, p.address AS proposal_address, p.title AS proposal_title, 1 AS nav_proposals,
	phrase('Answer') || ' · ' || p.title AS title, p.year || '/' || p.number AS proposal_number, p.id AS _proposal,
	r.number AS answer_number, 1 AS is_sealed, r.front ->> '$.version' AS version,
	r.front ->> '$.illustrative' = 'true' OR p.front ->> '$.illustrative' = 'true' AS illustrative,
	a.title AS addressee, a.address AS addressee_address,
	r.front ->> '$.number' AS letter_number, date_text(r.front ->> '$.date') AS letter_date,
	date_text(substr(r.front ->> '$."published at"', 1, 10)) AS published_on,
	coalesce(g.title, name_as_written(r.front ->> '$.signatory')) AS signatory, g.address AS signatory_address,
	s.address AS submission_address, s.number AS submission_number,
	s.front ->> '$."outgoing number"' AS outgoing_number, date_text(s.front ->> '$."outgoing date"') AS outgoing_date,
	s.front ->> '$."incoming number"' AS incoming_number, date_text(s.front ->> '$."incoming date"') AS incoming_date,
	r.front ->> '$.sha256' AS sum, s.front ->> '$.commit' AS sealed_commit,
	'answer/' || p.year || '/' || printf('%04d/%02d', p.number, r.number) AS tag,
	k.title AS council_title
FROM visible_records r
	JOIN visible_records p ON p.id = r.owner
	LEFT JOIN visible_records s ON s.id = reference(r.front ->> '$.submission')
	LEFT JOIN visible_records a ON a.id = reference(p.front ->> '$.addressee')
	LEFT JOIN visible_records g ON g.id = reference(r.front ->> '$.signatory')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :path AND r.kind = 'answer' AND r.front ->> '$."published at"' IS NOT NULL;

-- :letter one
SELECT html AS letter_html FROM visible_pages WHERE record = :id;

-- :outcomes
SELECT o.recommendation AS item, lower(o.recommendation) AS anchor, o.outcome, choice_name('outcome', o.outcome) AS outcome_name, o.reasons, o.unit,
	date_text(o.planned) AS planned_date, o.planned,
	coalesce((SELECT title FROM visible_records WHERE id = o.forwarded_to), o.forwarded_name) AS forwarded_name,
	(SELECT address FROM visible_records WHERE id = o.forwarded_to) AS forwarded_address,
	coalesce((SELECT value ->> '$.html' FROM json_each(:sent_json) WHERE value ->> '$.item' = o.recommendation),
		(SELECT html FROM visible_items i WHERE i.record = o.proposal AND i.id = o.recommendation)) AS item_html
FROM visible_outcomes o WHERE o.record = :id ORDER BY o.seq;

-- :keys from submission
