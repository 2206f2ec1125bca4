-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_proposals, r.year, r.number,
	r.state, state_name('proposal', r.state) AS state_name,
	r.front ->> '$.reason' AS reason,
	:version AS version, :version_changed AS version_changed, :version_what AS version_what,
	:revision AS revision, :revision_short AS text_base, :lines IS NOT NULL AS with_lines,
	:version IS NOT NULL AND (:endorsed IS NULL OR CAST(:endorsed AS INTEGER) < CAST(:version AS INTEGER)) AS may_endorse,
	r.front ->> '$.summary' AS summary, r.front ->> '$.illustrative' = 'true' AS illustrative,
	a.title AS addressee, a.address AS addressee_address,
	(SELECT count(*) FROM visible_versions v WHERE v.record = r.id) AS versions_count,
	(SELECT count(*) FROM visible_comments c WHERE c.proposal = r.id) AS comments_count,
	(SELECT count(*) FROM visible_records m WHERE m.owner = r.id AND m.kind = 'amendment' AND m.state = 'open') AS amendments_count
FROM visible_records r LEFT JOIN visible_records a ON a.id = reference(r.front ->> '$.addressee')
WHERE r.address = :path AND r.kind = 'proposal';

-- :text one
SELECT html AS text_html FROM visible_pages WHERE record = :id;

-- :passages
SELECT value ->> '$.n' AS passage, value ->> '$.type' AS type, value ->> '$.type' = 'heading' AS is_heading, value ->> '$.item' AS passage_item,
	value ->> '$.first' AS first_line, value ->> '$.last' AS last_line,
	value ->> '$.source' AS source, value ->> '$.html' AS passage_html,
	value ->> '$.more' AS more, value -> '$.notes' AS _notes, value -> '$.resolved' AS _resolved,
	json_array_length(value, '$.resolved') AS resolved_count, value -> '$.amendments' AS _amendments,
	json_array_length(value, '$.notes') + json_array_length(value, '$.resolved')
		+ json_array_length(value, '$.amendments') > 0
		OR :may_comment IS NOT NULL AND value ->> '$.type' <> 'heading' AS _any
FROM json_each(:passages_json);

-- :passages.notes
SELECT c.record AS _thread, substr(c.record, length(:id) + 11) AS comment, '/' || c.record AS comment_address,
	coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS author,
	date_text(substr(c.at, 1, 10), 'short') AS at, c.at AS at_date,
	c.kind, choice_name('comment', c.kind) AS kind_name, c.round, c.part, c.words, c.is_cut,
	iif(c.is_cut, NULL, (SELECT html FROM visible_pages WHERE record = c.record)) AS words_html,
	c.audience > 0 AS is_internal, n.value ->> '$.state' AS place_state,
	n.value ->> '$.state' = 'moved' AS is_moved, n.value ->> '$.state' = 'changed' AS is_changed, n.value ->> '$.state' = 'gone' AS is_gone,
	iif(n.value ->> '$.state' IN ('changed', 'gone'), excerpt(plain(r.front ->> '$.anchor.quote'), 160), NULL) AS was,
	r.front ->> '$.version' AS version_read, iif(n.value ->> '$.state' = 'gone', substr(r.front ->> '$.base', 1, 40), NULL) AS base_commit,
	c.outcome, choice_name('comment', c.outcome) AS outcome_name,
	r.front ->> '$.disposition.why' AS outcome_why, r.front ->> '$.disposition."in version"' AS outcome_version,
	(SELECT count(*) - 1 FROM visible_comments x WHERE x.thread = c.record) AS replies_count
FROM json_each(:_notes) n JOIN visible_comments c ON c.record = :id || '/comments/' || (n.value ->> '$.id')
	JOIN visible_records r ON r.id = c.record;

-- :passages.notes.replies
SELECT * FROM (SELECT '/' || c.record AS reply_address, c.record AS _record,
		coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS author,
		date_text(substr(c.at, 1, 10), 'short') AS at, c.words, c.at AS at_date
	FROM visible_comments c WHERE c.thread = :_thread AND c.record <> :_thread ORDER BY c.at DESC, c.record DESC LIMIT 3)
ORDER BY at_date, _record;

-- :passages.resolved
SELECT c.record AS _thread, substr(c.record, length(:id) + 11) AS comment, '/' || c.record AS comment_address,
	coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS author,
	date_text(substr(c.at, 1, 10), 'short') AS at, c.at AS at_date,
	c.kind, choice_name('comment', c.kind) AS kind_name, c.round, excerpt(c.words, 120) AS words,
	c.outcome, choice_name('comment', c.outcome) AS outcome_name,
	r.front ->> '$.disposition.why' AS outcome_why, r.front ->> '$.disposition."in version"' AS outcome_version,
	n.value ->> '$.state' AS place_state
