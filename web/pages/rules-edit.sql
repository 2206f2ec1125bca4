-- :page one
SELECT phrase('Change rules and holidays') AS title, r.id,
	printf('%04d', coalesce(nullif(CAST(:year AS INTEGER), 0), CAST(substr(today(), 1, 4) AS INTEGER))) AS year,
	printf('%04d', coalesce(nullif(CAST(:year AS INTEGER), 0), CAST(substr(today(), 1, 4) AS INTEGER)) - 1) AS year_before,
	printf('%04d', coalesce(nullif(CAST(:year AS INTEGER), 0), CAST(substr(today(), 1, 4) AS INTEGER)) + 1) AS year_after
FROM visible_records r WHERE r.id = 'council';

-- :rules
SELECT value ->> '$.key' AS key, rule_name(value ->> '$.key') AS rule,
	figure_text(value ->> '$.value', value ->> '$.unit') AS figure,
	rule_form(value ->> '$.key') IS NOT NULL AS is_known
FROM json_each(rule_rows()) WHERE value ->> '$.holds' = 1 ORDER BY value ->> '$.place';

-- :weekdays
SELECT value AS weekday_value, phrase(value) AS weekday,
	iif(:was_weekend IS NULL, value IN (SELECT value FROM json_each(weekend())),
		instr(' ' || :typed_weekend || ' ', ' ' || value || ' ') > 0) AS chosen
FROM json_each(choices('council', 'weekend', NULL));

-- :weekend_was one
SELECT coalesce(:was_weekend, (SELECT group_concat(value, ' ') FROM json_each(weekend())), '') AS weekend_words;

-- :holidays one
SELECT coalesce(:was_days, group_concat(value, ' '), '') AS days_were,
	coalesce(:days, group_concat(
		substr(value, 9, 2) || '.' || substr(value, 6, 2) || '.' || substr(value, 1, 4), char(10)), '')
		AS days_typed
FROM (SELECT DISTINCT value
	FROM json_each((SELECT front FROM visible_records WHERE id = 'council'), '$.holidays')
	WHERE substr(value, 1, 4) = :year ORDER BY value);
