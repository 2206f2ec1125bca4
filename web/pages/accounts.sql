-- :accounts
SELECT value ->> 'login' AS account_login, value ->> 'name' AS account_of,
	value ->> 'mail' AS account_mail, value ->> 'roles' AS role_names, nullif(value ->> 'person', '') AS person_reference,
	nullif(value ->> 'disabled', '') AS is_disabled
FROM json_each(:account_list);

-- :choices
SELECT value ->> 'name' AS role_value, value ->> 'phrase' AS role_label,
	nullif(value ->> 'chosen', '') AS chosen
FROM json_each(:role_list);
