-- :page one
SELECT *, phrase('Report') || ' ' || date_text(first, 'short') || ' – ' || date_text(last, 'short') AS title, 1 AS nav_became,
	date_text(first) AS first_text, date_text(last) AS last_text, last > today() AS is_unfinished,
	strftime('%Y', today()) AS this_year, strftime('%Y', today(), '-1 year') AS last_year,
	(SELECT coalesce(k.front -> '$."short name"' ->> reader_language(), k.title) FROM visible_records k WHERE k.id = 'council') AS council_short,
	(SELECT count(*) FROM visible_records m WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date IS NULL) AS undated_count,
	500 AS _most
FROM (SELECT coalesce(:first_day, iif(:last_day IS NULL, year, substr(:last_day, 1, 4)) || '-01-01') AS first,
	coalesce(:last_day, iif(:first_day IS NOT NULL, max(:first_day, today()), iif(year < strftime('%Y', today()), year || '-12-31', today()))) AS last
	FROM (SELECT iif(EXISTS (SELECT 1 FROM visible_records m WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date GLOB before || '*')
			OR EXISTS (SELECT 1 FROM visible_submissions s WHERE s.sent GLOB before || '*')
			OR EXISTS (SELECT 1 FROM visible_reports r WHERE r.date GLOB before || '*'), before, strftime('%Y', today())) AS year
		FROM (SELECT strftime('%Y', today(), '-1 year') AS before)));

-- :figures
SELECT phrase(label) AS figure, before AS before_the_first_day, before + between_them AS on_the_last_day, between_them AS difference,
	between_them > 0 AS _more
FROM (SELECT 1 AS place, 'Meetings held' AS label, count(*) FILTER (WHERE date < :first) AS before,
		count(*) FILTER (WHERE date >= :first AND substr(date, 1, 10) <= :last) AS between_them
	FROM visible_records WHERE kind = 'minutes' AND meeting_state = 'held'
	UNION ALL SELECT 2, 'Suggestions voiced', coalesce(sum(many) FILTER (WHERE date < :first), 0),
		coalesce(sum(many) FILTER (WHERE date >= :first AND substr(date, 1, 10) <= :last), 0)
	FROM (SELECT m.date, (SELECT count(*) FROM visible_items i WHERE i.record = m.id AND i.letter = 'O') AS many
		FROM visible_records m WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date IS NOT NULL)
	UNION ALL SELECT 3, 'Proposals started', count(*) FILTER (WHERE day < :first), count(*) FILTER (WHERE day >= :first AND day <= :last)
	FROM (SELECT (SELECT date(c.at + c.zone * 60, 'unixepoch') FROM visible_versions v JOIN visible_commits c ON c.id = v.id
			WHERE v.record = p.id ORDER BY v.depth LIMIT 1) AS day FROM visible_records p WHERE p.kind = 'proposal')
	UNION ALL SELECT 4, 'Proposals adopted', count(*) FILTER (WHERE m.date < :first),
		count(*) FILTER (WHERE m.date >= :first AND substr(m.date, 1, 10) <= :last)
	FROM visible_records p JOIN visible_records m ON m.id = reference(p.front ->> '$.adopted.in') WHERE p.kind = 'proposal'
	UNION ALL SELECT 5, 'Proposals submitted', count(*) FILTER (WHERE day < :first), count(*) FILTER (WHERE day >= :first AND day <= :last)
	FROM (SELECT min(s.sent) AS day FROM visible_submissions s WHERE s.state IS NOT 'withdrawn' GROUP BY s.proposal)
	UNION ALL SELECT 6 + (kind <> '') + (kind > 'accepted') + (kind > 'partly'), CASE kind WHEN '' THEN 'Recommendations answered'
			WHEN 'accepted' THEN 'of these accepted' WHEN 'partly' THEN 'of these partly accepted' ELSE 'of these rejected' END,
		sum(iif(kind = '', was IS NOT NULL, coalesce(was = kind, 0))),
		sum(iif(kind = '', now IS NOT NULL, coalesce(now = kind, 0))) - sum(iif(kind = '', was IS NOT NULL, coalesce(was = kind, 0)))
	FROM (SELECT value AS kind FROM json_each('["","accepted","partly","rejected"]')),
		(SELECT (SELECT x.outcome FROM visible_outcomes x WHERE x.proposal = o.proposal AND x.recommendation = o.recommendation
				AND x.published < :first ORDER BY x.answer DESC LIMIT 1) AS was,
			(SELECT x.outcome FROM visible_outcomes x WHERE x.proposal = o.proposal AND x.recommendation = o.recommendation
				AND substr(x.published, 1, 10) <= :last ORDER BY x.answer DESC LIMIT 1) AS now
			FROM visible_outcomes o WHERE o.published IS NOT NULL GROUP BY o.proposal, o.recommendation)
	GROUP BY kind
	UNION ALL SELECT 10 + (kind <> 'done'), iif(kind = 'done', 'Recommendations carried out', 'Recommendations in progress'),
		sum(coalesce(instr(kind, was) > 0, 0)), sum(coalesce(instr(kind, now) > 0, 0)) - sum(coalesce(instr(kind, was) > 0, 0))
	FROM (SELECT value AS kind FROM json_each('["done","in progress, delayed"]')),
		(SELECT (SELECT x.status FROM visible_reports x WHERE x.proposal = r.proposal AND x.recommendation = r.recommendation
				AND x.date < :first ORDER BY x.at DESC LIMIT 1) AS was,
			(SELECT x.status FROM visible_reports x WHERE x.proposal = r.proposal AND x.recommendation = r.recommendation
				AND x.date <= :last ORDER BY x.at DESC LIMIT 1) AS now
			FROM visible_reports r GROUP BY r.proposal, r.recommendation)
	GROUP BY kind)
