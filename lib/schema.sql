-- The index of a council: what its records say, as questions can be asked of it. Nothing is here
-- that is not in the repository. Keys are the records' identities (place.h), so that a rebuilt index
-- equals one kept up step by step; row ids are of no meaning and are never dumped.
--
-- An index of another schema is made anew: it is told by this text. So when the program comes to write
-- something else into the same tables, raise this number: 3.
--
-- Pages may read only the views "visible_…" at the end. They show what reader_level() allows:
-- 0 public, 1 agency, 2 members.

CREATE TABLE meta (                     -- 'commit': what the index stands for; 'language': the order of titles
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE records (                  -- every record that is there now
	id TEXT PRIMARY KEY,            -- 'meetings/2015/1', 'people/osman-gunduz', 'council'
	path TEXT NOT NULL UNIQUE,      -- 'meetings/2015/0001-local/minutes.md'
	kind TEXT NOT NULL,             -- 'minutes'
	address TEXT NOT NULL UNIQUE,   -- '/meetings/2015/1'
	owner TEXT,                     -- a comment's proposal
	title TEXT NOT NULL,            -- a person's or body's name
	short TEXT,                     -- a body's short name
	sort BLOB NOT NULL,             -- the title in the order of the council's first language
	initial TEXT NOT NULL,          -- its first letter, upper case
	year TEXT,                      -- of the folder: '2015', 'undated'
	number INTEGER,
	date TEXT,                      -- as stated, with its precision
	state TEXT,                     -- of the kind's state key: of minutes whether they are approved
	meeting_state TEXT,             -- of minutes: whether the meeting is planned, held …
	audience INTEGER NOT NULL,
	blob TEXT NOT NULL,
	front TEXT NOT NULL             -- the front matter as JSON
) WITHOUT ROWID;
CREATE INDEX records_by_kind ON records (kind, year, number, audience); -- counts need no more than this
CREATE INDEX records_by_title ON records (kind, sort);
CREATE INDEX records_by_initial ON records (kind, initial, sort);
CREATE INDEX records_by_owner ON records (owner, kind, state) WHERE owner IS NOT NULL;

CREATE TABLE doubles (                  -- files of an identity that another file has: the first path counts
	path TEXT PRIMARY KEY,
	id TEXT NOT NULL,
	blob TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX doubles_by_id ON doubles (id);

CREATE TABLE pages (                    -- the body as HTML; apart, to keep rows of records small
	record TEXT PRIMARY KEY,
	html TEXT NOT NULL
);

CREATE TABLE attachments (              -- files that lie beside a record
	path TEXT PRIMARY KEY,
	owner TEXT NOT NULL,            -- identity
	name TEXT NOT NULL,             -- the last part of the path
	blob TEXT NOT NULL,
	size INTEGER NOT NULL,          -- bytes
	type TEXT NOT NULL              -- Content-Type, by the ending
) WITHOUT ROWID;
CREATE INDEX attachments_by_owner ON attachments (owner, name);

CREATE TABLE names (                    -- a person's or body's names in every spelling, for completion
	record TEXT NOT NULL,
	name TEXT NOT NULL,
	fold TEXT NOT NULL,             -- text_fold of the name
	main INTEGER NOT NULL,          -- 1: the name, 0: another spelling or the short name
	PRIMARY KEY (record, name)
) WITHOUT ROWID;
CREATE INDEX names_by_fold ON names (fold);

CREATE TABLE terms (                    -- a person's memberships
	record TEXT NOT NULL,
	seq INTEGER NOT NULL,
	capacity TEXT,
	body TEXT,
	from_date TEXT,
	to_date TEXT,
	PRIMARY KEY (record, seq)
) WITHOUT ROWID;
CREATE INDEX terms_by_body ON terms (body) WHERE body IS NOT NULL;

CREATE TABLE participants (             -- of meetings
	meeting TEXT NOT NULL,
	seq INTEGER NOT NULL,
	who TEXT,                       -- identity of a person or body, where it is one
	name TEXT,                      -- as written, where it is none
	capacity TEXT,
	on_behalf TEXT,                 -- identity
	position TEXT,
	voting TEXT,
	attendance TEXT,
	note TEXT,
	PRIMARY KEY (meeting, seq)
) WITHOUT ROWID;
CREATE INDEX participants_by_who ON participants (who, meeting);
CREATE INDEX participants_by_behalf ON participants (on_behalf, meeting) WHERE on_behalf IS NOT NULL;

CREATE TABLE agenda (                   -- of meetings; one row an issue of the agenda or a heading of the body
	meeting TEXT NOT NULL,
	seq INTEGER NOT NULL,           -- from 1
	issue TEXT,                     -- identity, where it is one
	title TEXT NOT NULL,
	rapporteur TEXT,                -- identity of a person or body, where it is one
	rapporteur_name TEXT,           -- as written, where it is none
	type TEXT,                      -- common, internal
	minutes TEXT,                   -- allotted
	PRIMARY KEY (meeting, seq)
) WITHOUT ROWID;
CREATE INDEX agenda_by_issue ON agenda (issue, meeting);

CREATE TABLE texts (                    -- of minutes: what stands between the items, so that a page shows all of it
	record TEXT NOT NULL,
	seq INTEGER NOT NULL,           -- of the item before it, or 0
	part INTEGER NOT NULL,          -- order among texts; from 1
	agenda INTEGER NOT NULL,        -- seq of the agenda; 0 above the first issue
	section TEXT,                   -- of a heading of the protocol: heard, spoke …
	html TEXT,                      -- of anything else
	PRIMARY KEY (record, seq, part)
) WITHOUT ROWID;

CREATE TABLE replacements (             -- of corrections: what would be said instead
	record TEXT PRIMARY KEY,
	item TEXT NOT NULL,             -- 'S3', 'facts', or '' for something that is missing
	html TEXT NOT NULL              -- the words that go and those that come; without words that go, the text
) WITHOUT ROWID;

CREATE TABLE comments (                 -- on proposals; the words stand in pages
	record TEXT PRIMARY KEY,        -- 'proposals/2015/1/comments/20150801t101500-ab12'
	proposal TEXT NOT NULL,
	thread TEXT NOT NULL,           -- the first comment of its thread; that one names itself
	place INTEGER NOT NULL,         -- 0: begins a thread that nobody has disposed of; 1: one that is; 2: a reply
	kind TEXT,                      -- support, objection …
	part TEXT NOT NULL,             -- 'R2', a heading; '' on the whole
	round INTEGER,
	author TEXT,                    -- identity, where it is one
	author_name TEXT,               -- as written, where it is none
	at TEXT,
	outcome TEXT,                   -- of its disposition
	words TEXT NOT NULL,            -- how it begins
	is_cut INTEGER NOT NULL,        -- 1: there is more
	about TEXT,                     -- of a remark: the submission or report that it speaks of, and not the text
	audience INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX comments_by_thread ON comments (thread, at);
CREATE INDEX comments_by_place ON comments (proposal, place, at, record, audience) WHERE about IS NULL;
CREATE INDEX comments_about ON comments (about, at) WHERE about IS NOT NULL;

CREATE TABLE submissions (              -- what was sent to the agency, and how far it is there
	record TEXT PRIMARY KEY,        -- 'proposals/2015/1/submissions/1'
	proposal TEXT NOT NULL,
	number INTEGER NOT NULL,
	version INTEGER,
	state TEXT,                     -- sent, registered, under review, answered, returned, withdrawn
	sent TEXT,                      -- the outgoing date
	incoming TEXT,                  -- the incoming date
	due TEXT,                       -- as it was put off last
	extensions INTEGER NOT NULL,    -- how often it was
	returned TEXT,                  -- when it was sent back
	recommends TEXT,                -- '["R1","R2"]': of the text that was sent; NULL: it is not to be found
	audience INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX submissions_by_proposal ON submissions (proposal, number);
CREATE INDEX submissions_by_state ON submissions (state, due);

CREATE TABLE outcomes (                 -- what answers say of recommendations
	proposal TEXT NOT NULL,
	recommendation TEXT NOT NULL,   -- 'R2'
	answer INTEGER NOT NULL,        -- its number, that of the submission
	record TEXT NOT NULL,           -- 'proposals/2015/1/answers/1'
	seq INTEGER NOT NULL,
	outcome TEXT,                   -- accepted, partly, rejected, forwarded, clarification
	reasons TEXT,
	forwarded_to TEXT,              -- identity, where it is one
	forwarded_name TEXT,            -- as written, where it is none
	unit TEXT,
	planned TEXT,
	published TEXT,                 -- NULL: not yet
	audience INTEGER NOT NULL,
	PRIMARY KEY (proposal, recommendation, answer)
) WITHOUT ROWID;
CREATE INDEX outcomes_by_record ON outcomes (record);
CREATE INDEX outcomes_by_forwarded ON outcomes (forwarded_to) WHERE forwarded_to IS NOT NULL;

CREATE TABLE reports (                  -- on how accepted recommendations are carried out; the words stand in pages
	proposal TEXT NOT NULL,
	recommendation TEXT NOT NULL,
	at TEXT NOT NULL,               -- '2016-01-15.000002': their order
	record TEXT NOT NULL,           -- 'proposals/2015/1/progress/2016-01-15-2'
	date TEXT,
	status TEXT,                    -- not started, in progress, done, delayed, stopped
	percent INTEGER,
	next TEXT,                      -- when the next one is due
	reason TEXT,
	reporter TEXT,                  -- identity, where it is one
	reporter_name TEXT,             -- as written, where it is none
	audience INTEGER NOT NULL,
	PRIMARY KEY (proposal, recommendation, at)
) WITHOUT ROWID;
CREATE INDEX reports_by_record ON reports (record);

CREATE TABLE items (                    -- statements, suggestions, decisions, actions, recommendations
	record TEXT NOT NULL,
	id TEXT NOT NULL,               -- 'S1' as written; the anchor is its lower case
	seq INTEGER NOT NULL,           -- in the text's order, from 1
	letter TEXT NOT NULL,           -- S, O, D, A, R
	agenda INTEGER,                 -- seq of the agenda
	section TEXT,                   -- heard, spoke, suggested, resolved, actions, other
	text TEXT NOT NULL,             -- plain
	html TEXT NOT NULL,             -- without a paragraph around it where it is only one
	votes_for INTEGER, votes_against INTEGER, votes_abstained INTEGER,
	done INTEGER,                   -- of an action: whether its box is ticked (duties say what counts)
	person TEXT,                    -- of an action: identity
	person_name TEXT,               -- as written
	due TEXT,
	PRIMARY KEY (record, seq),
	UNIQUE (record, id)
) WITHOUT ROWID;
CREATE INDEX items_by_person ON items (person) WHERE person IS NOT NULL;

CREATE TABLE dispositions (             -- what was said to have become of a suggestion; one a record
	record TEXT PRIMARY KEY,        -- 'meetings/2015/1/dispositions/o1'
	meeting TEXT NOT NULL,
	item TEXT NOT NULL,             -- 'O1', which the minutes need not have
	outcome TEXT,
	to_record TEXT,                 -- the recommendation, or the suggestion that it was merged with
	to_item TEXT,
	why TEXT,
	by TEXT,                        -- identity, where it is one
	by_name TEXT,                   -- as written, where it is none
	at TEXT,
	audience INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX dispositions_by_item ON dispositions (meeting, item);
CREATE INDEX dispositions_back ON dispositions (to_record, to_item) WHERE to_record IS NOT NULL;

CREATE TABLE actions (                  -- the last report on an action; one a record, its text stands in pages
	record TEXT PRIMARY KEY,        -- 'meetings/2015/1/actions/a1'
	meeting TEXT NOT NULL,
	item TEXT NOT NULL,
	state TEXT,
	person TEXT,                    -- where it is another one now: identity
	person_name TEXT,               -- as written
	due TEXT,                       -- where it was put off
	by TEXT,
	by_name TEXT,
	at TEXT,
	audience INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX actions_by_item ON actions (meeting, item);

-- What counts now, worked out for readers of each level: a report or a proposal that only members see says
-- nothing to the public. One row for each level that sees the minutes.

CREATE TABLE duties (                   -- actions: what the minutes say, overruled by a report
	meeting TEXT NOT NULL,
	item TEXT NOT NULL,
	level INTEGER NOT NULL,         -- reader_level()
	state TEXT NOT NULL,            -- open, stopped, done
	place INTEGER NOT NULL,         -- 0, 1, 2: their order
	person TEXT,                    -- identity
	person_name TEXT,               -- as written
	due TEXT,
	date TEXT,                      -- of the meeting
	year TEXT,
	PRIMARY KEY (meeting, item, level)
) WITHOUT ROWID;
CREATE INDEX duties_dated ON duties (level, place, due) WHERE due IS NOT NULL; -- the same words in a question
CREATE INDEX duties_undated ON duties (level, place, date) WHERE due IS NULL;
CREATE INDEX duties_by_person ON duties (person, level, place, due) WHERE person IS NOT NULL;

CREATE TABLE fates (                    -- suggestions: what became of them
	meeting TEXT NOT NULL,
	item TEXT NOT NULL,
	level INTEGER NOT NULL,
	outcome TEXT NOT NULL,          -- taken up (also when a recommendation cites it), merged, noted, out of scope; '' not said yet
	year TEXT,
	number INTEGER,
	seq INTEGER NOT NULL,           -- of the item
	reached TEXT NOT NULL,          -- how far it has come: 'unsaid', merged, noted, out of scope; taken up: what that recommendation has
	proposal TEXT,                  -- the recommendation that took it up; of several the one that has come farthest
	recommendation TEXT,
	PRIMARY KEY (meeting, item, level)
) WITHOUT ROWID;
CREATE INDEX fates_in_order ON fates (level, year DESC, number DESC, seq, reached);
CREATE INDEX fates_by_reached ON fates (level, reached, year DESC, number DESC, seq);
CREATE INDEX fates_by_outcome ON fates (level, outcome, year DESC, number DESC, seq);

CREATE TABLE courses (                  -- recommendations: what was sent, answered and reported last
	proposal TEXT NOT NULL,
	item TEXT NOT NULL,
	level INTEGER NOT NULL,
	seq INTEGER NOT NULL,           -- of the item
	submission TEXT,                -- of those that were not withdrawn
	answer INTEGER,                 -- of those that are published
	report TEXT,                    -- its place: reports.at
	addressee TEXT,                 -- of the proposal: identity
	reached TEXT NOT NULL,          -- written, submitted, rejected, forwarded, clarification; accepted or partly, each alone or
	                                -- followed by ': in progress', ': done', ': stopped'; withdrawn: with its proposal, unanswered
	year TEXT,
	number INTEGER,
	PRIMARY KEY (proposal, item, level)
) WITHOUT ROWID;
CREATE INDEX courses_in_order ON courses (level, year DESC, number DESC, seq, reached);
CREATE INDEX courses_by_reached ON courses (level, reached, year DESC, number DESC, seq);

CREATE TABLE totals (                   -- how many there are, so that no page needs to count them
	what TEXT NOT NULL,             -- a kind ('minutes'), a letter ('S'), a state of duties ('open'), an outcome or 'unsaid'
	audience INTEGER NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (what, audience)
) WITHOUT ROWID;

CREATE TABLE speakers (                 -- of items
	record TEXT NOT NULL,
	item TEXT NOT NULL,
	seq INTEGER NOT NULL,
	who TEXT,                       -- identity, where it is one
	name TEXT NOT NULL,             -- as written
	PRIMARY KEY (record, item, seq)
) WITHOUT ROWID;
CREATE INDEX speakers_by_who ON speakers (who, record) WHERE who IS NOT NULL;

CREATE TABLE voters (                   -- of decisions, where the minutes name them
	record TEXT NOT NULL,
	item TEXT NOT NULL,
	seq INTEGER NOT NULL,
	vote TEXT NOT NULL,             -- for, against, abstained
	who TEXT,                       -- identity, where it is one
	name TEXT NOT NULL,             -- as written
	PRIMARY KEY (record, item, seq)
) WITHOUT ROWID;
CREATE INDEX voters_by_who ON voters (who, record) WHERE who IS NOT NULL;

CREATE TABLE links (                    -- who cites whom: read it in either direction
	record TEXT NOT NULL,           -- from
	item TEXT NOT NULL,             -- from its item, or ''
	to_record TEXT NOT NULL,
	to_item TEXT NOT NULL,          -- or ''
	role TEXT NOT NULL,             -- 'body', 'origin', or the front matter's key ('issues', 'born of')
	PRIMARY KEY (record, item, to_record, to_item, role)
) WITHOUT ROWID;
CREATE INDEX links_back ON links (to_record, to_item);

CREATE TABLE commits (                  -- the history of main
	id TEXT PRIMARY KEY,
	depth INTEGER NOT NULL,         -- 1 + the greatest of its parents': an order that time cannot disturb
	at INTEGER NOT NULL,            -- seconds since 1970
	zone INTEGER NOT NULL,          -- minutes east
	author TEXT NOT NULL,
	login TEXT NOT NULL,            -- of who was signed in: before @shura.invalid; '' of anybody else
	subject TEXT NOT NULL,
	action TEXT,                    -- trailer
	form TEXT,                      -- trailer: the key of the form that made it (once.h),
	said TEXT,                      -- and what that form said
	audience INTEGER NOT NULL       -- of the most public version in it
) WITHOUT ROWID;
CREATE INDEX commits_by_depth ON commits (depth, audience);
CREATE INDEX commits_by_form ON commits (form, depth) WHERE form IS NOT NULL; -- the latest of a key counts

CREATE TABLE versions (                 -- of each record, wherever its folder was
	record TEXT NOT NULL,           -- identity
	depth INTEGER NOT NULL,
	id TEXT NOT NULL,               -- of the commit
	path TEXT NOT NULL,             -- what it was called then
	blob TEXT NOT NULL,             -- '' where it was deleted
	audience INTEGER NOT NULL,      -- of this very version; of a deletion: of the one before
	state TEXT,                     -- that it says; of minutes that of the meeting, too: 'held/draft'
	PRIMARY KEY (record, depth, id)
) WITHOUT ROWID;
CREATE INDEX versions_by_commit ON versions (id);

CREATE TABLE passages (                 -- what search finds: a record, or an item of it
	rowid INTEGER PRIMARY KEY,
	record TEXT NOT NULL,
	item TEXT NOT NULL,             -- '' for the record itself
	kind TEXT NOT NULL,
	year TEXT,
	UNIQUE (record, item)
);
CREATE VIRTUAL TABLE search USING fts5 ( -- the title is empty for an item
	title, body, tokenize = 'council', prefix = '2 3'
);

-- What a page may read ------------------------------------------------------------------------
--
-- Each view stands on one table and asks for the record's audience row by row: SQLite then puts it
-- into the question as if it were the table, in a LEFT JOIN, too (a view that is a join would be copied whole).
-- Only in a question with GROUP BY or DISTINCT a view that is joined by LEFT JOIN is copied all the same: ask
-- by a subquery in the SELECT there. Completion asks for fold >= :f AND fold < :f || char(1114111).

CREATE VIEW visible_meta AS
	SELECT * FROM meta;
CREATE VIEW visible_records AS
	SELECT * FROM records WHERE audience <= reader_level();
CREATE VIEW visible_totals AS         -- add them up: one row an audience
	SELECT * FROM totals WHERE audience <= reader_level();
CREATE VIEW visible_pages AS
	SELECT * FROM pages x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_attachments AS
	SELECT * FROM attachments x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.owner) <= reader_level();
CREATE VIEW visible_names AS
	SELECT * FROM names x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_terms AS
	SELECT * FROM terms x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_participants AS
	SELECT * FROM participants x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.meeting) <= reader_level();
CREATE VIEW visible_agenda AS
	SELECT * FROM agenda x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.meeting) <= reader_level();
CREATE VIEW visible_texts AS
	SELECT * FROM texts t
	WHERE (SELECT audience FROM records WHERE id = t.record) <= reader_level();
CREATE VIEW visible_corrections AS
	SELECT x.record, r.owner AS meeting, x.item, x.html, r.state, r.front ->> '$.author' AS author,
		r.date AS at, r.front ->> '$.reason' AS reason, r.front ->> '$.answer' AS answer,
		r.front ->> '$.by' AS answered_by, r.front ->> '$.anchor.quote' AS quote
	FROM records r JOIN replacements x ON x.record = r.id
	WHERE r.audience <= reader_level();
CREATE VIEW visible_comments AS       -- on the text of a proposal
	SELECT * FROM comments x WHERE about IS NULL AND audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.proposal) <= reader_level();
CREATE VIEW visible_remarks AS        -- on what was sent, and on reports; "came" tells two of one minute apart
	SELECT *, (SELECT min(v.depth) FROM versions v WHERE v.record = x.record) AS came FROM comments x WHERE about IS NOT NULL AND audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.about) <= reader_level();
CREATE VIEW visible_questions AS      -- what the agency asked of a submission that it has before it, while nobody has answered
	SELECT x.about AS submission, x.proposal, x.record AS question, x.at, x.author, x.author_name, x.words
	FROM comments x WHERE about GLOB '*/submissions/*' AND kind = 'question' AND audience <= reader_level()
		AND x.record = (SELECT y.record FROM comments y WHERE y.about = x.about AND y.audience <= reader_level()
			ORDER BY y.at DESC, (SELECT min(v.depth) FROM versions v WHERE v.record = y.record) DESC, y.record DESC LIMIT 1)
		AND (SELECT s.state FROM submissions s WHERE s.record = x.about) IN ('sent', 'registered', 'under review')
		AND (SELECT r.audience FROM records r WHERE r.id = x.about) <= reader_level();
CREATE VIEW visible_submissions AS
	SELECT * FROM submissions x WHERE audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.proposal) <= reader_level();
