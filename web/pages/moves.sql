-- What {{>moves}} shows: whose move it is with the record whose column id is around it. A page without the partial takes the
-- row alone.

-- :move one
SELECT waits_for, mover_name(waits_for) AS mover, matter, matter_name(matter) AS matter_name,
	since AS since_date, date_text(since) AS since, until AS until_date, date_text(until) AS until,
	late_text(late) AS late, late AS late_days
FROM visible_moves WHERE record = :id AND item = coalesce(:item_id, '') AND matter IS NOT NULL;
