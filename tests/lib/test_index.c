#include "index_site.h"
#include "kind.h"

static const char council[] = "---\n"
			      "record: council\n"
			      "name: {az: Şura, en: Council}\n"
			      "languages: [az, en]\n"
			      "---\n";

static const char person[] = "---\n"
			     "record: person\n"
			     "name: Əliməmməd Nuriyev\n"
			     "other spellings: [Alimammad Nuriyev, A. Nuriyev]\n"
			     "terms:\n"
			     "  - {capacity: member, body: bodies/v/vxsi, from: 2015, to: null}\n"
			     "---\n"
			     "\n"
			     "Hüquqşünas.\n";

static const char vxsi[] = "---\n"
			   "record: body\n"
			   "name: Vətəndaşlara Xidmət İctimai Şurası\n"
			   "short name: VXSİ\n"
			   "kind: ngo\n"
			   "---\n";

static const char issue[] = "---\n"
			    "record: issue\n"
			    "title: Elektron xidmətlər\n"
			    "state: open\n"
			    "keywords: [kommunal]\n"
			    "---\n";

static const char meeting[] =
	"---\n"
	"record: minutes\n"
	"title: Yerli icra hakimiyyətlərində elektron xidmətlər\n"
	"date: 2015-07-28\n"
	"chair: people/n/nuriyev\n"
	"state: held\n"
	"minutes: published\n"
	"participants:\n"
	"  - {person: people/n/nuriyev, capacity: chair, on behalf of: bodies/v/vxsi}\n"
	"  - {name: Birinci sakin, capacity: invitee, attendance: late}\n"
	"agenda:\n"
	"  - {issue: issues/2015/0001-0099/0001-local, title: Xidmətlər, rapporteur: "
	"people/n/nuriyev}\n"
	"  - {title: Başqa, rapporteur: Sakin, kind: internal}\n"
	"  - {title: Başlıqsız}\n"
	"---\n"
	"\n"
	"Giriş sözü: [qanun](../../../bodies/v/vxsi.md).\n"
	"\n"
	"## 1. Xidmətlərin təşkili\n"
	"\n"
	"Qısa **izah**.\n"
	"\n"
	"### Çıxış etdilər\n"
	"\n"
	"- **S1** [Əliməmməd Nuriyev](../../../people/n/nuriyev.md), *Sakin*: Pilot rayonlar "
	"seçilsin.\n"
	"- **S2** VXSİ ilə [razıyam](#s1).\n"
	"\n"
	"### Səsləndirilən təkliflər\n"
	"\n"
	"- **O1** Pilot rayonlar seçilsin. (S1)\n"
	"\n"
	"### Qərara alındı\n"
	"\n"
	"- **D1** Qəbul edilsin. (lehinə 6, əleyhinə 0, bitərəf 1)\n"
	"  - bitərəf: *Q. Əliyev*\n"
	"\n"
	"### Tapşırıqlar\n"
	"\n"
	"- [x] **A1** Siyahı hazırlansın — [Ə. Nuriyev](../../../people/n/nuriyev.md), 2015-09-01\n"
	"\n"
	"## 2. Digər məsələlər\n";

static const char proposal[] =
	"---\n"
	"record: proposal\n"
	"title: Elektron xidmətlər haqqında\n"
	"addressee: bodies/v/vxsi\n"
	"authors: [people/n/nuriyev, Sakin]\n"
	"state: submitted\n"
	"issues: [issues/2015/0001-0099/0001-local]\n"
	"born of: [meetings/2015/0001-local/minutes.md#o1]\n"
	"---\n"
	"\n"
	"## Tövsiyələr\n"
	"\n"
	"### **R1** Pilot\n"
	"\n"
	"Üç rayonda sınaqdan keçirilsin.\n"
	"\n"
	"## Nəticə\n"
	"\n"
	"- **R2** Hesabat ([O1](../../../../meetings/2015/0001-local/minutes.md#o1)).\n";

#define MEETING "meetings/2015/0001-local/minutes.md"
#define ISSUE "issues/2015/0001-0099/0001-local/issue.md"
#define PROPOSAL "proposals/2015/0001-0099/0001-local/proposal.md"

static int fill(struct site *site)
{
	put(site, "council.md", council);
	put(site, "people/n/nuriyev.md", person);
	put(site, "bodies/v/vxsi.md", vxsi);
	put(site, ISSUE, issue);
	put(site, MEETING, meeting);
	put(site, PROPOSAL, proposal);
	return save(site, "Record the first meeting");
}

TEST(an_empty_council_has_an_empty_index)
{
	SITE site = site_new();
	struct revision commit = { "x" };
	bool changed = true;

	CHECK_OK(index_catch_up(site.db, site.store, &changed, &err), err);
	CHECK(!changed);
	CHECK_OK(index_commit(site.db, &commit, &err), err);
	CHECK_TEXT(commit.hex, "");
	CHECK(equals_rebuilt(&site));
}

