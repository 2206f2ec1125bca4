-- :page one
SELECT :title AS title, :newest AS newest, EXISTS (SELECT 1 FROM json_each(:notice_list) WHERE value ->> '$.seen' = 0) AS any_unseen;

-- :notices
SELECT value ->> '$.id' AS notice, value ->> '$.what' AS what, value ->> '$.event' AS event, moment_text(value ->> '$.made', value ->> '$.offset') AS at,
	value ->> '$.seen' AS seen, value ->> '$.seen' = 0 AS is_unseen,
	iif(may_read, value ->> '$.title', NULL) AS about, iif(may_read, value ->> '$.address', NULL) AS address
FROM (SELECT key, value, EXISTS (SELECT 1 FROM visible_records r
		WHERE r.id IN (value ->> '$.record', value ->> '$.record' || '/notice')) AS may_read FROM json_each(:notice_list))
ORDER BY key;

-- :pages one
SELECT :previous_page AS previous, :next_page AS next;