FROM json_each(:_resolved) n JOIN visible_comments c ON c.record = :id || '/comments/' || (n.value ->> '$.id')
	JOIN visible_records r ON r.id = c.record;

-- :passages.amendments
SELECT substr(m.id, length(:id) + 13) AS amendment, '/' || m.id AS amendment_address,
	coalesce((SELECT title FROM visible_records WHERE id = reference(m.front ->> '$.author')), name_as_written(m.front ->> '$.author')) AS author,
	date_text(substr(m.date, 1, 10), 'short') AS at, m.date AS at_date, m.front ->> '$.reason' AS reason,
	n.value ->> '$.fit' AS fit, n.value ->> '$.fit' = 'fits' AS is_fitting, n.value ->> '$.fit' = 'conflicts' AS is_conflicting,
	n.value ->> '$.fit' = 'overtaken' AS is_overtaken, n.value ->> '$.state' AS place_state,
	n.value ->> '$.html' AS change_html, n.value -> '$.meets' AS _meets,
	m.front ->> '$.author' = :person AS is_own, :may_change AS _may_change, :may_decide AS _may_decide
FROM json_each(:_amendments) n JOIN visible_records m ON m.id = :id || '/amendments/' || (n.value ->> '$.id');

-- :passages.amendments.meets
SELECT '/' || m.id AS other_address,
	coalesce((SELECT title FROM visible_records WHERE id = reference(m.front ->> '$.author')), name_as_written(m.front ->> '$.author')) AS other_author
FROM json_each(:_meets) n JOIN visible_records m ON m.id = :id || '/amendments/' || n.value;

-- :whole one
SELECT :whole_json AS _notes, json_array_length(:whole_json) AS whole_count;

-- :whole.notes from proposal passages.notes

-- :whole.notes.replies from proposal passages.notes.replies

-- :gone one
SELECT :gone_json AS _notes WHERE json_array_length(:gone_json) > 0;

-- :gone.notes from proposal passages.notes

-- :gone.notes.replies from proposal passages.notes.replies

-- :endorsements
SELECT coalesce((SELECT title FROM visible_records WHERE id = reference(e.front ->> '$.by')), name_as_written(e.front ->> '$.by')) AS endorser,
	max(CAST(e.front ->> '$.version' AS INTEGER)) AS endorsed_version, date_text(substr(max(e.date), 1, 10), 'short') AS at
FROM visible_records e WHERE e.owner = :id AND e.kind = 'endorsement'
GROUP BY e.front ->> '$.by' ORDER BY min(e.date);

-- :authors
SELECT coalesce(r.title, name_as_written(j.value), phrase('a name that only members read')) AS author, r.address AS author_address,
	lead(j.key) OVER (ORDER BY j.key) IS NOT NULL AS more
FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.authors') j
	LEFT JOIN visible_records r ON r.id = reference(j.value)
ORDER BY j.key;

-- :issues
SELECT r.title AS issue_title, r.address AS issue_address
FROM visible_links l JOIN visible_records r ON r.id = l.to_record
WHERE l.record = :id AND l.role = 'issues' ORDER BY r.sort;

-- :recommendations
SELECT i.record AS proposal, i.id AS rec_item, i.id AS item, lower(i.id) AS anchor, i.html AS item_html
FROM visible_items i WHERE i.record = :id AND i.letter = 'R' ORDER BY i.seq;

-- :recommendations.answered
SELECT choice_name('outcome', o.outcome) AS outcome_name, o.outcome, '/' || o.record || '#' || lower(o.recommendation) AS answer_address, o.reasons AS outcome_reasons, o.unit AS outcome_unit,
	date_text(o.planned) AS outcome_planned, date_text(substr(o.published, 1, 10)) AS answered_on,
	coalesce((SELECT title FROM visible_records WHERE id = o.forwarded_to), o.forwarded_name) AS outcome_to,
	iif(EXISTS (SELECT 1 FROM json_each(:changed_json) c
		WHERE c.value ->> '$.answer' = o.answer AND c.value ->> '$.item' = o.recommendation),
		'/compare/' || o.proposal || '?from=' || (SELECT version FROM visible_submissions s WHERE s.proposal = o.proposal AND s.number = o.answer)
			|| '&to=' || coalesce(:revision, (SELECT v.id FROM visible_versions v WHERE v.record = o.proposal ORDER BY v.depth DESC, v.id DESC LIMIT 1)), NULL)
		AS changed_address
