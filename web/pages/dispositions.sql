-- :page one
SELECT r.id, r.address, r.title AS meeting_title, phrase('What became of the suggestions') AS title,
	1 AS nav_meetings,
	(SELECT count(*) FROM visible_fates f WHERE f.meeting = r.id) AS suggestions_count,
	(SELECT count(*) FROM visible_fates f WHERE f.meeting = r.id AND f.outcome = '') AS unsaid_count
FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes';

-- :suggestions
SELECT i.id AS item, lower(i.id) AS anchor, i.html AS item_html, i.record AS of_meeting,
	f.outcome = '' AS unsaid, phrase(iif(f.outcome = '', 'not said yet', f.outcome)) AS outcome_name,
	x.why AS fate_why, cited.place AS is_cited, x.record IS NOT NULL AS is_said, v.blob AS was,
	:of = i.id AS failed,
	f.outcome = '' OR :of = i.id AS is_open,
	iif(:of = i.id, :outcome, iif(cited.place IS NULL, x.outcome, 'taken up')) AS form_outcome,
	iif(:of = i.id, :in, coalesce(cited.place || ' ' || cited.item,
		replace(replace(x.to_record, 'proposals/', ''), 'meetings/', '') || ' ' || x.to_item)) AS form_in,
	iif(:of = i.id, :why, x.why) AS form_why,
	iif(:of = i.id, :error, NULL) AS row_error
FROM visible_items i
	JOIN visible_fates f ON f.meeting = i.record AND f.item = i.id
	LEFT JOIN visible_dispositions x ON x.meeting = i.record AND x.item = i.id
	LEFT JOIN visible_records v ON v.id = x.record
	LEFT JOIN (SELECT b.item AS of_item, min(replace(b.became, 'proposals/', '')) AS place, b.became_item AS item
		FROM visible_became b
		WHERE b.meeting = :id AND b.became GLOB 'proposals/*'
			AND NOT EXISTS (SELECT 1 FROM visible_dispositions y
				WHERE y.meeting = b.meeting AND y.item = b.item
					AND y.to_record = b.became AND y.to_item = b.became_item)
		GROUP BY b.item) cited ON cited.of_item = i.id
WHERE i.record = :id AND i.letter = 'O'
ORDER BY i.seq;

-- :suggestions.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :of_meeting AND s.item = :item ORDER BY s.seq;

-- :suggestions.origins
SELECT l.to_item AS origin_item, lower(l.to_item) AS origin_anchor, o.address AS origin_address
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
WHERE l.record = :of_meeting AND l.item = :item AND l.role = 'origin' ORDER BY l.to_record, l.to_item;

-- :suggestions.became
SELECT b.arrow, b.became_item, lower(b.became_item) AS became_anchor, r.address AS became_address,
	r.title AS became_title, r.id = b.meeting AS became_same
FROM visible_became b JOIN visible_records r ON r.id = b.became
WHERE b.meeting = :of_meeting AND b.item = :item
ORDER BY b.arrow DESC, r.kind DESC, r.year, r.number, b.became_item;

-- :suggestions.outcomes
SELECT value AS outcome_value, phrase(value) AS outcome_label, value = :form_outcome AS chosen
FROM json_each(choices('disposition', 'outcome', NULL));

-- :recommendations
SELECT p.year || '/' || p.number || ' ' || i.id AS place, p.title || ': ' || excerpt(i.text, 80) AS words
FROM (SELECT id, year, number, title FROM visible_records WHERE kind = 'proposal'
		ORDER BY year DESC, number DESC LIMIT 40) p
	JOIN visible_items i ON i.record = p.id AND i.letter = 'R'
ORDER BY p.year DESC, p.number DESC, i.seq LIMIT 200;

-- :others
SELECT i.id AS place, excerpt(i.text, 80) AS words
FROM visible_items i WHERE i.record = :id AND i.letter = 'O' ORDER BY i.seq;
