#include "index_write.h"
#include "kind.h"

#include <ctype.h>
#include <stdio.h>

/*
 * What became of suggestions, actions and recommendations (schema.sql: fates, duties, courses). These
 * rows follow from the minutes, from what was said of their items, from the proposals that cite them, and
 * from what was sent, answered and reported of these; whichever of these comes or goes, the rows of the
 * items that it concerns are made anew.
 */

/* "…/dispositions/o1" is of the item "O1". */
static void item_of(char out[16], const char *slug)
{
	snprintf(out, 16, "%s", slug);
	*out = (char)toupper((unsigned char)*out);
}

void index_who(const char *value, struct place *place, struct bound *id, struct bound *name)
{
	bool is_record = value && strchr(value, '/') && place_of_reference(place, value, NULL) == 0;

	*id = TEXT(is_record ? place->identity : NULL);
	*name = TEXT(is_record ? NULL : value);
}

static int add_disposition(struct entry *entry, const char *item, struct error *err)
{
	const struct record *rec = entry->rec;
	const char *in = record_get(rec, "in");
	struct place to, who;
	struct bound by, by_name;
	char to_item[16];
	bool leads = in && index_resolve_path(in, &to, to_item);

	index_who(record_get(rec, "by"), &who, &by, &by_name);
	return INDEX_RUN(entry->ix, err,
		"INSERT INTO dispositions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", TEXT(entry->id),
		TEXT(entry->place->owner), TEXT(item), TEXT(record_get(rec, "outcome")),
		TEXT(leads ? to.identity : NULL), TEXT(leads ? to_item : NULL),
		TEXT(record_get(rec, "why")), by, by_name, TEXT(record_get(rec, "at")),
		NUMBER(index_audience(entry->ix, entry->id, rec)));
}

static int add_report(struct entry *entry, const char *item, struct error *err)
{
	const struct record *rec = entry->rec;
	struct place who, author;
	struct bound person, person_name, by, by_name;

	index_who(record_get(rec, "person"), &who, &person, &person_name);
	index_who(record_get(rec, "by"), &author, &by, &by_name);
	return INDEX_RUN(entry->ix, err,
		"INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", TEXT(entry->id),
		TEXT(entry->place->owner), TEXT(item), TEXT(record_get(rec, "state")), person,
		person_name, TEXT(record_get(rec, "due")), by, by_name,
		TEXT(record_get(rec, "at")), NUMBER(index_audience(entry->ix, entry->id, rec)));
}

int index_said_of_item(struct entry *entry, struct error *err)
{
	const char *kind = entry->place->kind->name;
	char item[16];

	item_of(item, entry->place->slug);
	if (str_equal(kind, "disposition"))
		return add_disposition(entry, item, err);
	return str_equal(kind, "action") ? add_report(entry, item, err) : 0;
}

/* What follows -------------------------------------------------------------------------------- */

void index_followed_release(struct index_followed *items)
{
	for (size_t i = 0; i < items->count; i++) {
		free(items->item[i].meeting);
		free(items->item[i].item);
	}
	free(items->item);
	*items = (struct index_followed){ 0 };
}

int index_followed(struct indexer *ix, const char *id, struct index_followed *out, struct error *err)
{
	struct query *query;
	int code = INDEX_ASK(&query, ix, err,
		"SELECT id, '' FROM records WHERE id = ?1 AND kind = 'minutes' UNION ALL"
		" SELECT iif(kind = 'proposal', id, owner), '' FROM records"
		"	WHERE id = ?1 AND kind IN ('proposal', 'submission', 'answer', 'progress') UNION ALL"
		" SELECT meeting, item FROM dispositions WHERE record = ?1 UNION ALL"
		" SELECT meeting, item FROM actions WHERE record = ?1 UNION ALL"
		" SELECT to_record, to_item FROM links WHERE record = ?1"
		"	AND item GLOB 'R*' AND to_item GLOB 'O*'",
		TEXT(id));

	if (code < 0)
		return code;
	while ((code = query_step(query, err)) > 0) {
		out->item = mem_grow(out->item, out->count, sizeof(*out->item));
		out->item[out->count].meeting = str_copy(query_text(query, 0));
		out->item[out->count++].item = str_copy(query_text(query, 1));
	}
	return code;
}

