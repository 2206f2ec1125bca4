#include "buf.h"
#include "trail.h"
#include "test.h"

/* A generator of our own, so that a failure comes again. */
static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

/* "kept: words": what has become of the first place of QUOTE in OLD. */
static char *follow(const char *old, const char *new, const char *quote)
{
	CLEANUP(trail_free) struct trail *trail = trail_new(old, new);
	size_t at = (size_t)(strstr(old, quote) - old), start, end;
	enum trail_state state = trail_range(trail, at, at + strlen(quote), &start, &end);
	CLEANUP(str_free) char *words = str_copy_n(new + start, end - start);

	return str_format("%s: %s", trail_state_name(state), words);
}

#define CHECK_TRAIL(old, new, quote, expected)                                                     \
	do {                                                                                       \
		CLEANUP(str_free) char *trail_ = follow(old, new, quote);                          \
		CHECK_TEXT(trail_, expected);                                                      \
	} while (0)

static const char three[] =
	"## Giriş\n\nElektron xidmətlər yerli icra hakimiyyətlərində hələ azdır.\n\n"
	"Pilot rayonlar və bir neçə xidmət seçilsin, sonra genişləndirilsin.\n\n"
	"## Nəticə\n\nVətəndaşların vaxtına qənaət olunacaq və məmurla təmas xeyli azalacaq, bu da "
	"vacibdir.\n";

TEST(keeps_words_that_nobody_touched)
{
	CHECK_TRAIL(three, three, "Pilot rayonlar", "kept: Pilot rayonlar");
	CHECK_TRAIL("bir iki üç dörd\n", "yeni bir iki üç dörd beş\n", "iki üç", "kept: iki üç");
	CHECK_TRAIL("bir iki üç.\n", "bir sıfır iki üç, dörd.\n", "iki üç", "kept: iki üç");
	CHECK_TRAIL("a\n\nbir iki üç\n\nb\n", "x\n\na\n\ny\n\nbir iki üç\n\nz\n\nb\n",
		"bir iki üç\n", "kept: bir iki üç\n");
}

TEST(does_not_mind_lines_that_were_broken_anew)
{
	CHECK_TRAIL(
		"bir iki üç dörd\n", "bir\niki  üç\ndörd\n", "iki üç dörd", "kept: iki  üç\ndörd");
}

TEST(follows_a_part_of_a_word)
{
	CHECK_TRAIL("xidmətlərin sayı\n", "yeni xidmətlərin sayı\n", "lərin", "kept: lərin");
	CHECK_TRAIL("xidmətlərin sayı\n", "yeni işlərin sayı\n", "xidmətlər", "gone: ");
}

TEST(finds_a_passage_that_was_moved)
{
	static const char moved[] =
		"## Giriş\n\nElektron xidmətlər yerli icra hakimiyyətlərində hələ azdır.\n\n"
		"## Nəticə\n\nVətəndaşların vaxtına qənaət olunacaq və məmurla təmas xeyli "
		"azalacaq, bu da vacibdir.\n\n"
		"Pilot rayonlar və bir neçə xidmət seçilsin, sonra genişləndirilsin.\n";

	CHECK_TRAIL(three, moved, "Pilot rayonlar və bir neçə xidmət",
		"moved: Pilot rayonlar və bir neçə xidmət");
	CHECK_TRAIL(three, moved, "neçə", "moved: neçə");
	CHECK_TRAIL(three, moved, "Vətəndaşların vaxtına", "kept: Vətəndaşların vaxtına");
}

TEST(finds_a_moved_passage_that_was_changed_too)
{
	static const char moved[] =
		"## Giriş\n\nElektron xidmətlər yerli icra hakimiyyətlərində hələ azdır.\n\n"
		"## Nəticə\n\nVətəndaşların vaxtına qənaət olunacaq və məmurla təmas xeyli "
		"azalacaq, bu da vacibdir.\n\n"
		"Pilot rayonlar və bir neçə xidmət müəyyən edilsin, sonra genişləndirilsin.\n";

	CHECK_TRAIL(three, moved,
		"Pilot rayonlar və bir neçə xidmət seçilsin, sonra genişləndirilsin.",
		"changed: Pilot rayonlar və bir neçə xidmət müəyyən edilsin, sonra "
		"genişləndirilsin.");
}

TEST(says_what_corresponds_to_changed_words)
{
	CHECK_TRAIL("a bir iki üç dörd b\n", "a bir iki beş dörd b\n", "bir iki üç dörd",
		"changed: bir iki beş dörd");
	CHECK_TRAIL("a bir iki üç dörd b\n", "a bir iki dörd b\n", "bir iki üç dörd",
		"changed: bir iki dörd");
}

