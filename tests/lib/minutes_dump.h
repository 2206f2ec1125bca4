#pragma once

/* What was read of minutes, as text: for golden files and messages of tests. */

#include "minutes.h"

static inline void dump_list(struct buf *out, const char *what, char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "  %s: %s\n", what, list[i]);
}

static inline void dump_text(struct buf *out, const char *text)
{
	buf_puts(out, "  text: ");
	for (; *text; text++) {
		buf_addc(out, *text);
		if (*text == '\n')
			buf_puts(out, "      | ");
	}
	buf_addc(out, '\n');
}

static inline void dump_item(struct buf *out, const struct minutes_item *item)
{
	const char *section = minutes_heading(item->section, "en");

	buf_printf(out, "%s, %s, issue %zu, line %d%s\n", item->id ? item->id : "(no id)",
		*section ? section : "(other)", item->issue + 1, item->line,
		item->done ? ", done" : "");
	dump_list(out, "speaker", item->speaker, item->speakers);
	dump_text(out, item->text);
	dump_list(out, "origin", item->origin, item->origins);
	if (item->votes_for >= 0 || item->against >= 0 || item->abstained >= 0)
		buf_printf(out, "  votes: %d, %d, %d\n", item->votes_for, item->against,
			item->abstained);
	for (size_t i = 0; i < MINUTES_VOTES; i++)
		dump_list(out, minutes_vote_name(i), item->voted[i].who, item->voted[i].count);
	dump_list(out, "person", (char **)&item->person, item->person != NULL);
	dump_list(out, "due", (char **)&item->due, item->due != NULL);
}

static inline void dump_faults(struct buf *out, const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		CLEANUP(str_free) char *text = error_text(&faults->fault[i].reason);

		buf_printf(out, "fault, line %d: %s\n", faults->fault[i].line, text);
	}
}

static inline void dump_minutes(struct buf *out, const struct record *rec)
{
	CLEANUP(faults_release) struct faults faults = FAULTS_INIT;
	CLEANUP(minutes_free) struct minutes *minutes = minutes_read(rec, "minutes.md", &faults);

	for (size_t i = 0; i < minutes->issues; i++)
		buf_printf(out, "issue %zu, line %d: \"%s\"\n", i + 1, minutes->issue[i].line,
			minutes->issue[i].title);
	for (size_t i = 0; i < minutes->items; i++)
		dump_item(out, &minutes->item[i]);
	dump_faults(out, &faults);
}
