-- :groups
SELECT value ->> 'phrase' AS event_group, value -> 'events' AS event_list FROM json_each(:told_list);

-- :groups.events
SELECT value ->> 'name' AS event, value ->> 'what' AS what, value ->> 'whom' AS whom,
	nullif(value ->> 'doer', '') AS doer, nullif(value ->> 'invitation', '') AS invitation
FROM json_each(:event_list);
