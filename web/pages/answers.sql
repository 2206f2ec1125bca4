-- :page one
SELECT r.id, r.address, o.id AS proposal_id, o.title AS proposal_title, o.address AS proposal_address, 1 AS nav_proposals,
	o.year || '/' || o.number AS proposal_number, r.number AS round_number, phrase('What became of the comments') AS title,
	r.state = 'open' AS is_open, date_text(r.front ->> '$.closes') AS closes,
	(SELECT count(*) FROM visible_records c WHERE c.owner = o.id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = r.number AND c.front ->> '$."reply to"' IS NULL
		AND c.front ->> '$.disposition.outcome' IS NULL) AS waiting_count,
	(SELECT count(*) FROM visible_records c WHERE c.owner = o.id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = r.number AND c.front ->> '$."reply to"' IS NULL) AS all_count,
	(SELECT value ->> '$.version' FROM json_each(o.front, '$.versions') ORDER BY key DESC LIMIT 1) AS last_version
FROM visible_records r JOIN visible_records o ON o.id = r.owner
WHERE r.address = :round_at AND r.kind = 'round';

-- :comments
SELECT c.id AS comment, substr(c.address, length(:proposal_address) + 11) AS comment_id, c.address AS comment_address,
	t.html AS words_html, coalesce(a.title, c.front ->> '$.author') AS author, date_text(substr(c.front ->> '$.at', 1, 10)) AS at,
	choice_name('kind', c.front ->> '$.kind') AS kind_name, c.front ->> '$.version' AS version,
	plain(c.front ->> '$.anchor.quote') AS quote, c.front ->> '$.anchor.part' AS part,
	choice_name('disposition', c.front ->> '$.disposition.outcome') AS outcome, c.front ->> '$.disposition.why' AS why_now,
	c.front ->> '$.disposition.outcome' IS NULL AS is_waiting, coalesce(c.front ->> '$.disposition.outcome', '') AS was_outcome,
	coalesce(:failed = substr(c.address, length(:proposal_address) + 11), 0) AS is_failed,
	coalesce(iif(:failed = substr(c.address, length(:proposal_address) + 11), :outcome, c.front ->> '$.disposition.outcome'), '') AS form_outcome,
	coalesce(iif(:failed = substr(c.address, length(:proposal_address) + 11), :why, c.front ->> '$.disposition.why'), '') AS form_why,
	coalesce(iif(:failed = substr(c.address, length(:proposal_address) + 11), :in_version, c.front ->> '$.disposition."in version"'),
		'') AS form_version,
	iif(:failed = substr(c.address, length(:proposal_address) + 11), :error, NULL) AS row_error,
	row_number() OVER (ORDER BY coalesce(:failed = substr(c.address, length(:proposal_address) + 11), 0) DESC,
		c.front ->> '$.disposition.outcome' IS NOT NULL, c.front ->> '$.at', c.id) = 1 AS is_first
FROM visible_records c LEFT JOIN visible_pages t ON t.record = c.id
	LEFT JOIN visible_records a ON a.id = reference(c.front ->> '$.author')
WHERE c.owner = :proposal_id AND c.kind = 'comment' AND CAST(c.front ->> '$.round' AS INTEGER) = :round_number
	AND c.front ->> '$."reply to"' IS NULL
ORDER BY is_failed DESC, c.front ->> '$.disposition.outcome' IS NOT NULL, c.front ->> '$.at', c.id
LIMIT 15 OFFSET 15 * (page_number(:page_number) - 1);

-- :comments.outcomes
SELECT value AS outcome_value, choice_name('disposition', value) AS outcome_label, value = :form_outcome AS chosen,
	:is_first = 1 AND key = 0 AS is_focus
FROM json_each('["taken up","partly","not taken up","noted"]');

-- :many
SELECT substr(c.address, length(:proposal_address) + 11) AS comment_id,
	coalesce(a.title, c.front ->> '$.author') AS author, choice_name('kind', c.front ->> '$.kind') AS kind_name,
	t.html AS words_html
FROM visible_records c LEFT JOIN visible_pages t ON t.record = c.id
	LEFT JOIN visible_records a ON a.id = reference(c.front ->> '$.author')
WHERE c.owner = :proposal_id AND c.kind = 'comment' AND CAST(c.front ->> '$.round' AS INTEGER) = :round_number
	AND c.front ->> '$."reply to"' IS NULL AND c.front ->> '$.disposition.outcome' IS NULL
ORDER BY c.front ->> '$.at', c.id LIMIT 50;

-- :many_any
SELECT 1 AS any_many WHERE :waiting_count > 1;

-- :pages one
SELECT iif(page_number(:page_number) > 1, page_number(:page_number) - 1, NULL) AS previous,
	iif(:all_count > 15 * page_number(:page_number), page_number(:page_number) + 1, NULL) AS next
WHERE :all_count > 15;
