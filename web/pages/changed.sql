-- :page one
SELECT phrase('Changed since my last visit') AS title, 50 AS _most, (page_number(:page_number) - 1) * 50 AS _skip,
	page_number(:page_number) AS _page;

-- What {{>changed-records}} shows: the records, the last changed first, each with what belongs to it. Of more than 2,000
-- changes (300 on the first page, which has few) only the last count.

-- :news one
SELECT _found, (SELECT depth FROM visible_commits ORDER BY depth DESC LIMIT 1) AS upto
FROM (SELECT json_group_array(json_object('record', main, 'count', changes)) AS _found
	FROM (SELECT main, count(DISTINCT id) AS changes, max(depth) AS last
		FROM (SELECT c.id, c.depth, coalesce((SELECT r.owner FROM visible_records r WHERE r.id = v.record), v.record) AS main
			FROM (SELECT id, depth FROM visible_commits
				WHERE depth > CAST(:seen_depth AS INTEGER) AND login <> :login ORDER BY depth DESC LIMIT iif(:_most IS NULL, 300, 2000)) c
				JOIN visible_versions v ON v.id = c.id)
		WHERE EXISTS (SELECT 1 FROM visible_records r WHERE r.id = main) OR main NOT GLOB '*/*/*/*'
		GROUP BY main ORDER BY last DESC, main LIMIT coalesce(:_most, 10) + 1 OFFSET coalesce(:_skip, 0)))
WHERE :seen_depth IS NOT NULL AND json_array_length(_found) > 0;

-- :news.records
SELECT j.value ->> '$.record' AS record, '/' || (j.value ->> '$.record') AS record_address, j.value ->> '$.count' AS changes_count,
	r.title AS record_title, kind_name(r.kind) AS kind_name, r.id IS NULL AS is_gone
FROM json_each(:_found) j LEFT JOIN visible_records r ON r.id = j.value ->> '$.record'
WHERE j.key < coalesce(:_most, 10) ORDER BY j.key;

-- :news.records.changes
SELECT c.subject, c.author, moment_text(c.at, c.zone) AS at, c.id AS commit_id
FROM visible_commits c
WHERE c.depth > CAST(:seen_depth AS INTEGER) AND c.login <> :login AND c.id IN (SELECT v.id FROM visible_versions v
	WHERE (v.record = :record OR v.record >= :record || '/' AND v.record < :record || '0') AND v.depth > CAST(:seen_depth AS INTEGER))
ORDER BY c.depth DESC, c.id LIMIT 5;

-- :news.records.more one
SELECT :changes_count - 5 AS more_count WHERE :changes_count > 5;

-- :news.pages one
SELECT nullif(:_page - 1, 0) AS previous, iif(json_array_length(:_found) > :_most, :_page + 1, NULL) AS next;