FROM visible_outcomes o WHERE o.proposal = :id AND o.recommendation = :item AND o.published IS NOT NULL
ORDER BY o.answer DESC LIMIT 1;

-- :recommendations.origins
SELECT l.to_item AS origin_item, lower(l.to_item) AS origin_anchor, o.address AS origin_address,
	i.html AS origin_html, o.title AS origin_title
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
	LEFT JOIN visible_items i ON i.record = l.to_record AND i.id = l.to_item
WHERE l.record = :id AND l.item = :item AND l.to_item <> ''
UNION SELECT x.item, lower(x.item), o.address, i.html, o.title
FROM visible_dispositions x JOIN visible_records o ON o.id = x.meeting
	JOIN visible_items i ON i.record = x.meeting AND i.id = x.item
WHERE x.to_record = :id AND x.to_item = :item AND x.outcome = 'taken up'
ORDER BY 3, 1;

-- :recommendations.course from way

-- :recommendations.awaits from way

-- :timeline from timeline

-- :timeline.picture from timeline

-- :timeline.events from timeline

-- :born_from
SELECT o.title AS born_title, o.address AS born_address, o.id AS _meeting
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
WHERE l.record = :id AND l.role = 'born of' GROUP BY o.id ORDER BY o.id;

-- :born_from.born_of
SELECT l.to_item AS born_item FROM visible_links l
WHERE l.record = :id AND l.role = 'born of' AND l.to_record = :_meeting
ORDER BY CAST(substr(l.to_item, 2) AS INTEGER);

-- :adoption one
SELECT m.title AS adopted_title, m.address AS adopted_address, date_text(m.date) AS adopted_date,
	r.front ->> '$.adopted.item' AS adopted_item, lower(r.front ->> '$.adopted.item') AS adopted_anchor,
	r.front ->> '$.adopted.version' AS adopted_version
FROM visible_records r JOIN visible_records m ON m.id = reference(r.front ->> '$.adopted.in')
WHERE r.id = :id;

-- :submissions
SELECT s.number AS submission_number, s.address AS submission_address, state_name('submission', s.state) AS submission_state,
	s.front ->> '$.version' AS submitted_version, date_text(s.front ->> '$."outgoing date"') AS sent_date,
	(SELECT a.address FROM visible_records a WHERE a.owner = :id AND a.kind = 'answer' AND a.number = s.number) AS answer_address
FROM visible_records s WHERE s.owner = :id AND s.kind = 'submission' ORDER BY s.number;

-- :returned from returned

-- :returned.reasons from reasons reasons

-- :_implementing from implementation

-- :implementation from implementation

-- :_live from live

-- :attachments from attachments

-- :_attached from attachments

-- :_attach from attachments

-- :moves
SELECT value ->> '$.action' AS step_action, value ->> '$.button' AS step_button,
	coalesce(value ->> '$.aside', 0) AND value ->> '$.action' <> 'revise' AS step_aside
FROM json_each(steps('proposal', 'state', (SELECT state FROM visible_records WHERE id = :id), :is_member, :is_coordinator))
	LEFT JOIN (SELECT s.state AS sent FROM visible_submissions s WHERE s.proposal = :id ORDER BY s.number DESC LIMIT 1)
WHERE (:is_coordinator IS NOT NULL
		OR EXISTS (SELECT 1 FROM json_each((SELECT front FROM visible_records WHERE id = :id), '$.authors') a WHERE a.value = :person))
	AND (value ->> '$.action' <> 'revise' OR sent IN ('returned', 'answered')) -- what is there to revise, and to close
	AND (value ->> '$.action' <> 'close' OR sent IS NULL OR sent IN ('answered', 'withdrawn'))
ORDER BY 3;

-- :rounds
SELECT number AS round_number, address AS round_address, state_name('round', state) AS round_state,
	state = 'open' AS is_open, date_text(front ->> '$.opens') AS round_opens, date_text(front ->> '$.closes') AS round_closes,
	CAST(julianday(front ->> '$.closes') - julianday(today()) AS INTEGER) AS days_left, front ->> '$.closes' < today() AS is_over,
	(SELECT count(*) FROM visible_comments c WHERE c.proposal = :id AND c.round = r.number) AS round_comments
FROM visible_records r WHERE owner = :id AND kind = 'round' ORDER BY number DESC;

-- :move from moves
