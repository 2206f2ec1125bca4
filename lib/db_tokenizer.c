#include "db_handle.h"
#include "text.h"

/*
 * How the full-text search takes a text apart: into the words of text.h, each
 * as its plain fold and, in what is indexed, at the same place as its roman
 * fold, too. A query comes from text_search_query, which has both in it.
 */

typedef int (*token_fn)(void *ctx, int flags, const char *token, int len, int start, int end);

static int tokenizer_new(void *ctx, const char **values, int n, Fts5Tokenizer **out)
{
	static const char nothing_to_keep;

	*out = (Fts5Tokenizer *)&nothing_to_keep;
	return SQLITE_OK;
}

static void tokenizer_free(Fts5Tokenizer *tokenizer)
{
}

static int add_word(void *ctx, int flags, const char *text, size_t start, size_t end, token_fn each)
{
	CLEANUP(str_free) char *plain = text_fold(text + start, end - start);
	int code = each(ctx, 0, plain, (int)strlen(plain), (int)start, (int)end);

	if (code != SQLITE_OK || !(flags & FTS5_TOKENIZE_DOCUMENT))
		return code;
	CLEANUP(str_free) char *roman = text_fold_roman(text + start, end - start);
	if (str_equal(plain, roman))
		return SQLITE_OK;
	return each(ctx, FTS5_TOKEN_COLOCATED, roman, (int)strlen(roman), (int)start, (int)end);
}

static int tokenize(
	Fts5Tokenizer *tokenizer, void *ctx, int flags, const char *text, int len, token_fn each)
{
	size_t start, pos = 0;
	int code = SQLITE_OK;

	while (code == SQLITE_OK && text_next_word(text, (size_t)len, &start, &pos))
		code = add_word(ctx, flags, text, start, pos, each);
	return code;
}

static fts5_api *find_fts5(struct db *db)
{
	sqlite3_stmt *stmt = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(db->sqlite, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api;
}

int db_add_tokenizer(struct db *db, struct error *err)
{
	fts5_tokenizer council = { tokenizer_new, tokenizer_free, tokenize };
	fts5_api *api = find_fts5(db);

	if (!api || api->iVersion < 2)
		return error_set(err, ERR_FAILED, "this SQLite has no full-text search (FTS5)");
	return db_error(db, api->xCreateTokenizer(api, "council", NULL, &council, NULL), err);
}
