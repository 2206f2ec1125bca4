-- :page one
SELECT r.id, r.address, r.title AS meeting_title, 1 AS nav_meetings,
	iif(:is_item IS NOT NULL, phrase('Correct') || ' ' || :part,
		iif(:is_facts IS NOT NULL, phrase('Correct the facts of the meeting'), phrase('Say what is missing'))) AS title,
	date_text(r.front ->> '$.circulated.until') AS until, coalesce(:text, :words) AS text_typed
FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes';

-- :said
SELECT i.html AS item_html, i.id AS item FROM visible_items i WHERE i.record = :id AND i.id = :part;

-- :said.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :id AND s.item = :item ORDER BY s.seq;