/* The rows' share of the totals: as many as a reader of each level sees more than one of the level below. */
static int count_follow(
	struct indexer *ix, const char *meeting, const char *item, int by, struct error *err)
{
	int code = INDEX_RUN(ix, err,
		"WITH f AS ("
		"	SELECT state AS what, level FROM duties"
		"		WHERE meeting = ?1 AND (?2 = '' OR item = ?2) UNION ALL"
		"	SELECT iif(outcome = '', 'unsaid', outcome), level FROM fates"
		"		WHERE meeting = ?1 AND (?2 = '' OR item = ?2))"
		" INSERT INTO totals SELECT * FROM ("
		"	SELECT what, level, ?3 * count(*) FROM f GROUP BY 1, 2 UNION ALL"
		"	SELECT what, level + 1, -?3 * count(*) FROM f WHERE level < 2 GROUP BY 1, 2)"
		" WHERE true ON CONFLICT DO UPDATE SET count = count + excluded.count",
		TEXT(meeting), TEXT(item), NUMBER(by));

	return code < 0 ? code
			: INDEX_RUN(ix, err, "DELETE FROM totals WHERE count = ?", NUMBER(0));
}

#define LEVELS "(SELECT 0 AS level UNION ALL SELECT 1 UNION ALL SELECT 2)"

/* Of the recommendations that took a suggestion up, the one that has come farthest. */
#define FARTHEST \
	"UPDATE fates SET (reached, proposal, recommendation) = (SELECT reached, proposal, item FROM (" \
	"		SELECT c.reached, c.proposal, c.item, CASE c.reached WHEN 'accepted: done' THEN 13 WHEN 'partly: done' THEN 12" \
	"			WHEN 'accepted: in progress' THEN 11 WHEN 'partly: in progress' THEN 10 WHEN 'accepted' THEN 9" \
	"			WHEN 'partly' THEN 8 WHEN 'accepted: stopped' THEN 7 WHEN 'partly: stopped' THEN 6" \
	"			WHEN 'forwarded' THEN 5 WHEN 'clarification' THEN 4 WHEN 'rejected' THEN 3" \
	"			WHEN 'submitted' THEN 2 WHEN 'returned' THEN 1.5 ELSE 1 END AS far" \
	"		FROM (SELECT k.record, k.item FROM links k" \
	"				WHERE k.to_record = fates.meeting AND k.to_item = fates.item AND k.item GLOB 'R*'" \
	"			UNION SELECT x.to_record, x.to_item FROM dispositions x" \
	"				WHERE x.meeting = fates.meeting AND x.item = fates.item AND x.outcome = 'taken up'" \
	"					AND x.audience <= fates.level) k" \
	"			JOIN courses c ON c.proposal = k.record AND c.item = k.item AND c.level = fates.level" \
	"		WHERE c.reached <> 'withdrawn'" \
	"		UNION ALL SELECT 'written', NULL, NULL, 0)" \
	"	ORDER BY far DESC, proposal, item LIMIT 1)" \
	" WHERE outcome = 'taken up' AND "

static const char *const following[] = {
	"DELETE FROM duties WHERE meeting = ?1 AND (?2 = '' OR item = ?2)",
	"DELETE FROM fates WHERE meeting = ?1 AND (?2 = '' OR item = ?2)",
	"INSERT INTO duties SELECT i.record, i.id, l.level,"
	"	coalesce(a.state, iif(i.done, 'done', 'open')),"
	"	CASE coalesce(a.state, iif(i.done, 'done', 'open'))"
	"		WHEN 'open' THEN 0 WHEN 'stopped' THEN 1 ELSE 2 END,"
	"	iif(coalesce(a.person, a.person_name) IS NULL, i.person, a.person),"
	"	iif(coalesce(a.person, a.person_name) IS NULL, i.person_name, a.person_name),"
	"	coalesce(a.due, i.due), m.date, m.year"
	" FROM records m JOIN items i ON i.record = m.id AND i.letter = 'A'"
	"	JOIN " LEVELS " l ON l.level >= m.audience"
	"	LEFT JOIN actions a ON a.meeting = i.record AND a.item = i.id"
	"		AND a.audience <= l.level"
	" WHERE m.id = ?1 AND (?2 = '' OR i.id = ?2)",
	"INSERT INTO fates SELECT *, CASE outcome WHEN '' THEN 'unsaid' WHEN 'taken up' THEN 'written' ELSE outcome END, NULL, NULL"
	" FROM (SELECT i.record, i.id, l.level,"
	"	CASE WHEN EXISTS (SELECT 1 FROM links k JOIN records p ON p.id = k.record"
	"		WHERE k.to_record = i.record AND k.to_item = i.id AND k.item GLOB 'R*'"
	"			AND p.kind = 'proposal' AND p.state IS NOT 'withdrawn'"
	"			AND p.audience <= l.level)"
	"		THEN 'taken up' ELSE coalesce(d.outcome, '') END AS outcome,"
	"	m.year, m.number, i.seq"
	" FROM records m JOIN items i ON i.record = m.id AND i.letter = 'O'"
	"	JOIN " LEVELS " l ON l.level >= m.audience"
	"	LEFT JOIN dispositions d ON d.meeting = i.record AND d.item = i.id"
	"		AND d.audience <= l.level"
	" WHERE m.id = ?1 AND (?2 = '' OR i.id = ?2))",
	FARTHEST "meeting = ?1 AND (?2 = '' OR item = ?2)",
};

