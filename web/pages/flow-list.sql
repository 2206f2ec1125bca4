-- :page one
SELECT *, (SELECT json_group_array(json_array(record, item)) FROM (
		SELECT * FROM (SELECT f.meeting AS record, f.item FROM visible_fates f
			WHERE NOT o.is_recommendations AND (nullif(:stage, '') IS NULL OR f.reached IN (SELECT value FROM json_each(reached_at(:stage))))
			AND (nullif(:year, '') IS NULL OR f.year = :year)
			AND (:people_found IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s WHERE s.who IN (SELECT value FROM json_each(:people_found))))
			AND (:bodies_found IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s WHERE s.who IN (SELECT value FROM json_each(:bodies_found)))
				OR f.proposal IN (SELECT c.proposal FROM visible_courses c WHERE c.addressee IN (SELECT value FROM json_each(:bodies_found)))
				OR (f.proposal, f.recommendation) IN (SELECT o.proposal, o.recommendation FROM visible_outcomes o WHERE o.forwarded_to IN (SELECT value FROM json_each(:bodies_found))))
			ORDER BY f.year DESC, f.number DESC, f.seq
			LIMIT iif(:whole IS NULL, 51, -1) OFFSET iif(:whole IS NULL, 50 * (page_number(:page_number) - 1), 0))
		UNION ALL
		SELECT * FROM (SELECT c.proposal, c.item FROM visible_courses c
			WHERE o.is_recommendations AND (nullif(:stage, '') IS NULL OR c.reached IN (SELECT value FROM json_each(reached_at(:stage))))
			AND (nullif(:year, '') IS NULL OR c.year = :year)
			AND (:people_found IS NULL OR (c.proposal, c.item) IN (SELECT l.record, l.item FROM visible_speakers s
				JOIN visible_links l ON l.to_record = s.record AND l.to_item = s.item WHERE s.who IN (SELECT value FROM json_each(:people_found))))
			AND (:bodies_found IS NULL OR (c.proposal, c.item) IN (SELECT l.record, l.item FROM visible_speakers s
				JOIN visible_links l ON l.to_record = s.record AND l.to_item = s.item WHERE s.who IN (SELECT value FROM json_each(:bodies_found)))
				OR c.addressee IN (SELECT value FROM json_each(:bodies_found)) OR c.forwarded_to IN (SELECT value FROM json_each(:bodies_found)))
			ORDER BY c.year DESC, c.number DESC, c.seq
			LIMIT iif(:whole IS NULL, 51, -1) OFFSET iif(:whole IS NULL, 50 * (page_number(:page_number) - 1), 0)))) AS _found
FROM (SELECT iif(:of = 'recommendations', phrase('Recommendations'), phrase('Suggestions')) || ' · ' || phrase('What became of it') AS title,
	nullif(:stage, '') AS stage, nullif(:year, '') AS year, nullif(:person, '') AS person, nullif(:body, '') AS body,
	coalesce(:of, '') = 'recommendations' AS is_recommendations, nullif(iif(:of = 'recommendations', :of, ''), '') AS of_what,
	iif(:stage <> '', '&stage=' || url(:stage), '') || iif(:of = 'recommendations', '&of=recommendations', '')
		|| iif(:year <> '', '&year=' || url(:year), '') || iif(:person <> '', '&person=' || url(:person), '')
		|| iif(:body <> '', '&body=' || url(:body), '') AS filter,
	page_number(:page_number) AS _page) o;

-- :stages
SELECT value ->> '$.stage' AS stage_value, value ->> '$.label' AS stage_label, value ->> '$.stage' = :stage AS chosen
FROM json_each(flow_figures('', ''));

-- :years from flow

-- :items
SELECT i.record AS of_record, i.id AS item, i.html AS item_html, '/' || i.record || iif(i.letter = 'R', '/recommendations/', '/suggestions/') || i.id AS item_address,
	r.address AS place_address, r.title AS place_title, iif(r.kind = 'minutes', date_text(r.date, 'short'), r.year || '/' || r.number) AS place_note,
	lag(i.record) OVER (ORDER BY j.key) IS NOT i.record AS new_place,
	coalesce(f.reached, (SELECT c.reached FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id))) AS reached,
	reached_name(coalesce(f.reached, (SELECT c.reached FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)))) AS reached_name,
	f.proposal AS _proposal, f.recommendation AS became_item, '/' || f.proposal || '/recommendations/' || f.recommendation AS became_address,
	p.title AS became_title, (SELECT c.reasons FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)) AS reasons
FROM json_each(:_found) j
	JOIN visible_items i ON i.record = j.value ->> 0 AND i.id = j.value ->> 1
	JOIN visible_records r ON r.id = i.record
	LEFT JOIN visible_fates f ON f.meeting = i.record AND f.item = i.id
	LEFT JOIN visible_records p ON p.id = f.proposal
WHERE j.key < 50 ORDER BY j.key;

-- :items.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more, r.address AS speaker_address
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :of_record AND s.item = :item ORDER BY s.seq;

-- :pages one
SELECT nullif(:_page - 1, 0) AS previous, iif(json_array_length(:_found) > 50, :_page + 1, NULL) AS next;

-- :_table
SELECT i.record || '#' || lower(i.id) AS "Address", i.text AS "Words",
	(SELECT group_concat(coalesce(w.title, s.name), ', ') FROM visible_speakers s LEFT JOIN visible_records w ON w.id = s.who
		WHERE s.record = i.record AND s.item = i.id) AS "Who voiced it",
	r.date AS "Date", r.title AS "Meeting or proposal",
	reached_name(coalesce(f.reached, (SELECT c.reached FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)))) AS "How far it is",
	f.proposal || '#' || lower(f.recommendation) AS "Recommendation",
	(SELECT c.reasons FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)) AS "Reasons", substr((SELECT c.answered FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)), 1, 10) AS "Answered on",
	(SELECT c.percent FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)) AS "Percent", (SELECT c.reported FROM visible_courses c WHERE c.proposal = coalesce(f.proposal, i.record) AND c.item = coalesce(f.recommendation, i.id)) AS "Last report"
FROM json_each(:_found) j
	JOIN visible_items i ON i.record = j.value ->> 0 AND i.id = j.value ->> 1
	JOIN visible_records r ON r.id = i.record
	LEFT JOIN visible_fates f ON f.meeting = i.record AND f.item = i.id
ORDER BY j.key;
