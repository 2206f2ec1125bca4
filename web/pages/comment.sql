-- :page one
SELECT p.id, p.address, p.title AS proposal_title, p.year, p.number, 1 AS nav_proposals,
	:comment AS comment_id, c.record AS _record, c.thread AS _thread,
	phrase('A comment') || ' · ' || coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS title,
	c.kind, choice_name('comment', c.kind) AS kind_name, c.part, c.round, c.audience > 0 AS is_internal,
	plain(r.front ->> '$.anchor.quote') AS quote, r.front ->> '$.version' AS version_read, r.front ->> '$.base' AS base_commit,
	:place_state AS place_state, :place_state = 'kept' AS is_kept, :place_state = 'moved' AS is_moved,
	:place_state = 'changed' AS is_changed, :place_state = 'gone' AS is_gone,
	c.outcome, choice_name('comment', c.outcome) AS outcome_name, r.front ->> '$.disposition.why' AS outcome_why,
	r.front ->> '$.disposition."in version"' AS outcome_version,
	coalesce((SELECT title FROM visible_records WHERE id = reference(r.front ->> '$.disposition.by')), name_as_written(r.front ->> '$.disposition.by')) AS outcome_by,
	:may_comment IS NOT NULL AND (c.audience > 0 OR :open_round IS NOT NULL) AS may_reply
FROM visible_records p JOIN visible_comments c ON c.record = p.id || '/comments/' || :comment
	JOIN visible_records r ON r.id = c.record
WHERE p.address = :proposal AND p.kind = 'proposal';

-- :said
SELECT coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS author,
	substr(c.record, length(:id) + 11) AS said_id, date_text(c.at) AS at, c.at AS at_date,
	c.words, (SELECT html FROM visible_pages WHERE record = c.record) AS said_html
FROM visible_comments c WHERE c.thread = :_thread ORDER BY c.place = 2, c.at, c.record;

-- :outcomes
SELECT value AS outcome_value, choice_name('comment', value) AS outcome_word, value = :outcome AS chosen
FROM json_each('["taken up", "partly", "not taken up", "noted"]');