ORDER BY place;

-- :meetings
SELECT m.id AS _meeting, m.address AS meeting_address, m.title AS meeting_title, m.date, date_text(m.date, 'short') AS date_text,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = m.id) AS listed_count,
	(SELECT count(*) FROM visible_participants p WHERE p.meeting = m.id AND p.attendance IN ('present', 'late', 'left early')) AS present_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = m.id AND i.letter = 'O') AS suggestions_count,
	(SELECT count(*) FROM visible_items i WHERE i.record = m.id AND i.letter = 'D') AS decisions_count
FROM visible_records m
WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date >= :first AND substr(m.date, 1, 10) <= :last
ORDER BY m.date, m.id LIMIT :_most;

-- :issues
SELECT coalesce(s.title, a.title) AS issue_title, s.address AS issue_address, count(DISTINCT a.meeting) AS meetings_count
FROM visible_records m JOIN visible_agenda a ON a.meeting = m.id LEFT JOIN visible_records s ON s.id = a.issue
WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date >= :first AND substr(m.date, 1, 10) <= :last
GROUP BY coalesce(a.issue, a.title) ORDER BY 3 DESC, 1 LIMIT :_most;

-- :fates
SELECT f.reached, reached_name(f.reached) AS reached_name, count(*) AS suggestions_count
FROM visible_records m JOIN visible_fates f ON f.meeting = m.id
WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date >= :first AND substr(m.date, 1, 10) <= :last
GROUP BY f.reached ORDER BY 3 DESC, 2;

-- :suggestions
SELECT '/' || i.record || '/suggestions/' || i.id AS item_address, i.id AS item, excerpt(i.text, 200) AS words, reached_name(f.reached) AS reached_name,
	date_text(m.date, 'short') AS date_text,
	(SELECT group_concat(coalesce(w.short, w.title, s.name), ', ') FROM visible_speakers s LEFT JOIN visible_records w ON w.id = s.who
		WHERE s.record = i.record AND s.item = i.id) AS speakers
FROM visible_records m JOIN visible_items i ON i.record = m.id AND i.letter = 'O' JOIN visible_fates f ON f.meeting = m.id AND f.item = i.id
WHERE m.kind = 'minutes' AND m.meeting_state = 'held' AND m.date >= :first AND substr(m.date, 1, 10) <= :last
ORDER BY m.date, m.id, i.seq LIMIT :_most;

-- :proposals
SELECT proposal_address, proposal_title, number_text, date_text(day, 'short') AS date_text, state_name
FROM (SELECT p.address AS proposal_address, p.title AS proposal_title, p.year || '/' || p.number AS number_text, state_name('proposal', p.state) AS state_name,
		(SELECT date(c.at + c.zone * 60, 'unixepoch') FROM visible_versions v JOIN visible_commits c ON c.id = v.id
			WHERE v.record = p.id ORDER BY v.depth LIMIT 1) AS day
	FROM visible_records p WHERE p.kind = 'proposal')
WHERE day >= :first AND day <= :last ORDER BY day, proposal_address LIMIT :_most;

-- :rounds
SELECT r.address AS round_address, p.title AS proposal_title, r.number AS round_number, date_text(r.front ->> '$.opens', 'short') AS opens,
	date_text(r.front ->> '$.closes', 'short') AS closes, state_name('round', r.state) AS state_name,
	(SELECT count(*) FROM visible_comments c WHERE c.proposal = r.owner AND c.round = r.number AND c.thread = c.record) AS comments_count