static const char *const coursing[] = {
	"DELETE FROM courses WHERE proposal = ?1",
	"INSERT INTO courses SELECT c.proposal, c.item, c.level, c.seq, c.submission, c.answer, c.report, c.addressee,"
	"	CASE WHEN o.outcome IN ('accepted', 'partly') THEN o.outcome || CASE r.status WHEN 'done' THEN ': done'"
	"			WHEN 'stopped' THEN ': stopped' WHEN 'in progress' THEN ': in progress'"
	"			WHEN 'delayed' THEN ': in progress' ELSE '' END"
	"		WHEN o.outcome IS NOT NULL AND s.number > o.answer THEN iif(s.state = 'returned', 'returned', 'submitted')" /* again, after that answer */
	"		WHEN o.outcome IS NOT NULL THEN o.outcome"
	"		WHEN c.state IN ('withdrawn', 'superseded') THEN 'withdrawn'"
	"		WHEN s.state = 'returned' THEN 'returned' WHEN c.submission IS NOT NULL THEN 'submitted' ELSE 'written' END, c.year, c.number"
	" FROM (SELECT p.id AS proposal, i.id AS item, l.level, i.seq, p.state, p.year, p.number,"
	"		(SELECT x.record FROM submissions x WHERE x.proposal = p.id AND x.state IS NOT 'withdrawn'"
	"			AND (x.recommends IS NULL OR i.id IN (SELECT value FROM json_each(x.recommends)))"
	"			AND x.audience <= l.level ORDER BY x.number DESC LIMIT 1) AS submission,"
	"		(SELECT max(x.answer) FROM outcomes x WHERE x.proposal = p.id AND x.recommendation = i.id"
	"			AND x.published IS NOT NULL AND x.audience <= l.level) AS answer,"
	"		(SELECT max(x.at) FROM reports x WHERE x.proposal = p.id AND x.recommendation = i.id"
	"			AND x.audience <= l.level) AS report,"
	"		(SELECT k.to_record FROM links k WHERE k.record = p.id AND k.role = 'addressee') AS addressee"
	"	FROM records p JOIN items i ON i.record = p.id AND i.letter = 'R'"
	"		JOIN " LEVELS " l ON l.level >= p.audience"
	"	WHERE p.id = ?1 AND p.kind = 'proposal') c"
	"	LEFT JOIN submissions s ON s.record = c.submission"
	"	LEFT JOIN outcomes o ON o.proposal = c.proposal AND o.recommendation = c.item AND o.answer = c.answer"
	"	LEFT JOIN reports r ON r.proposal = c.proposal AND r.recommendation = c.item AND r.at = c.report",
	FARTHEST "(meeting, item) IN (SELECT to_record, to_item FROM links WHERE record = ?1"
	"		AND item GLOB 'R*' AND to_item GLOB 'O*'"
	"	UNION SELECT meeting, item FROM dispositions WHERE to_record = ?1 AND to_item GLOB 'R*')",
};

/* The course of each recommendation, and of the suggestions that they took up. */
static int follow_proposal(struct indexer *ix, const char *proposal, struct error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(coursing); i++)
		code = INDEX_RUN(ix, err, coursing[i], TEXT(proposal));
	return code;
}

static int follow(struct indexer *ix, const char *meeting, const char *item, struct error *err)
{
	if (str_starts(meeting, "proposals/"))
		return follow_proposal(ix, meeting, err);
	int code = count_follow(ix, meeting, item, -1, err);

	for (size_t i = 0; code == 0 && i < ARRAY_SIZE(following); i++)
		code = INDEX_RUN(ix, err, following[i], TEXT(meeting), TEXT(item));
	return code < 0 ? code : count_follow(ix, meeting, item, 1, err);
}

int index_follow(struct indexer *ix, const struct index_followed *items, struct error *err)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < items->count; i++)
		code = follow(ix, items->item[i].meeting, items->item[i].item, err);
	return code;
}
