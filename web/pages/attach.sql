-- :page one
SELECT r.id, r.address, r.title AS proposal_title, phrase('Attachments') AS title, 1 AS nav_proposals
FROM visible_records r WHERE r.address = :record AND r.kind = 'proposal';

-- :attachments from attachments

-- :_attached from attachments

-- :_attach from attachments
