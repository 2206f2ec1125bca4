#pragma once

/*
 * What changed between two texts, in words, and what becomes of two people's
 * changes to one text.
 */

#include "error.h"
#include "buf.h"

enum difference_style {
	DIFFERENCE_UNIFIED, /* one column, deleted and inserted words in place */
	DIFFERENCE_SIDES,   /* a table of two columns */
};

/*
 * Append HTML that shows how OLD became NEW: lines are matched first, then words within changed
 * lines. Untouched stretches over 6 lines are folded but for CONTEXT lines at the changes;
 * CONTEXT < 0 shows everything. Texts over 2 MB, and more than 20,000 differing lines, are compared
 * by lines only. Never slow.
 *
 *   <div class="difference">                                    unified: a paragraph a line
 *   <p class="same">bir</p>                                     also: "changed", "added", "deleted"
 *   <p class="changed">iki <del>üç</del><ins>dörd</ins></p>
 *   <p class="skipped" data-lines="12">…</p>
 *   </div>
 *   <table class="difference"><tbody>                           two columns: old, new
 *   <tr class="changed"><td>iki <del>üç</del></td><td>iki <ins>dörd</ins></td></tr>
 *   <tr class="skipped" data-lines="12"><td colspan="2">…</td></tr>
 *   </tbody></table>
 *
 * A line end that only one of the texts has, inside a line that the other has too, is shown as
 * <del>¶</del> or <ins>¶</ins>.
 */
void difference_html(struct buf *out, const char *old, const char *new, enum difference_style style,
	int context);

/* A unified diff as `diff -u` prints it, with three lines of context. */
void difference_text(struct buf *out, const char *old, const char *new, const char *old_name,
	const char *new_name);

/* How many words were deleted and inserted. */
void difference_count(const char *old, const char *new, size_t *deleted, size_t *inserted);

/*
 * Three-way merge: by lines, and where both changed the same lines, by words. Where both inserted
 * lines at one place, theirs come first, then mine; what both begin and end with comes once.
 * ERR_CONFLICT where both changed the same words, with the line of MINE; *OUT is then left alone.
 * The caller frees.
 */
int difference_merge(
	char **out, const char *base, const char *mine, const char *theirs, struct error *err);

/*
 * The same, and what does not go together is chosen: CHOOSE is asked for each stretch of lines in which both
 * changed the same words, and appends to OUT what shall stand there. BASE, MINE and THEIRS are whole lines, or "".
 * The caller frees.
 */
typedef void (*difference_choose)(
	void *ctx, struct buf *out, const char *base, const char *mine, const char *theirs);
char *difference_merge_choosing(const char *base, const char *mine, const char *theirs,
	difference_choose choose, void *ctx);

/* Bytes [START, END) of the old text became [NEW_START, NEW_END) of the new one. */
struct difference_change {
	size_t start, end, new_start, new_end;
};

/* The words that differ, in order, as difference_html marks them in a changed line. Returns how
 * many; the caller frees *OUT. */
size_t difference_changes(struct difference_change **out, const char *old, const char *new);
