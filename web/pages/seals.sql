-- :page one
SELECT phrase('How seals are proved') AS title, r.id, r.address AS council_address, :sent AS sent_keys,
	coalesce(s.tag, 'submission/2015/0001/01') AS tag_example,
	coalesce(s.proposal_path, 'proposals/2015/0001-0099/0001-…/proposal.md') AS path_example,
	coalesce(s.path, 'proposals/2015/0001-0099/0001-…/submissions/01.md') AS letter_example,
	coalesce(a.tag, 'answer/2015/0001/01') AS answer_tag_example,
	coalesce(a.path, 'proposals/2015/0001-0099/0001-…/answers/01.md') AS answer_example
FROM visible_records r
	LEFT JOIN (SELECT s.path, o.path AS proposal_path, 'submission/' || s.year || '/' || printf('%04d/%02d', o.number, s.number) AS tag
		FROM visible_records s JOIN visible_records o ON o.id = s.owner
		WHERE s.kind = 'submission' ORDER BY s.year DESC, o.number DESC, s.number DESC LIMIT 1) s
	LEFT JOIN (SELECT a.path, 'answer/' || a.year || '/' || printf('%04d/%02d', o.number, a.number) AS tag
		FROM visible_records a JOIN visible_records o ON o.id = a.owner
		WHERE a.kind = 'answer' AND a.front ->> '$."published at"' IS NOT NULL
		ORDER BY a.year DESC, o.number DESC, a.number DESC LIMIT 1) a
WHERE r.id = 'council';

-- :keys
SELECT value ->> '$.line' AS line, value ->> '$.fingerprint' AS fingerprint FROM json_each(:signers);

-- :submissions
SELECT s.address, o.title AS proposal_title, s.front ->> '$.version' AS version,
	s.front ->> '$.sha256' AS sum, date_text(s.front ->> '$."outgoing date"') AS sent_date,
	'submission/' || s.year || '/' || printf('%04d/%02d', o.number, s.number) AS tag
FROM visible_records s JOIN visible_records o ON o.id = s.owner
WHERE s.kind = 'submission' ORDER BY s.year DESC, o.number DESC, s.number DESC LIMIT 500;

-- :answers
SELECT a.address, o.title AS proposal_title, s.number, a.front ->> '$.version' AS version,
	date_text(a.front ->> '$."published at"') AS published_date,
	'answer/' || a.year || '/' || printf('%04d/%02d', o.number, a.number) AS tag
FROM visible_records a JOIN visible_records o ON o.id = a.owner
	LEFT JOIN visible_records s ON s.id = reference(a.front ->> '$.submission')
WHERE a.kind = 'answer' AND a.front ->> '$."published at"' IS NOT NULL
ORDER BY a.year DESC, o.number DESC, a.number DESC LIMIT 500;
