-- :page one
SELECT r.id, r.address, r.title, 1 AS nav_proposals, r.year, r.number,
	coalesce(:from_number, f.id) AS from_version, coalesce(:to_number, t.id) AS to_version,
	f.author AS from_author, moment_text(f.at, f.zone) AS from_at, t.author AS to_author, moment_text(t.at, t.zone) AS to_at
FROM visible_records r JOIN visible_commits f ON f.id = :from_commit JOIN visible_commits t ON t.id = :to_commit
WHERE r.address = :record;

-- :facts
SELECT fact_name, old_value, new_value FROM (
	SELECT 1 AS place, phrase('Title') AS fact_name, :old_front ->> '$.title' AS old_value, :new_front ->> '$.title' AS new_value
	UNION ALL SELECT 2, phrase('Addressee'),
		(SELECT coalesce(r.title, name_as_written(j.value)) FROM json_each(:old_front, '$.addressee') j LEFT JOIN visible_records r ON r.id = reference(j.value)),
		(SELECT coalesce(r.title, name_as_written(j.value)) FROM json_each(:new_front, '$.addressee') j LEFT JOIN visible_records r ON r.id = reference(j.value))
	UNION ALL SELECT 3, phrase('Authors'),
		(SELECT group_concat(coalesce(r.title, name_as_written(j.value)), ', ') FROM json_each(:old_front, '$.authors') j LEFT JOIN visible_records r ON r.id = reference(j.value)),
		(SELECT group_concat(coalesce(r.title, name_as_written(j.value)), ', ') FROM json_each(:new_front, '$.authors') j LEFT JOIN visible_records r ON r.id = reference(j.value))
	UNION ALL SELECT 4, phrase('Issues'),
		(SELECT group_concat(r.title, ', ') FROM json_each(:old_front, '$.issues') j JOIN visible_records r ON r.id = reference(j.value)),
		(SELECT group_concat(r.title, ', ') FROM json_each(:new_front, '$.issues') j JOIN visible_records r ON r.id = reference(j.value))
	UNION ALL SELECT 5, phrase('What it says, in short'), :old_front ->> '$.summary', :new_front ->> '$.summary'
	UNION ALL SELECT 6, phrase('State'), state_name('proposal', :old_front ->> '$.state'), state_name('proposal', :new_front ->> '$.state'))
WHERE old_value IS NOT new_value ORDER BY place;
