#include "site.h"
#include "cache.h"
#include "date.h"
#include "desk.h"
#include "embed.h"
#include "past.h"
#include "pdf.h"
#include "presence.h"
#include "secret.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

struct site_own {
	struct site site; /* first: a site is the beginning of one */
	struct pages *pages;
	struct writer *writer;
	struct cache *cache;
	struct pdf *pdf;
	struct desk *desk;
	struct presence *presence;
	struct past *past;
	char *origin;
	char build[17];
	pthread_key_t key;
	bool has_key;
};

static void facts_free(struct facts *facts)
{
	if (!facts)
		return;
	free(facts->zone);
	free(facts->language);
	fields_release(&facts->name);
	rules_free(facts->rules);
	free(facts);
}

static void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	if (worker->earlier)
		worker->earlier->private = NULL; /* it is this one's */
	worker_free(worker->earlier);
	page_thread_free(worker->pages);
	store_free(worker->store);
	db_close(worker->private);
	facts_free(worker->facts);
	squeeze_free(worker->squeeze);
	free(worker);
}
DEFINE_CLEANUP(struct worker *, worker_free)

static void end_worker(void *worker)
{
	worker_free(worker);
}

static struct facts *facts_new(void)
{
	struct facts *facts = mem_alloc(sizeof *facts);

	facts->commit[0] = '?';
	facts->zone = str_copy("UTC");
	facts->language = str_copy(phrases_code(0));
	facts->rules = rules_new(NULL);
	return facts;
}

/* Reads the facts once, so that even the thread's first answer is in the council's language. */
static int first_facts(struct worker *worker, struct error *err)
{
	char commit[41];
	int code = page_begin(worker->pages, commit, err);

	if (code < 0)
		return code;
	code = facts_refresh(worker, commit, err);
	page_end(worker->pages);
	return code;
}

static int worker_new(struct worker **out, const struct site *site, const char *index, bool earlier, struct error *err)
{
	CLEANUP(worker_free) struct worker *worker = mem_alloc(sizeof *worker);
	const struct council *council = site->council;
	int code = page_thread_new(&worker->pages, site->pages, index, err);

	if (code == 0)
		code = store_open(&worker->store, council_records(council), false, err);
	if (code == 0 && !earlier)
		code = account_open(&worker->private, council_private(council), err);
	if (code == 0) {
		worker->facts = facts_new();
		code = first_facts(worker, err);
	}
	if (code < 0)
		return code;
	*out = TAKE(worker);
	return 0;
}

int site_worker(struct site *site, struct worker **out, struct error *err)
{
	struct site_own *own = (struct site_own *)site;
	struct worker *worker = pthread_getspecific(own->key);

	if (!worker) {
		int code = worker_new(&worker, site, council_index(site->council), false, err);

		if (code < 0)
			return code;
		if (pthread_setspecific(own->key, worker) != 0)
			abort();
	}
	*out = worker;
	return 0;
}

int site_worker_at(struct site *site, struct worker *now, const char *file, const char *commit, const char *state,
	struct error *err)
{
	struct worker *worker;
	int code;

	if (now->earlier && str_equal(now->earlier->state, state))
		return 0;
	if ((code = worker_new(&worker, site, file, true, err)) < 0)
		return code;
	store_stand_at(worker->store, commit);
	worker->private = now->private;
	snprintf(worker->state, sizeof worker->state, "%s", state);
	if (now->earlier)
		now->earlier->private = NULL;
	worker_free(now->earlier);
	now->earlier = worker;
	return 0;
}

void facts_today(const struct facts *facts, char out[11])
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct date date;

	if (date_from_time(&date, time(NULL), facts->zone, NULL) < 0 &&
		date_from_time(&date, time(NULL), "UTC", NULL) < 0)
		return;
	date.timed = false;
	date_write(&text, &date);
	snprintf(out, 11, "%s", buf_text(&text));
}

static void read_names(struct facts *facts, struct query *query)
{
	fields_release(&facts->name);
	fields_add(&facts->name, "", query_text(query, 0) ? query_text(query, 0) : "");
	if (query_text(query, 1)) {
		free(facts->zone);
		facts->zone = str_copy(query_text(query, 1));
	}
	if (query_text(query, 2)) {
		free(facts->language);
		facts->language = str_copy(query_text(query, 2));
	}
}

/* The rules of BLOB, which is council.md; where it is malformed, the defaults. */
static int read_rules(struct worker *worker, const char *blob, struct error *err)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	struct record *council = NULL;
	int code = store_read_blob(worker->store, blob, &text, err);

	if (code < 0)
		return code;
	record_parse(&council, buf_text(&text), text.len, NULL);
	rules_free(worker->facts->rules);
	worker->facts->rules = rules_new(council);
	return 0;
}

