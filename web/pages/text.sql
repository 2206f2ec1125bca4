-- :page one
SELECT r.id, r.address, r.path AS record_path, r.title
FROM visible_records r WHERE r.address = :record;

-- :of_version one
SELECT c.author, moment_text(c.at, c.zone) AS at, c.subject, c.id AS version
FROM visible_versions v JOIN visible_commits c ON c.id = v.id
WHERE v.record = substr(:record, 2) AND v.id = :at;