CREATE VIEW visible_outcomes AS
	SELECT * FROM outcomes x WHERE audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.proposal) <= reader_level();
CREATE VIEW visible_reports AS
	SELECT * FROM reports x WHERE audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.proposal) <= reader_level();
CREATE VIEW visible_courses AS        -- how far each recommendation is: what was said of it last counts
	SELECT c.proposal, c.item, c.seq, c.submission, s.state AS submission_state, s.sent, s.due,
		c.answer, o.record AS answer_record, o.outcome, o.reasons, o.forwarded_to, o.forwarded_name, o.unit,
		o.planned, o.published AS answered, p.record AS report, p.status, p.percent, p.date AS reported, p.next,
		CASE WHEN c.reached GLOB '*: done' THEN 'carried out' WHEN c.reached GLOB '*: stopped' THEN 'stopped'
			WHEN c.reached GLOB '*: in progress' THEN 'in implementation'
			WHEN c.reached = 'partly' THEN 'accepted'
			WHEN c.reached IN ('rejected', 'forwarded', 'clarification') THEN 'answered'
			ELSE c.reached END AS stage,
		c.reached, c.addressee, c.year, c.number
	FROM courses c
		LEFT JOIN submissions s ON s.record = c.submission
		LEFT JOIN outcomes o ON o.proposal = c.proposal AND o.recommendation = c.item AND o.answer = c.answer
		LEFT JOIN reports p ON p.proposal = c.proposal AND p.recommendation = c.item AND p.at = c.report
	WHERE c.level = reader_level();

