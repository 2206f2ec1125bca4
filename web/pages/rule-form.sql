-- :page one
SELECT r.id, rule_name(:rule_key) AS title, :rule_key AS key,
	figure_text(value ->> '$.value', value ->> '$.unit') AS figure,
	date_text(value ->> '$.from') AS from_date, choice_name('basis', value ->> '$.basis') AS basis_name,
	value ->> '$.citation' AS citation_now,
	coalesce(:words, value ->> '$.value') AS words_typed,
	coalesce(:number, iif(value ->> '$.value' GLOB '[0-9]*', value ->> '$.value', NULL)) AS number_typed,
	coalesce(:unit, value ->> '$.unit') AS unit_typed,
	coalesce(:basis, value ->> '$.basis') AS basis_typed,
	coalesce(:citation, value ->> '$.citation') AS citation_typed,
	coalesce(:from, today()) AS from_typed,
	rule_form(:rule_key) ->> '$.numbers' AS has_numbers,
	rule_form(:rule_key) ->> '$.words[0]' IS NOT NULL AS has_words,
	rule_form(:rule_key) ->> '$.units[0]' IS NOT NULL AS has_units,
	rule_trace(:rule_key) AS trace
FROM visible_records r JOIN json_each(rule_rows())
WHERE r.id = 'council' AND rule_form(:rule_key) IS NOT NULL
	AND value ->> '$.key' = :rule_key AND value ->> '$.holds' = 1;

-- :choices
SELECT value AS option_value, choice_name('rule', value) AS option_name, value = :words_typed AS chosen
FROM json_each(rule_form(:key), '$.words');

-- :units
SELECT value AS option_value, phrase(value) AS option_name, value = :unit_typed AS chosen
FROM json_each(rule_form(:key), '$.units');

-- :bases
SELECT value AS option_value, choice_name('basis', value) AS option_name, value = :basis_typed AS chosen
FROM json_each(choices('council', 'rules', 'basis'));
