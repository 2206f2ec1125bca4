#pragma once

/* What the files page*.c share: nobody else includes this. */

#include "page.h"
#include "template.h"

/* A named query as the .sql has it. */
struct page_query {
	char *path;	  /* "agenda.sections" */
	const char *name; /* "sections" */
	int outer;	  /* the query around it, or -1 */
	bool one;
	char *sql;
	char *from;	  /* the page whose query of the same path it is, or NULL */
	int line;
};

struct page {
	char *name;
	struct page_query *query;
	int queries;
	bool has_row;		    /* the first query is ":page" */
	struct template **template; /* one a language, by phrases_number */
};

struct pages {
	struct page *page; /* by name */
	size_t count;
	size_t languages;
};

/* The queries of TEXT, into PAGE. ERR_INVALID names the line. */
int page_read_queries(struct page *page, const char *text, struct error *err);

/* The query NAME around which there is OUTER ("" for none), or -1. */
int page_find_query(const struct page *page, const char *outer, const char *name);

/* Where a value comes from. */
enum source_type { SOURCE_GIVEN, SOURCE_COLUMN, SOURCE_QUERY };

struct source {
	enum source_type type;
	int query;  /* of the column */
	int number; /* of the value that is given, or the column */
};

/* A query of a page as one thread has it. */
struct asked {
	struct query *query;
	struct source *parameter;
	int parameters;
	long row;      /* which row is current: a number that no other row has; 0 for none */
	long answered; /* the row around it for which it was last asked … */
	bool had;      /* … and whether it had an answer */
};

/* A page as one thread has it. */
struct asking {
	const struct page *page;
	struct page_thread *thread;
	struct asked *asked;   /* one a query of the page */
	struct source *source; /* one a place in the template */
	const char **name;     /* values that the request may give, in order of their names */
	const char **given;    /* their values now */
	int names;
	long around; /* stands for the row around queries of the top */
};

struct page_thread {
	const struct pages *pages;
	struct db *db;
	struct asking **asking; /* one a page; NULL before its first use */
	struct page_reader reader;
	long rows; /* so many rows have been read */
	int begun; /* page_begin without page_end */
};

/* PAGE on THREAD's connection, with every name found. */
int asking_new(struct asking **out, struct page_thread *thread, const struct page *page,
	struct error *err);
void asking_free(struct asking *asking);
DEFINE_CLEANUP(struct asking *, asking_free)

/* 1: the query's first row is current; 0: it has none, and is closed. */
int asking_open(struct asking *asking, int query, struct error *err);
/* The next row, in the same way. */
int asking_next(struct asking *asking, int query, struct error *err);
/* 1 where the query has a row, for the rows that are current around it; 0 where not. */
int asking_any(struct asking *asking, int query, struct error *err);

/* The row of ":page", and the answer in JSON. */
int asking_write_json(struct asking *asking, struct buf *out, struct error *err);
/* The query ":_table" as CSV; ERR_NOT_FOUND where the page has none. */
int asking_write_table(struct asking *asking, struct buf *out, struct error *err);

/* Makes the SQL functions for pages known on THREAD's connection. */
int page_add_functions(struct page_thread *thread, struct error *err);
int page_add_rule_functions(struct page_thread *thread, struct error *err);
int page_add_picture_functions(struct page_thread *thread, struct error *err);
int page_add_move_functions(struct page_thread *thread, struct error *err);
