-- :page one
SELECT r.id, r.address, o.id AS proposal_id, o.title AS proposal_title, o.address AS proposal_address, 1 AS nav_proposals,
	o.year || '/' || o.number AS proposal_number, r.number AS round_number, o.title || ' · ' || phrase('Discussion report') AS title,
	r.state = 'open' AS is_open, r.state <> 'closed' AS is_unfinished, r.state = 'closed' AS is_closed,
	state_name('round', r.state) AS round_state,
	date_text(r.front ->> '$.opens') AS opens, date_text(r.front ->> '$.closes') AS closes,
	CAST(julianday(r.front ->> '$.closes') - julianday(today()) AS INTEGER) AS days_left,
	r.front ->> '$.closes' < today() AS is_over,
	choice_name('method', r.front ->> '$.method') AS method, r.front ->> '$.summary' AS summary,
	r.front ->> '$.call' AS call_text, r.front ->> '$.illustrative' = 'true' AS illustrative,
	a.title AS addressee, a.address AS addressee_address,
	r.state = 'open' AND r.front ->> '$.closes' >= today() AND :may_talk IS NOT NULL AND (:is_member IS NOT NULL
		OR EXISTS (SELECT 1 FROM json_each(r.front, '$.invited') i WHERE i.value = :person)) AS may_comment,
	coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) AS council_short,
	(SELECT count(*) FROM visible_records c WHERE c.owner = o.id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = r.number) AS comments_count,
	(SELECT count(*) FROM visible_records c WHERE c.owner = o.id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = r.number AND c.front ->> '$."reply to"' IS NULL
		AND c.front ->> '$.disposition.outcome' IS NULL) AS waiting_count,
	page_number(:page_number) AS _page, CAST(:limit AS INTEGER) AS _limit
FROM visible_records r JOIN visible_records o ON o.id = r.owner
	LEFT JOIN visible_records a ON a.id = reference(o.front ->> '$.addressee')
	LEFT JOIN visible_records k ON k.id = 'council'
WHERE r.address = :path AND r.kind = 'round';

-- :text one
SELECT html AS call_html FROM visible_pages WHERE record = :id AND html <> '';

-- :moves
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button,
	coalesce(value ->> '$.aside', 0) AS step_aside
FROM json_each(steps('round', 'state', (SELECT state FROM visible_records WHERE id = :id), :is_member, :is_coordinator))
ORDER BY 3;

-- :invited
SELECT coalesce(r.title, name_as_written(j.value), phrase('a name that only members read')) AS name, r.address AS who_address, lead(j.key) OVER (ORDER BY j.key) IS NOT NULL AS more
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.invited') j
	LEFT JOIN visible_records r ON r.id = reference(j.value)
ORDER BY j.key;

-- :counts
SELECT choice_name('kind', kind) AS kind_name, count(*) AS all_count,
	sum(outcome = 'taken up') AS taken_up, sum(outcome = 'partly') AS partly, sum(outcome = 'not taken up') AS not_taken_up,
	sum(outcome = 'noted') AS noted, sum(outcome = '') AS waiting
FROM (SELECT c.front ->> '$.kind' AS kind, coalesce(c.front ->> '$.disposition.outcome', '') AS outcome
	FROM visible_records c WHERE c.owner = :proposal_id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = :round_number AND c.front ->> '$."reply to"' IS NULL)
GROUP BY kind
ORDER BY (SELECT key FROM json_each(choices('comment', 'kind', NULL)) WHERE value = kind);

-- :comments
SELECT n.*, c.address AS comment_address, t.html AS words_html, coalesce(a.title, name_as_written(c.front ->> '$.author'), phrase('a name that only members read')) AS author,
	a.address AS author_address, date_text(substr(c.front ->> '$.at', 1, 10)) AS at, choice_name('kind', c.front ->> '$.kind') AS kind_name,
	c.front ->> '$.version' AS version, plain(c.front ->> '$.anchor.quote') AS quote, nullif(n.part, n.group_item) AS under,
	choice_name('disposition', c.front ->> '$.disposition.outcome') AS outcome, c.front ->> '$.disposition.why' AS why,
	c.front ->> '$.disposition."in version"' AS in_version, coalesce(b.title, name_as_written(c.front ->> '$.disposition.by')) AS by,
	c.front ->> '$.disposition.outcome' IS NULL AND NOT n.is_reply AS is_waiting,
	n.group_item = '' AS on_the_whole, lower(n.group_item) AS group_anchor,
	row_number() OVER (ORDER BY n.place) = 1 OR lag(n.group_item) OVER (ORDER BY n.place) <> n.group_item AS begins_group,
	i.text AS group_text
FROM (SELECT m.*, row_number() OVER (ORDER BY group_item = '', group_seq IS NULL, group_seq, group_item, thread_at, thread, is_reply, at_value, comment) AS place
	FROM (SELECT g.*, (SELECT i.seq FROM visible_items i WHERE i.record = :proposal_id AND i.id = g.group_item) AS group_seq
		FROM (SELECT c.id AS comment, coalesce(t.id, c.id) AS thread, t.id IS NOT NULL AS is_reply,
				coalesce(t.front, c.front) ->> '$.at' AS thread_at, c.front ->> '$.at' AS at_value,
				coalesce(t.front, c.front) ->> '$.anchor.part' AS part,
				CASE WHEN coalesce(t.front, c.front) ->> '$.anchor.part' GLOB 'R[0-9]*' THEN coalesce(t.front, c.front) ->> '$.anchor.part'
					ELSE coalesce((SELECT i.id FROM visible_items i WHERE i.record = :proposal_id AND i.letter = 'R'
						AND instr(i.text, nullif(coalesce(t.front, c.front) ->> '$.anchor.quote', '')) ORDER BY i.seq LIMIT 1), '') END AS group_item
			FROM visible_records c LEFT JOIN visible_records t ON t.id = reference(c.front ->> '$."reply to"')
			WHERE c.owner = :proposal_id AND c.kind = 'comment' AND CAST(c.front ->> '$.round' AS INTEGER) = :round_number) g) m
	ORDER BY place LIMIT CAST(:limit AS INTEGER) OFFSET CAST(:limit AS INTEGER) * (page_number(:page_number) - 1)) n
	JOIN visible_records c ON c.id = n.comment
	LEFT JOIN visible_pages t ON t.record = c.id
	LEFT JOIN visible_records a ON a.id = reference(c.front ->> '$.author')
	LEFT JOIN visible_records b ON b.id = reference(c.front ->> '$.disposition.by')
	LEFT JOIN visible_items i ON i.record = :proposal_id AND i.id = n.group_item
ORDER BY n.place;

-- :pages one
SELECT iif(:_page > 1, :_page - 1, NULL) AS previous,
	iif(:comments_count > :_limit * :_page, :_page + 1, NULL) AS next
WHERE :comments_count > :_limit;
