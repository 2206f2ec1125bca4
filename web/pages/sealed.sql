-- :page one
SELECT m.id, m.address, m.title AS meeting_title, 1 AS nav_meetings,
	phrase('The minutes are sealed') AS title, date_text(m.front ->> '$.approved.at') AS approved_at
FROM visible_records r JOIN visible_records m ON m.id = coalesce(r.owner, r.id)
WHERE r.address = :sealed;
