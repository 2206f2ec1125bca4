#include "figure.h"

/* How a figure reads with its unit: a number, or words that take the number's place. */
/* clang-format off */
static const struct {
	const char *unit, *number, *words;
} unit_forms[] = {
	{ "calendar days",     "%d calendar day",      "%s calendar days"     },
	{ "working days",      "%d working day",       "%s working days"      },
	{ "months",            "%d month",             "%s months"            },
	{ "per month",         "%d per month",         "%s per month"         },
	{ "per quarter",       "%d per quarter",       "%s per quarter"       },
	{ "per half-year",     "%d per half-year",     "%s per half-year"     },
	{ "per year",          "%d per year",          "%s per year"          },
	{ "of the members",    "%d of the members",    "%s of the members"    },
	{ "of those present",  "%d of those present",  "%s of those present"  },
	{ "of those voting",   "%d of those voting",   "%s of those voting"   },
};
/* clang-format on */

void figure_add(struct buf *out, const struct phrases *phrases, const char *value, const char *unit)
{
	bool number = !value[strspn(value, "0123456789")];
	const char *words = number ? value : phrases_get_in(phrases, "rule", value);
	const char *form = "%s", *place;

	for (size_t i = 0; i < ARRAY_SIZE(unit_forms); i++)
		if (str_equal(unit_forms[i].unit, unit))
			form = phrases_form(phrases,
				number ? unit_forms[i].number : unit_forms[i].words,
				str_equal(value, "1"));
	place = strchr(form, '%');
	buf_add(out, form, (size_t)(place - form));
	buf_puts(out, words);
	buf_puts(out, place + 2);
	if (unit && str_equal(form, "%s"))
		buf_printf(out, " %s", unit);
}
