-- What {{>attachments}} shows beside a proposal whose columns id and address are around it.

-- :attachments
SELECT x.name AS file_name, x.type AS file_type, x.size AS file_size, max(1, (x.size + 512) / 1024) AS file_kb,
	CASE WHEN x.type LIKE 'image/%' THEN phrase('picture') WHEN x.type = 'application/pdf' THEN 'PDF'
		WHEN x.type LIKE '%spreadsheet%' OR x.type LIKE 'text/csv%' THEN phrase('spreadsheet')
		WHEN x.type LIKE 'text/%' THEN phrase('plain text') WHEN x.type LIKE '%document%' THEN phrase('text document')
		ELSE phrase('file') END AS file_word,
	'/' || x.owner || '/attachments/' || x.name AS file_address
FROM visible_attachments x WHERE x.owner = :id GROUP BY x.name ORDER BY x.name;

-- :_attached one
SELECT 1 AS is_attached FROM visible_attachments WHERE owner = :id LIMIT 1;

-- :_attach one
SELECT r.state IN ('ready', 'adopted', 'submitted', 'closed') AS attach_frozen
FROM visible_records r
WHERE r.id = :id AND (:is_coordinator OR :is_member AND EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') j
	WHERE j.value IN (:account_person, :account_name)));
