-- :letters
SELECT value ->> 'id' AS letter, value ->> 'state' AS state, nullif(value ->> 'failed', '') AS failed,
	value ->> 'login' AS letter_to, value ->> 'event' AS event, value ->> 'why' AS why,
	value ->> 'tries' AS tries, moment_text(value ->> 'made', value ->> 'offset') AS made_at
FROM json_each(:letter_list);
