-- :page one
SELECT r.id, r.address, o.title AS proposal_title, o.address AS proposal_address, 1 AS nav_proposals, :button AS title,
	o.year || '/' || o.number AS proposal_number, r.number AS submission_number, r.front ->> '$.version' AS version,
	state_name('submission', r.state) AS state_name,
	r.front ->> '$."outgoing number"' AS outgoing_number, r.front ->> '$."outgoing date"' AS outgoing_day,
	date_text(r.front ->> '$."outgoing date"') AS outgoing_date,
	r.front ->> '$."incoming number"' AS incoming_number, date_text(r.front ->> '$."incoming date"') AS incoming_date,
	r.front ->> '$.due' AS due_day, date_text(r.front ->> '$.due') AS due,
	workdays_late(r.front ->> '$.due', today()) AS late_days, late_text(workdays_late(r.front ->> '$.due', today())) AS late,
	NULL AS undated_rule, coalesce(:date, today()) AS date_typed,
	:until AS until_typed, date(max(coalesce(r.front ->> '$.due', ''), today()), '+1 day') AS until_from,
	x.counted AS counted_day, date_text(x.counted) AS counted_from, date_text(rule_due('answer', x.counted)) AS due_by_rule,
	rule_due('answer', x.counted) AS due_by_rule_day, rule_text('answer', x.counted) AS answer_rule,
	x.rule ->> '$.unit' = 'working days' AS is_workdays, x.rule ->> '$.citation' AS answer_citation
FROM visible_records r JOIN visible_records o ON o.id = r.owner
	JOIN (SELECT iif(date(:date) IS NULL OR date(:date) > today(), today(), date(:date)) AS counted,
		(SELECT value FROM json_each(rule_rows()) WHERE value ->> '$.key' = 'answer' AND value ->> '$.holds' = 1 LIMIT 1) AS rule) x
WHERE r.address = :of AND r.kind = 'submission';

-- :extended
SELECT date_text(value ->> '$.was') AS was, date_text(value ->> '$.until') AS until_day, value ->> '$.reason' AS reason_given
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.extended') WHERE :action = 'extend' ORDER BY key;

-- :recommendations
SELECT value ->> '$.item' AS item, value ->> '$.html' AS item_html,
	:typed_json ->> ('$."reason-' || (value ->> '$.item') || '"') AS reason_typed
FROM json_each(:sent_json) WHERE :action = 'return' ORDER BY key;
