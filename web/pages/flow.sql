-- :page one
SELECT phrase('What became of it') AS title, nullif(:year, '') AS year, nullif(:person, '') AS person, nullif(:body, '') AS body,
	iif(:year <> '', '&year=' || url(:year), '') || iif(:person <> '', '&person=' || url(:person), '')
		|| iif(:body <> '', '&body=' || url(:body), '') AS _filter,
	(SELECT group_concat(reached || '=' || n, char(10)) FROM (SELECT f.reached, count(*) AS n FROM visible_fates f
		WHERE (nullif(:year, '') IS NULL OR f.year = :year)
			AND (:people_found IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s WHERE s.who IN (SELECT value FROM json_each(:people_found))))
			AND (:bodies_found IS NULL OR (f.meeting, f.item) IN (SELECT s.record, s.item FROM visible_speakers s WHERE s.who IN (SELECT value FROM json_each(:bodies_found)))
				OR f.proposal IN (SELECT c.proposal FROM visible_courses c WHERE c.addressee IN (SELECT value FROM json_each(:bodies_found)))
				OR (f.proposal, f.recommendation) IN (SELECT o.proposal, o.recommendation FROM visible_outcomes o WHERE o.forwarded_to IN (SELECT value FROM json_each(:bodies_found))))
		GROUP BY f.reached)) AS _voiced,
	(SELECT group_concat(reached || '=' || n, char(10)) FROM (SELECT c.reached, count(*) AS n FROM visible_courses c
		WHERE (nullif(:year, '') IS NULL OR c.year = :year)
			AND (:people_found IS NULL OR (c.proposal, c.item) IN (SELECT l.record, l.item FROM visible_speakers s
				JOIN visible_links l ON l.to_record = s.record AND l.to_item = s.item WHERE s.who IN (SELECT value FROM json_each(:people_found))))
			AND (:bodies_found IS NULL OR (c.proposal, c.item) IN (SELECT l.record, l.item FROM visible_speakers s
				JOIN visible_links l ON l.to_record = s.record AND l.to_item = s.item WHERE s.who IN (SELECT value FROM json_each(:bodies_found)))
				OR c.addressee IN (SELECT value FROM json_each(:bodies_found)) OR c.forwarded_to IN (SELECT value FROM json_each(:bodies_found)))
		GROUP BY c.reached)) AS _recommended;

-- :picture one
SELECT flow_picture(:_voiced, :_filter) AS picture_html WHERE :_voiced IS NOT NULL;

-- :stages
SELECT value ->> '$.stage' AS stage, value ->> '$.label' AS label, value ->> '$.depth' AS depth,
	value ->> '$.suggestions' AS suggestions, value ->> '$.recommendations' AS recommendations,
	value ->> '$.suggestions' IS NOT NULL AS _of_suggestions, value ->> '$.recommendations' IS NOT NULL AS _of_recommendations,
	'/became/list?stage=' || url(value ->> '$.stage') || :_filter AS address
FROM json_each(flow_figures(:_voiced, :_recommended))
WHERE value ->> '$.stage' <> 'withdrawn' OR value ->> '$.recommendations' > 0;

-- :years
SELECT year AS year_value, year = :year AS chosen, year = 'undated' AS is_undated
FROM visible_records WHERE kind IN ('minutes', 'proposal') GROUP BY year ORDER BY year = 'undated', year DESC;

-- :_table
SELECT value ->> '$.label' AS "Stage", value ->> '$.suggestions' AS "Suggestions", value ->> '$.recommendations' AS "Recommendations"
FROM json_each(flow_figures(:_voiced, :_recommended));