FROM visible_records r JOIN visible_records p ON p.id = r.owner
WHERE r.kind = 'round' AND r.front ->> '$.opens' <= :last AND r.front ->> '$.closes' >= :first
ORDER BY r.front ->> '$.opens', r.id LIMIT :_most;

-- :adopted
SELECT p.address AS proposal_address, p.title AS proposal_title, p.year || '/' || p.number AS number_text, date_text(m.date, 'short') AS date_text,
	m.title AS meeting_title, m.address || '#' || lower(p.front ->> '$.adopted.item') AS meeting_address, p.front ->> '$.adopted.item' AS decision
FROM visible_records p JOIN visible_records m ON m.id = reference(p.front ->> '$.adopted.in')
WHERE p.kind = 'proposal' AND m.date >= :first AND substr(m.date, 1, 10) <= :last ORDER BY m.date, p.id LIMIT :_most;

-- :submitted
SELECT '/' || s.record AS submission_address, p.title AS proposal_title, p.year || '/' || p.number AS number_text, s.number AS submission_number,
	date_text(s.sent, 'short') AS date_text, state_name('submission', s.state) AS state_name
FROM visible_submissions s JOIN visible_records p ON p.id = s.proposal
WHERE s.sent >= :first AND s.sent <= :last ORDER BY s.sent, s.record LIMIT :_most;

-- :answered
SELECT '/' || a.record AS answer_address, p.title AS proposal_title, p.year || '/' || p.number AS number_text, a.day, date_text(a.day, 'short') AS date_text,
	coalesce(workdays_late(s.incoming, a.day), iif(s.incoming IS NULL, NULL, 0)) AS days_taken, s.incoming IS NOT NULL AS is_registered,
	a.day > s.due AS is_late, late_text(workdays_late(s.due, a.day)) AS late_text, a.outcomes
FROM (SELECT o.record, o.proposal, o.answer, substr(max(o.published), 1, 10) AS day,
		group_concat(o.recommendation || ': ' || choice_name('outcome', o.outcome), ', ') AS outcomes
	FROM (SELECT * FROM visible_outcomes WHERE published >= :first ORDER BY record, seq) o GROUP BY o.record) a
	JOIN visible_records p ON p.id = a.proposal
	LEFT JOIN visible_submissions s ON s.proposal = a.proposal AND s.number = a.answer
WHERE a.day <= :last ORDER BY a.day, a.record LIMIT :_most;

-- :answers_in_all one
SELECT count(*) AS answers_count, replace(printf('%.1f', avg(days)), '.', iif(reader_language() = 'az', ',', '.')) AS days_average, coalesce(sum(late), 0) AS late_count
FROM (SELECT coalesce(workdays_late(s.incoming, a.day), iif(s.incoming IS NULL, NULL, 0)) AS days, a.day > s.due AS late
	FROM (SELECT o.proposal, o.answer, substr(max(o.published), 1, 10) AS day FROM visible_outcomes o WHERE o.published >= :first GROUP BY o.record) a
		LEFT JOIN visible_submissions s ON s.proposal = a.proposal AND s.number = a.answer
	WHERE a.day <= :last)
HAVING count(*) > 0;

-- :moved
SELECT '/' || r.record AS report_address, r.recommendation, p.title AS proposal_title, '/' || r.proposal || '/recommendations/' || r.recommendation AS rec_address,
	date_text(r.date, 'short') AS date_text, r.percent,
	choice_name('progress', coalesce((SELECT x.status FROM visible_reports x WHERE x.proposal = r.proposal AND x.recommendation = r.recommendation
		AND x.at < r.at ORDER BY x.at DESC LIMIT 1), 'not started')) AS from_name,
	choice_name('progress', r.status) AS to_name
FROM visible_reports r JOIN visible_records p ON p.id = r.proposal
WHERE r.date >= :first AND r.date <= :last ORDER BY r.date, r.record LIMIT :_most;

-- :actions_in_all one
SELECT count(*) AS actions_count, count(*) FILTER (WHERE d.state = 'done') AS done_count,
	count(*) FILTER (WHERE d.state = 'open' AND d.due < today()) AS late_count
FROM visible_duties d WHERE d.due >= :first AND d.due <= :last HAVING count(*) > 0;

-- :overdue
SELECT '/' || d.meeting || '#' || lower(d.item) AS item_address, d.item, excerpt(i.text, 160) AS words, date_text(d.due, 'short') AS due_text,
	coalesce(w.title, d.person_name) AS person
FROM visible_duties d JOIN visible_items i ON i.record = d.meeting AND i.id = d.item LEFT JOIN visible_records w ON w.id = d.person
WHERE d.place = 0 AND d.due >= :first AND d.due <= :last AND d.due < today() ORDER BY d.due LIMIT :_most;

-- :_table from annual figures
