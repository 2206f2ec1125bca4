-- :page one
SELECT m.id AS of_meeting, m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date,
	phrase('Action') || ' ' || i.id AS title, 1 AS nav_actions, i.id AS item, lower(i.id) AS anchor,
	i.html AS item_html, i.agenda AS agenda_seq,
	(SELECT title FROM visible_agenda WHERE meeting = m.id AND seq = i.agenda) AS issue_title,
	d.state AS state_value, d.state = 'done' AS done, d.state = 'stopped' AS stopped,
	d.person AS person_id, coalesce(p.title, d.person_name) AS who, p.address AS who_address,
	d.due AS due_value, date_text(d.due) AS due_date,
	late_text(action_late(d.place, d.due, d.date)) AS late, action_late(d.place, d.due, d.date) AS late_days,
	iif(d.place = 0 AND d.due IS NULL, rule_text('action.undated', d.date), NULL) AS undated_rule,
	coalesce(v.blob, '') AS was, v.address AS report_address,
	:is_coordinator IS NOT NULL OR (:is_member IS NOT NULL AND d.person = reference(:me)) AS may_report,
	iif(:again IS NULL, d.state, :state) AS form_state,
	iif(:again IS NULL, coalesce(p.title, d.person_name), :person) AS form_person,
	iif(:again IS NULL, d.due, :due) AS form_due, :form AS is_form
FROM visible_records m
	JOIN visible_items i ON i.record = m.id AND i.id = upper(:which) AND i.letter = 'A'
	JOIN visible_duties d ON d.meeting = m.id AND d.item = i.id
	LEFT JOIN visible_records p ON p.id = d.person
	LEFT JOIN visible_records v ON v.id = m.id || '/actions/' || lower(i.id)
WHERE m.address = :meeting AND m.kind = 'minutes';

-- :states
SELECT value AS state_name_value, phrase(value) AS state_label, value = :form_state AS chosen
FROM json_each(choices('action', 'state', NULL));

-- :origins
SELECT l.to_item AS origin_item, lower(l.to_item) AS origin_anchor, o.address AS origin_address
FROM visible_links l JOIN visible_records o ON o.id = l.to_record
WHERE l.record = :of_meeting AND l.item = :item AND l.role = 'origin' ORDER BY l.to_record, l.to_item;

-- :versions
SELECT j.value ->> '$.state' AS version_state, phrase(j.value ->> '$.state') AS version_state_name,
	j.value ->> '$.due' AS version_due_value, date_text(j.value ->> '$.due') AS version_due,
	coalesce(p.title, j.value ->> '$.person') AS version_person,
	coalesce(b.title, j.value ->> '$.by') AS version_by,
	j.value ->> '$.at' AS version_at_value, date_text(j.value ->> '$.at', 'short') AS version_at,
	j.value ->> '$.html' AS report_html
FROM json_each(:reports) j
	LEFT JOIN visible_records p ON p.id = reference(j.value ->> '$.person')
	LEFT JOIN visible_records b ON b.id = reference(j.value ->> '$.by')
ORDER BY j.key;
