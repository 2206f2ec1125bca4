#pragma once

/*
 * One request, after the gate has let it through: its path is clean, its form
 * is read and bounded, who asks is known, and the form's token was right.
 */

#include "account.h"
#include "message.h"
#include "page.h"
#include "store.h"
#include "writer.h"

/* What one thread has of its own. */
struct worker {
	struct page_thread *pages;
	struct store *store;
	struct db *private; /* accounts and sessions */
	struct facts *facts;     /* what the council says of itself; site.h */
	struct squeeze *squeeze; /* the compressor's memory; reply.c */
	struct worker *earlier;  /* the same on an earlier state of the council, the last that was asked for; or NULL */
	char state[60];		 /* of that: which one */
};

/* What all threads share, and nothing changes while the server runs. */
struct site {
	const struct council *council;
	const struct pages *pages;
	struct writer *writer;
	const char *origin;   /* "http://127.0.0.1:8080": the scheme and host that links in full begin with */
	bool https;           /* cookies are Secure */
	const char *proxies;  /* addresses whose word on who asks is believed; "" for none */
	struct cache *cache;  /* public pages, as they were sent, and PDFs */
	struct pdf *pdf;      /* who makes them; paper.c */
	struct desk *desk;    /* what lies before the council now; desk.h */
	struct presence *presence; /* who is editing now; presence.h */
	struct streams *streams;   /* of events; stream.h */
	struct past *past;    /* earlier states of the council; lib/past.h */
	int past_seconds;     /* how long a page waits for one */
	const char *build;    /* of everything that is built in; part of every ETag */
	const char *mail_server; /* "smtp://…", or NULL: letters wait in the outbox */
	const char *mail_from;   /* the address that letters come from, or NULL */
};

enum format { FORMAT_HTML, FORMAT_JSON, FORMAT_MARKDOWN, FORMAT_PDF, FORMAT_CSV };

struct request {
	struct site *site;
	struct worker *worker;
	const struct route *route;
	const char *method;     /* "GET" (HEAD, too), "POST" */
	char *path;             /* decoded, without the format's suffix: "/meetings/2015/1" */
	char *segment[8];       /* what the route's stars matched, in order */
	enum format format;     /* from the suffix .json, .md, .pdf or .csv, or the Accept header */
	struct fields query;
	struct fields form;
	const struct phrases *phrases; /* the reader's language: cookie, else Accept-Language, else the council's first */
	char address[64];       /* of the client */
	struct account account; /* zeroed when nobody is signed in */
	bool identified;        /* whether it was looked up who asks */
	bool signed_in;
	bool renew;             /* the session's token is due to be changed */
	unsigned roles;         /* all that this person may do; ROLE_PUBLIC at least */
	char session[44];       /* the token, or "" */
	char form_token[44];    /* what this reader's forms must send as "form_token"; "" before one was given out */
	const struct message *message; /* as it came */
	bool head;              /* the body is not sent */
	bool only_shown;        /* the form is to be shown in another language, and nothing else */
	const char *allowed;    /* the methods known at this path where METHOD is not; else NULL */
	char device[44];        /* the token of this browser, or ""; account.h */
	char visit[44];         /* the token of a reader who is not signed in, or "" */
	char came_with[44];     /* the session's token that the cookie has, whether or not it holds */
	char *address_here;     /* the path with its query: a link back */
	char as_of[11];         /* the day that "at" in the address asks for, "2015-09-01", once WORKER stands there; else "" (as_of.h) */
	char *now_address;      /* then: the same page today */
	char *was_name, *was_value; /* "was_KEY" of a field that somebody else changed, and what it says now; meanwhile.h */
};

/* The value, or NULL where it was not sent. Borrowed. */
const char *request_query(const struct request *req, const char *name);
const char *request_field(const struct request *req, const char *name);
/* The N-th field of that name (a checkbox list, rows of a table); NULL past the end. */
const char *request_field_at(const struct request *req, const char *name, size_t n);
/* ERR_INVALID, in words for the form, where it is only to be shown in another language. */
int request_acts(const struct request *req, struct error *err);
bool request_may(const struct request *req, unsigned roles); /* has one of them */
const char *request_phrase(const struct request *req, const char *english); /* for the reader */
/* Where "back" may lead: ADDRESS if it is one of ours, else "/". Borrowed. */
const char *request_back(const char *address);

