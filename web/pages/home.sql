-- :page one
SELECT c.id, c.short AS short_name,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'minutes') AS meetings_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'issue') AS issues_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'S') AS statements_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'O') AS suggestions_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'D') AS decisions_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'open') AS open_actions_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'proposal') AS proposals_count,
	EXISTS (SELECT 1 FROM visible_duties WHERE person = reference(:person) AND place = 0) AS has_actions
FROM (SELECT 1) LEFT JOIN visible_records c ON c.id = 'council';

-- :about one
SELECT html AS about_html FROM visible_pages WHERE record = 'council';

-- :in_session
SELECT address, title FROM visible_records
WHERE :is_coordinator IS NOT NULL AND kind = 'minutes' AND meeting_state = 'in session'
ORDER BY year DESC, number DESC LIMIT 3;

-- :checking
SELECT 1 AS any_to_check FROM visible_records
WHERE :is_member IS NOT NULL AND kind = 'minutes' AND state = 'circulated' AND front ->> '$.circulated.until' >= today() LIMIT 1;

-- :checking.to_check
SELECT r.address, r.title, date_text(r.date) AS date, date_text(r.front ->> '$.circulated.until') AS until,
	(SELECT count(*) FROM visible_corrections c WHERE c.meeting = r.id AND c.state = 'open') AS open_corrections
FROM visible_records r
WHERE r.kind = 'minutes' AND r.state = 'circulated' AND r.front ->> '$.circulated.until' >= today()
ORDER BY r.front ->> '$.circulated.until';

-- :to_finish
SELECT address, title, date_text(date) AS date, state_name,
	due AS due_value, date_text(due) AS due, by_words,
	late_text(workdays_late(due, today())) AS late, workdays_late(due, today()) AS late_days
FROM (SELECT address, title, date, phrase(state) AS state_name,
		iif(state = 'draft', phrase('to be circulated by'), phrase('to be signed by')) AS by_words,
		iif(meeting_state = 'held' AND front ->> '$.source.kind' IS NOT 'press',
			rule_due(iif(state = 'draft', 'minutes.circulated', 'minutes.signed'), date), NULL) AS due
	FROM visible_records
	WHERE :is_coordinator IS NOT NULL AND kind = 'minutes'
		AND state IN ('draft', 'circulated', 'approved')
		AND meeting_state NOT IN ('planned', 'called', 'cancelled')
	ORDER BY year DESC, number DESC LIMIT 10);

-- :overdue
SELECT i.id AS item, r.address || '#' || lower(i.id) AS item_address, excerpt(i.text, 120) AS words,
	r.title AS meeting_title, coalesce(p.title, d.person_name) AS person,
	late_text(action_late(0, d.due, d.date)) AS late, action_late(0, d.due, d.date) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', d.date), NULL) AS undated_rule
FROM (SELECT * FROM (SELECT * FROM visible_duties
		WHERE place = 0 AND due IS NOT NULL AND due < today()
			AND action_late(0, due, date) IS NOT NULL ORDER BY due LIMIT 10)
	UNION ALL SELECT * FROM (SELECT * FROM visible_duties
		WHERE place = 0 AND due IS NULL AND date < today()
			AND action_late(0, due, date) IS NOT NULL ORDER BY date LIMIT 10)) d
	JOIN visible_items i ON i.record = d.meeting AND i.id = d.item
	JOIN visible_records r ON r.id = d.meeting
	LEFT JOIN visible_records p ON p.id = d.person
WHERE :is_coordinator IS NOT NULL
ORDER BY action_late(0, d.due, d.date) DESC, d.meeting, i.seq LIMIT 10;

-- :mine
SELECT i.id AS item, r.address || '/actions/' || lower(i.id) AS item_address, excerpt(i.text, 120) AS words,
	r.title AS meeting_title, date_text(d.due, 'short') AS due,
	late_text(action_late(0, d.due, d.date)) AS late, action_late(0, d.due, d.date) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', d.date), NULL) AS undated_rule
FROM visible_duties d JOIN visible_items i ON i.record = d.meeting AND i.id = d.item
	JOIN visible_records r ON r.id = d.meeting
WHERE d.person = reference(:person) AND d.place = 0
ORDER BY coalesce(d.due, rule_due('action.undated', d.date), '9999'), d.meeting, i.seq LIMIT 20;

