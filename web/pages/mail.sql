-- :groups
SELECT value ->> 'name' AS group_name, value ->> 'phrase' AS group_of, value -> 'ways' AS way_list
FROM json_each(:group_list);

-- :groups.ways
SELECT value ->> 'name' AS way, value ->> 'phrase' AS way_label, nullif(value ->> 'chosen', '') AS chosen
FROM json_each(:way_list);

-- :languages
SELECT value ->> 'code' AS language_code, value ->> 'name' AS language_name,
	nullif(value ->> 'chosen', '') AS chosen
FROM json_each(:language_list);