TEST(it_knows_the_commit_it_stands_for)
{
	SITE site = site_new();
	struct revision commit;
	bool changed = true;

	CHECK_OK(fill(&site), err);
	CHECK_OK(index_commit(site.db, &commit, &err), err);
	CHECK_TEXT(commit.hex, site.head.hex);
	CHECK_OK(index_catch_up(site.db, site.store, &changed, &err), err);
	CHECK(!changed);
}

TEST(a_record_has_its_fields)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db,
		"SELECT id, kind, address, title, short, initial, year, number, date, state,"
		" meeting_state, audience FROM records ORDER BY id",
		"bodies/vxsi|body|/bodies/vxsi|Vətəndaşlara Xidmət İctimai "
		"Şurası|VXSİ|V|-|-|-|-|-|0;"
		"council|council|/council|Şura|-|Ş|-|-|-|-|-|0;"
		"issues/2015/1|issue|/issues/2015/1|Elektron xidmətlər|-|E|2015|1|-|open|-|0;"
		"meetings/2015/1|minutes|/meetings/2015/1|"
		"Yerli icra hakimiyyətlərində elektron "
		"xidmətlər|-|Y|2015|1|2015-07-28|published|held|0;"
		"people/nuriyev|person|/people/nuriyev|Əliməmməd Nuriyev|-|Ə|-|-|-|-|-|0;"
		"proposals/2015/1|proposal|/proposals/2015/1|Elektron xidmətlər "
		"haqqında|-|E|2015|1|-|"
		"submitted|-|0;");
	CHECK_ROWS(site.db,
		"SELECT front ->> 'chair', front ->> '$.agenda[1].rapporteur' FROM records"
		" WHERE id = 'meetings/2015/1'",
		"people/n/nuriyev|Sakin;");
	CHECK_ROWS(site.db, "SELECT html FROM pages WHERE record = 'people/nuriyev'",
		"<p>Hüquqşünas.</p>\n;");
}

TEST(titles_stand_in_the_order_of_the_first_language)
{
	SITE site = site_new();
	static const char *const names[] = { "Çingiz", "Zaur", "Xədicə", "Cavid", "Hikmət" };

	put(&site, "council.md", council);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		CLEANUP(str_free) char *path = str_format("people/a/a%zu.md", i);
		CLEANUP(str_free)
		char *text = str_format("---\nrecord: person\nname: %s\n---\n", names[i]);
		put(&site, path, text);
	}
	CHECK_OK(save(&site, "Add people"), err);
	CHECK_ROWS(site.db,
		"SELECT group_concat(title, ' ') FROM (SELECT title FROM records"
		" WHERE kind = 'person' ORDER BY sort)",
		"Cavid Çingiz Hikmət Xədicə Zaur;");

	put(&site, "council.md", "---\nrecord: council\nname: Council\nlanguages: [en]\n---\n");
	CHECK_OK(save(&site, "Speak English"), err);
	CHECK_ROWS(site.db,
		"SELECT group_concat(title, ' ') FROM (SELECT title FROM records"
		" WHERE kind = 'person' ORDER BY sort)",
		"Cavid Çingiz Hikmət Xədicə Zaur;");
	CHECK_ROWS(site.db, "SELECT value FROM meta WHERE key = 'language'", "en;");
	CHECK(equals_rebuilt(&site));
}

TEST(a_person_is_found_by_every_spelling)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, "SELECT * FROM names WHERE record = 'people/nuriyev'",
		"people/nuriyev|A. Nuriyev|a. nuriyev|0;"
		"people/nuriyev|Alimammad Nuriyev|alimammad nuriyev|0;"
		"people/nuriyev|Əliməmməd Nuriyev|elimemmed nuriyev|1;");
	CHECK_ROWS(site.db, "SELECT name FROM names WHERE fold = fold('VXSİ')", "VXSİ;");
	CHECK_ROWS(site.db, "SELECT * FROM terms", "people/nuriyev|1|member|bodies/vxsi|2015|-;");
}

TEST(a_meeting_has_participants_and_an_agenda)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, "SELECT * FROM participants",
		"meetings/2015/1|1|people/nuriyev|-|chair|bodies/vxsi|-|-|-|-;"
		"meetings/2015/1|2|-|Birinci sakin|invitee|-|-|-|late|-;");
	CHECK_ROWS(site.db, "SELECT * FROM agenda",
		"meetings/2015/1|1|issues/2015/1|Xidmətlər|people/nuriyev|-|-|-;"
		"meetings/2015/1|2|-|Başqa|-|Sakin|internal|-;"
		"meetings/2015/1|3|-|Başlıqsız|-|-|-|-;");
}

TEST(headings_that_no_agenda_names_are_issues_too)
{
	SITE site = site_new();

	put(&site, MEETING,
		"---\nrecord: minutes\ntitle: T\nstate: held\nminutes: draft\n---\n\n"
		"## 1. Birinci\n\n## İkinci\n");
	CHECK_OK(save(&site, "Take minutes"), err);
	CHECK_ROWS(site.db, "SELECT seq, issue, title FROM agenda", "1|-|Birinci;2|-|İkinci;");
}