-- :drafts
SELECT 1 AS any_draft FROM visible_records r
WHERE :is_member IS NOT NULL AND r.kind = 'proposal' AND r.state IN ('draft', 'review', 'discussion', 'ready')
	AND EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') WHERE value = :person) LIMIT 1;

-- :drafts.my_drafts
SELECT r.address, r.title, state_name('proposal', r.state) AS state_name,
	(SELECT date_text(date(c.at + c.zone * 60, 'unixepoch'), 'short') FROM visible_versions v JOIN visible_commits c ON c.id = v.id
		WHERE v.record = r.id ORDER BY v.depth DESC LIMIT 1) AS changed
FROM visible_records r
WHERE r.kind = 'proposal' AND r.state IN ('draft', 'review', 'discussion', 'ready')
	AND EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') WHERE value = :person)
ORDER BY r.year DESC, r.number DESC LIMIT 10;

-- :endorsed
SELECT address, title, endorsed_version, last_version
FROM (SELECT r.address, r.title, max(CAST(e.front ->> '$.version' AS INTEGER)) AS endorsed_version,
		(SELECT max(CAST(value ->> '$.version' AS INTEGER)) FROM json_each(r.front, '$.versions')) AS last_version
	FROM visible_records e JOIN visible_records r ON r.id = e.owner
	WHERE :is_member IS NOT NULL AND e.kind = 'endorsement' AND e.front ->> '$.by' = :person GROUP BY e.owner)
WHERE endorsed_version < last_version ORDER BY address DESC LIMIT 10;

-- :next one
SELECT '/' || coalesce(m.id, n.owner) AS address, coalesce(m.title, n.title) AS title,
	coalesce(date_text(coalesce(m.date, n.date)), phrase('not settled yet')) AS date,
	coalesce(m.front ->> '$.starts', n.front ->> '$.starts') AS starts,
	coalesce(m.front ->> '$.place', n.front ->> '$.place') AS place,
	phrase(coalesce(m.meeting_state, n.front ->> '$.state')) AS state_name, 0 AS is_cancelled, NULL AS reason,
	m.id AS meeting_id, m.date AS date_value, m.front AS _front, m.meeting_state = 'planned' AS is_planned,
	m.meeting_state = 'in session' AS is_on,
	:is_member IS NOT NULL AND m.meeting_state IN ('planned', 'called') AS asks_coming
FROM (SELECT id AS meeting FROM visible_records WHERE kind = 'minutes' AND meeting_state IN ('planned', 'called', 'in session')
	UNION SELECT owner FROM visible_records
		WHERE kind = 'notice' AND date >= today() AND front ->> '$.state' <> 'cancelled') x
	LEFT JOIN visible_records m ON m.id = x.meeting
	LEFT JOIN visible_records n ON n.id = x.meeting || '/notice'
WHERE coalesce(m.meeting_state, '') NOT IN ('held', 'inquorate', 'cancelled')
ORDER BY coalesce(m.date, n.date) IS NULL, coalesce(m.date, n.date), x.meeting LIMIT 1;

-- :next.mine one
SELECT x.value ->> '$.coming' = 'true' AS comes, x.value ->> '$.coming' = 'false' AS stays_away
FROM json_each(:_front, '$.participants') x WHERE x.value ->> '$.person' = :person;

-- :next.waits one
SELECT iif(:is_on = 1, phrase('in session'), iif(:is_planned = 1, phrase('to be called'), phrase('to be opened'))) AS waits_for,
	date_text(due) AS by_date, late_text(workdays_late(due, today())) AS late,
	(SELECT count(*) FROM json_each(:_front, '$.participants') WHERE value ->> '$.coming' = 'true') AS coming_count,
	(SELECT count(*) FROM json_each(:_front, '$.participants') WHERE value ->> '$.coming' IS NULL) AS silent_count
FROM (SELECT iif(:is_planned = 1, rule_before('notice', :date_value), NULL) AS due)
WHERE :is_coordinator IS NOT NULL AND :meeting_id IS NOT NULL;

-- :topics one
SELECT count(*) AS topics_count FROM visible_records
WHERE :is_member IS NOT NULL AND kind = 'issue' AND state = 'proposed' HAVING count(*) > 0;

