-- :page one
SELECT *, (SELECT json_group_array(json_array(meeting, item)) FROM (SELECT * FROM (
		SELECT * FROM (SELECT meeting, item, 0 AS part, year, number, seq FROM visible_fates f
			WHERE o.outcome IS NOT NULL AND f.outcome = iif(o.outcome = 'unsaid', '', o.outcome) AND (o.year IS NULL OR f.year = o.year)
			AND (o.person IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s
				WHERE s.who IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:person), '') || ')', '""') AND n.item = '')))
			ORDER BY f.year DESC, f.number DESC, f.seq LIMIT 51 + 50 * (page_number(:page_number) - 1))
		UNION ALL SELECT * FROM (SELECT meeting, item, 0 AS part, year, number, seq FROM visible_fates f
			WHERE o.outcome IS NULL AND :is_coordinator IS NULL AND (o.year IS NULL OR f.year = o.year)
			AND (o.person IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s
				WHERE s.who IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:person), '') || ')', '""') AND n.item = '')))
			ORDER BY f.year DESC, f.number DESC, f.seq LIMIT 51 + 50 * (page_number(:page_number) - 1))
		UNION ALL SELECT * FROM (SELECT meeting, item, 0 AS part, year, number, seq FROM visible_fates f
			WHERE o.outcome IS NULL AND :is_coordinator IS NOT NULL AND f.outcome = '' AND (o.year IS NULL OR f.year = o.year)
			AND (o.person IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s
				WHERE s.who IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:person), '') || ')', '""') AND n.item = '')))
			ORDER BY f.year DESC, f.number DESC, f.seq LIMIT 51 + 50 * (page_number(:page_number) - 1))
		UNION ALL SELECT * FROM (SELECT meeting, item, 1 AS part, year, number, seq FROM visible_fates f
			WHERE o.outcome IS NULL AND :is_coordinator IS NOT NULL AND f.outcome <> '' AND (o.year IS NULL OR f.year = o.year)
			AND (o.person IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s
				WHERE s.who IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:person), '') || ')', '""') AND n.item = '')))
			ORDER BY f.year DESC, f.number DESC, f.seq LIMIT 51 + 50 * (page_number(:page_number) - 1)))
	ORDER BY part, year DESC, number DESC, seq LIMIT 51 OFFSET 50 * (page_number(:page_number) - 1))) AS _found
FROM (SELECT phrase('Suggestions') AS title, 1 AS nav_suggestions, nullif(:outcome, '') AS outcome,
	nullif(:year, '') AS year, nullif(:person, '') AS person,
	page_number(:page_number) AS _page) o;

-- :outcomes
SELECT value AS outcome_value, phrase(iif(value = 'unsaid', 'not said yet', value)) AS outcome_label,
	value = :outcome AS chosen,
	(SELECT coalesce(sum(count), 0) FROM visible_totals WHERE what = value) AS outcome_count
FROM json_each('["unsaid","taken up","merged","noted","out of scope"]');

-- :years
SELECT year AS year_value, year = :year AS chosen, year = 'undated' AS is_undated
FROM visible_records WHERE kind = 'minutes' GROUP BY year ORDER BY year = 'undated', year DESC;

-- :suggestions
SELECT i.id AS item, lower(i.id) AS anchor, i.html AS item_html, i.record AS of_meeting,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date, 'short') AS date,
	phrase(iif(f.outcome = '', 'not said yet', f.outcome)) AS outcome_name, x.why AS fate_why,
	f.outcome = '' AND :is_coordinator IS NOT NULL AS may_say,
	lag(i.record) OVER (ORDER BY j.key) IS NOT i.record AS new_meeting,
	EXISTS (SELECT 1 FROM json_each(:picks) WHERE value ->> '$.of' = i.record || '#' || lower(i.id)) AS _picked
FROM json_each(:_found) j
	JOIN visible_items i ON i.record = j.value ->> 0 AND i.id = j.value ->> 1
	JOIN visible_fates f ON f.meeting = i.record AND f.item = i.id
	JOIN visible_records m ON m.id = i.record
	LEFT JOIN visible_dispositions x ON x.meeting = f.meeting AND x.item = f.item AND x.outcome = f.outcome
WHERE j.key < 50 ORDER BY j.key;

-- :suggestions.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more, r.address AS speaker_address
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :of_meeting AND s.item = :item ORDER BY s.seq;

-- :suggestions.origins from dispositions

-- :suggestions.became from dispositions

-- :_others
SELECT value ->> '$.of' AS other_of FROM json_each(:picks)
WHERE NOT EXISTS (SELECT 1 FROM json_each(:_found) f
	WHERE f.key < 50 AND f.value ->> 0 = json_each.value ->> '$.record' AND f.value ->> 1 = json_each.value ->> '$.item');

-- :_elsewhere one
SELECT count(*) AS picked_elsewhere FROM json_each(:picks)
WHERE NOT EXISTS (SELECT 1 FROM json_each(:_found) f
	WHERE f.key < 50 AND f.value ->> 0 = json_each.value ->> '$.record' AND f.value ->> 1 = json_each.value ->> '$.item');

-- :pages one
SELECT nullif(:_page - 1, 0) AS previous, iif(json_array_length(:_found) > 50, :_page + 1, NULL) AS next;