TEST(what_stands_between_the_items_is_kept_in_order)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, "SELECT seq, agenda, section, html FROM visible_texts",
		"0|0|-|<p>Giriş sözü: <a href=\"/bodies/vxsi\">qanun</a>.</p>\n;"
		"0|1|-|<p>Qısa <strong>izah</strong>.</p>\n;0|1|spoke|-;2|1|suggested|-;"
		"3|1|resolved|-;4|1|actions|-;");
}

TEST(items_say_who_spoke_and_what_was_decided)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db,
		"SELECT id, seq, letter, agenda, section, text FROM items"
		" WHERE record = 'meetings/2015/1' ORDER BY seq",
		"S1|1|S|1|spoke|Pilot rayonlar seçilsin.;S2|2|S|1|spoke|VXSİ ilə razıyam.;"
		"O1|3|O|1|suggested|Pilot rayonlar seçilsin.;D1|4|D|1|resolved|Qəbul edilsin.;"
		"A1|5|A|1|actions|Siyahı hazırlansın;");
	CHECK_ROWS(site.db,
		"SELECT id, votes_for, votes_against, votes_abstained, done, person, person_name, "
		"due"
		" FROM items WHERE id IN ('D1', 'A1') ORDER BY id",
		"A1|-|-|-|1|people/nuriyev|Ə. Nuriyev|2015-09-01;D1|6|0|1|-|-|-|-;");
	CHECK_ROWS(site.db, "SELECT item, seq, who, name FROM speakers",
		"S1|1|people/nuriyev|Əliməmməd Nuriyev;S1|2|-|Sakin;");
	CHECK_ROWS(site.db, "SELECT html FROM items WHERE id = 'S2'",
		"VXSİ ilə <a href=\"/meetings/2015/1#s1\">razıyam</a>.;");
	CHECK_ROWS(site.db,
		"SELECT id, letter, text FROM items WHERE record = 'proposals/2015/1' ORDER BY seq",
		"R1|R|Pilot;R2|R|Hesabat (O1).;");
}

TEST(totals_follow_the_records)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, "SELECT what, count FROM visible_totals",
		"A|1;D|1;O|1;R|2;S|2;body|1;council|1;done|1;issue|1;minutes|1;person|1;proposal|1;"
		"taken up|1;");
	put(&site, MEETING,
		"---\nrecord: minutes\ntitle: T\nstate: held\nminutes: draft\n---\n\n"
		"## 1. Birinci\n\n### Tapşırıqlar\n\n- [ ] **A1** Bir\n- [x] **A2** İki\n");
	CHECK_OK(save(&site, "Begin anew"), err);
	CHECK_ROWS(site.db, "SELECT * FROM totals WHERE what IN ('minutes', 'A', 'S', 'open')",
		"A|2|2;minutes|2|1;open|2|1;");
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_totals WHERE what = 'minutes'", "0;");
	CHECK(equals_rebuilt(&site));
}

/* What became of it --------------------------------------------------------------------------- */

#define REPORT "meetings/2015/0001-local/actions/a1.md"
#define DISPOSITION "meetings/2015/0001-local/dispositions/o1.md"

static const char duties_of_levels[] = "SELECT level, state, person, person_name, due FROM duties ORDER BY level";
static const char fates_of_levels[] = "SELECT level, outcome FROM fates ORDER BY level";

TEST(a_report_on_an_action_counts_before_its_box)
{
	SITE site = site_new();
	static const char totals[] = "SELECT what, audience, count FROM totals WHERE what IN ('open', 'stopped', 'done')";

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, duties_of_levels,
		"0|done|people/nuriyev|Ə. Nuriyev|2015-09-01;1|done|people/nuriyev|Ə. Nuriyev|2015-09-01;"
		"2|done|people/nuriyev|Ə. Nuriyev|2015-09-01;");
	put(&site, REPORT,
		"---\nrecord: action\nstate: open\nperson: Sakin\ndue: 2016-01-01\nby: people/n/nuriyev\n"
		"at: 2015-10-01\n---\n\nHələ yox.\n");
	CHECK_OK(save(&site, "Report"), err);
	/* the report is the members' alone: the public reads what the minutes say */
	CHECK_ROWS(site.db, duties_of_levels,
		"0|done|people/nuriyev|Ə. Nuriyev|2015-09-01;1|done|people/nuriyev|Ə. Nuriyev|2015-09-01;"
		"2|open|-|Sakin|2016-01-01;");
	CHECK_ROWS(site.db, totals, "done|0|1;done|2|-1;open|2|1;");
	index_set_reader(site.db, AUDIENCE_PUBLIC);
	CHECK_ROWS(site.db, "SELECT state FROM visible_duties", "done;");
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_actions", "0;");
	index_set_reader(site.db, AUDIENCE_MEMBERS);
	CHECK_ROWS(site.db, "SELECT state FROM visible_duties", "open;");
	CHECK_ROWS(site.db, "SELECT state, by, at FROM visible_actions", "open|people/nuriyev|2015-10-01;");
	CHECK(equals_rebuilt(&site));
	put(&site, REPORT,
		"---\nrecord: action\nstate: stopped\nby: Sakin\nat: 2015-10-02\naudience: public\n---\n\nLazım deyil.\n");
	CHECK_OK(save(&site, "Report again"), err);
	CHECK_ROWS(site.db, "SELECT DISTINCT state, place, person, due FROM duties",
		"stopped|1|people/nuriyev|2015-09-01;");
	CHECK_ROWS(site.db, totals, "stopped|0|1;");
	put(&site, REPORT, NULL);
	CHECK_OK(save(&site, "Take it back"), err);
	CHECK_ROWS(site.db, totals, "done|0|1;");
	CHECK(equals_rebuilt(&site));
	put(&site, MEETING, NULL);
	CHECK_OK(save(&site, "Delete the meeting"), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM duties", "0;");
	CHECK_ROWS(site.db, totals, "");
	CHECK(equals_rebuilt(&site));
}

