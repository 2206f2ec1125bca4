-- :page one
SELECT r.id, r.address, r.title AS proposal_title, 1 AS nav_proposals, phrase('Suggest a change') AS title
FROM visible_records r WHERE r.address = :proposal AND r.kind = 'proposal';
