#include "authorship.h"
#include "buf.h"
#include "test.h"

/* "1:bir 2:iki ": the runs of the last of TEXTS, numbered from 1. */
static char *runs(const char *const *texts, size_t count)
{
	CLEANUP(authorship_release) struct authorship by = { 0 };
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	struct authorship_revision revision[16];
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		revision[i] = (struct authorship_revision){ texts[i], (unsigned)i + 1 };
	authorship_read(&by, revision, count);
	for (size_t i = 0; i < by.count; i++) {
		if (by.run[i].start != at)
			buf_puts(&out, "(gap)");
		at = by.run[i].end;
		buf_printf(&out, "%u:", by.run[i].number);
		buf_add(&out, texts[count - 1] + by.run[i].start, at - by.run[i].start);
	}
	if (count && at != strlen(texts[count - 1]))
		buf_puts(&out, "(gap)");
	return str_copy(buf_text(&out));
}

#define CHECK_RUNS(expected, ...)                                                                  \
	do {                                                                                       \
		static const char *const texts_[] = { __VA_ARGS__ };                               \
		CLEANUP(str_free) char *runs_ = runs(texts_, ARRAY_SIZE(texts_));                  \
		CHECK_TEXT(runs_, expected);                                                       \
	} while (0)

TEST(knows_who_brought_words_in)
{
	CHECK_RUNS("1:bir iki\n", "bir iki\n");
	CHECK_RUNS("1:bir 2:yeni 1:iki\n", "bir iki\n", "bir yeni iki\n");
	CHECK_RUNS("1:bir 3:üç 2:yeni 1:iki\n", "bir iki\n", "bir yeni iki\n", "bir üç yeni iki\n");
	CHECK_RUNS("1:  bir\n\n2:iki\n", "  bir\n", "  bir\n\niki\n");
}

TEST(takes_texts_without_words)
{
	CHECK_RUNS("", "");
	CHECK_RUNS("2:\n\n", "bir", "\n\n");
	CHECK_RUNS("2:bir", "", "bir");
}

TEST(leaves_moved_words_to_their_author)
{
	CHECK_RUNS("1:Bu daha uzun bir cümlədir və yerində qalacaqdır.\n\n2:Yeni.\n\n"
		   "1:Pilot rayonlar seçilsin sonra.\n\n",
		"Pilot rayonlar seçilsin sonra.\n\nBu daha uzun bir cümlədir və yerində "
		"qalacaqdır.\n\n",
		"Bu daha uzun bir cümlədir və yerində qalacaqdır.\n\nYeni.\n\n"
		"Pilot rayonlar seçilsin sonra.\n\n");
}

TEST(leaves_words_that_were_put_back_to_their_author)
{
	CHECK_RUNS("1:Bir.\n\n2:Pilot rayonlar və xidmətlər seçilsin.\n\n1:Son.\n",
		"Bir.\n\nSon.\n", "Bir.\n\nPilot rayonlar və xidmətlər seçilsin.\n\nSon.\n",
		"Bir.\n\nSon.\n", "Bir.\n\nPilot rayonlar və xidmətlər seçilsin.\n\nSon.\n");
}

TEST(sums_up_a_range)
{
	static const struct authorship_revision revision[] = {
		{"bir iki üç\n",		  7},
		{ "bir yeni söz iki üç\n", 9},
		{ "bir yeni söz iki üç\n", 8},
	};
	CLEANUP(authorship_release) struct authorship by = { 0 };
	struct authorship_share *shares;
	size_t count;

	authorship_read(&by, revision, 3);
	count = authorship_shares(&shares, &by, revision[2].text, 0, 99);
	CHECK_NUMBER(count, 2);
	CHECK_NUMBER(shares[0].number, 7);
	CHECK_NUMBER(shares[0].bytes, 10);
	CHECK_NUMBER(shares[0].percent, 56);
	CHECK_NUMBER(shares[1].number, 9);
	CHECK_NUMBER(shares[1].percent, 44);
	free(shares);
	CHECK_NUMBER(authorship_shares(&shares, &by, revision[2].text, 4, 13), 1);
	CHECK_NUMBER(shares[0].number, 9);
	CHECK_NUMBER(shares[0].percent, 100);
	free(shares);
	CHECK_NUMBER(authorship_shares(&shares, &by, revision[2].text, 3, 4), 0);
	free(shares);
}

/* Words with names: each belongs to the revision that first had it. */
TEST(follows_each_word_through_random_edits)
{
	for (int round = 0; round < test_rounds(20); round++) {
		uint64_t state = (uint64_t)round * 31 + 7;
		unsigned author[600], name[600], next = 0, count = 0;
		struct authorship_revision revision[30];

		for (unsigned r = 0; r < ARRAY_SIZE(revision); r++) {
			CLEANUP(buf_release) struct buf text = BUF_INIT;
			unsigned n, at;

			state = state * 6364136223846793005u + 1442695040888963407u;
			n = (unsigned)(state >> 33) % 12;
			at = count ? (unsigned)(state >> 45) % count : 0;
			if (count > 60 && n % 3 == 0) {
				memmove(name + at, name + at + 1, (count - at - 1) * sizeof *name);
				count--;
			}
			memmove(name + at + n, name + at, (count - at) * sizeof *name);
			count += n;
			while (n--) {
				author[next] = r;
				name[at + n] = next++;
			}
			for (unsigned i = 0; i < count; i++)
				buf_printf(&text, "söz%u%s", name[i], i % 8 == 7 ? "\n\n" : " ");
			revision[r] = (struct authorship_revision){ str_copy(buf_text(&text)), r };
		}
		CLEANUP(authorship_release) struct authorship by = { 0 };
		authorship_read(&by, revision, ARRAY_SIZE(revision));
		const char *last = revision[ARRAY_SIZE(revision) - 1].text;
		for (size_t i = 0; i < by.count; i++) {
			const char *p = last + by.run[i].start;

			while (p < last + by.run[i].end) {
				unsigned word = (unsigned)strtoul(p + strlen("söz"), NULL, 10);

				CHECK_NUMBER(by.run[i].number, author[word]);
				p += strcspn(p, " \n");
				p += strspn(p, " \n");
			}
		}
		for (size_t r = 0; r < ARRAY_SIZE(revision); r++)
			free((char *)(uintptr_t)revision[r].text);
	}
}

TEST_LARGE(ends_on_hostile_texts)
{
	CLEANUP(buf_release) struct buf text = BUF_INIT;
	CLEANUP(authorship_release) struct authorship by = { 0 };
	struct authorship_revision revision[20];

	for (int i = 0; i < 100000; i++)
		buf_puts(&text, "aaaa ");
	for (unsigned i = 0; i < 20; i++)
		revision[i] = (struct authorship_revision){ i % 2 ? "" : buf_text(&text), i };
	authorship_read(&by, revision, 19);
	CHECK_NUMBER(by.count, 1);
	CHECK_NUMBER(by.run[0].number, 0);
}

TEST_MAIN