TEST(a_suggestion_has_a_fate_for_each_reader)
{
	SITE site = site_new();
	CLEANUP(str_free) char *draft = str_copy(proposal);

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, fates_of_levels, "0|taken up;1|taken up;2|taken up;");
	memcpy(strstr(draft, "state: submitted"), "state: draft    ", strlen("state: submitted"));
	put(&site, PROPOSAL, draft);
	CHECK_OK(save(&site, "Back to draft"), err);
	CHECK_ROWS(site.db, fates_of_levels, "0|;1|;2|taken up;");
	CHECK_ROWS(site.db, "SELECT what, audience, count FROM totals WHERE what IN ('unsaid', 'taken up')",
		"taken up|2|1;unsaid|0|1;unsaid|2|-1;");
	put(&site, PROPOSAL, NULL);
	put(&site, DISPOSITION,
		"---\nrecord: disposition\noutcome: merged\nin: " MEETING "#o2\nwhy: Eynidir.\nby: people/n/nuriyev\n"
		"at: 2015-10-01\naudience: public\n---\n");
	CHECK_OK(save(&site, "Say so"), err);
	CHECK_ROWS(site.db, fates_of_levels, "0|merged;1|merged;2|merged;");
	CHECK_ROWS(site.db, "SELECT item, to_record, to_item, why, by FROM visible_dispositions",
		"O1|meetings/2015/1|O2|Eynidir.|people/nuriyev;");
	CHECK(equals_rebuilt(&site));
}

TEST(an_item_is_shown_with_all_its_paragraphs)
{
	SITE site = site_new();

	put(&site, MEETING,
		"---\nrecord: minutes\ntitle: T\nstate: held\nminutes: draft\n---\n\n"
		"## 1. Birinci\n\n### Çıxış etdilər\n\n"
		"- **S1** Bir cümlə\n  iki *sətirdə*.\n"
		"- **S2** Siyahı:\n\n  - bir <b>\n  - iki\n"
		"- **S2** İkinci dəfə.\n");
	CHECK_OK(save(&site, "Take minutes"), err);
	CHECK_ROWS(site.db, "SELECT id, html FROM items",
		"S1|Bir cümlə\niki <em>sətirdə</em>.;"
		"S2|<p>Siyahı:</p>\n<ul>\n<li>bir </li>\n<li>iki</li>\n</ul>\n;");
	CHECK_ROWS(site.db, "SELECT item FROM visible_passages WHERE query MATCH 'dəfə'", "");
	CHECK(equals_rebuilt(&site));
}

TEST(links_are_known_in_both_directions)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db,
		"SELECT item, to_record, to_item, role FROM links WHERE record = 'meetings/2015/1'",
		"|bodies/vxsi||body;|bodies/vxsi||participants;|issues/2015/1||agenda;"
		"|people/nuriyev||agenda;|people/nuriyev||chair;|people/nuriyev||participants;"
		"O1|meetings/2015/1|S1|origin;S2|meetings/2015/1|S1|body;");
	CHECK_ROWS(site.db,
		"SELECT record, item, role FROM links WHERE to_record = 'meetings/2015/1'"
		" AND to_item = 'O1'",
		"proposals/2015/1||born of;proposals/2015/1|R2|body;");
	CHECK_ROWS(site.db,
		"SELECT role FROM links WHERE to_record = 'people/nuriyev' AND record ="
		" 'proposals/2015/1'",
		"authors;");
}

