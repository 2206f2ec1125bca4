#include "test.h"
#include "council.h"
#include "gate.h"
#include "secret.h"

#include <pthread.h>
#include <stdio.h>

static struct error err;

static void check_route(
	const char *method, const char *path, const char *pattern, const char *segments)
{
	char *segment[8] = { 0 };
	const char *allowed = "?";
	const struct route *route = route_find(method, path, segment, &allowed);
	CLEANUP(buf_release) struct buf found = BUF_INIT;

	for (size_t i = 0; i < 8 && segment[i]; i++)
		buf_printf(&found, "%s%s", i ? " " : "", segment[i]);
	for (size_t i = 0; i < 8; i++)
		free(segment[i]);
	CHECK_TEXT(route ? route->pattern : NULL, pattern);
	CHECK_TEXT(buf_text(&found), segments);
	CHECK(!route || !allowed);
}

TEST(finds_routes_and_what_their_stars_matched)
{
	check_route("GET", "/sign-in", "/sign-in", "");
	check_route("POST", "/invitation/abc", "/invitation/*", "abc");
	check_route("GET", "/static/0123/shura.css", "/static/*/*", "0123 shura.css");
	check_route("GET", "/sign-in/", NULL, "");
	check_route("GET", "/sign-inn", NULL, "");
	check_route("GET", "/sign-i", NULL, "");
	check_route("GET", "/invitation", NULL, "");
	check_route("GET", "/invitation/", NULL, "");
	check_route("GET", "/invitation/a/b", NULL, "");
	check_route("GET", "", NULL, "");
}

TEST(tells_which_methods_an_address_knows)
{
	char *segment[8] = { 0 };
	const char *allowed;

	CHECK(!route_find("PUT", "/sign-in", segment, &allowed));
	CHECK_TEXT(allowed, "GET, HEAD, POST");
	CHECK(!route_find("GET", "/sign-out", segment, &allowed));
	CHECK_TEXT(allowed, "POST");
	CHECK(!route_find("POST", "/static/a/b", segment, &allowed));
	CHECK_TEXT(allowed, "GET, HEAD");
	CHECK(!route_find("GET", "/no/such/page", segment, &allowed));
	CHECK(!allowed);
	CHECK(!segment[0]);
}

TEST(every_row_of_the_table_is_whole)
{
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *route = &routes[i];

		CHECK(str_equal(route->method, "GET") || str_equal(route->method, "POST"));
		CHECK(route->pattern[0] == '/');
		CHECK(route->roles != 0);
		CHECK(route->handle != NULL);
		CHECK(route->max_body <= MESSAGE_BODY_MAX / 4);
		CHECK(!route->for_all || str_equal(route->method, "GET"));
		CHECK(!route->no_token || route->roles == ROLE_PUBLIC);
		for (size_t k = 0; k < i; k++)
			CHECK(!str_equal(route->method, routes[k].method) ||
				!str_equal(route->pattern, routes[k].pattern));
	}
}

/* A request for each route by each role ----------------------------------------------------- */

static const char password[] = "long enough for a test";

struct visitor {
	unsigned role;
	char login[16];
	char session[44];
};

/* An address that the pattern matches. */
static char *example(const char *pattern)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (const char *p = pattern; *p; p++) {
		if (str_equal(p, "/...")) {
			buf_puts(&out, "/meetings/2015/1");
			break;
		}
		buf_addc(&out, *p == '*' ? '1' : *p);
	}
	return buf_take(&out);
}

static void add(struct message *msg, const char *name, const char *value)
{
	message_add_header(msg, name, strlen(name), value, strlen(value));
}

static void write_request(
	struct message *msg, const struct route *route, const struct visitor *visitor)
{
	char token[44], visit[44], cookie[128];

	strcpy(msg->method, route->method);
	msg->target = example(route->pattern);
	add(msg, "Host", "127.0.0.1");
	add(msg, "Accept-Language", "en");
	token_new(visit);
	snprintf(cookie, sizeof cookie, "%s=%s", *visitor->session ? "session" : "visit",
		*visitor->session ? visitor->session : visit);
	add(msg, "Cookie", cookie);
	if (str_equal(route->method, "GET"))
		return;
	token_derive(token, *visitor->session ? visitor->session : visit, "form");
	buf_printf(&msg->body, "form_token=%s", token);
	msg->came = msg->body.len;
	add(msg, "Content-Type", "application/x-www-form-urlencoded");
}

