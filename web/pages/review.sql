-- :page one
SELECT r.id, r.address AS submission_address, p.id AS proposal_id, p.address AS proposal_address, p.title AS proposal_title,
	phrase('Review') || ' · ' || p.title AS title, 1 AS nav_proposals, p.year || '/' || p.number AS proposal_number,
	r.number AS submission_number, r.front ->> '$.version' AS version, state_name('submission', r.state) AS state_name,
	r.front ->> '$.illustrative' = 'true' AS illustrative,
	r.front ->> '$."outgoing number"' AS outgoing_number, date_text(r.front ->> '$."outgoing date"') AS outgoing_date,
	r.front ->> '$."incoming number"' AS incoming_number, date_text(r.front ->> '$."incoming date"') AS incoming_date,
	date_text(r.front ->> '$.due') AS due,
	iif(r.state IN ('registered', 'under review'), late_text(workdays_late(r.front ->> '$.due', today())), NULL) AS late,
	:before AS _before, :form AS _form
FROM visible_records r JOIN visible_records p ON p.id = r.owner
WHERE r.address = :submission AND r.kind = 'submission';

-- :moves
SELECT value ->> '$.action' AS step_action, iif(value ->> '$.action' = 'answer', phrase('Prepare the answer'), value ->> '$.button') AS step_button,
	nullif(value ->> '$.aside', '') AS step_aside,
	iif(value ->> '$.action' = 'answer', '/review' || :submission_address || '/answer',
		'/edit' || :submission_address || '/step/' || (value ->> '$.action')) AS step_address
FROM json_each(:moves_list) ORDER BY value ->> '$.aside', key;

-- :extensions
SELECT date_text(value ->> '$.was') AS was, date_text(value ->> '$.until') AS put_off_until, value ->> '$.reason' AS extension_reason
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.extended') ORDER BY key;

-- :rounds
SELECT r.number AS round_number, r.address AS round_address,
	(SELECT count(*) FROM visible_comments c WHERE c.proposal = :proposal_id AND c.round = r.number) AS comments_count
FROM visible_records r WHERE r.owner = :proposal_id AND r.kind = 'round' ORDER BY r.number;

-- :earlier one
SELECT b.id AS returned_id, :id AS revised_in, b.number AS earlier_number, b.address AS earlier_address,
	b.front ->> '$.version' AS earlier_version, state_name('submission', b.state) AS earlier_state,
	date_text(substr(b.front ->> '$.returned.at', 1, 10)) AS returned_at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(b.front ->> '$.returned.by')),
		name_as_written(b.front ->> '$.returned.by')) AS returned_by
FROM visible_records b WHERE b.id = :_before;

-- :earlier.reasons from reasons reasons

-- :earlier.gone
SELECT value ->> '$.id' AS gone_item, value ->> '$.words' AS gone_words FROM json_each(:gone_json);

-- :recommendations
SELECT value ->> '$.id' AS item_id, lower(value ->> '$.id') AS anchor, value ->> '$.words' AS item_words, value ->> '$.html' AS item_html,
	nullif(value ->> '$.change', '') AS change_html, value ->> '$.change' <> '' AS is_changed, nullif(value ->> '$.is_new', '') AS is_new,
	(SELECT number FROM visible_records WHERE id = :_before) AS earlier_number
FROM json_each(:items_json) ORDER BY key;

-- :recommendations.reasons
SELECT j.value ->> '$.reason' AS reason, choice_name('disposition', v.value ->> '$.outcome') AS became, v.value ->> '$.why' AS became_why
FROM json_each((SELECT front FROM visible_records WHERE id = :_before), '$.returned.reasons') j
	LEFT JOIN json_each((SELECT front FROM visible_records WHERE id = :id), '$.revised') v
		ON CAST(v.value ->> '$.reason' AS INTEGER) = j.key + 1
WHERE j.value ->> '$.concerns' = :item_id ORDER BY j.key;

-- :recommendations.origins
SELECT i.record AS of_meeting, i.id AS item, i.html AS item_html, '/' || i.record || '/suggestions/' || i.id AS item_address,
	NULL AS other_title, m.title AS origin_title, m.address AS meeting_address, date_text(m.date) AS origin_date
FROM (SELECT value ->> '$.record' AS record, value ->> '$.of' AS item FROM json_each(:origins_json) WHERE value ->> '$.item' = :item_id
		UNION SELECT x.meeting, x.item FROM visible_dispositions x
		WHERE x.to_record = :proposal_id AND x.to_item = :item_id AND x.outcome = 'taken up') o
	JOIN visible_items i ON i.record = o.record AND i.id = o.item AND i.letter = 'O'
	JOIN visible_records m ON m.id = i.record
ORDER BY m.year, m.number, i.seq;

-- :recommendations.origins.speakers from suggestions suggestions.speakers

-- :recommendations.origins.statements
SELECT i.record AS of_meeting, i.id AS item, excerpt(i.text, 160) AS item_text, '/' || i.record || '/statements/' || i.id AS item_address
FROM visible_links l JOIN visible_items i ON i.record = l.to_record AND i.id = l.to_item AND i.letter = 'S'
WHERE l.record = :of_meeting AND l.item = :item AND l.role = 'origin'
ORDER BY l.to_record, i.seq;