/* Language, cookies and query of the message, into REQ. ERR_INVALID for a faulty query. */
int request_read(struct request *req, const char *query, struct error *err);
/* The form, by its Content-Type; filled even where it is faulty, like fields_read_urlencoded. */
int request_read_form(struct request *req, struct error *err);
void request_release(struct request *req);

/* Cuts ".json", ".md", ".pdf" or ".csv" off PATH: the format it stands for; without one, as the Accept header says. */
enum format request_format(const struct message *msg, char *path);
/* Whether an Accept-Encoding header (may be NULL) lets gzip through. */
bool accepts_gzip(const char *header);

/* What a handler answers. Zeroed, it is an empty 200 in HTML. */
struct reply {
	int status;          /* 0 is 200 */
	const char *type;    /* NULL is "text/html; charset=utf-8" */
	char *location;      /* with 303 or 301; the reply frees it */
	char *etag;          /* with its quotes; the reply frees it */
	bool cached_long;    /* the address changes with the content (static files) */
	bool kept_private;   /* no-store */
	char *download;      /* a file name: Content-Disposition; the reply frees it */
	bool shown;          /* the browser may show the download itself */
	bool sandboxed;      /* what somebody sent us: nothing in it runs, whatever it is */
	struct buf body;
	char *cookie[3];     /* whole Set-Cookie values; the reply frees them */
	size_t cookies;
	const char *allow;   /* with 405 */
	int retry_after;     /* seconds, with 503 */
	bool gives_back;     /* a form is shown again: what was typed stands in it */
	bool squeezed;       /* the body is gzip */
	struct stream *stream; /* in the place of a body: events; the reply frees it */
	const char *kept;    /* the name of a public page that cache.h keeps under ETAG; or NULL */
	bool close;          /* the connection ends with this answer */
};

void reply_release(struct reply *reply);
/* Empty again but for its cookies: for an answer in the place of a half-made one. */
void reply_restart(struct reply *reply);

enum cookie_life { COOKIE_VISIT, COOKIE_MONTH, COOKIE_YEAR, COOKIE_GONE };
void reply_cookie(const struct request *req, struct reply *reply, const char *name,
	const char *value, enum cookie_life life);

/* Gives a reader who is not signed in a form token, for a page with a form; no cache keeps it. */
void reply_begin_visit(struct request *req, struct reply *reply);

/* 304 where the reader's copy still holds, and gzip where it may be: the last step of an answer. */
void reply_finish(struct request *req, struct reply *reply);

/* All headers of the answer but those of its length, one by one. */
typedef void (*reply_header_fn)(void *ctx, const char *name, const char *value);
void reply_each_header(const struct request *req, const struct reply *reply, reply_header_fn each,
	void *ctx);

/* 303 to ADDRESS; FLASH (may be NULL), a key of the table in flash.c, is shown on the page there once. */
void reply_redirect(struct reply *reply, const char *address, const char *flash);

/*
 * Answer with a page: HTML or JSON as the request asks, 404 where it has no row, ETag and 304 for
 * readers who are not signed in. VALUES are added to those that every page has:
 *
 *	path, address (with query), once (a new key for the page's forms), language, account_name, account_person, login, is_member, is_coordinator,
 *	is_agency, is_stakeholder, is_administrator, signed_in, form_token, council_name, flash, today, origin,
 *	is_form_again (it was sent, and its main form switches the language),
 *	style_address, script_address, icon_address, json_address, csv_address (of a page that has a table), pdf_address (a paper's; paper.h), other_language,
 *	other_language_name, nav_NAME (NAME: the path's first segment)
 *
 * and to the fields of the query, but for names that end in _html or _json.
 */
int reply_page(struct request *req, struct reply *reply, const char *page,
	const struct page_value *values, size_t n, struct error *err);

/*
 * The same for a form that has to be shown again: status of ERR's code, nothing cached, every field that was
 * sent as the value of its name, "error" (the words of WHY in the reader's language, without places in
 * files), and where it names a field: "error_field", and "bad_FIELD"; where somebody else changed that field, also
 * "changed_meanwhile", and "was_FIELD" is what it says now.
 */
int reply_form_again(struct request *req, struct reply *reply, const char *page,
	const struct page_value *values, size_t n, const struct error *why, struct error *err);
