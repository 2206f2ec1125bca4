-- :page one
SELECT r.id, r.address, r.path AS record_path, p.id AS _proposal, p.address AS proposal_address, p.title AS proposal_title,
	1 AS nav_proposals, p.year || '/' || p.number AS proposal_number,
	g.recommendation, g.recommendation || ': ' || format(phrase('Report of %s'), date_text(r.date)) || ' · ' || p.title AS title,
	p.address || '/recommendations/' || g.recommendation AS rec_address,
	(SELECT html FROM visible_items i WHERE i.record = p.id AND i.id = g.recommendation) AS rec_html,
	date_text(r.date) AS date, r.date AS date_value, g.at AS _at, g.status, choice_name('progress', g.status) AS status_name, g.percent, g.reason,
	date_text(g.next) AS next_report, g.next AS next_date,
	iif(NOT EXISTS (SELECT 1 FROM visible_reports x WHERE x.proposal = g.proposal AND x.recommendation = g.recommendation AND x.at > g.at),
		late_text(workdays_late(g.next, today())), NULL) AS late,
	coalesce(a.title, g.reporter_name) AS reporter, a.address AS reporter_address,
	r.front ->> '$.illustrative' = 'true' AS illustrative, 1 AS is_sealed
FROM visible_records r JOIN visible_records p ON p.id = r.owner
	JOIN visible_reports g ON g.record = r.id
	LEFT JOIN visible_records a ON a.id = g.reporter
WHERE r.address = :path AND r.kind = 'progress';

-- :words one
SELECT html AS words_html FROM visible_pages WHERE record = :id AND html <> '';

-- :evidence
SELECT iif(j.value GLOB 'attachments/*', substr(j.value, 13), j.value) AS evidence_name,
	CASE WHEN j.value GLOB 'attachments/*' THEN :proposal_address || '/' || j.value
		WHEN j.value GLOB 'https://*' OR j.value GLOB 'http://*' THEN j.value END AS evidence_address,
	j.value GLOB 'attachments/*' AS is_file
FROM visible_records r, json_each(r.front, '$.evidence') j WHERE r.id = :id ORDER BY j.key;

-- :others
SELECT '/' || g.record AS other_address, date_text(g.date) AS other_date, choice_name('progress', g.status) AS other_status,
	g.percent AS other_percent, g.record = :id AS is_this, g.at > :_at AS is_later
FROM visible_reports g WHERE g.proposal = :_proposal AND g.recommendation = :recommendation ORDER BY g.at;

-- :_remarking from remarks

-- :question from remarks

-- :remarks from remarks