-- :meetings
SELECT address, title, date_text(date) AS date, number, year,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'O')
		AS suggestions_count
FROM visible_records r WHERE kind = 'minutes'
	AND year < 'undated' AND meeting_state NOT IN ('planned', 'called', 'cancelled')
ORDER BY year DESC, number DESC LIMIT 5;

-- :undated
SELECT address, title,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'O')
		AS suggestions_count
FROM visible_records r WHERE kind = 'minutes' AND year = 'undated'
ORDER BY number DESC LIMIT 3;

-- :discussing
SELECT 1 AS any_open FROM visible_records
WHERE kind = 'round' AND state = 'open' AND front ->> '$.opens' <= today() AND front ->> '$.closes' >= today() LIMIT 1;

-- :discussing.public_rounds
SELECT o.title AS proposal_title, r.address AS round_address, 1 AS is_open, date_text(r.front ->> '$.closes') AS round_closes,
	CAST(julianday(r.front ->> '$.closes') - julianday(today()) AS INTEGER) AS days_left, 0 AS is_over,
	o.front ->> '$.illustrative' = 'true' AS illustrative
FROM visible_records r JOIN visible_records o ON o.id = r.owner
WHERE r.kind = 'round' AND r.state = 'open' AND r.front ->> '$.opens' <= today() AND r.front ->> '$.closes' >= today()
ORDER BY r.front ->> '$.closes', r.id LIMIT 10;

-- :proposals
SELECT r.address, r.title, r.year, r.number, state_name('proposal', r.state) AS state_name,
	r.front ->> '$.illustrative' = 'true' AS illustrative, r.front ->> '$.versions[#-1].version' AS version
FROM visible_records r WHERE r.kind = 'proposal' ORDER BY r.year = 'undated', r.year DESC, r.number DESC LIMIT 5;

-- :issues
SELECT address, title,
	(SELECT count(DISTINCT meeting) FROM visible_agenda a WHERE a.issue = r.id) AS meetings_count
FROM visible_records r WHERE kind = 'issue' AND state = 'open'
ORDER BY sort LIMIT 10;

-- :changes
SELECT subject, author, moment_text(at, zone) AS at, id AS commit_id
FROM visible_commits ORDER BY depth DESC LIMIT 5;

-- :invited_to
SELECT o.title AS proposal_title, r.address AS round_address, 1 AS is_open, date_text(r.front ->> '$.closes') AS round_closes,
	CAST(julianday(r.front ->> '$.closes') - julianday(today()) AS INTEGER) AS days_left, r.front ->> '$.closes' < today() AS is_over
FROM visible_records r JOIN visible_records o ON o.id = r.owner
WHERE :person IS NOT NULL AND r.kind = 'round' AND r.state = 'open'
	AND EXISTS (SELECT 1 FROM json_each(r.front, '$.invited') j WHERE j.value = :person)
ORDER BY r.front ->> '$.closes';

-- :my_words
SELECT c.address AS comment_address, o.title AS proposal_title, date_text(substr(c.front ->> '$.at', 1, 10), 'short') AS at,
	choice_name('kind', c.front ->> '$.kind') AS kind_name, c.front ->> '$.disposition.why' AS why,
	choice_name('disposition', c.front ->> '$.disposition.outcome') AS outcome, c.front ->> '$.disposition."in version"' AS in_version
FROM visible_records c JOIN visible_records o ON o.id = c.owner
WHERE :is_stakeholder IS NOT NULL AND c.kind = 'comment' AND c.front ->> '$.about' IS NULL AND c.front ->> '$.author' = :person
ORDER BY c.front ->> '$.at' DESC LIMIT 20;

-- :open_rounds
SELECT o.title AS proposal_title, r.address AS round_address, 1 AS is_open,
	CAST(julianday(r.front ->> '$.closes') - julianday(today()) AS INTEGER) AS days_left, r.front ->> '$.closes' < today() AS is_over,
	(SELECT count(*) FROM visible_records c WHERE c.owner = o.id AND c.kind = 'comment'
		AND CAST(c.front ->> '$.round' AS INTEGER) = r.number AND c.front ->> '$."reply to"' IS NULL
		AND c.front ->> '$.disposition.outcome' IS NULL) AS waiting_count
