-- :page one
SELECT phrase('Inbox') AS title, 1 AS nav_inbox, NULL AS q, o.*, o.state IS NULL AS is_overview,
	coalesce(o.state, o.year, o.words, o.late) IS NOT NULL AS is_filtered,
	iif(o.state IS NULL, 1, 50 * o._page - 49) AS _from, iif(o.state IS NULL, 20, 50 * o._page) AS _to,
	iif(coalesce(o.year, o.words) IS NULL, NULL, (SELECT json_group_array(s.record)
		FROM visible_submissions s JOIN visible_records r ON r.id = s.record
		WHERE (o.year IS NULL OR substr(s.sent, 1, 4) = o.year)
			AND (o.words IS NULL OR instr(fold(coalesce(r.front ->> '$."outgoing number"', '') || ' '
					|| coalesce(r.front ->> '$."incoming number"', '')), fold(o.words))
				OR s.proposal IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce(nullif(search_query(:words), ''), '""'))))) AS _among
FROM (SELECT iif(:state IN ('register', 'answer', 'implementation', 'answered'), :state, NULL) AS state,
	nullif(:year, '') AS year, nullif(trim(:words), '') AS words, nullif(:late, '') AS late,
	page_number(:page_number) AS _page) o;

-- :states
SELECT value ->> 0 AS state_value, phrase(value ->> 1) AS state_label, value ->> 0 = :state AS chosen
FROM json_each('[["register","To register"],["answer","To answer"],["implementation","In implementation"],["answered","Answered or returned lately"]]');

-- :years
SELECT substr(sent, 1, 4) AS year_value, substr(sent, 1, 4) = :year AS chosen
FROM visible_submissions WHERE sent IS NOT NULL GROUP BY 1 ORDER BY 1 DESC;

-- :to_register one
SELECT count(*) AS group_count, 'register' AS group_state,
	json_group_array(record) FILTER (WHERE place BETWEEN :_from AND :_to) AS _found
FROM (SELECT s.record, row_number() OVER (ORDER BY s.sent IS NULL, s.sent, s.record) AS place
	FROM visible_submissions s
	WHERE s.state = 'sent' AND coalesce(:state, 'register') = 'register' AND :late IS NULL
		AND (:_among IS NULL OR s.record IN (SELECT value FROM json_each(:_among)))
	ORDER BY place)
HAVING coalesce(:state, 'register') = 'register';

-- :to_register.rows
SELECT '/' || s.record AS submission_address, s.number AS submission_number, s.version, s.state,
	state_name('submission', s.state) AS state_name, o.title AS proposal_title, o.address AS proposal_address,
	o.year || '/' || o.number AS proposal_number,
	coalesce(json_array_length(s.recommends), (SELECT count(*) FROM visible_items i WHERE i.record = s.proposal AND i.letter = 'R')) AS recommendations_count,
	r.front ->> '$."outgoing number"' AS outgoing_number, s.sent AS sent_day, date_text(s.sent, 'short') AS sent_date,
	r.front ->> '$."incoming number"' AS incoming_number, s.incoming AS incoming_day, date_text(s.incoming, 'short') AS incoming_date,
	s.due AS due_day, date_text(s.due, 'short') AS due, nullif(s.extensions, 0) AS extensions_count,
	iif(s.state IN ('registered', 'under review'), workdays_late(s.due, today()), NULL) AS late_days,
	iif(s.state IN ('registered', 'under review'), late_text(workdays_late(s.due, today())), NULL) AS late, NULL AS undated_rule,
	s.state = 'sent' AS is_sent, s.state = 'registered' AS is_registered, s.state = 'under review' AS is_under_review,
	s.state = 'answered' AS is_answered, date_text(substr(coalesce(a.front ->> '$."published at"', s.returned), 1, 10), 'short') AS done_on,
	coalesce(a.front ->> '$."published at"', s.returned) AS done_at, '/' || a.id AS answer_address
FROM json_each(:_found) j JOIN visible_submissions s ON s.record = j.value
	JOIN visible_records r ON r.id = s.record JOIN visible_records o ON o.id = s.proposal
	LEFT JOIN visible_records a ON a.id = s.proposal || '/answers/' || s.number
ORDER BY j.key;

-- :to_register.pages one
SELECT nullif(:_page - 1, 0) AS previous, iif(:group_count > :_to, :_page + 1, NULL) AS next,
	:state IS NULL AND :group_count > :_to AS has_more;

-- :to_answer one
SELECT count(*) AS group_count, coalesce(sum(due < today()), 0) AS late_count, 'answer' AS group_state,
	json_group_array(record) FILTER (WHERE place BETWEEN :_from AND :_to) AS _found
