#include "account.h"
#include "command.h"
#include "mail_message.h"
#include "mailbox.h"
#include "person.h"

#include <stdio.h>

/* Everything an action needs: the database, and the words after "ACTION DIR". */
struct user {
	const struct command_line *line;
	struct db *db;
	const char *login;
	const char *name;
};

static int read_password(const struct command_line *line, char *out, size_t size, struct error *err)
{
	const char *name = command_option(line, "password-file");
	FILE *file = str_equal(name, "-") ? stdin : fopen(name, "re");
	bool got;

	if (!file)
		return error_errno(err, name);
	got = fgets(out, (int)size, file);
	if (file != stdin)
		fclose(file);
	if (!got)
		return error_set(err, ERR_INVALID, "%s: expected the password in one line", name);
	out[strcspn(out, "\r\n")] = '\0';
	return 0;
}

static int print_invitation(const struct user *user, struct error *err)
{
	char token[44];
	int code = invitation_new(user->db, user->login, INVITATION_DAYS, token, err);

	if (code < 0)
		return code;
	printf("Give %s this address on the council's site; it works once, for %d days:\n"
	       "/invitation/%s\n",
		user->login, INVITATION_DAYS, token);
	return 0;
}

/* The person of --person=…, by name or by reference, into OUT. */
static int find_person(const struct command_line *line, const char *name, struct buf *out,
	struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(store_free) struct store *store = NULL;
	CLEANUP(db_close) struct db *index = NULL;
	struct command_line council_only = *line;
	int code;

	council_only.argument++; /* after "add" stands DIR */
	code = command_open(&council_only, &council, &store, &index, err);
	return code < 0 ? code : person_find(index, name, out, err);
}

static int add(const struct user *user, struct error *err)
{
	const char *roles = command_option(user->line, "roles");
	const char *named = command_option(user->line, "person");
	CLEANUP(buf_release) struct buf person = BUF_INIT;
	const char *address = command_option(user->line, "mail");
	bool with_password = command_option(user->line, "password-file");
	char password[1024];
	struct account account = { 0 };
	int code;

	if (!user->name)
		return error_set(err, ERR_INVALID, "expected: user add DIR LOGIN NAME --roles=ROLES");
	if ((code = roles_parse(&account.roles, roles ? roles : "member", err)) < 0)
		return code;
	if (named && (code = find_person(user->line, named, &person, err)) < 0)
		return code;
	if (strlen(user->login) >= sizeof account.login || strlen(user->name) >= sizeof account.name ||
		person.len >= sizeof account.person)
		return error_set(err, ERR_INVALID, "the login, name or person is too long");
	strcpy(account.login, user->login);
	strcpy(account.name, user->name);
	strcpy(account.person, buf_text(&person));
	if (address && *address && (code = mail_check_address(address, err)) < 0)
		return code;
	if (with_password && (code = read_password(user->line, password, sizeof password, err)) < 0)
		return code;
	code = account_add(user->db, &account, with_password ? password : NULL, err);
	explicit_bzero(password, sizeof password);
	if (code == 0 && address)
		code = mailbox_set_address(user->db, user->login, address, err);
	if (code < 0 || with_password)
		return code;
	return print_invitation(user, err);
}

static int print_account(void *ctx, const struct account *account, struct error *err)
{
	CLEANUP(buf_release) struct buf roles = BUF_INIT;
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	int *count = ctx;

	roles_write(&roles, account->roles);
	if (*count < 0) {
		printf("%-20s %-30s %s%s\n", account->login, account->name, buf_text(&roles),
			account->disabled ? " (disabled)" : "");
		return 0;
	}
	buf_puts(&out, (*count)++ ? ",\n{\"login\":" : "{\"login\":");
	buf_add_json(&out, account->login, strlen(account->login));
	buf_puts(&out, ",\"name\":");
	buf_add_json(&out, account->name, strlen(account->name));
	buf_printf(&out, ",\"roles\":\"%s\",\"disabled\":%s}", buf_text(&roles),
		account->disabled ? "true" : "false");
	fputs(buf_text(&out), stdout);
	return 0;
}

static int list(const struct user *user, struct error *err)
{
	bool json = command_option(user->line, "json");
	int count = json ? 0 : -1, code;

	if (json)
		putchar('[');
	code = account_each(user->db, print_account, &count, err);
	if (json)
		puts("]");
	return code;
}

static int disable(const struct user *user, struct error *err)
{
	return account_set_disabled(user->db, user->login, true, err);
}

static int enable(const struct user *user, struct error *err)
{
	return account_set_disabled(user->db, user->login, false, err);
}

static int password(const struct user *user, struct error *err)
{
	char text[1024];
	int code;

	if (!command_option(user->line, "password-file"))
		return error_set(err, ERR_INVALID,
			"give the new password with --password-file=FILE (\"-\" is standard input)");
	if ((code = read_password(user->line, text, sizeof text, err)) < 0)
		return code;
	code = account_set_password(user->db, user->login, text, err);
	explicit_bzero(text, sizeof text);
	return code;
}

static int mail(const struct user *user, struct error *err)
{
	const char *address = command_option(user->line, "mail");

	if (!address)
		return error_set(err, ERR_INVALID, "give the address with --mail=ADDRESS (empty: none)");
	return mailbox_set_address(user->db, user->login, address, err);
}

static int invite(const struct user *user, struct error *err)
{
	return print_invitation(user, err);
}

static const struct action {
	const char *name;
	bool needs_login;
	int (*run)(const struct user *user, struct error *err);
} actions[] = {
	{ "add",      true,  add      },
	{ "list",     false, list     },
	{ "disable",  true,  disable  },
	{ "enable",   true,  enable   },
	{ "password", true,  password },
	{ "invite",   true,  invite   },
	{ "mail",     true,  mail     },
};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (str_equal(actions[i].name, name))
			return &actions[i];
	return NULL;
}

int cmd_user(const struct command_line *line, struct error *err)
{
	CLEANUP(council_free) struct council *council = NULL;
	CLEANUP(db_close) struct db *db = NULL;
	const struct action *action = find_action(line->argument[0]);
	struct user user = { .line = line };
	int code;

	if (!action)
		return error_set(err, ERR_INVALID, "there is no \"user %s\"; \"shura help user\" lists them",
			line->argument[0]);
	user.login = line->arguments > 2 ? line->argument[2] : NULL;
	user.name = line->arguments > 3 ? line->argument[3] : NULL;
	if (action->needs_login && !user.login)
		return error_set(err, ERR_INVALID, "say whose account: user %s DIR LOGIN", action->name);
	if ((code = council_open(&council, line->argument[1], err)) < 0)
		return code;
	if ((code = account_open(&db, council_private(council), err)) < 0)
		return code;
	user.db = db;
	return action->run(&user, err);
}