-- Whose move it is, from what the records say and the council's rules; pages know those, and today. One row for each meeting
-- with its minutes, proposal and submission, and with an item for each recommendation. What is waited for ("matter") says
-- who is (mover): nobody where it is NULL.

CREATE VIEW visible_since AS          -- the day on which the record came into the state that it has
	SELECT r.id AS record, (SELECT date(c.at + c.zone * 60, 'unixepoch') FROM versions v JOIN commits c ON c.id = v.id
		WHERE v.record = r.id AND v.depth > coalesce((SELECT max(w.depth) FROM versions w WHERE w.record = r.id
			AND w.state IS NOT coalesce(r.meeting_state || '/', '') || r.state), 0)
		ORDER BY v.depth LIMIT 1) AS since
	FROM records r WHERE r.audience <= reader_level();
CREATE VIEW visible_reports_due AS    -- when the next report on an accepted recommendation is due
	SELECT c.proposal, c.item, c.answer, substr(coalesce(c.reported, c.answered), 1, 10) AS since,
		coalesce(c.next, rule_due('progress.report', substr(coalesce(c.reported, c.answered), 1, 10))) AS due
	FROM visible_courses c WHERE c.stage IN ('accepted', 'in implementation');
CREATE VIEW visible_submission_moves AS
	SELECT record, proposal, matter,
		CASE matter WHEN 'register' THEN sent WHEN 'answer' THEN incoming WHEN 'revise' THEN substr(returned, 1, 10)
			WHEN 'clarify' THEN substr((SELECT max(x.at) FROM comments x WHERE x.about = m.record AND x.audience <= reader_level()), 1, 10)
			WHEN 'report' THEN (SELECT min(d.since) FROM visible_reports_due d WHERE d.proposal = m.proposal AND d.answer = m.number)
			WHEN 'close' THEN substr(coalesce((SELECT max(p.date) FROM reports p WHERE p.proposal = m.proposal AND p.audience <= reader_level()),
				(SELECT max(o.published) FROM outcomes o WHERE o.proposal = m.proposal AND o.audience <= reader_level())), 1, 10) END AS since,
		CASE matter WHEN 'answer' THEN due
			WHEN 'report' THEN (SELECT min(d.due) FROM visible_reports_due d WHERE d.proposal = m.proposal AND d.answer = m.number) END AS until
	FROM (SELECT s.*, CASE
			WHEN s.state = 'sent' THEN 'register'
			WHEN s.state IN ('registered', 'under review') THEN iif('question' IS (SELECT x.kind FROM comments x
				WHERE x.about = s.record AND x.audience <= reader_level()
				ORDER BY x.at DESC, (SELECT min(v.depth) FROM versions v WHERE v.record = x.record) DESC, x.record DESC LIMIT 1), 'clarify', 'answer')
			WHEN s.state = 'answered' AND EXISTS (SELECT 1 FROM visible_reports_due d WHERE d.proposal = s.proposal AND d.answer = s.number) THEN 'report'
			WHEN r.state IS NOT 'submitted' OR s.number < (SELECT max(n.number) FROM submissions n WHERE n.proposal = s.proposal) THEN NULL
			WHEN s.state = 'answered' THEN 'close'
			WHEN s.state = 'returned' THEN 'revise' END AS matter
		FROM submissions s JOIN records r ON r.id = s.proposal
		WHERE s.audience <= reader_level() AND r.audience <= reader_level()) m;
