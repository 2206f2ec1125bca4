-- :page one
SELECT phrase('People') AS title, 1 AS nav_people, coalesce(sum(count), 0) > 100 AS many,
	page_number(:page_number) AS page_now,
	coalesce(nullif(:letter, ''), (SELECT initial FROM visible_records WHERE kind = 'person'
		ORDER BY sort LIMIT 1)) AS chosen_letter
FROM visible_totals WHERE what = 'person';

-- :letters
WITH RECURSIVE steps (letter) AS (
	SELECT min(initial) FROM visible_records WHERE kind = 'person' AND :many
	UNION ALL
	SELECT (SELECT min(initial) FROM visible_records WHERE kind = 'person' AND initial > letter)
	FROM steps WHERE letter IS NOT NULL
)
SELECT letter AS of_letter, letter = :chosen_letter AS chosen FROM steps WHERE letter IS NOT NULL
ORDER BY (SELECT min(sort) FROM visible_records WHERE kind = 'person' AND initial = letter);

-- :of_letter
SELECT r.address, r.title,
	(SELECT group_concat(choice_name('capacity', t.capacity), ', ') FROM visible_terms t
		WHERE t.record = r.id) AS capacities,
	(SELECT count(*) FROM visible_speakers s WHERE s.who = r.id) AS statements_count
FROM visible_records r WHERE :many AND r.kind = 'person' AND r.initial = :chosen_letter
ORDER BY r.sort LIMIT 100 OFFSET 100 * (:page_now - 1);

-- :all
SELECT r.address, r.title, r.initial AS letter,
	lag(r.initial) OVER (ORDER BY r.sort) IS NOT r.initial AS new_letter,
	(SELECT group_concat(choice_name('capacity', t.capacity), ', ') FROM visible_terms t
		WHERE t.record = r.id) AS capacities,
	(SELECT count(*) FROM visible_speakers s WHERE s.who = r.id) AS statements_count
FROM visible_records r WHERE NOT :many AND r.kind = 'person' ORDER BY r.sort LIMIT 100;

-- :pages one
SELECT nullif(:page_now - 1, 0) AS previous, iif(count(*) > 100 * :page_now, :page_now + 1, NULL) AS next,
	:chosen_letter AS pager_letter
FROM visible_records WHERE :many AND kind = 'person' AND initial = :chosen_letter;
