-- :page one
SELECT m.id, m.address, m.title AS meeting_title, 1 AS nav_meetings,
	phrase('Correction') || iif(:is_item IS NOT NULL, ' · ' || :part, '') AS title,
	:correction AS correction_id, c.html AS correction_html, c.reason, c.answer,
	c.quote IS NOT NULL AND :is_item IS NOT NULL AND :is_conflict IS NULL AS has_words,
	choice_name('correction', c.state) AS correction_state,
	c.state = 'open' AS is_open, date_text(substr(c.at, 1, 10)) AS at,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.author)), name_as_written(c.author)) AS author,
	coalesce((SELECT title FROM visible_records WHERE id = reference(c.answered_by)), name_as_written(c.answered_by)) AS answered_by,
	c.author = :who AS is_own
FROM visible_corrections c JOIN visible_records m ON m.id = c.meeting
WHERE m.address = :meeting AND c.record = m.id || '/corrections/' || :correction;

-- :said
SELECT i.html AS item_html, i.id AS item FROM visible_items i WHERE i.record = :id AND i.id = :part;

-- :said.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :id AND s.item = :item ORDER BY s.seq;
