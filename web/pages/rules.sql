-- :page one
SELECT phrase('Rules') AS title, r.id, r.address AS council_address
FROM visible_records r WHERE r.id = 'council';

-- :rules
SELECT value ->> '$.key' AS key, rule_name(value ->> '$.key') AS rule
FROM json_each(rule_rows()) WHERE value ->> '$.holds' = 1 ORDER BY value ->> '$.place';

-- :rules.rows
SELECT figure_text(value ->> '$.value', value ->> '$.unit') AS figure,
	value ->> '$.value' AS value, value ->> '$.unit' AS unit,
	value ->> '$.from' AS from_value, date_text(value ->> '$.from') AS from_date,
	value ->> '$.from' > today() AS is_later,
	value ->> '$.holds' AS holds,
	value ->> '$.holds' = 0 AND coalesce(value ->> '$.from', '') <= today() AS is_earlier,
	value ->> '$.is_default' AS is_default,
	value ->> '$.basis' AS basis_value, choice_name('basis', value ->> '$.basis') AS basis,
	value ->> '$.citation' AS citation,
	value ->> '$.basis' = 'law' AND coalesce(value ->> '$.citation', '') <> '' AS law_requires
FROM json_each(rule_rows()) WHERE value ->> '$.key' = :key
ORDER BY value ->> '$.holds' DESC, value ->> '$.place' DESC;

-- :weekend
SELECT phrase(value) AS weekday FROM json_each(weekend());

-- :years
SELECT substr(value, 1, 4) AS year, count(*) AS days_count,
	substr(value, 1, 4) >= substr(today(), 1, 4) AS is_open
FROM json_each((SELECT front FROM visible_records WHERE id = 'council'), '$.holidays')
GROUP BY 1 ORDER BY 1 DESC;

-- :years.days
SELECT DISTINCT value AS day_value, date_text(value, 'words') AS day
FROM json_each((SELECT front FROM visible_records WHERE id = 'council'), '$.holidays')
WHERE substr(value, 1, 4) = :year ORDER BY value;
