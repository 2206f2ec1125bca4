-- :page one
SELECT phrase('People') AS title, 1 AS nav_people;

-- :letters
SELECT initial AS letter FROM visible_records WHERE kind = 'person'
GROUP BY initial ORDER BY min(sort);

-- :letters.people
SELECT r.address, r.title, (SELECT group_concat(choice_name('capacity', t.capacity), ', ')
		FROM visible_terms t WHERE t.record = r.id) AS capacities,
	(SELECT count(*) FROM visible_speakers s WHERE s.who = r.id) AS statements_count
FROM visible_records r WHERE r.kind = 'person' AND r.initial = :letter ORDER BY r.sort;
