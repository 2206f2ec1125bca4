-- :page one
SELECT s.id, s.address, p.id AS _proposal, p.address AS proposal_address, p.title AS proposal_title, 1 AS nav_proposals,
	p.year || '/' || p.number AS proposal_number, phrase('Prepare the answer') AS title,
	state_name('submission', s.state) AS state_name, s.front ->> '$.version' AS version, s.number AS submission_number,
	date_text(s.front ->> '$.due') AS due, s.front ->> '$.due' < today() AS is_late,
	s.state = 'under review' AS is_under_review, s.state IN ('sent', 'registered') AS is_early,
	iif(:kept_at IS NULL, NULL, coalesce((SELECT title FROM visible_records WHERE id = reference(:kept_by)), name_as_written(:kept_by))) AS kept_by_name,
	date_text(:kept_at, 'short') AS kept_on, :kept_by = :person AS is_own,
	coalesce((SELECT title FROM visible_records WHERE id = reference(:checked_by)), name_as_written(:checked_by)) AS checked_by_name,
	date_text(:checked_at, 'short') AS checked_on,
	iif(:must_check IS NOT NULL AND :checked_by IS NULL, 1, NULL) AS waits_for_check,
	:fields_json ->> '$.number' AS number_typed, :fields_json ->> '$.date' AS date_typed,
	:fields_json ->> '$.signatory' AS signatory_typed, :fields_json ->> '$.letter' AS letter_typed,
	:theirs_json ->> '$.number' AS number_theirs, date_text(:theirs_json ->> '$.date') AS date_theirs,
	:theirs_json ->> '$.signatory' AS signatory_theirs, :theirs_json ->> '$.letter' AS letter_theirs,
	coalesce(s.front ->> '$."incoming date"', '') AS first_day, today() AS last_day,
	json_array_length(:ready_json) > 0 AS has_texts
FROM visible_records s JOIN visible_records p ON p.id = s.owner
WHERE s.address = :of AND s.kind = 'submission';

-- :parts
SELECT s.value ->> '$.item' AS item, s.value ->> '$.html' AS item_html, lower(s.value ->> '$.item') AS anchor,
	:fields_json ->> ('outcome-' || (s.value ->> '$.item')) AS outcome_typed,
	:fields_json ->> ('reasons-' || (s.value ->> '$.item')) AS reasons_typed,
	:fields_json ->> ('to-' || (s.value ->> '$.item')) AS to_typed,
	:fields_json ->> ('unit-' || (s.value ->> '$.item')) AS unit_typed,
	:fields_json ->> ('planned-' || (s.value ->> '$.item')) AS planned_typed,
	nullif(:fields_json ->> ('make_to-' || (s.value ->> '$.item')), '') AS make_typed,
	choice_name('outcome', :theirs_json ->> ('outcome-' || (s.value ->> '$.item'))) AS outcome_theirs,
	:theirs_json ->> ('reasons-' || (s.value ->> '$.item')) AS reasons_theirs,
	:theirs_json ->> ('to-' || (s.value ->> '$.item')) AS to_theirs,
	:theirs_json ->> ('unit-' || (s.value ->> '$.item')) AS unit_theirs,
	date_text(:theirs_json ->> ('planned-' || (s.value ->> '$.item'))) AS planned_theirs,
	:error_field = 'outcome-' || (s.value ->> '$.item') AS bad_outcome,
	:error_field = 'reasons-' || (s.value ->> '$.item') AS bad_reasons,
	:error_field = 'to-' || (s.value ->> '$.item') AS bad_to,
	:error_field = 'planned-' || (s.value ->> '$.item') AS bad_planned,
	iif(:likely_json IS NOT NULL AND :error_field = 'to-' || (s.value ->> '$.item')
			OR coalesce(:fields_json ->> ('make_to-' || (s.value ->> '$.item')), '') <> '',
		:fields_json ->> ('to-' || (s.value ->> '$.item')), NULL) AS ask_to,
	:fields_json ->> ('make_to-' || (s.value ->> '$.item')) = 'body' AS is_new_body,
	:fields_json ->> ('make_to-' || (s.value ->> '$.item')) = 'name' AS is_as_written
FROM json_each(:sent_json) s ORDER BY s.key;

-- :parts.outcomes
SELECT value AS outcome_value, choice_name('outcome', value) AS outcome_name, value = :outcome_typed AS chosen
FROM json_each(choices('answer', 'outcomes', 'outcome'));

-- :parts.origins
SELECT l.to_item AS origin_item, lower(l.to_item) AS origin_anchor, o.address AS origin_address, o.title AS origin_title
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
WHERE l.record = :_proposal AND l.item = :item AND l.to_item <> '' ORDER BY o.address, l.to_item;

-- :parts.ready
SELECT value ->> '$.id' AS ready_id, value ->> '$.name' AS ready_name FROM json_each(:ready_json);

-- :parts.likely
SELECT value ->> 'id' AS likely_id, value ->> 'name' AS likely_name FROM json_each(:likely_json);

-- :texts
SELECT value ->> '$.id' AS text_id, value ->> '$.text' AS text FROM json_each(:ready_json);

-- :names
SELECT n.name AS known_name FROM visible_names n JOIN visible_records r ON r.id = n.record AND r.kind = 'body'
WHERE n.main = 1 ORDER BY n.name LIMIT 300;
