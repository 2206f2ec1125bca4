-- What {{>remarks}} shows of a submission or a report whose columns id and address are around it.

-- :_remarking one
SELECT :is_member IS NOT NULL OR :is_agency IS NOT NULL AS may_remark, r.kind = 'submission' AS is_on_submission,
	r.kind = 'submission' AND :is_agency IS NOT NULL AND r.state IN ('sent', 'registered', 'under review') AS may_ask,
	:kind = 'note' AS is_note
FROM visible_records r
WHERE r.id = :id AND (r.kind = 'progress' OR :is_member IS NOT NULL OR :is_agency IS NOT NULL);

-- :question one
SELECT question AS question_record, date_text(substr(at, 1, 10)) AS asked FROM visible_questions WHERE submission = :id;

-- :remarks
SELECT substr(c.record, length(c.proposal) + 11) AS remark_id, '/' || c.record AS remark_address, c.kind AS remark_kind,
	c.kind = 'question' AS is_question, coalesce(a.title, c.author_name) AS author, a.address AS author_address,
	date_text(c.at) AS said_at, c.at AS said_date, c.words, (SELECT html FROM visible_pages WHERE record = c.record) AS said_html
FROM visible_remarks c LEFT JOIN visible_records a ON a.id = c.author
WHERE c.about = :id ORDER BY c.at, c.came, c.record;