CREATE VIEW visible_proposal_moves AS
	SELECT record, matter, CASE
			WHEN submission IS NOT NULL THEN (SELECT s.since FROM visible_submission_moves s WHERE s.record = m.submission)
			WHEN matter = 'comment' THEN opens WHEN matter = 'sum up' THEN closes
			ELSE coalesce(iif(matter = 'go on', (SELECT w.since FROM visible_since w WHERE w.record = m.round), NULL),
				(SELECT w.since FROM visible_since w WHERE w.record = m.record)) END AS since,
		CASE WHEN submission IS NOT NULL THEN (SELECT s.until FROM visible_submission_moves s WHERE s.record = m.submission)
			WHEN matter = 'comment' THEN closes END AS until
	FROM (SELECT r.id AS record, q.id AS round, q.front ->> '$.opens' AS opens, q.front ->> '$.closes' AS closes, s.record AS submission,
			CASE r.state WHEN 'draft' THEN 'write' WHEN 'review' THEN 'read'
				WHEN 'discussion' THEN CASE WHEN q.state = 'planned' THEN 'open' WHEN q.state IS NOT 'open' THEN 'go on'
					WHEN q.front ->> '$.closes' < today() THEN 'sum up' ELSE 'comment' END
				WHEN 'ready' THEN 'adopt' WHEN 'adopted' THEN 'submit'
				WHEN 'submitted' THEN iif(s.record IS NULL, 'answer', (SELECT m.matter FROM visible_submission_moves m WHERE m.record = s.record)) END AS matter
		FROM records r LEFT JOIN records q ON r.state = 'discussion' AND q.id = (SELECT x.id FROM records x
				WHERE x.owner = r.id AND x.kind = 'round' AND x.audience <= reader_level() ORDER BY x.number DESC LIMIT 1)
			LEFT JOIN submissions s ON r.state = 'submitted' AND s.record = (SELECT x.record FROM submissions x
				WHERE x.proposal = r.id AND x.state IS NOT 'withdrawn' AND x.audience <= reader_level() ORDER BY x.number DESC LIMIT 1)
		WHERE r.kind = 'proposal' AND r.audience <= reader_level()) m;