TEST(search_finds_records_and_items_apart)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_ROWS(site.db, "SELECT record, item FROM visible_passages WHERE query MATCH 'razıyam'",
		"meetings/2015/1|S2;");
	CHECK_ROWS(site.db, "SELECT record, item FROM visible_passages WHERE query MATCH 'girish'",
		"meetings/2015/1|;");
	CHECK_ROWS(site.db,
		"SELECT record, item FROM visible_passages WHERE query MATCH 'alimammad AND pilot'",
		"meetings/2015/1|S1;");
	CHECK_ROWS(site.db, "SELECT record FROM visible_passages WHERE query MATCH 'kommunal'",
		"issues/2015/1;");
	CHECK_ROWS(site.db,
		"SELECT record, item, snippet(query, 1, '[', ']', '…', 8) FROM visible_passages"
		" WHERE query MATCH 'sinaq*'",
		"proposals/2015/1|R1|Pilot\nÜç rayonda [sınaqdan] keçirilsin.;");
	CHECK_ROWS(site.db,
		"SELECT record, highlight(query, 0, '[', ']') FROM visible_passages"
		" WHERE query MATCH 'title: haqqinda' AND item = '' ORDER BY place",
		"proposals/2015/1|Elektron xidmətlər [haqqında];");
}

TEST(what_search_finds_follows_an_edit)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	put(&site, ISSUE, "---\nrecord: issue\ntitle: Yol\nstate: open\n---\n\nAsfalt döşənsin.\n");
	CHECK_OK(save(&site, "Speak of roads"), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM visible_passages WHERE query MATCH 'kommunal'",
		"0;");
	CHECK_ROWS(site.db,
		"SELECT record FROM visible_passages WHERE query MATCH 'asfalt AND yol'",
		"issues/2015/1;");
	CHECK(equals_rebuilt(&site));
}

TEST(an_edit_leaves_other_records_rows_alone)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_OK(db_run(site.db,
			 "CREATE TEMP TABLE changed (id);"
			 "CREATE TEMP TRIGGER a AFTER INSERT ON main.records BEGIN"
			 "	INSERT INTO changed VALUES (new.id); END;"
			 "CREATE TEMP TRIGGER b AFTER INSERT ON main.items BEGIN"
			 "	INSERT INTO changed VALUES (new.record); END;"
			 "CREATE TEMP TRIGGER c AFTER INSERT ON main.links BEGIN"
			 "	INSERT INTO changed VALUES (new.record); END;"
			 "CREATE TEMP TRIGGER d AFTER INSERT ON main.passages BEGIN"
			 "	INSERT INTO changed VALUES (new.record); END;",
			 &err),
		err);
	put(&site, "people/n/nuriyev.md", "---\nrecord: person\nname: Əli Nuriyev\n---\n");
	CHECK_OK(save(&site, "Shorten a name"), err);
	CHECK_ROWS(site.db, "SELECT DISTINCT id FROM changed", "people/nuriyev;");
	CHECK(equals_rebuilt(&site));
}

TEST(what_is_no_record_is_passed_over)
{
	SITE site = site_new();
	static const char *const texts[] = { "", "no record", "---\nrecord: person\n---\n",
		"---\nrecord: issue\ntitle: [\n---\n", "---\nrecord: nonsense\n---\n" };

	CHECK_OK(fill(&site), err);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		put(&site, ISSUE, texts[i]);
		put(&site, "notes/readme.txt", texts[i]);
		CHECK_OK(save(&site, "Spoil it"), err);
		CHECK_ROWS(
			site.db, "SELECT count(*) FROM records WHERE id = 'issues/2015/1'", "0;");
		CHECK_ROWS(site.db,
			"SELECT audience FROM versions WHERE record = 'issues/2015/1'"
			" ORDER BY depth DESC LIMIT 1",
			"2;");
		CHECK(equals_rebuilt(&site));
	}
	put(&site, ISSUE, issue);
	CHECK_OK(save(&site, "Mend it"), err);
	CHECK_ROWS(site.db, "SELECT title FROM records WHERE id = 'issues/2015/1'",
		"Elektron xidmətlər;");
}

TEST(a_body_that_markdown_refuses_is_shown_as_it_is)
{
	SITE site = site_new();
	CLEANUP(buf_release) struct buf text = BUF_INIT;

	buf_puts(&text, "---\nrecord: issue\ntitle: T\nstate: open\n---\n\n");
	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "- ");
	buf_puts(&text, "<b>x\n");
	put(&site, ISSUE, buf_text(&text));
	CHECK_OK(save(&site, "Nest"), err);
	CHECK_ROWS(site.db, "SELECT substr(html, 1, 9), substr(html, -18) FROM pages",
		"<pre>- - |&lt;b&gt;x\n</pre>\n;");
	CHECK(equals_rebuilt(&site));
}

/* Who may read -------------------------------------------------------------------------------- */

static void put_proposal(struct site *site, const char *state, const char *word)
{
	CLEANUP(str_free)
	char *text = str_format(
		"---\nrecord: proposal\ntitle: P\nstate: %s\n---\n\n- **R1** %s\n", state, word);

	put(site, PROPOSAL, text);
}

