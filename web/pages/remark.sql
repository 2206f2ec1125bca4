-- :page one
SELECT r.id, r.address, r.kind AS _kind, p.address AS proposal_address, p.title AS proposal_title, p.year || '/' || p.number AS proposal_number,
	1 AS nav_proposals,
	iif(r.kind = 'submission', format(phrase('Submission %s'), r.number), format(phrase('Report of %s'), date_text(r.date))) AS subject_name,
	iif(r.kind = 'submission', phrase('A word to the agency and the council'), phrase('A comment on a report')) AS heading,
	iif(r.kind = 'submission', phrase('A word to the agency and the council'), phrase('A comment on a report')) || ' · ' || p.title AS title
FROM visible_records r JOIN visible_records p ON p.id = r.owner
WHERE r.address = :subject AND r.kind IN ('submission', 'progress');

-- :_remarking from remarks

-- :question from remarks

-- :remarks from remarks