CREATE VIEW visible_minutes_moves AS
	SELECT record, matter, (SELECT w.since FROM visible_since w WHERE w.record = m.record) AS since,
		CASE WHEN matter = 'call' THEN rule_before('notice', date) WHEN matter IN ('hold', 'record') THEN substr(date, 1, 10)
			WHEN matter = 'check' THEN checked WHEN official = 0 THEN NULL
			WHEN matter = 'circulate' THEN rule_due('minutes.circulated', date)
			WHEN matter IN ('approve', 'sign') THEN rule_due('minutes.signed', date) END AS until
	FROM (SELECT id AS record, date, front ->> '$.circulated.until' AS checked, front ->> '$.source.kind' IS NOT 'press' AS official, CASE
			WHEN meeting_state = 'planned' THEN 'call' WHEN meeting_state = 'called' THEN 'hold' WHEN meeting_state = 'in session' THEN 'record'
			WHEN meeting_state IN ('cancelled', 'inquorate') THEN NULL
			WHEN state = 'draft' THEN iif(front ->> '$.source.kind' = 'press', 'publish', 'circulate')
			WHEN state = 'circulated' THEN iif(front ->> '$.circulated.until' >= today(), 'check', 'approve')
			WHEN state = 'approved' THEN 'sign' WHEN state = 'signed' THEN 'publish' END AS matter
		FROM records WHERE kind = 'minutes' AND audience <= reader_level()) m;