TEST(says_that_words_are_gone_and_where_they_were)
{
	CLEANUP(trail_free) struct trail *trail = trail_new("bir iki üç dörd\n", "bir dörd\n");
	size_t start, end;

	CHECK_NUMBER(trail_range(trail, 4, 7, &start, &end), TRAIL_GONE);
	CHECK_NUMBER(start, 3);
	CHECK_NUMBER(end, 3);
	CHECK_TRAIL("bir iki üç\n", "", "iki", "gone: ");
}

TEST(does_not_take_chance_for_a_trail)
{
	CHECK_TRAIL("Giriş.\n\nXidmətlər və rayonlar ayrıca siyahı ilə təsdiq olunur.\n\nSon.\n",
		"Giriş.\n\nBaşqa bir fikir və tamam yeni məzmun burada yazılıb, heç nə "
		"qalmayıb.\n\n"
		"Son.\n",
		"Xidmətlər və rayonlar ayrıca siyahı ilə təsdiq olunur", "gone: ");
}

TEST(keeps_the_place_between_two_words)
{
	CLEANUP(trail_free) struct trail *trail = trail_new("bir iki üç\n", "sıfır bir iki üç\n");
	CLEANUP(trail_free) struct trail *between = trail_new("bir iki üç\n", "bir yeni iki üç\n");
	CLEANUP(trail_free) struct trail *gone = trail_new("bir iki üç\n", "dörd beş\n");
	size_t start, end;

	CHECK_NUMBER(trail_range(trail, 4, 4, &start, &end), TRAIL_KEPT);
	CHECK_NUMBER(start, 12);
	CHECK_NUMBER(end, 12);
	CHECK_NUMBER(trail_range(between, 4, 4, &start, &end), TRAIL_CHANGED);
	CHECK_NUMBER(start, 4);
	CHECK_NUMBER(end, 9);
	CHECK_NUMBER(trail_range(gone, 4, 4, &start, &end), TRAIL_GONE);
	CHECK_NUMBER(trail_range(trail, 0, 0, &start, &end), TRAIL_CHANGED);
	CHECK_NUMBER(trail_range(between, 0, 0, &start, &end), TRAIL_KEPT);
	CHECK_NUMBER(start, 0);
	CHECK_NUMBER(trail_range(between, 11, 11, &start, &end), TRAIL_KEPT);
}

TEST(takes_ranges_that_are_too_long)
{
	CLEANUP(trail_free) struct trail *trail = trail_new("bir", "bir iki");
	CLEANUP(trail_free) struct trail *empty = trail_new("", "");
	size_t start, end;

	CHECK_NUMBER(trail_range(trail, 0, 1000, &start, &end), TRAIL_KEPT);
	CHECK_NUMBER(end, 3);
	CHECK_NUMBER(trail_range(trail, 500, 1000, &start, &end), TRAIL_CHANGED);
	CHECK_NUMBER(start, 3);
	CHECK_NUMBER(trail_range(empty, 0, 0, &start, &end), TRAIL_KEPT);
}

/* Words of a text that is edited at random; each has a name, so that one knows where it is. */
struct draft {
	unsigned name[4000];
	size_t count;
	unsigned next;
};

static char *text_of(const struct draft *draft)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (size_t i = 0; i < draft->count; i++)
		buf_printf(&out, "söz%u%s", draft->name[i], i % 9 == 8 ? ".\n\n" : " ");
	return buf_take(&out);
}

static void edit(struct draft *draft, uint64_t *state)
{
	size_t at = random_below(state, (unsigned)draft->count + 1), n = random_below(state, 8);

	if (random_below(state, 2) && at + n < draft->count) {
		memmove(draft->name + at, draft->name + at + n,
			(draft->count - at - n) * sizeof *draft->name);
		draft->count -= n;
		return;
	}
	memmove(draft->name + at + n, draft->name + at, (draft->count - at) * sizeof *draft->name);
	draft->count += n;
	while (n--)
		draft->name[at + n] = draft->next++;
}

/* Where the draft has the word NAME; COUNT where it has not. */
static size_t find_word(const struct draft *draft, unsigned name)
{
	size_t at = 0;

	while (at < draft->count && draft->name[at] != name)
		at++;
	return at;
}