-- :recommendations.origins.statements.speakers from suggestions suggestions.speakers

-- :recommendations.rounds
SELECT c.round AS round_number, json_group_array(c.record) AS _on_it,
	(SELECT address FROM visible_records WHERE owner = :proposal_id AND kind = 'round' AND number = c.round) AS round_address
FROM visible_comments c
WHERE c.proposal = :proposal_id AND c.place < 2 AND c.round IS NOT NULL
	AND (c.part = :item_id OR c.part NOT GLOB 'R[0-9]*'
		AND instr(:item_words, (SELECT nullif(front ->> '$.anchor.quote', '') FROM visible_records WHERE id = c.record)))
GROUP BY c.round ORDER BY c.round;

-- :recommendations.rounds.kinds
SELECT choice_name('comment', kind) AS kind_name, count(*) AS kind_count,
	row_number() OVER (ORDER BY count(*), kind DESC) > 1 AS more
FROM json_each(:_on_it) j JOIN visible_comments c ON c.record = j.value GROUP BY kind ORDER BY count(*) DESC, kind;

-- :recommendations.rounds.outcomes
SELECT iif(outcome IS NULL, phrase('without an answer'), choice_name('disposition', outcome)) AS outcome_name, count(*) AS outcome_count,
	row_number() OVER (ORDER BY count(*), outcome DESC) > 1 AS more
FROM json_each(:_on_it) j JOIN visible_comments c ON c.record = j.value GROUP BY outcome ORDER BY count(*) DESC, outcome;

-- :recommendations.side one
SELECT *, 'unit-' || _name AS f_unit, 'person-' || _name AS f_person, 'until-' || _name AS f_until, 'text-' || _name AS f_text,
	iif(assign_failed, :unit, last.value ->> '$.unit') AS unit_typed, iif(assign_failed, :person, last.value ->> '$.login') AS _chosen,
	iif(assign_failed, :until, last.value ->> '$.until') AS until_typed, iif(note_failed, :text, '') AS note_typed,
	coalesce(last.value ->> '$.id', 0) AS seen
FROM (SELECT :item_id AS side_item, iif(:item_id = '', 'whole', lower(:item_id)) AS _name,
		coalesce(:_form = 'assign' AND :error IS NOT NULL AND coalesce(:item, '') = :item_id, 0) AS assign_failed,
		coalesce(:_form = 'notes' AND :error IS NOT NULL AND coalesce(:item, '') = :item_id, 0) AS note_failed) s
	LEFT JOIN (SELECT value FROM json_each(:assigned_list) WHERE value ->> '$.item' = :item_id ORDER BY key LIMIT 1) last;

-- :recommendations.side.assigned one
SELECT nullif(value ->> '$.unit', '') AS unit, nullif(value ->> '$.name', '') AS name, date_text(nullif(value ->> '$.until', ''), 'short') AS until,
	nullif(value ->> '$.until', '') AS until_value, value ->> '$.by' AS by, date_text(value ->> '$.at', 'short') AS at, value ->> '$.at' AS at_value,
	(SELECT iif(r.state IN ('sent', 'registered', 'under review'), late_text(workdays_late(nullif(value ->> '$.until', ''), today())), NULL)
		FROM visible_records r WHERE r.id = :id) AS late
FROM (SELECT value FROM json_each(:assigned_list) WHERE value ->> '$.item' = :side_item ORDER BY key LIMIT 1)
WHERE value ->> '$.unit' || (value ->> '$.login') <> '';

-- :recommendations.side.assigned_before
SELECT nullif(value ->> '$.unit', '') AS unit, nullif(value ->> '$.name', '') AS name, date_text(nullif(value ->> '$.until', ''), 'short') AS until,
	value ->> '$.unit' || (value ->> '$.login') = '' AS is_nobody, value ->> '$.by' AS by, date_text(value ->> '$.at', 'short') AS at
FROM json_each(:assigned_list) WHERE value ->> '$.item' = :side_item ORDER BY key LIMIT 20 OFFSET 1;

-- :recommendations.side.people
SELECT value ->> '$.login' AS person_login, value ->> '$.name' AS person_name, value ->> '$.login' = :_chosen AS chosen
FROM json_each(:people_list) ORDER BY key;

-- :recommendations.side.notes
SELECT value ->> '$.id' AS note, value ->> '$.author' AS author, date_text(value ->> '$.at', 'short') AS at, value ->> '$.at' AS at_value,
	value ->> '$.text' AS text, nullif(value ->> '$.own', '') AS own
FROM json_each(:notes_list) WHERE value ->> '$.item' = :side_item ORDER BY key;

-- :whole one
SELECT '' AS item_id;

-- :whole.side from review recommendations.side

-- :whole.side.assigned from review recommendations.side.assigned

-- :whole.side.assigned_before from review recommendations.side.assigned_before

-- :whole.side.people from review recommendations.side.people

-- :whole.side.notes from review recommendations.side.notes
