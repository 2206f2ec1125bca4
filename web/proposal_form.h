#pragma once

/*
 * The form in which a proposal is written: its facts and its Markdown text, of which
 * a section may be written by itself. What was typed was typed on a revision, the
 * field "base"; what others saved since is merged, facts one by one and the text by
 * words. What does not go together comes back in one form that holds both.
 */

#include "draft.h"

enum { PROPOSAL_FACTS = 3 };

/* A fact of the form: its field, and its key in the record. */
struct proposal_fact {
	const char *field, *key;
	bool is_body; /* an institution, by its name */
};
extern const struct proposal_fact proposal_facts[PROPOSAL_FACTS];

/* What it says in REC, in the form's words; "" for nothing. The caller frees. */
char *proposal_fact_text(struct request *req, const struct proposal_fact *fact, const struct record *rec);

/* A save. */
struct proposal_form {
	int section;    /* of the text at the base, from 1; 0: all of it */
	bool merged;    /* somebody else had saved meanwhile, and both are kept */
	bool unchanged; /* nothing differed */
	bool named;     /* a version was named */
};

/* Whether who asks may change the text now: ERR_DENIED, or ERR_INVALID where it stands as it is. */
int proposal_form_allows(const struct draft *draft, struct error *err);

/* An edit of draft.h: what was typed goes into the record, CTX is the struct proposal_form. */
int proposal_form_put(struct draft *draft, struct buf *subject, void *ctx, struct error *err);

/* The text as it stands becomes the next version; the field "what" says in a line what it changes. */
int proposal_form_name(struct draft *draft, struct buf *subject, struct error *err);

/*
 * What the form shows of BODY: SECTION, from 1, or all of it (0); NULL where there is none. The caller frees.
 * SECTIONS_JSON gets [{"number":1,"title":"…"}], the title "" of what stands before the first heading.
 */
char *proposal_form_section(const char *body, int section, struct buf *sections_json);

/* Where the typed and what others saved meet. */
struct proposal_meeting {
	char *fact[PROPOSAL_FACTS]; /* what the form is to say: theirs where only they changed it */
	char *text;		    /* merged; where both changed the same words it holds what was chosen, or both */
	char *typed;		    /* all of the text as it was typed on the old base */
	char *clashes;		    /* JSON: number, base, theirs, mine, theirs_html, mine_html, pick */
	char old_base[REVISION_LEN + 1];
};

/*
 * DRAFT is what others saved. Choices are the fields "pick_1" …: "theirs", "mine", anything else is both; a form that
 * has been shown with clashes says "typed" and "old_base". ERR_CONFLICT where the base is not known.
 */
int proposal_form_meet(struct proposal_meeting *out, const struct draft *draft, int section,
	struct error *err);
void proposal_meeting_release(struct proposal_meeting *meeting);
static inline void proposal_meeting_releasep(struct proposal_meeting *meeting)
{
	proposal_meeting_release(meeting);
}