static void check_words(const struct draft *was, const struct draft *is)
{
	CLEANUP(str_free) char *old = text_of(was);
	CLEANUP(str_free) char *new = text_of(is);
	CLEANUP(trail_free) struct trail *trail = trail_new(old, new);
	const char *p = old;

	for (size_t i = 0; i < was->count; i++) {
		CLEANUP(str_free) char *word = str_format("söz%u", was->name[i]);
		bool there = find_word(is, was->name[i]) < is->count;
		size_t start, end;
		enum trail_state state;

		p = strstr(p, word);
		state = trail_range(
			trail, (size_t)(p - old), (size_t)(p - old) + strlen(word), &start, &end);
		p += strlen(word);
		CHECK((state == TRAIL_KEPT) == there);
		CHECK((state == TRAIL_GONE) == !there);
		CHECK(!there || (end - start == strlen(word) &&
					memcmp(new + start, word, strlen(word)) == 0));
	}
}

TEST(carries_each_word_through_random_edits)
{
	for (int round = 0; round < test_rounds(40); round++) {
		uint64_t state = (uint64_t)round * 77 + 5;
		struct draft was = { .next = 0 }, is;

		while (was.count < 200)
			was.name[was.count++] = was.next++;
		is = was;
		for (unsigned n = random_below(&state, 12); n; n--)
			edit(&is, &state);
		check_words(&was, &is);
	}
}

/* Any range of any texts: what comes back lies in the new text, and what is kept is the same ink.
 */
static bool same_ink(const char *a, size_t a_len, const char *b, size_t b_len)
{
	for (;;) {
		while (a_len && strchr(" \n", *a))
			a++, a_len--;
		while (b_len && strchr(" \n", *b))
			b++, b_len--;
		if (!a_len || !b_len)
			return a_len == b_len;
		if (*a != *b)
			return false;
		a++, b++, a_len--, b_len--;
	}
}

static char *random_text(uint64_t *state)
{
	static const char *const words[] = { "a ", "b ", "və ", "ə, ", "\n", "\n\n", "uzunsöz ",
		"**", "- " };
	CLEANUP(buf_release) struct buf out = BUF_INIT;

	for (unsigned n = random_below(state, 60); n; n--)
		buf_puts(&out, words[random_below(state, ARRAY_SIZE(words))]);
	return str_copy(buf_text(&out));
}

TEST(answers_within_the_new_text_whatever_the_texts)
{
	for (int round = 0; round < test_rounds(300); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		CLEANUP(str_free) char *old = random_text(&state);
		CLEANUP(str_free) char *new = random_text(&state);
		CLEANUP(trail_free) struct trail *trail = trail_new(old, new);
		size_t len = strlen(old), start, end;

		for (int n = 0; n < 30; n++) {
			size_t from = random_below(&state, (unsigned)len + 1);
			size_t to = from + random_below(&state, (unsigned)(len - from) + 1);
			enum trail_state s = trail_range(trail, from, to, &start, &end);

			CHECK(start <= end && end <= strlen(new));
			CHECK(s > TRAIL_MOVED ||
				same_ink(old + from, to - from, new + start, end - start));
		}
	}
}

TEST_LARGE(carries_many_ranges_and_hostile_texts)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT, new = BUF_INIT;
	size_t start, end, kept = 0;

	for (unsigned i = 0; i < 120000; i++) {
		buf_puts(&old, i % 3 ? "a b " : "b, ");
		buf_puts(&new, i % 5 ? "b a " : "a. ");
	}
	CLEANUP(trail_free) struct trail *trail = trail_new(old.data, new.data);
	for (size_t i = 0; i < 20000; i++)
		kept += trail_range(trail, i * 3, old.len - i, &start, &end) != TRAIL_GONE;
	CHECK(kept > 0);
}

TEST_LARGE(follows_long_texts_by_lines)
{
	CLEANUP(buf_release) struct buf old = BUF_INIT, new = BUF_INIT;
	size_t start, end;

	for (unsigned i = 0; i < 100000; i++) {
		buf_printf(&old, "sətir nömrə %u\n", i);
		if (i == 500)
			buf_puts(&new, "dəyişdi\n");
		else
			buf_printf(&new, "%ssətir nömrə %u\n", i % 1000 ? "" : "yeni\n", i);
	}
	CLEANUP(trail_free) struct trail *trail = trail_new(old.data, new.data);
	const char *quote = "nömrə 77777\n";
	size_t at = (size_t)(strstr(old.data, quote) - old.data);

	CHECK_NUMBER(trail_range(trail, at, at + strlen(quote), &start, &end), TRAIL_KEPT);
	CHECK_NUMBER(end - start, strlen(quote));
	CHECK(str_starts(new.data + start, quote));
	at = (size_t)(strstr(old.data, "nömrə 500\n") - old.data);
	CHECK_NUMBER(trail_range(trail, at, at + 3, &start, &end), TRAIL_GONE);
}

TEST_MAIN
