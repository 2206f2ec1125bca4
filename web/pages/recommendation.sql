-- :page one
SELECT p.id, p.id AS of_proposal, i.id AS item_id, lower(i.id) AS anchor, i.html AS item_html,
	i.id || ' · ' || excerpt(i.text, 80) AS title, 1 AS nav_proposals,
	p.address AS proposal_address, p.title AS proposal_title, p.year, p.number,
	state_name('proposal', p.state) AS state_name,
	a.title AS addressee, a.address AS addressee_address, :came AS _came
FROM visible_records p JOIN visible_items i ON i.record = p.id AND i.id = :item AND i.letter = 'R'
	LEFT JOIN visible_records a ON a.id = reference(p.front ->> '$.addressee')
WHERE p.id = :record AND p.kind = 'proposal';

-- :latest
SELECT :of_proposal AS id, :item_id AS item;

-- :latest.answered from proposal recommendations.answered

-- :suggestions
SELECT i.record AS of_meeting, i.id AS item, i.html AS item_html, i.agenda AS _agenda,
	'/' || i.record || '/' || iif(i.letter = 'S', 'statements/', 'suggestions/') || i.id AS item_address,
	m.address AS meeting_address, m.title AS meeting_title, date_text(m.date) AS date
FROM (SELECT l.to_record AS record, l.to_item AS item FROM visible_links l
		WHERE l.record = :of_proposal AND l.item = :item_id AND l.to_item GLOB '[OS]*'
		UNION SELECT x.meeting, x.item FROM visible_dispositions x
		WHERE x.to_record = :of_proposal AND x.to_item = :item_id AND x.outcome = 'taken up') o
	JOIN visible_items i ON i.record = o.record AND i.id = o.item
	JOIN visible_records m ON m.id = i.record
ORDER BY m.year, m.number, i.seq;

-- :suggestions.speakers from suggestions

-- :suggestions.statements
SELECT i.record AS of_meeting, i.id AS item, i.html AS item_html, '/' || i.record || '/statements/' || i.id AS item_address,
	m.title AS other_title, i.record = :of_meeting AS same
FROM visible_links l JOIN visible_items i ON i.record = l.to_record AND i.id = l.to_item
	JOIN visible_records m ON m.id = i.record
WHERE l.record = :of_meeting AND l.item = :item AND l.role = 'origin'
ORDER BY l.to_record, i.seq;

-- :suggestions.statements.speakers from suggestions suggestions.speakers

-- :suggestions.decisions
SELECT i.id AS item, i.html AS item_html, lower(i.id) AS decision_anchor
FROM visible_items i WHERE i.record = :of_meeting AND i.letter = 'D' AND i.agenda IS :_agenda ORDER BY i.seq;

-- :recommendations
SELECT :of_proposal AS proposal, :item_id AS rec_item;

-- :recommendations.came from way

-- :recommendations.submissions from way

-- :recommendations.outcomes from way

-- :recommendations.progress from way

-- :recommendations.course from way

-- :recommendations.awaits from way

-- :move from moves
