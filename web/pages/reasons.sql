-- What {{>reasons}} shows: why the submission of the column returned_id came back, and what the one of revised_in
-- (may be NULL) says became of each.

-- :reasons
SELECT j.key + 1 AS reason_number, j.value ->> '$.concerns' AS concerns, j.value ->> '$.reason' AS reason,
	choice_name('disposition', v.value ->> '$.outcome') AS became, v.value ->> '$.why' AS became_why
FROM json_each((SELECT front FROM visible_records WHERE id = :returned_id), '$.returned.reasons') j
	LEFT JOIN json_each((SELECT front FROM visible_records WHERE id = :revised_in), '$.revised') v
		ON CAST(v.value ->> '$.reason' AS INTEGER) = j.key + 1
ORDER BY j.key;