FROM (SELECT s.record, s.due, row_number() OVER (ORDER BY s.due IS NULL, s.due, s.record) AS place
	FROM visible_submissions s
	WHERE s.state IN ('registered', 'under review') AND coalesce(:state, 'answer') = 'answer'
		AND (:late IS NULL OR s.due < today()) AND (:_among IS NULL OR s.record IN (SELECT value FROM json_each(:_among)))
	ORDER BY place)
HAVING coalesce(:state, 'answer') = 'answer';

-- :to_answer.rows from inbox to_register.rows

-- :to_answer.pages from inbox to_register.pages

-- :in_implementation one
SELECT count(*) AS group_count, coalesce(sum(due < today()), 0) AS late_count, 'implementation' AS group_state,
	json_group_array(json_array(proposal, item, due, status, percent, reported, answer, planned, unit)) FILTER (WHERE place BETWEEN :_from AND :_to) AS _found
FROM (SELECT *, row_number() OVER (ORDER BY due IS NULL, due, proposal, item) AS place
	FROM (SELECT proposal, item, answer, planned, unit, report ->> 0 AS status, report ->> 1 AS percent, report ->> 2 AS reported,
			coalesce(report ->> 3, rule_due('progress.report', substr(coalesce(report ->> 2, published), 1, 10))) AS due
		FROM (SELECT o.proposal, o.recommendation AS item, o.record AS answer, o.planned, o.unit, o.published,
				(SELECT json_array(p.status, p.percent, p.date, p.next) FROM visible_reports p
					WHERE p.proposal = o.proposal AND p.recommendation = o.recommendation ORDER BY p.at DESC LIMIT 1) AS report
			FROM visible_submissions s JOIN visible_outcomes o ON o.record = s.proposal || '/answers/' || s.number
			WHERE s.state = 'answered' AND o.outcome IN ('accepted', 'partly') AND o.published IS NOT NULL
				AND coalesce(:state, 'implementation') = 'implementation'
				AND (:_among IS NULL OR s.record IN (SELECT value FROM json_each(:_among)))
				AND NOT EXISTS (SELECT 1 FROM visible_outcomes l WHERE l.proposal = o.proposal
					AND l.recommendation = o.recommendation AND l.answer > o.answer AND l.published IS NOT NULL))
		WHERE coalesce(report ->> 0, '') NOT IN ('done', 'stopped'))
	WHERE :late IS NULL OR due < today()
	ORDER BY place)
HAVING coalesce(:state, 'implementation') = 'implementation';

-- :in_implementation.courses
SELECT j.value ->> 1 AS item, o.title AS proposal_title, o.address AS proposal_address, o.year || '/' || o.number AS proposal_number,
	o.address || '/recommendations/' || (j.value ->> 1) AS item_address, '/' || (j.value ->> 6) AS answer_address,
	'/edit/' || replace(j.value ->> 6, '/answers/', '/submissions/') || '/report?recommendation=' || (j.value ->> 1) AS report_form,
	excerpt(i.text, 160) AS words,
	coalesce(j.value ->> 3, 'not started') AS status, choice_name('status', coalesce(j.value ->> 3, 'not started')) AS status_name,
	j.value ->> 4 AS percent, j.value ->> 5 AS reported_day, date_text(j.value ->> 5, 'short') AS reported,
	date_text(j.value ->> 7, 'short') AS planned, j.value ->> 8 AS unit,
	j.value ->> 2 AS due_day, date_text(j.value ->> 2, 'short') AS due,
	workdays_late(j.value ->> 2, today()) AS late_days, late_text(workdays_late(j.value ->> 2, today())) AS late, NULL AS undated_rule
FROM json_each(:_found) j JOIN visible_records o ON o.id = j.value ->> 0
	LEFT JOIN visible_items i ON i.record = o.id AND i.id = j.value ->> 1
ORDER BY j.key;

-- :in_implementation.pages from inbox to_register.pages

-- :answered one
SELECT count(*) AS group_count, 'answered' AS group_state,
	json_group_array(record) FILTER (WHERE place BETWEEN :_from AND :_to) AS _found
FROM (SELECT s.record, row_number() OVER (ORDER BY coalesce((SELECT a.front ->> '$."published at"' FROM visible_records a
			WHERE a.id = s.proposal || '/answers/' || s.number), s.returned) DESC, s.record) AS place
	FROM visible_submissions s
	WHERE s.state IN ('answered', 'returned') AND coalesce(:state, 'answered') = 'answered' AND :late IS NULL
		AND (:_among IS NULL OR s.record IN (SELECT value FROM json_each(:_among)))
	ORDER BY place)
HAVING coalesce(:state, 'answered') = 'answered';

-- :answered.rows from inbox to_register.rows

-- :answered.pages from inbox to_register.pages

-- :review_mine from review-mine

-- :review_mine.review_mine_rows from review-mine