CREATE VIEW visible_recommendation_moves AS
	SELECT c.proposal AS record, c.item, CASE WHEN c.stage IN ('written', 'submitted', 'returned') THEN p.matter
			WHEN c.stage IN ('accepted', 'in implementation') THEN 'report'
			WHEN c.outcome = 'clarification' THEN iif(p.matter IN ('report', 'close'), 'revise', p.matter) END AS matter,
		iif(c.stage IN ('accepted', 'in implementation'), substr(coalesce(c.reported, c.answered), 1, 10),
			iif(c.outcome = 'clarification' AND p.matter IN ('report', 'close'), substr(c.answered, 1, 10), p.since)) AS since,
		iif(c.stage IN ('accepted', 'in implementation'), (SELECT d.due FROM visible_reports_due d WHERE d.proposal = c.proposal AND d.item = c.item),
			iif(c.outcome = 'clarification', NULL, p.until)) AS until
	FROM visible_courses c JOIN visible_proposal_moves p ON p.record = c.proposal;
CREATE VIEW visible_moves AS          -- ask it for one record; lists ask the views above
	SELECT record, item, matter, since, until, workdays_late(until, today()) AS late, mover(matter) AS waits_for
	FROM (SELECT record, '' AS item, matter, since, until FROM visible_minutes_moves
		UNION ALL SELECT record, '', matter, since, until FROM visible_proposal_moves
		UNION ALL SELECT record, '', matter, since, until FROM visible_submission_moves
		UNION ALL SELECT record, item, matter, since, until FROM visible_recommendation_moves);
