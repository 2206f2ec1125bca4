-- :page one
SELECT *, (SELECT json_group_array(json_array(meeting, item)) FROM (
	SELECT meeting, item FROM (
		SELECT * FROM (SELECT meeting, item, place, d.due AS until FROM visible_duties d
			WHERE d.due IS NOT NULL AND d.due >= coalesce(o.due_from, '') AND d.due <= coalesce(o._due_to, '~')
			AND d.place BETWEEN o._from AND o._to
			AND (o.is_late IS NULL OR action_late(d.place, d.due, d.date) IS NOT NULL)
			AND (o.year IS NULL OR d.year = o.year)
			AND (o.person IS NULL OR d.person IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:find_person), '') || ')', '""') AND n.item = '')
				OR (d.person IS NULL AND instr(fold(d.person_name), fold(o.person))))
			AND (o.words IS NULL OR (d.meeting, d.item) IN (SELECT n.record, n.item FROM visible_passages n
				WHERE n.query MATCH coalesce(nullif(search_query(:find_words), ''), '""')))
			ORDER BY d.place, d.due LIMIT 51 + 50 * (page_number(:page_number) - 1))
		UNION ALL SELECT * FROM (SELECT meeting, item, place, rule_due('action.undated', d.date) FROM visible_duties d
			WHERE d.due IS NULL
			AND (coalesce(o.due_from, o._due_to) IS NULL
				OR rule_due('action.undated', d.date) BETWEEN coalesce(o.due_from, '') AND coalesce(o._due_to, '~'))
			AND d.place BETWEEN o._from AND o._to
			AND (o.is_late IS NULL OR action_late(d.place, d.due, d.date) IS NOT NULL)
			AND (o.year IS NULL OR d.year = o.year)
			AND (o.person IS NULL OR d.person IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:find_person), '') || ')', '""') AND n.item = '')
				OR (d.person IS NULL AND instr(fold(d.person_name), fold(o.person))))
			AND (o.words IS NULL OR (d.meeting, d.item) IN (SELECT n.record, n.item FROM visible_passages n
				WHERE n.query MATCH coalesce(nullif(search_query(:find_words), ''), '""')))
			ORDER BY d.place, d.date LIMIT 51 + 50 * (page_number(:page_number) - 1)))
	ORDER BY place, until IS NULL, until, meeting, item LIMIT 51 OFFSET 50 * (page_number(:page_number) - 1))) AS _found
FROM (SELECT phrase('Actions') AS title, 1 AS nav_actions, page_number(:page_number) AS _page,
	NULL AS q, :find_state AS state, :find_late AS is_late, :find_person AS person,
	:find_words AS words, :find_year AS year, nullif(:due_from, '') AS due_from, nullif(:due_to, '') AS due_to,
	nullif(:due_to, '') || '~' AS _due_to,
	iif(:find_late IS NULL, CASE :find_state WHEN 'stopped' THEN 1 WHEN 'done' THEN 2 ELSE 0 END, 0) AS _from,
	iif(:find_late IS NULL, CASE :find_state WHEN 'open' THEN 0 WHEN 'stopped' THEN 1 ELSE 2 END, 0) AS _to) o;

-- :counts one
SELECT (SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'open') AS open_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'done') AS done_count,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = 'stopped') AS stopped_count,
	(SELECT count(*) FROM (SELECT 1 FROM visible_duties WHERE place = 0 AND due IS NOT NULL
		AND due < today() AND length(due) > 9 LIMIT 1000))
	+ (SELECT count(*) FROM (SELECT 1 FROM visible_duties WHERE place = 0 AND due IS NULL AND date < today()
		AND action_late(0, due, date) IS NOT NULL LIMIT 1000)) AS late_count;

-- :states
SELECT value ->> 0 AS state_value, phrase(value ->> 1) AS state_label,
	value ->> 0 = iif(:is_late IS NULL, :state, 'overdue') AS chosen
FROM json_each('[["open","open"],["overdue","overdue"],["done","done"],["stopped","stopped"],["all","all"]]');

-- :years
SELECT year AS year_value, year = :year AS chosen, year = 'undated' AS is_undated
FROM visible_records WHERE kind = 'minutes' GROUP BY year ORDER BY year = 'undated', year DESC;

-- :actions
SELECT i.id AS item, lower(i.id) AS anchor, i.html AS item_html, i.text AS item_text, d.state,
	d.state = 'done' AS done, d.state = 'stopped' AS stopped,
	coalesce(p.title, d.person_name) AS person, p.address AS person_address,
	d.due AS due_value, date_text(d.due, 'short') AS due,
	late_text(action_late(d.place, d.due, d.date)) AS late, action_late(d.place, d.due, d.date) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', d.date), NULL) AS undated_rule,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date, 'short') AS date,
	m.address || '/actions/' || lower(i.id) AS action_address, a.at AS reported_at,
	date_text(a.at, 'short') AS reported
FROM json_each(:_found) j
	JOIN visible_items i ON i.record = j.value ->> 0 AND i.id = j.value ->> 1
	JOIN visible_duties d ON d.meeting = i.record AND d.item = i.id
	JOIN visible_records m ON m.id = i.record
	LEFT JOIN visible_records p ON p.id = d.person
	LEFT JOIN visible_actions a ON a.meeting = d.meeting AND a.item = d.item
WHERE j.key < 50 ORDER BY j.key;

-- :pages one
SELECT nullif(:_page - 1, 0) AS previous, iif(json_array_length(:_found) > 50, :_page + 1, NULL) AS next;