/* Whether the gate let the request through to the route's handler. */
static bool passes(struct site *site, struct worker *worker, const struct route *route,
	const struct visitor *visitor)
{
	struct message msg = { 0 };
	struct request req = { .site = site };
	struct reply reply = { 0 };
	int status = 0;
	bool refused;

	write_request(&msg, route, visitor);
	if (gate_admit(&req, &msg, &status, &err) < 0)
		test_fail(__FILE__, __LINE__, "%s was not admitted", msg.target);
	else if (req.route != route)
		test_fail(__FILE__, __LINE__, "%s %s is taken by %s", route->method, msg.target,
			req.route ? req.route->pattern : "nobody");
	req.worker = worker;
	gate_answer(&req, &reply);
	refused = strstr(buf_text(&reply.body), "has no right to this") || reply.status == 401 ||
		  (reply.location && str_starts(reply.location, "/sign-in?back="));
	if (strstr(buf_text(&reply.body), "no longer valid") || reply.status == 500)
		test_fail(__FILE__, __LINE__, "%s %s: %d\n%s", route->method, msg.target,
			reply.status, buf_text(&reply.body));
	request_release(&req);
	reply_release(&reply);
	message_release(&msg);
	return !refused;
}

/* A session anew: signing out is one of the routes. */
static void come_in(struct worker *worker, struct visitor *visitor)
{
	if (*visitor->login)
		CHECK_OK(session_start(worker->private, visitor->login, password,
				 &(struct device){ .address = "127.0.0.1" }, visitor->session, &err),
			err);
}

static void check_visitor(struct site *site, struct worker *worker, struct visitor *visitor)
{
	unsigned full = roles_full(visitor->role);

	come_in(worker, visitor);
	for (size_t i = 0; i < routes_count && !test_failed; i++) {
		bool may = (routes[i].roles & full) != 0;

		if (passes(site, worker, &routes[i], visitor) != may)
			test_fail(__FILE__, __LINE__, "%s %s for %s: expected %s", routes[i].method,
				routes[i].pattern, *visitor->login ? visitor->login : "the public",
				may ? "an answer" : "a refusal");
		if (str_equal(routes[i].pattern, "/sign-out"))
			come_in(worker, visitor);
	}
}

static void add_visitor(struct db *db, struct visitor *visitor)
{
	struct account account = { .roles = visitor->role };

	strcpy(account.login, visitor->login);
	strcpy(account.name, visitor->login);
	CHECK_OK(account_add(db, &account, password, &err), err);
}

static void check_all(struct site *site)
{
	struct visitor public = { .role = ROLE_PUBLIC };
	struct worker *worker = NULL;

	CHECK_OK(site_worker(site, &worker, &err), err);
	check_visitor(site, worker, &public);
	for (unsigned role = ROLE_STAKEHOLDER; role <= ROLE_ADMINISTRATOR && !test_failed;
		role <<= 1) {
		struct visitor visitor = { .role = role };

		strcpy(visitor.login, role_name((enum role)role));
		add_visitor(worker->private, &visitor);
		check_visitor(site, worker, &visitor);
	}
}

static void *check_all_in_a_thread(void *site)
{
	check_all(site);
	return NULL;
}

TEST(each_route_answers_to_its_roles_and_to_no_other)
{
	CLEANUP(str_free) char *dir = str_format("%s/council", test_folder());
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(site_close) struct site *site = NULL;
	pthread_t thread;

	CHECK_OK(secret_init(&err), err);
	CHECK_OK(council_init(dir, "/bin/false", &err), err);
	CHECK_OK(council_open(&council, dir, &err), err);
	CHECK_OK(site_open(&site, council, "http://127.0.0.1", "", &err), err);
	/* A thread of its own, so that its handles are gone before the site is. */
	CHECK(pthread_create(&thread, NULL, check_all_in_a_thread, site) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
}

TEST_MAIN