CREATE VIEW visible_items AS
	SELECT * FROM items x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_carried AS        -- what earlier meetings left open: each is a row of the next agenda (carried.h)
	SELECT 'approves' AS matter, r.id AS record, '' AS item, r.path, r.date AS since
	FROM records r
	WHERE r.kind = 'minutes' AND r.meeting_state = 'held' AND r.state IN ('draft', 'circulated')
		AND r.front ->> '$.source.title' IS NULL AND r.audience <= reader_level()
	UNION ALL
	SELECT 'actions', d.meeting, d.item, r.path, r.date
	FROM duties d JOIN records r ON r.id = d.meeting
	WHERE d.level = reader_level() AND d.place = 0
	UNION ALL
	SELECT 'proposals', r.id, '', r.path, NULL
	FROM records r
	WHERE r.kind = 'proposal' AND r.audience <= reader_level()
		AND (r.state NOT IN ('closed', 'parked', 'withdrawn', 'superseded')
			OR r.state = 'closed' AND (SELECT max(o.published) FROM outcomes o WHERE o.proposal = r.id AND o.audience <= reader_level())
				>= (SELECT max(m.date) FROM records m WHERE m.kind = 'minutes' AND m.meeting_state = 'held'
					AND m.audience <= reader_level()));
CREATE VIEW visible_dispositions AS
	SELECT * FROM dispositions x WHERE audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.meeting) <= reader_level();
