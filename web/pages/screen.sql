-- :page one
SELECT *, present_now < needed AS quorum_lost
FROM (SELECT r.id, r.address, r.title, phrase(r.meeting_state) AS state_name,
		(SELECT count(*) FROM visible_participants p
			WHERE p.meeting = r.id AND has_vote(p.capacity, p.voting)) AS voters_count,
		(SELECT count(*) FROM visible_participants p
			WHERE p.meeting = r.id AND has_vote(p.capacity, p.voting)
				AND coalesce(p.attendance, 'present') IN ('present', 'late')) AS present_now,
		rule_needed('quorum', coalesce(r.date, today()), (SELECT count(*) FROM visible_participants p
			WHERE p.meeting = r.id AND has_vote(p.capacity, p.voting))) AS needed,
		coalesce((SELECT a.seq FROM visible_agenda a WHERE a.meeting = r.id AND a.title = :desk_issue),
			(SELECT i.agenda FROM visible_items i WHERE i.record = r.id
				ORDER BY i.agenda DESC LIMIT 1), 1) AS issue_now
	FROM visible_records r WHERE r.address = :meeting AND r.kind = 'minutes');

-- :now one
SELECT a.seq AS agenda_seq, a.title AS agenda_title
FROM visible_agenda a WHERE a.meeting = :id AND a.seq = :issue_now;

-- :lines
SELECT * FROM (SELECT i.seq AS line_seq, i.id AS item, i.letter, i.html AS item_html,
		i.votes_for IS NOT NULL OR i.votes_against IS NOT NULL OR i.votes_abstained IS NOT NULL
			AS has_votes,
		i.votes_for IS NOT NULL AS has_for, i.votes_for,
		i.votes_against IS NOT NULL AS has_against, i.votes_against,
		i.votes_abstained IS NOT NULL AS has_abstained, i.votes_abstained
	FROM visible_items i WHERE i.record = :id AND i.agenda = :issue_now
	-- the number tells which came last, wherever in the protocol it stands
	ORDER BY i.letter = 'D' DESC, CAST(substr(i.id, 2) AS INTEGER) DESC LIMIT 4)
ORDER BY line_seq;

-- :lines.speakers
SELECT coalesce(r.short, r.title, s.name) AS speaker, row_number() OVER (ORDER BY s.seq DESC) > 1 AS more
FROM visible_speakers s LEFT JOIN visible_records r ON r.id = s.who
WHERE s.record = :id AND s.item = :item ORDER BY s.seq;

-- :lines.voters
SELECT phrase(v.vote) AS vote_name, group_concat(coalesce(r.title, v.name), ', ') AS voter_names
FROM (SELECT * FROM visible_voters v WHERE v.record = :id AND v.item = :item ORDER BY v.seq) v
	LEFT JOIN visible_records r ON r.id = v.who
GROUP BY v.vote ORDER BY min(v.seq);
