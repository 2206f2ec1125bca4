-- :page one
SELECT phrase('Search') AS title, nullif(:q, '') AS q, nullif(:kind, '') AS kind,
	nullif(:year, '') AS year, nullif(:person, '') AS person, nullif(:letter, '') AS letter,
	'{title} : (' || nullif(search_query(:person), '') || ')' AS _person_words,
	(SELECT min(passage) FROM (SELECT passage FROM visible_passages
		WHERE query MATCH coalesce(nullif(search_query(:q), ''), '""')
		ORDER BY passage DESC LIMIT 3000)) AS _oldest, -- a common word: the newest are ranked
	search_query(:q) <> '' AS has_words, search_is_cut(:q) AS is_cut,
	search_query(:q) = '' AND (coalesce(:letter, '') <> '' OR coalesce(:person, '') <> '') AS lists;

-- :kinds
SELECT value AS kind_value, kind_name(value) AS kind_label, value = :kind AS chosen
FROM json_each('["minutes","issue","proposal","person","body"]');

-- :letters
SELECT value AS letter_value, letter_name(value) AS letter_label, value = :letter AS chosen
FROM json_each('["S","O","D","A","R"]');

-- :years
SELECT year AS year_value, year = :year AS chosen, year = 'undated' AS is_undated
FROM visible_records WHERE year IS NOT NULL GROUP BY year ORDER BY year = 'undated', year DESC;

-- :found
SELECT f.item, iif(r.kind = 'notice', '/' || r.owner, r.address) || iif(f.item = '', '', '#' || lower(f.item)) AS found_address,
	coalesce((SELECT o.title FROM visible_records o WHERE o.id = r.owner), r.title) AS found_title,
	kind_name(r.kind) AS kind_label, date_text(r.date) AS date,
	highlighted(f.passage_text) AS passage_html, f.record AS found_record,
	phrase((SELECT iif(outcome = '', 'not said yet', outcome) FROM visible_fates
		WHERE meeting = f.record AND item = f.item)) AS outcome_name,
	(SELECT why FROM visible_dispositions WHERE meeting = f.record AND item = f.item) AS fate_why
FROM visible_passages f JOIN visible_records r ON r.id = f.record
WHERE f.query MATCH coalesce(nullif(search_query(:q), ''), '""')
	AND f.passage >= :_oldest
	AND NOT (r.kind = 'notice' AND EXISTS (SELECT 1 FROM visible_records m WHERE m.id = r.owner))
	AND (coalesce(:kind, '') = '' OR f.passage_kind = :kind)
	AND (coalesce(:year, '') = '' OR f.passage_year = :year)
	AND (coalesce(:letter, '') = '' OR f.item LIKE :letter || '%')
	AND (coalesce(:person, '') = '' OR EXISTS (SELECT 1 FROM visible_speakers s
		WHERE s.record = f.record AND s.item = f.item
			AND s.who IN (SELECT n.record FROM visible_passages n
				WHERE n.query MATCH coalesce(:_person_words, '""') AND n.item = '')))
ORDER BY f.place LIMIT 50;

-- :listed
SELECT i.id AS item, r.address || '#' || lower(i.id) AS found_address, r.title AS found_title,
	kind_name(r.kind) AS kind_label, date_text(r.date) AS date, i.html AS passage_html, i.record AS found_record,
	phrase((SELECT iif(outcome = '', 'not said yet', outcome) FROM visible_fates
		WHERE meeting = i.record AND item = i.id)) AS outcome_name,
	(SELECT why FROM visible_dispositions WHERE meeting = i.record AND item = i.id) AS fate_why
FROM visible_records r JOIN visible_items i ON i.record = r.id
WHERE :lists = 1 AND r.kind = iif(:letter = 'R', 'proposal', 'minutes')
	AND (coalesce(:kind, '') = '' OR r.kind = :kind)
	AND (coalesce(:year, '') = '' OR r.year = :year)
	AND (coalesce(:letter, '') = '' OR i.letter = :letter)
	AND (coalesce(:person, '') = '' OR EXISTS (SELECT 1 FROM visible_speakers s
		WHERE s.record = i.record AND s.item = i.id
			AND s.who IN (SELECT n.record FROM visible_passages n
				WHERE n.query MATCH coalesce(:_person_words, '""') AND n.item = '')))
ORDER BY r.year DESC, r.number DESC, i.seq LIMIT 100;

-- :found.became
SELECT b.arrow, b.became_item, lower(b.became_item) AS became_anchor, r.address AS became_address,
	r.title AS became_title, r.id = b.meeting AS became_same
FROM visible_became b JOIN visible_records r ON r.id = b.became
WHERE b.meeting = :found_record AND b.item = :item
ORDER BY b.arrow DESC, r.kind DESC, r.year, r.number, b.became_item;

-- :listed.became
SELECT b.arrow, b.became_item, lower(b.became_item) AS became_anchor, r.address AS became_address,
	r.title AS became_title, r.id = b.meeting AS became_same
FROM visible_became b JOIN visible_records r ON r.id = b.became
WHERE b.meeting = :found_record AND b.item = :item
ORDER BY b.arrow DESC, r.kind DESC, r.year, r.number, b.became_item;
