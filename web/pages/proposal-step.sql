-- :page one
SELECT r.id, r.address, r.title AS proposal_title, 1 AS nav_proposals, :button AS title,
	r.year || '/' || r.number AS proposal_number, state_name('proposal', r.state) AS state_name,
	r.path AS _path, r.state AS _state,
	a.title AS addressee, r.front ->> '$.adopted.version' AS adopted_version,
	date_text(coalesce(m.date, m.year)) AS adopted_on, m.title AS adopted_in, m.address AS adopted_address,
	r.front ->> '$.adopted.item' AS adopted_item, lower(r.front ->> '$.adopted.item') AS adopted_anchor,
	:action IN ('name-version', 'review', 'discuss', 'discuss-again', 'ready') AS names_version,
	:action IN ('discuss', 'discuss-again') AS opens_round,
	:action IN ('park', 'withdraw', 'redraft') AS asks_reason,
	:action <> 'redraft' OR r.state = 'adopted' AS needs_reason,
	:action IN ('withdraw', 'supersede', 'park') AS is_danger,
	:action IN ('resume', 'revise') AS is_resumed,
	coalesce(:until, rule_due('discussion.window', today())) AS until_typed,
	rule_text('discussion.window', today()) AS window_rule,
	rule_text('answer', today()) AS answer_rule,
	coalesce(:letter, :letter_draft) AS letter_typed, coalesce(:call, :call_draft) AS call_typed, coalesce(:date, today()) AS date_typed,
	coalesce(:signatory, (SELECT p.title FROM visible_records p WHERE p.id = reference(:person)), :person) AS signatory_typed,
	(SELECT count(*) FROM visible_records c WHERE c.owner = r.id AND c.kind = 'comment'
		AND c.front ->> '$.round' IS NOT NULL AND c.front ->> '$."reply to"' IS NULL
		AND c.front ->> '$.disposition.outcome' IS NULL) AS waiting_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'R') AS recommendations_count
FROM visible_records r
	LEFT JOIN visible_records a ON a.id = reference(r.front ->> '$.addressee')
	LEFT JOIN visible_records m ON m.id = reference(r.front ->> '$.adopted.in')
WHERE r.address = :of AND r.kind = 'proposal';

-- :open_rounds
SELECT number AS round_number, address AS round_address, date_text(front ->> '$.closes') AS round_closes
FROM visible_records WHERE owner = :id AND kind = 'round' AND state = 'open' ORDER BY number;

-- :methods
SELECT value AS method_value, choice_name('method', value) AS method_name, value = coalesce(:method, 'written') AS chosen
FROM json_each(choices('round', 'method', NULL));

-- :decisions
SELECT decision_value, decision_name, chosen
FROM (SELECT replace(m.path, '/minutes.md', '') || '#' || i.id AS decision_value,
		coalesce(date_text(m.date), m.year) || ' · ' || m.title || ' · ' || i.id || ' ' || excerpt(i.text, 80)
			|| ' · ' || i.votes_for || ':' || coalesce(i.votes_against, 0) || ':' || coalesce(i.votes_abstained, 0)
			AS decision_name,
		coalesce((SELECT EXISTS (SELECT 1 FROM json_each(g.value, '$.proposals') p
				WHERE p.value = replace(:_path, '/proposal.md', ''))
			FROM json_each(m.front, '$.agenda') g WHERE g.key = i.agenda - 1), 0) AS is_meant,
		coalesce(i.votes_for > coalesce(i.votes_against, 0), 0) AS is_carried,
		m.date, m.year, m.number, i.seq, replace(m.path, '/minutes.md', '') || '#' || i.id = :decision AS chosen
	FROM visible_records m JOIN visible_items i ON i.record = m.id AND i.letter = 'D'
	WHERE :action = 'adopt' AND m.kind = 'minutes' AND m.meeting_state IN ('held', 'in session')
		AND i.votes_for IS NOT NULL)
ORDER BY is_meant DESC, is_carried DESC, date IS NULL, date DESC, year DESC, number DESC, seq LIMIT 60;

-- :others
SELECT p.path AS _other_path, replace(p.path, '/proposal.md', '') AS other_value,
	p.year || '/' || p.number || ' ' || p.title AS other_name,
	replace(p.path, '/proposal.md', '') = :instead AS chosen
FROM visible_records p
WHERE :action = 'supersede' AND p.kind = 'proposal' AND p.id <> :id AND p.state NOT IN ('withdrawn', 'superseded')
ORDER BY p.year DESC, p.number DESC LIMIT 100;

-- :versions one
SELECT value ->> '$.version' AS last_version, date_text(value ->> '$.at') AS last_at, value ->> '$.what' AS last_what
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.versions') ORDER BY key DESC LIMIT 1;

-- :names
SELECT name AS known_name FROM visible_names WHERE main = 1 AND :action IN ('discuss', 'discuss-again', 'submit') ORDER BY name LIMIT 300;

-- :asked from item-form

-- :asked.likely from item-form

-- :came_back
SELECT key = 0 AS is_first, nullif(value ->> '$.concerns', '') AS concerns, value ->> '$.reason' AS reason,
	nullif(value ->> '$.change', '') AS change_html, value ->> '$.version' AS sent_version,
	'revised-' || (key + 1) AS revised_field, 'revised-why-' || (key + 1) AS why_field,
	:typed_json ->> ('$."revised-' || (key + 1) || '"') AS _typed, :typed_json ->> ('$."revised-why-' || (key + 1) || '"') AS why_typed,
	iif(:error_field = 'revised-' || (key + 1), :error, NULL) AS row_error
FROM json_each(:reasons_json) ORDER BY key;

-- :came_back.outcomes
SELECT value AS outcome_value, choice_name('disposition', value) AS outcome_label, value = :_typed AS chosen
FROM json_each('["taken up", "partly", "not taken up"]');
