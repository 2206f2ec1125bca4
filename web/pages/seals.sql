-- :page one
SELECT phrase('How seals are proved') AS title, r.id, r.address AS council_address,
	coalesce((SELECT 'submission/' || s.year || '/' || printf('%04d/%02d', o.number, s.number)
		FROM visible_records s JOIN visible_records o ON o.id = s.owner
		WHERE s.kind = 'submission' ORDER BY s.year DESC, o.number DESC, s.number DESC LIMIT 1),
		'submission/2015/0001/01') AS tag_example,
	coalesce((SELECT o.path
		FROM visible_records s JOIN visible_records o ON o.id = s.owner
		WHERE s.kind = 'submission' ORDER BY s.year DESC, o.number DESC, s.number DESC LIMIT 1),
		'proposals/2015/0001-0099/0001-…/proposal.md') AS path_example,
	coalesce((SELECT s.path
		FROM visible_records s JOIN visible_records o ON o.id = s.owner
		WHERE s.kind = 'submission' ORDER BY s.year DESC, o.number DESC, s.number DESC LIMIT 1),
		'proposals/2015/0001-0099/0001-…/submissions/01.md') AS letter_example, :sent AS sent_keys
FROM visible_records r WHERE r.id = 'council';

-- :keys
SELECT value ->> '$.line' AS line, value ->> '$.fingerprint' AS fingerprint FROM json_each(:signers);

-- :submissions
SELECT s.address, o.title AS proposal_title, s.front ->> '$.version' AS version,
	s.front ->> '$.sha256' AS sum, date_text(s.front ->> '$."outgoing date"') AS sent_date,
	'submission/' || s.year || '/' || printf('%04d/%02d', o.number, s.number) AS tag
FROM visible_records s JOIN visible_records o ON o.id = s.owner
WHERE s.kind = 'submission' ORDER BY s.year DESC, o.number DESC, s.number DESC LIMIT 500;
