-- :accounts
SELECT value ->> 'login' AS account_login, value ->> 'name' AS account_of,
	value ->> 'mail' AS account_mail, value ->> 'roles' AS role_names, nullif(value ->> 'person', '') AS person_reference,
	nullif(value ->> 'disabled', '') AS is_disabled, nullif(value ->> 'invited', '') AS is_invited,
	value -> 'choices' AS choice_list
FROM json_each(:account_list);

-- :accounts.own_choices
SELECT value ->> 'name' AS role_value, value ->> 'phrase' AS role_label,
	nullif(value ->> 'chosen', '') AS chosen
FROM json_each(:choice_list);

-- :choices
SELECT value ->> 'name' AS role_value, value ->> 'phrase' AS role_label,
	nullif(value ->> 'chosen', '') AS chosen
FROM json_each(:role_list);
