-- :page one
SELECT r.id, r.address, r.title AS proposal_title, 1 AS nav_proposals, phrase('Comment') AS title
FROM visible_records r WHERE r.address = :proposal AND r.kind = 'proposal';

-- :kinds
SELECT value AS kind, choice_name('comment', value) AS kind_name, value = coalesce(:kind_chosen, 'note') AS chosen
FROM json_each(choices('comment', 'kind', NULL));
