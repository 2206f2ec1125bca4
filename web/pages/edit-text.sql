-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title, coalesce(:base, (SELECT value FROM visible_meta WHERE key = 'commit')) AS based_on
FROM visible_records r WHERE r.address = :record;

-- :_live from live
