-- :sessions
SELECT value ->> 'browser' AS browser, value ->> 'address' AS from_address,
	moment_text(value ->> 'started', value ->> 'offset') AS started,
	moment_text(value ->> 'used', value ->> 'offset') AS used,
	nullif(value ->> 'is_this', '') AS is_this
FROM json_each(:session_list);
