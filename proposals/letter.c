#include "letter.h"
#include "buf.h"

#include <stdio.h>

extern const char letter_template_az[], letter_template_en[];
extern const char answer_letter_template_az[], answer_letter_template_en[];

static const struct {
	const char *language, *text[2]; /* by kind */
} templates[] = {
	{ "en", { letter_template_en, answer_letter_template_en } },
	{ "az", { letter_template_az, answer_letter_template_az } },
};

char *letter_draft(enum letter_kind kind, const char *language, const struct letter *letter)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT;
	char count[24];
	const char *const facts[][2] = {
		{"{council}",	      letter->council },
		{ "{agency}",	       letter->agency  },
		{ "{title}",	   letter->title   },
		{ "{number}",		letter->number  },
		{ "{version}",	       letter->version },
		{ "{recommendations}", count	      },
		{ "{date}",	    letter->date	 },
		{ "{sent}",	    letter->sent	 },
	};
	size_t i = ARRAY_SIZE(templates) - 1;

	snprintf(count, sizeof count, "%zu", letter->recommendations);
	while (i && !str_equal(templates[i].language, language))
		i--;
	for (const char *p = templates[i].text[kind]; *p;) {
		size_t n = 0;

		while (n < ARRAY_SIZE(facts) && !str_starts(p, facts[n][0]))
			n++;
		if (n == ARRAY_SIZE(facts)) {
			buf_addc(&out, *p++);
			continue;
		}
		buf_puts(&out, facts[n][1] ? facts[n][1] : "…");
		p += strlen(facts[n][0]);
	}
	return buf_take(&out);
}
