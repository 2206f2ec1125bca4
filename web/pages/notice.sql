-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, 1 AS nav_meetings, r.owner AS meeting_id,
	r.front AS _front, r.date AS date_value, date_text(r.date, 'words') AS date,
	r.front ->> '$.starts' AS starts, r.front ->> '$.ends' AS ends, r.front ->> '$.place' AS place,
	choice_name('mode', r.front ->> '$.mode') AS mode, phrase(r.front ->> '$.kind') AS kind_name,
	r.front ->> '$.state' AS notice_state, phrase(r.front ->> '$.state') AS notice_state_name,
	r.front ->> '$.state' = 'cancelled' AS is_cancelled, r.front ->> '$.state' = 'changed' AS is_changed,
	r.front ->> '$.urgent' = 'true' AS is_urgent, r.front ->> '$.reason' AS reason,
	date_text(r.front ->> '$.at') AS sent,
	r.date < today() AND r.front ->> '$.state' <> 'cancelled' AS is_over
FROM visible_records r WHERE r.id = substr(:path, 2) || '/notice' AND r.kind = 'notice';

-- :agenda
SELECT x.key + 1 AS agenda_seq, x.value ->> '$.title' AS agenda_title,
	coalesce(p.title, name_as_written(x.value ->> '$.rapporteur')) AS rapporteur, p.address AS rapporteur_address,
	x.value ->> '$."minutes allotted"' AS minutes_allotted
FROM json_each(:_front, '$.agenda') x
	LEFT JOIN visible_records p ON p.id = reference(x.value ->> '$.rapporteur')
ORDER BY x.key;