FROM visible_records r JOIN visible_records o ON o.id = r.owner
WHERE :is_coordinator IS NOT NULL AND r.kind = 'round' AND r.state = 'open'
ORDER BY r.front ->> '$.closes' LIMIT 20;

-- :to_send
SELECT address AS proposal_address, title AS proposal_title, state_name('proposal', state) AS proposal_state,
	iif(state = 'discussion', 'ready', iif(state = 'ready', 'adopt', 'submit')) AS step_action,
	phrase(iif(state = 'discussion', 'Ready for adoption', iif(state = 'ready', 'Record the adoption', 'Submit to the agency'))) AS step_button
FROM visible_records o WHERE :is_coordinator IS NOT NULL AND kind = 'proposal' AND (state IN ('ready', 'adopted')
	OR state = 'discussion' AND NOT EXISTS (SELECT 1 FROM visible_records r WHERE r.owner = o.id AND r.kind = 'round' AND r.state = 'open'))
ORDER BY state, year, number LIMIT 20;

-- :to_review
SELECT o.address AS proposal_address, o.title AS proposal_title, state_name('proposal', o.state) AS proposal_state
FROM visible_records o WHERE :is_member IS NOT NULL AND o.kind = 'proposal' AND o.state = 'review'
	AND NOT EXISTS (SELECT 1 FROM json_each(o.front, '$.authors') j WHERE j.value = :person)
ORDER BY o.year DESC, o.number DESC LIMIT 20;

-- :on_my_text
SELECT proposal_address, proposal_title, nullif(amendments, 0) AS amendments_count, nullif(comments, 0) AS comments_count
FROM (SELECT o.address AS proposal_address, o.title AS proposal_title, o.year, o.number,
		(SELECT count(*) FROM visible_records a WHERE a.owner = o.id AND a.kind = 'amendment' AND a.state = 'open') AS amendments,
		(SELECT count(*) FROM visible_records c WHERE c.owner = o.id AND c.kind = 'comment'
			AND c.front ->> '$."reply to"' IS NULL AND c.front ->> '$.about' IS NULL
			AND c.front ->> '$.disposition.outcome' IS NULL AND c.front ->> '$.author' <> :person) AS comments
	FROM visible_records o
	WHERE :is_member IS NOT NULL AND o.kind = 'proposal' AND o.state IN ('draft', 'review', 'discussion')
		AND EXISTS (SELECT 1 FROM json_each(o.front, '$.authors') j WHERE j.value = :person))
WHERE amendments + comments > 0
ORDER BY year DESC, number DESC LIMIT 20;

-- :desk one
SELECT NULL AS state, NULL AS late, NULL AS _among, 1 AS _from, 5 AS _to WHERE :is_agency IS NOT NULL;

-- :desk.to_register from inbox to_register

-- :desk.to_register.rows from inbox to_register.rows

-- :desk.to_answer from inbox to_answer

-- :desk.to_answer.rows from inbox to_register.rows

-- :desk.in_implementation from inbox in_implementation

-- :desk.in_implementation.courses from inbox in_implementation.courses

-- :desk.answered from inbox answered

-- :desk.answered.rows from inbox to_register.rows

-- :has_invited_to
SELECT 1 AS any_invited FROM visible_records r WHERE :person IS NOT NULL AND r.kind = 'round' AND r.state = 'open'
	AND EXISTS (SELECT 1 FROM json_each(r.front, '$.invited') j WHERE j.value = :person) LIMIT 1;

-- :review_mine from review-mine

-- :review_mine.review_mine_rows from review-mine

-- The rest of what waits for the coordinator: meetings, rounds that are open and what is adopted stand above.

-- :waiting
SELECT r.address AS waiting_address, r.title AS waiting_title, m.matter, matter_name(m.matter) AS matter_name,
	date_text(m.since) AS since, m.since AS since_date, date_text(m.until) AS until, late_text(workdays_late(m.until, today())) AS late
FROM visible_records r JOIN visible_proposal_moves m ON m.record = r.id
WHERE :is_coordinator IS NOT NULL AND r.kind = 'proposal' AND r.state = 'submitted' AND mover(m.matter) = 'coordinator'
ORDER BY m.since, r.year, r.number LIMIT 20;

-- :news from changed

-- :news.records from changed

-- :news.records.changes from changed

-- :news.records.more from changed
