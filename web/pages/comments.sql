-- :page one
SELECT p.id, p.address, p.title AS proposal_title, p.year, p.number, 1 AS nav_proposals, phrase('Comments') AS title,
	(SELECT count(*) FROM visible_comments c WHERE c.proposal = p.id AND c.place < 2
		AND (coalesce(:kind, '') = '' OR c.kind = :kind)
		AND (coalesce(:outcome, '') = '' OR c.outcome = :outcome OR (:outcome = 'open' AND c.outcome IS NULL))
		AND (coalesce(:part, '') = '' OR c.part = :part) AND (coalesce(:round, '') = '' OR c.round = CAST(:round AS INTEGER))
		AND (coalesce(:author, '') = '' OR c.author_name = :author OR c.author IN (SELECT record FROM visible_names WHERE name = :author))) AS found_count,
	(SELECT count(*) FROM visible_records m WHERE m.owner = p.id AND m.kind = 'amendment') AS amendments_any
FROM visible_records p WHERE p.address = :proposal AND p.kind = 'proposal';

-- :comments
SELECT substr(c.record, length(:id) + 11) AS comment, '/' || c.record AS comment_address,
	coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS author,
	date_text(substr(c.at, 1, 10)) AS at, c.at AS at_date, c.kind AS kind_value, choice_name('comment', c.kind) AS kind_name, c.part, c.round,
	c.audience > 0 AS is_internal, excerpt(plain((SELECT front ->> '$.anchor.quote' FROM visible_records WHERE id = c.record)), 120) AS quote,
	c.words, c.outcome AS outcome_value, choice_name('comment', c.outcome) AS outcome_name,
	(SELECT front ->> '$.disposition.why' FROM visible_records WHERE id = c.record) AS outcome_why,
	(SELECT count(*) - 1 FROM visible_comments x WHERE x.thread = c.record) AS replies_count
FROM (SELECT c.record AS found FROM visible_comments c WHERE c.proposal = :id AND c.place < 2
		AND (coalesce(:kind, '') = '' OR c.kind = :kind)
		AND (coalesce(:outcome, '') = '' OR c.outcome = :outcome OR (:outcome = 'open' AND c.outcome IS NULL))
		AND (coalesce(:part, '') = '' OR c.part = :part) AND (coalesce(:round, '') = '' OR c.round = CAST(:round AS INTEGER))
		AND (coalesce(:author, '') = '' OR c.author_name = :author OR c.author IN (SELECT record FROM visible_names WHERE name = :author))
	ORDER BY c.at DESC, c.record DESC LIMIT 30 OFFSET (page_number(:page_number) - 1) * 30) x
	JOIN visible_comments c ON c.record = x.found
ORDER BY c.at DESC, c.record DESC;

-- :pages one
SELECT iif(page_number(:page_number) > 1, page_number(:page_number) - 1, NULL) AS previous,
	iif(:found_count > page_number(:page_number) * 30, page_number(:page_number) + 1, NULL) AS next
WHERE :found_count > 30;

-- :kinds
SELECT value AS kind, choice_name('comment', value) AS kind_name, value = :kind AS chosen
FROM json_each(choices('comment', 'kind', NULL));

-- :outcomes
SELECT value AS outcome_value, iif(value = 'open', phrase('nothing said yet'), choice_name('comment', value)) AS outcome_word, value = :outcome AS chosen
FROM json_each('["open", "taken up", "partly", "not taken up", "noted"]');

-- :parts
SELECT part AS part_value, count(*) AS part_count, part = :part AS chosen
FROM visible_comments WHERE proposal = :id AND place < 2 AND part <> '' GROUP BY part ORDER BY length(part), part LIMIT 60;

-- :rounds
SELECT DISTINCT round AS round_value, round = CAST(:round AS INTEGER) AS chosen
FROM visible_comments WHERE proposal = :id AND round IS NOT NULL ORDER BY round;

-- :authors
SELECT name AS author_value, name = :author AS chosen
FROM (SELECT DISTINCT coalesce((SELECT title FROM visible_records WHERE id = c.author), c.author_name) AS name
	FROM (SELECT DISTINCT author, author_name FROM visible_comments WHERE proposal = :id AND place < 2) c)
ORDER BY name LIMIT 60;

-- :amendments
SELECT '/' || m.id AS amendment_address, state_name('amendment', m.state) AS amendment_state, m.state AS state_value,
	coalesce((SELECT title FROM visible_records WHERE id = reference(m.front ->> '$.author')), name_as_written(m.front ->> '$.author')) AS author,
	date_text(substr(m.date, 1, 10)) AS at, m.date AS at_date, m.front ->> '$.anchor.part' AS part,
	excerpt(plain(m.front ->> '$.anchor.quote'), 120) AS quote, m.front ->> '$.reason' AS reason, m.front ->> '$.answer' AS answer
FROM visible_records m WHERE m.owner = :id AND m.kind = 'amendment' ORDER BY m.state <> 'open', m.date DESC, m.id LIMIT 60;
