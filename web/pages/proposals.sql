-- :page one
SELECT *, coalesce(state, year, issue, author, mine) IS NOT NULL AS is_filtered,
	(SELECT json_group_array(id) FROM (SELECT r.id FROM visible_records r
		WHERE r.kind = 'proposal' AND (o.state IS NULL OR r.state = o.state) AND (o.year IS NULL OR r.year = o.year)
			AND (o.issue IS NULL OR r.id IN (SELECT l.record FROM visible_links l
				WHERE l.role = 'issues' AND l.to_record IN (SELECT n.record FROM visible_passages n
					WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:issue), '') || ')', '""')
						AND n.item = '' AND n.passage_kind = 'issue')))
			AND (o.author IS NULL
				OR EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') WHERE fold(value) = fold(o.author))
				OR r.id IN (SELECT l.record FROM visible_links l
					WHERE l.role = 'authors' AND l.to_record IN (SELECT n.record FROM visible_passages n
						WHERE n.query MATCH coalesce('{title} : (' || nullif(search_query(:author), '') || ')', '""')
							AND n.item = '')))
			AND (o.mine IS NULL OR EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') WHERE value = o.me))
		ORDER BY r.year DESC, r.number DESC LIMIT 51 OFFSET 50 * (page_number(:page_number) - 1))) AS _found
FROM (SELECT phrase('Proposals') AS title, 1 AS nav_proposals, nullif(:state, '') AS state, nullif(:year, '') AS year,
	nullif(:issue, '') AS issue, nullif(:author, '') AS author,
	iif(:is_member IS NULL, NULL, nullif(:mine, '')) AS mine, iif(:is_member IS NULL, NULL, :person) AS me,
	page_number(:page_number) AS _page) o;

-- :states
SELECT s.state AS state_value, state_name('proposal', s.state) AS state_label, s.state = :state AS chosen
FROM (SELECT DISTINCT state FROM visible_records WHERE kind = 'proposal') s
ORDER BY instr('draft review discussion ready adopted submitted closed parked withdrawn superseded', s.state);

-- :years
SELECT year AS year_value, year = :year AS chosen, year = 'undated' AS is_undated
FROM visible_records WHERE kind = 'proposal' GROUP BY year ORDER BY year = 'undated', year DESC;

-- :own
SELECT 1 AS any_own FROM visible_records r
WHERE :me IS NOT NULL AND :is_filtered = 0 AND :_page = 1 AND r.kind = 'proposal'
	AND EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') WHERE value = :me) LIMIT 1;

-- :own.own_proposals
SELECT r.address, r.title, r.year, r.number, state_name('proposal', r.state) AS state_name, (SELECT mover_name(mover(m.matter)) FROM visible_proposal_moves m WHERE m.record = r.id) AS waits_for,
	r.front ->> '$.illustrative' = 'true' AS illustrative, r.front ->> '$.versions[#-1].version' AS version,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'R') AS recommendations_count,
	(SELECT date_text(date(c.at + c.zone * 60, 'unixepoch'), 'short') FROM visible_versions v JOIN visible_commits c ON c.id = v.id
		WHERE v.record = r.id ORDER BY v.depth DESC LIMIT 1) AS changed
FROM visible_records r
WHERE r.kind = 'proposal' AND EXISTS (SELECT 1 FROM json_each(r.front, '$.authors') WHERE value = :me)
ORDER BY r.state IN ('closed', 'parked', 'withdrawn', 'superseded'), r.year DESC, r.number DESC LIMIT 20;

-- :proposals
SELECT r.address, r.title, r.year, r.number, r.year = 'undated' AS is_undated, state_name('proposal', r.state) AS state_name,
	(SELECT mover_name(mover(m.matter)) FROM visible_proposal_moves m WHERE m.record = r.id) AS waits_for, r.front ->> '$.illustrative' = 'true' AS illustrative,
	r.front ->> '$.versions[#-1].version' AS version,
	lag(r.year) OVER (ORDER BY j.key) IS NOT r.year AS new_year,
	(SELECT count(*) FROM visible_items i WHERE i.record = r.id AND i.letter = 'R') AS recommendations_count,
	(SELECT date_text(date(c.at + c.zone * 60, 'unixepoch'), 'short') FROM visible_versions v JOIN visible_commits c ON c.id = v.id
		WHERE v.record = r.id ORDER BY v.depth DESC LIMIT 1) AS changed
FROM json_each(:_found) j JOIN visible_records r ON r.id = j.value
WHERE j.key < 50 ORDER BY j.key;

-- :pages one
SELECT nullif(:_page - 1, 0) AS previous, iif(json_array_length(:_found) > 50, :_page + 1, NULL) AS next;
