-- :page one
SELECT phrase('A new proposal') AS title, 1 AS nav_proposals, :heading AS heading_typed,
	coalesce(:addressee, a.short, a.title) AS addressee_typed,
	json_array_length(:picks) AS picks_count, :picks AS _picks,
	nullif(concat_words, '') AS _words
FROM (SELECT coalesce('(' || replace(nullif(search_query(:heading), ''), ' AND ', ' OR ') || ')', '')
		|| iif(search_query(:heading) <> '' AND p.words IS NOT NULL, ' OR ', '')
		|| coalesce(p.words, '') AS concat_words
	FROM (SELECT group_concat('(' || replace(search_query(i.text), ' AND ', ' OR ') || ')', ' OR ') AS words
		FROM (SELECT value FROM json_each(:picks) LIMIT 8) j JOIN visible_items i
			ON i.record = j.value ->> '$.record' AND i.id = j.value ->> '$.item'
		WHERE search_query(i.text) <> '') p) w
	LEFT JOIN visible_records c ON c.id = 'council'
	LEFT JOIN visible_records a ON a.id = reference(c.front ->> '$.agency');

-- :similar
SELECT s.record AS similar, r.address AS similar_address, r.title AS similar_title, r.year AS similar_year,
	r.number AS similar_number, state_name('proposal', r.state) AS similar_state, s.cited > 0 AS cites, s.passage AS _passage
FROM (SELECT record, max(cited) AS cited, min(place) AS place, max(passage) AS passage FROM (
		SELECT p.id AS record, count(DISTINCT l.to_record || l.to_item) AS cited, 0 AS place, NULL AS passage
		FROM json_each(:_picks) j JOIN visible_links l
			ON l.to_record = j.value ->> '$.record' AND l.to_item = j.value ->> '$.item'
			JOIN visible_records p ON p.id = l.record AND p.kind = 'proposal'
		GROUP BY p.id
		UNION ALL SELECT record, 0, min(place), passage FROM (
			SELECT record, place, passage FROM visible_passages
			WHERE query MATCH coalesce(:_words, '""') AND passage_kind = 'proposal'
			ORDER BY place LIMIT 40) GROUP BY record)
	GROUP BY record ORDER BY 2 DESC, 3 LIMIT 5) s
	JOIN visible_records r ON r.id = s.record
ORDER BY s.cited DESC, s.place;

-- :similar.cited
SELECT i.id AS cited_item, m.title AS cited_title, row_number() OVER (ORDER BY j.key DESC) > 1 AS more
FROM json_each(:_picks) j JOIN visible_items i ON i.record = j.value ->> '$.record' AND i.id = j.value ->> '$.item'
	JOIN visible_records m ON m.id = i.record
WHERE EXISTS (SELECT 1 FROM visible_links l WHERE l.record = :similar AND l.to_record = i.record AND l.to_item = i.id)
ORDER BY j.key;

-- :similar.found
SELECT nullif(f.item, '') AS found_item, highlighted(f.passage_text) AS found_html
FROM visible_passages f
WHERE f.query MATCH coalesce(:_words, '""') AND f.passage = :_passage AND f.passage_text <> '';

-- :picks
SELECT j.value ->> '$.of' AS pick_of, i.id AS item, lower(i.id) AS anchor, i.html AS item_html, i.record AS of_meeting,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date, 'short') AS date,
	coalesce(j.value ->> '$.no', row_number() OVER (ORDER BY j.key)) AS pick_no,
	coalesce(j.value ->> '$.words', i.text) AS pick_words
FROM json_each(:_picks) j
	JOIN visible_items i ON i.record = j.value ->> '$.record' AND i.id = j.value ->> '$.item'
	JOIN visible_records m ON m.id = i.record
ORDER BY j.key;

-- :picks.speakers from suggestions suggestions.speakers

-- :issues
SELECT r.id AS issue_id, r.title AS issue_title,
	:is_typed IS NULL OR EXISTS (SELECT 1 FROM json_each(:issues) WHERE value = r.id) AS chosen
FROM visible_records r
WHERE r.kind = 'issue' AND r.id IN (
	SELECT a.issue FROM json_each(:_picks) j
		JOIN visible_items i ON i.record = j.value ->> '$.record' AND i.id = j.value ->> '$.item'
		JOIN visible_agenda a ON a.meeting = i.record AND a.seq = i.agenda
	UNION SELECT value FROM json_each(:issues))
ORDER BY r.sort;