CREATE VIEW visible_actions AS
	SELECT * FROM actions x WHERE audience <= reader_level()
		AND (SELECT r.audience FROM records r WHERE r.id = x.meeting) <= reader_level();
CREATE VIEW visible_duties AS
	SELECT * FROM duties WHERE level = reader_level();
CREATE VIEW visible_fates AS
	SELECT * FROM fates WHERE level = reader_level();
CREATE VIEW visible_became AS         -- where a suggestion went ('→') and which others were merged with it ('←')
	SELECT l.to_record AS meeting, l.to_item AS item, '→' AS arrow, l.record AS became, l.item AS became_item
	FROM links l
	WHERE l.item GLOB 'R*' AND l.to_item GLOB 'O*'
		AND (SELECT r.audience FROM records r WHERE r.id = l.record) <= reader_level()
	UNION ALL SELECT x.meeting, x.item, '→', x.to_record, x.to_item FROM dispositions x
	WHERE x.to_record IS NOT NULL AND x.audience <= reader_level()
		AND NOT EXISTS (SELECT 1 FROM links k WHERE k.record = x.to_record AND k.item = x.to_item
			AND k.to_record = x.meeting AND k.to_item = x.item)
	UNION ALL SELECT x.to_record, x.to_item, '←', x.meeting, x.item FROM dispositions x
	WHERE x.to_record IS NOT NULL AND x.outcome = 'merged' AND x.audience <= reader_level();
CREATE VIEW visible_speakers AS
	SELECT * FROM speakers x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_voters AS
	SELECT * FROM voters x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_links AS
	SELECT * FROM links x
	WHERE (SELECT r.audience FROM records r WHERE r.id = x.record) <= reader_level();
CREATE VIEW visible_commits AS
	SELECT * FROM commits WHERE audience <= reader_level();
CREATE VIEW visible_versions AS       -- a version is as public as it was itself, and its record is now or was when it was deleted
	SELECT * FROM versions v
	WHERE v.audience <= reader_level()
		AND coalesce((SELECT audience FROM records r WHERE r.id = v.record),
			(SELECT l.audience FROM versions l WHERE l.record = v.record
				ORDER BY l.depth DESC LIMIT 1)) <= reader_level();
CREATE VIEW visible_passages AS       -- WHERE query MATCH …; what was found stands between \2 and \3
	SELECT s.rowid AS passage, p.record, p.item, p.kind AS passage_kind, p.year AS passage_year,
		s.search AS query, s.rank AS place,
		snippet(search, 1, char(2), char(3), '…', 40) AS passage_text
	FROM search s JOIN passages p ON p.rowid = s.rowid
	WHERE (SELECT r.audience FROM records r WHERE r.id = p.record) <= reader_level();