TEST(a_reader_sees_what_the_views_show)
{
	SITE site = site_new();
	CLEANUP(db_close) struct db *reader = NULL;
	static const char *const views[] = { "records", "pages", "items", "passages", "versions",
		"commits" };

	put_proposal(&site, "draft", "gizli");
	CHECK_OK(save(&site, "Draft"), err);
	CHECK_OK(index_open_reading(&reader, site.index, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
		CLEANUP(str_free)
		char *sql = str_format("SELECT count(*) > 0 FROM visible_%s", views[i]);

		index_set_reader(reader, AUDIENCE_PUBLIC);
		CHECK_ROWS(reader, sql, "0;");
		index_set_reader(reader, AUDIENCE_AGENCY);
		CHECK_ROWS(reader, sql, "0;");
		index_set_reader(reader, AUDIENCE_MEMBERS);
		CHECK_ROWS(reader, sql, "1;");
	}
	index_set_reader(reader, AUDIENCE_PUBLIC);
	CHECK_ROWS(reader, "SELECT count(*) FROM visible_passages WHERE query MATCH 'gizli'", "0;");
}

static bool only_views(const char *table, const char *view, void *ctx)
{
	return str_starts(table, "visible_");
}

/* Pages bring the functions on rules and days along, which the views on whose move it is ask. */
static void nothing(struct call *call, void *ctx)
{
}

static int add_functions_of_pages(struct db *db)
{
	static const struct {
		const char *name;
		int values;
	} functions[] = { { "today", 0 }, { "rule_due", 2 }, { "rule_before", 2 }, { "mover", 1 }, { "workdays_late", 2 } };
	int code = 0;

	for (size_t i = 0; i < ARRAY_SIZE(functions) && code == 0; i++)
		code = db_add_function(db, functions[i].name, functions[i].values, true, nothing, NULL, &err);
	return code;
}

TEST(under_a_guard_the_views_answer_and_the_tables_do_not)
{
	SITE site = site_new();
	CLEANUP(db_close) struct db *reader = NULL;
	CLEANUP(query_free) struct query *names = NULL;
	int code;

	CHECK_OK(fill(&site), err);
	CHECK_OK(index_open_reading(&reader, site.index, &err), err);
	CHECK_OK(add_functions_of_pages(reader), err);
	db_set_guard(reader, only_views, NULL);
	CHECK_OK(db_prepare(&names, site.db,
			 "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')"
			 " AND name NOT IN ('search_config', 'sqlite_sequence')",
			 &err),
		err);
	while ((code = query_step(names, &err)) > 0) {
		CLEANUP(str_free) char *sql = str_format("SELECT * FROM %s", query_text(names, 0));
		CLEANUP(str_free) char *rows = ask(reader, sql);
		bool refused = str_starts(rows, "database: ");

		if (refused != str_equal(query_text(names, 1), "table"))
			return test_fail(__FILE__, __LINE__, "%s: %s", sql, rows);
	}
	CHECK_OK(code, err);
	CHECK_ROWS(reader, "SELECT item FROM visible_passages WHERE query MATCH 'razıyam'", "S2;");
}

/* What pages ask: each is answered by looking things up, however many records there are. */
TEST(no_question_of_a_page_reads_a_whole_table)
{
	SITE site = site_new();
	static const char *const questions[] = {
		"SELECT * FROM visible_records r LEFT JOIN visible_pages p ON p.record = r.id"
		" WHERE r.address = ?",
		"SELECT * FROM visible_items i"
		" LEFT JOIN visible_speakers s ON s.record = i.record AND s.item = i.id"
		" LEFT JOIN visible_records r ON r.id = s.who WHERE i.record = ? ORDER BY i.seq",
		"SELECT * FROM visible_links l JOIN visible_records r ON r.id = l.record"
		" LEFT JOIN visible_items i ON i.record = l.record AND i.id = l.item"
		" WHERE l.to_record = ? AND l.to_item = ?",
		"SELECT * FROM visible_records WHERE kind = 'minutes' AND year = ?"
		" ORDER BY number DESC",
		"SELECT year, count(*) FROM visible_records WHERE kind = 'minutes' GROUP BY year",
		"SELECT * FROM visible_records WHERE kind = 'person' ORDER BY sort LIMIT 50",
		"SELECT * FROM visible_versions v JOIN visible_commits c ON c.id = v.id"
		" WHERE v.record = ? ORDER BY v.depth DESC",
		"SELECT * FROM visible_agenda a JOIN visible_records r ON r.id = a.meeting"
		" WHERE a.issue = ?",
		"SELECT * FROM visible_participants WHERE who = ?",
		"SELECT * FROM visible_speakers s JOIN visible_items i"
		" ON i.record = s.record AND i.id = s.item WHERE s.who = ?",
		"SELECT * FROM visible_duties d JOIN visible_items i"
		" ON i.record = d.meeting AND i.id = d.item WHERE d.person = ?",
		"SELECT * FROM visible_duties WHERE place BETWEEN ? AND ? AND due IS NOT NULL"
		" ORDER BY place, due LIMIT 50",
		"SELECT * FROM visible_fates WHERE outcome = ? ORDER BY year DESC, number DESC, seq LIMIT 50",
		"SELECT * FROM visible_fates ORDER BY year DESC, number DESC, seq LIMIT 50",
		"SELECT * FROM visible_items i LEFT JOIN visible_duties d ON d.meeting = i.record AND d.item = i.id"
		" LEFT JOIN visible_records p ON p.id = d.person WHERE i.record = ?",
		"SELECT * FROM visible_became b JOIN visible_records r ON r.id = b.became"
		" WHERE b.meeting = ? AND b.item = ?",
		"SELECT * FROM visible_dispositions WHERE to_record = ? AND to_item = ?",
		"SELECT * FROM visible_records WHERE owner = ?",
		"SELECT * FROM visible_terms WHERE body = ?",
		"SELECT * FROM visible_participants WHERE who = ?1 OR on_behalf = ?1",
		"SELECT * FROM visible_names WHERE fold >= ?1 AND fold < ?1 || char(1114111)",
		"SELECT * FROM visible_passages p JOIN visible_records r ON r.id = p.record"
		" WHERE query MATCH ? AND passage_kind = ? ORDER BY place LIMIT 20",
	};

	CHECK_OK(fill(&site), err);
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		CLEANUP(str_free) char *sql = str_format("EXPLAIN QUERY PLAN %s", questions[i]);
		CLEANUP(str_free) char *plan = ask(site.db, sql);

		for (char *p = plan; (p = strstr(p, "SCAN ")); p++)
			if (!str_starts(p, "SCAN s VIRTUAL TABLE"))
				return test_fail(__FILE__, __LINE__, "%s\n%s", sql, plan);
		if (strstr(plan, "MATERIALIZE") || strstr(plan, "AUTOMATIC"))
			return test_fail(__FILE__, __LINE__, "%s\n%s", sql, plan);
		if (strstr(sql, "MATCH") && strstr(plan, "TEMP B-TREE"))
			return test_fail(__FILE__, __LINE__, "%s\n%s", sql, plan);
	}
}

