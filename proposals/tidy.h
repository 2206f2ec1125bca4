#pragma once

/*
 * Text as it comes from a word processor, turned into Markdown. Clean Markdown comes
 * out as it went in, and what stands in code is never touched.
 */

#include "base.h"

enum tidy {
	/*
	 * What no reader can see, and so safe each time a text is saved: line ends of other systems
	 * and line separators become "\n"; soft hyphens and zero-width spaces go; several empty
	 * lines become one.
	 */
	TIDY_SAVED,
	/*
	 * Also what a person who has just pasted means, but a Markdown text may mean otherwise:
	 * bullets ("•", "·", "–" and "o" with a tab…) and numbers with a tab become lists that
	 * stand apart from the text around them, no-break spaces and tabs within a line become
	 * spaces, no-break spaces that indent a line go. Numbered headings ("1.2. Name") stay.
	 */
	TIDY_PASTED,
};

/* The caller frees. */
char *tidy_text(const char *text, enum tidy how);
