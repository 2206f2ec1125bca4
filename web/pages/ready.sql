-- :texts
SELECT value ->> '$.id' AS text_id, value ->> '$.name' AS text_name,
	iif(value ->> '$.id' = CAST(:failed AS INTEGER), :name, value ->> '$.name') AS name_shown,
	iif(value ->> '$.id' = CAST(:failed AS INTEGER), :text, value ->> '$.text') AS text_shown,
	value ->> '$.id' = CAST(:failed AS INTEGER) AS is_failed
FROM json_each(:ready_json);

-- :fresh one
SELECT iif(:failed = '', :name, NULL) AS name_typed, iif(:failed = '', :text, NULL) AS text_typed, :failed = '' AS is_failed;