/* Making it ----------------------------------------------------------------------------------- */

TEST(there_is_nothing_to_read_before_it_is_made)
{
	CLEANUP(str_free) char *file = str_format("%s/index.db", test_folder());
	CLEANUP(db_close) struct db *db = NULL;
	struct db *reader = NULL;

	CHECK_NUMBER(index_open_reading(&reader, file, &err), ERR_NOT_FOUND);
	CHECK_OK(db_open(&db, file, DB_WRITE, &err), err);
	CHECK_OK(db_run(db, "CREATE TABLE records (a); PRAGMA user_version = 7", &err), err);
	CHECK_REFUSED(index_open_reading(&reader, file, &err), ERR_NOT_FOUND, err,
		"the index was made by another version of the program; make it anew with"
		" \"shura reindex\"");
}

TEST(an_index_of_another_schema_is_made_anew)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	CHECK_OK(db_run(site.db, "CREATE TABLE older (a); PRAGMA user_version = 7", &err), err);
	db_close(TAKE(site.db));
	CHECK_OK(index_open(&site.db, site.index, DB_WRITE, &err), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM records", "0;");
	CHECK_ROWS(site.db, "SELECT count(*) FROM sqlite_schema WHERE name = 'older'", "0;");
	CHECK_OK(index_catch_up(site.db, site.store, NULL, &err), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM records", "6;");
	CHECK(equals_rebuilt(&site));
}

static void harm(const char *file, const char *command)
{
	CLEANUP(str_free) char *line = str_format("f=%s; %s", file, command);

	if (system(line) != 0)
		abort();
}

TEST(a_damaged_index_is_made_anew)
{
	static const char *const harms[] = {
		"head -c 100000 /dev/urandom >$f",
		"echo hello >$f",
		"truncate -s 30000 $f",
		"head -c 100 /dev/zero | dd of=$f conv=notrunc status=none",
		"head -c 9999 /dev/urandom >$f; cp $f $f-wal; cp $f $f-shm",
	};

	for (size_t i = 0; i < ARRAY_SIZE(harms); i++) {
		SITE site = site_new();

		CHECK_OK(fill(&site), err);
		db_close(TAKE(site.db));
		harm(site.index, harms[i]);
		CHECK_NUMBER(index_open(&site.db, site.index, DB_WRITE, &err), INDEX_WAS_DAMAGED);
		CHECK_OK(index_catch_up(site.db, site.store, NULL, &err), err);
		CHECK_ROWS(site.db, "SELECT count(*) FROM records", "6;");
		CHECK(equals_rebuilt(&site));
	}
}

TEST(an_index_that_is_damaged_while_it_is_open_is_made_anew_under_its_readers)
{
	SITE site = site_new();
	CLEANUP(db_close) struct db *reader = NULL;

	CHECK_OK(fill(&site), err);
	db_close(TAKE(site.db)); /* all of it is in the file now */
	CHECK_NUMBER(index_open(&site.db, site.index, DB_WRITE, &err), 0);
	CHECK_OK(index_open_reading(&reader, site.index, &err), err);
	CHECK_ROWS(reader, "SELECT count(*) FROM visible_records", "6;");
	harm(site.index, "half=$(($(stat -c %s $f) / 8192)); head -c $((half * 4096)) /dev/urandom |"
			 " dd of=$f bs=4096 seek=$half conv=notrunc status=none");
	CHECK_NUMBER(index_rebuild(site.db, site.store, &err), INDEX_WAS_DAMAGED);
	CHECK_ROWS(reader, "SELECT count(*) FROM visible_records", "6;");
	CHECK(equals_rebuilt(&site));
}

TEST(an_index_of_this_schema_is_kept)
{
	SITE site = site_new();

	CHECK_OK(fill(&site), err);
	db_close(TAKE(site.db));
	CHECK_OK(index_open(&site.db, site.index, DB_WRITE, &err), err);
	CHECK_ROWS(site.db, "SELECT count(*) FROM records", "6;");
}

TEST(readers_see_the_old_index_until_the_new_one_is_done)
{
	SITE site = site_new();
	CLEANUP(db_close) struct db *reader = NULL;
	CLEANUP(query_free) struct query *query = NULL;

	CHECK_OK(fill(&site), err);
	CHECK_OK(index_open_reading(&reader, site.index, &err), err);
	CHECK_OK(db_prepare(&query, reader, "SELECT count(*) FROM visible_records", &err), err);
	{
		CLEANUP(transaction_rollback) struct transaction transaction = { 0 };

		CHECK_OK(transaction_begin(&transaction, reader, false, &err), err);
		CHECK_NUMBER(query_step(query, &err), 1);
		CHECK_NUMBER(query_number(query, 0), 6);
		query_reset(query);
		CHECK_OK(index_rebuild(site.db, site.store, &err), err);
		CHECK_NUMBER(query_step(query, &err), 1);
		CHECK_NUMBER(query_number(query, 0), 6);
		query_reset(query);
	}
	CHECK_NUMBER(query_step(query, &err), 1);
	CHECK_NUMBER(query_number(query, 0), 6);
}

/* The dump shows every table that there is, so that equal dumps say what they seem to. */
TEST(the_dump_holds_every_table)
{
	SITE site = site_new();
	CLEANUP(buf_release) struct buf dump = BUF_INIT;
	CLEANUP(query_free) struct query *tables = NULL;
	int code;

	CHECK_OK(fill(&site), err);
	put(&site, "issues/2015/0001-0099/0001-zebra/issue.md", issue);
	put(&site, "meetings/2015/0001-local/corrections/20150801t0915-a3f2.md",
		"---\nrecord: correction\nauthor: A\nat: 2015-08-01\n"
		"anchor: {part: S1, quote: bir *iki*}\nstate: open\n---\n\nbir *üç*\n");
	put(&site, REPORT, "---\nrecord: action\nstate: open\nby: Sakin\nat: 2015-10-01\n---\n");
	put(&site, DISPOSITION, "---\nrecord: disposition\noutcome: noted\nby: Sakin\nat: 2015-10-01\n---\n");
	put(&site, "meetings/2015/0001-local/attachments/plan.pdf", "%PDF-");
	put(&site, "proposals/2015/0001-0099/0001-local/comments/2015-08-01/20150801t0915-a3f2.md",
		"---\nrecord: comment\nauthor: A\nat: 2015-08-01\nkind: note\n---\n\nBir *iki*.\n");
	put(&site, "proposals/2015/0001-0099/0001-local/submissions/01.md",
		"---\nrecord: submission\nnumber: 1\nversion: 1\noutgoing date: 2015-08-01\nstate: sent\n---\n");
	put(&site, "proposals/2015/0001-0099/0001-local/answers/01.md",
		"---\nrecord: answer\noutcomes:\n  - {recommendation: R1, outcome: accepted}\n---\n");
	put(&site, "proposals/2015/0001-0099/0001-local/progress/2015-09-01-2.md",
		"---\nrecord: progress\ndate: 2015-09-01\nrecommendation: R1\nstatus: done\n---\n");
	CHECK_OK(save(&site, "Add a second"), err);
	CHECK_OK(index_dump(site.db, &dump, &err), err);
	CHECK_OK(db_prepare(&tables, site.db,
			 "SELECT name FROM sqlite_schema WHERE type = 'table'"
			 " AND name NOT LIKE 'search@_%' ESCAPE '@' AND name NOT LIKE 'sqlite@_%'"
			 " ESCAPE '@'",
			 &err),
		err);
	while ((code = query_step(tables, &err)) > 0) {
		CLEANUP(str_free) char *line = str_format("\n%s ", query_text(tables, 0));

		if (!strstr(dump.data, line) && !str_starts(dump.data, line + 1))
			return test_fail(__FILE__, __LINE__, "no row of %s", line + 1);
	}
	CHECK_OK(code, err);
	CHECK(strstr(dump.data, "replacements \"meetings/2015/1/corrections/20150801t0915-a3f2\" \"S1\""));
	CHECK(strstr(dump.data, "bir <del>iki</del><ins>üç</ins>"));
}

TEST_MAIN