static int read_mark(struct facts *facts, struct db *db, struct error *err)
{
	CLEANUP(query_free) struct query *query = NULL;
	int code = db_prepare(&query, db,
		"SELECT id FROM visible_versions WHERE record = 'council' ORDER BY depth LIMIT 1", err);

	if (code == 0 && (code = query_step(query, err)) > 0)
		snprintf(facts->mark, sizeof facts->mark, "%s", query_text(query, 0));
	return code < 0 ? code : 0;
}

int facts_refresh(struct worker *worker, const char *commit, struct error *err)
{
	struct facts *facts = worker->facts;
	struct db *db = page_db(worker->pages);
	CLEANUP(query_free) struct query *query = NULL;
	CLEANUP(query_free) struct query *names = NULL;
	int code;

	if (str_equal(facts->commit, commit))
		return 0;
	page_set_reader(worker->pages,
		&(struct page_reader){ .phrases = phrases_find(phrases_code(0)), .zone = "UTC" });
	code = db_prepare(&query, db,
		"SELECT title, front ->> '$.\"time zone\"', front ->> '$.languages[0]', blob "
		"FROM visible_records WHERE id = 'council'",
		err);
	if (code == 0)
		code = db_prepare(&names, db,
			"SELECT key, value FROM json_each((SELECT front FROM visible_records "
			"WHERE id = 'council'), '$.name') WHERE key IS NOT NULL",
			err);
	if (code == 0 && (code = query_step(query, err)) > 0) {
		read_names(facts, query);
		code = read_rules(worker, query_text(query, 3), err);
	}
	while (code >= 0 && (code = query_step(names, err)) > 0)
		fields_add(&facts->name, query_text(names, 0), query_text(names, 1));
	if (code == 0)
		code = read_mark(facts, db, err);
	if (code < 0)
		return code;
	strcpy(facts->commit, commit);
	return 0;
}

const char *facts_name(const struct facts *facts, const char *language)
{
	const char *name = fields_get(&facts->name, language);

	if (!name)
		name = fields_get(&facts->name, "");
	return name && *name ? name : "Shura";
}

static uint64_t mix(uint64_t sum, const void *bytes, size_t len)
{
	for (const unsigned char *p = bytes; len; p++, len--)
		sum = (sum ^ *p) * 1099511628211u;
	return sum;
}

/* Another program, other ETags: what is built in, and which file it is that runs. */
static void name_build(char out[17])
{
	uint64_t sum = 14695981039346656037u;
	struct stat program;

	for (size_t i = 0; i < embedded_count; i++)
		sum = mix(sum, embedded[i].hash, strlen(embedded[i].hash));
	if (stat("/proc/self/exe", &program) == 0) {
		sum = mix(sum, &program.st_mtim, sizeof program.st_mtim);
		sum = mix(sum, &program.st_size, sizeof program.st_size);
	}
	snprintf(out, 17, "%016llx", (unsigned long long)sum);
}

void site_close(struct site *site)
{
	struct site_own *own = (struct site_own *)site;

	if (!site)
		return;
	writer_stop(own->writer);
	past_stop(own->past);
	if (own->has_key)
		pthread_key_delete(own->key);
	pages_free(own->pages);
	cache_free(own->cache);
	pdf_free(own->pdf);
	desk_free(own->desk);
	presence_free(own->presence);
	free(own->origin);
	free(own);
}

int site_open(struct site **out, const struct council *council, const char *origin, const char *proxies,
	struct error *err)
{
	struct site_own *own = mem_alloc(sizeof *own);
	CLEANUP(site_close) struct site *site = &own->site;
	int code;

	own->origin = str_copy(origin);
	own->cache = cache_new();
	own->desk = desk_new();
	own->presence = presence_new();
	name_build(own->build);
	if (pthread_key_create(&own->key, end_worker) != 0)
		return error_set(err, ERR_FAILED, "the system gives no more threads");
	own->has_key = true;
	if ((code = pdf_new(&own->pdf, err)) < 0 || (code = secret_init(err)) < 0 || (code = phrases_init(err)) < 0 ||
		(code = pages_load(&own->pages, err)) < 0 ||
		(code = writer_start(&own->writer, council, err)) < 0 ||
		(code = pages_check(own->pages, council_index(council), err)) < 0 ||
		(code = past_start(&own->past, council, err)) < 0)
		return code;
	own->site = (struct site){
		.council = council,
		.pages = own->pages,
		.writer = own->writer,
		.cache = own->cache,
		.pdf = own->pdf,
		.desk = own->desk,
		.presence = own->presence,
		.past = own->past,
		.origin = own->origin,
		.https = str_starts(origin, "https://"),
		.proxies = proxies,
		.build = own->build,
	};
	*out = TAKE(site);
	return 0;
}
