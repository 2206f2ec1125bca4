#include "handlers.h"

enum {
	ENTRY = 1 << 18,   /* one item of the minutes */
	RECORD = 3 << 20,  /* a whole record: 1 MB, up to three bytes a byte as forms write it */
};
enum { CARRIED = 4 << 20 }; /* sign-in takes along what was being sent when the session ended */

#define SIGNED_IN (ROLE_STAKEHOLDER | ROLE_MEMBER | ROLE_AGENCY | ROLE_ADMINISTRATOR)

/* clang-format off */
const struct route routes[] = {
	{ "GET",  "/static/*/*",   ROLE_PUBLIC,        .handle = static_get,      .for_all = true },

	{ "GET",  "/",             ROLE_PUBLIC,        .handle = get_home },
	{ "GET",  "/meetings",     ROLE_PUBLIC,        .handle = get_list },
	{ "GET",  "/meetings/*",   ROLE_PUBLIC,        .handle = get_list },
	{ "GET",  "/meetings/*/*", ROLE_PUBLIC,        .handle = get_record },
	{ "GET",  "/meetings/*/*/extract/*", ROLE_PUBLIC, .handle = get_extract },
	{ "GET",  "/meetings/*/*/agenda", ROLE_PUBLIC, .handle = get_agenda },
	{ "GET",  "/meetings/*/*/attendance", ROLE_PUBLIC, .handle = get_attendance },
	{ "GET",  "/meetings/*/*/notice", ROLE_PUBLIC, .handle = get_meeting_part },
	{ "GET",  "/meetings/*/*/dispositions/*", ROLE_PUBLIC, .handle = get_meeting_part },
	{ "GET",  "/meetings/*/*/actions/*", ROLE_PUBLIC, .handle = get_meeting_part },
	{ "GET",  "/meetings/*/*/addenda/*", ROLE_PUBLIC, .handle = get_meeting_part },
	{ "GET",  "/meetings/*/*/corrections/*", ROLE_PUBLIC, .handle = get_meeting_part },
	{ "GET",  "/issues",       ROLE_PUBLIC,        .handle = get_list },
	{ "GET",  "/issues/*/*",   ROLE_PUBLIC,        .handle = get_record },
	{ "GET",  "/proposals",    ROLE_PUBLIC,        .handle = get_list },
	{ "GET",  "/proposals/*/*", ROLE_PUBLIC,       .handle = get_record },
	{ "GET",  "/people",       ROLE_PUBLIC,        .handle = get_list },
	{ "GET",  "/people/*",     ROLE_PUBLIC,        .handle = get_record },
	{ "GET",  "/bodies",       ROLE_PUBLIC,        .handle = get_list },
	{ "GET",  "/bodies/*",     ROLE_PUBLIC,        .handle = get_record },
	{ "GET",  "/council",      ROLE_PUBLIC,        .handle = get_record },
	{ "GET",  "/calendar",     ROLE_PUBLIC,        .handle = get_calendar },
	{ "POST", "/calendar",     ROLE_MEMBER | ROLE_AGENCY, .handle = post_calendar },
	{ "GET",  "/calendar.ics", ROLE_PUBLIC,        .handle = get_calendar_feed, .slow = true },
	{ "GET",  "/calendar/*",   ROLE_PUBLIC,        .handle = get_own_feed, .slow = true },
	{ "GET",  "/rules",        ROLE_PUBLIC,        .handle = get_rules },
	{ "GET",  "/rules/edit",   ROLE_COORDINATOR,   .handle = get_rules_edit },
	{ "POST", "/rules/edit",   ROLE_COORDINATOR,   .handle = post_rules_edit },
	{ "GET",  "/rules/edit/*", ROLE_COORDINATOR,   .handle = get_rule_form },
	{ "POST", "/rules/edit/*", ROLE_COORDINATOR,   .handle = post_rule },
	{ "GET",  "/search",       ROLE_PUBLIC,        .handle = get_search, .slow = true },
	{ "GET",  "/history",      ROLE_PUBLIC,        .handle = get_changes },
	{ "GET",  "/history/...",  ROLE_PUBLIC,        .handle = get_history },
	{ "GET",  "/compare/...",  ROLE_PUBLIC,        .handle = get_compare, .slow = true },
	{ "GET",  "/text/...",     ROLE_PUBLIC,        .handle = get_text },

	{ "GET",  "/topics",       ROLE_MEMBER,        .handle = get_topics },
	{ "POST", "/topics",       ROLE_MEMBER,        .handle = post_topics, .max_body = ENTRY },
	{ "GET",  "/topics/*/*",   ROLE_MEMBER,        .handle = get_topic },
	{ "POST", "/topics/*/*",   ROLE_MEMBER,        .handle = post_topic },
	{ "GET",  "/plan/meetings/*/*", ROLE_COORDINATOR, .handle = get_plan },
	{ "POST", "/plan/meetings/*/*/agenda", ROLE_COORDINATOR, .handle = post_plan_agenda },
	{ "POST", "/plan/meetings/*/*/invite", ROLE_COORDINATOR, .handle = post_invite },
	{ "POST", "/meetings/*/*/coming", ROLE_MEMBER, .handle = post_coming },

	{ "GET",  "/new/meeting",  ROLE_COORDINATOR,   .handle = get_meeting_new },
	{ "POST", "/new/meeting",  ROLE_COORDINATOR,   .handle = post_meeting_new },
	{ "GET",  "/record/meetings/*/*", ROLE_COORDINATOR, .handle = get_recording },
	{ "GET",  "/record/meetings/*/*/facts", ROLE_COORDINATOR, .handle = get_facts },
	{ "POST", "/record/meetings/*/*/facts", ROLE_COORDINATOR, .handle = post_facts },
	{ "GET",  "/record/meetings/*/*/step/*", ROLE_MEMBER, .handle = get_step },
	{ "POST", "/record/meetings/*/*/step/*", ROLE_MEMBER, .handle = post_step },
	{ "POST", "/record/meetings/*/*/participants", ROLE_COORDINATOR, .handle = post_participants },
	{ "POST", "/record/meetings/*/*/agenda", ROLE_COORDINATOR, .handle = post_agenda },
	{ "POST", "/record/meetings/*/*/items", ROLE_COORDINATOR, .handle = post_item_new, .max_body = ENTRY },
	{ "GET",  "/record/meetings/*/*/items/*", ROLE_COORDINATOR, .handle = get_item },
	{ "POST", "/record/meetings/*/*/items/*", ROLE_COORDINATOR, .handle = post_item, .max_body = ENTRY },
	{ "GET",  "/session/meetings/*/*", ROLE_COORDINATOR, .handle = get_session },
	{ "POST", "/session/meetings/*/*/items", ROLE_COORDINATOR, .handle = post_session_item, .max_body = ENTRY },
	{ "POST", "/session/meetings/*/*/attendance", ROLE_COORDINATOR, .handle = post_session_attendance },
	{ "POST", "/session/meetings/*/*/desk", ROLE_COORDINATOR, .handle = post_session_desk },
	{ "GET",  "/session/meetings/*/*/screen", ROLE_MEMBER, .handle = get_session_screen },
	{ "GET",  "/edit-text/...", ROLE_COORDINATOR,  .handle = get_edit_text },
	{ "POST", "/edit-text/...", ROLE_COORDINATOR,  .handle = post_edit_text, .max_body = RECORD },
	{ "POST", "/preview",      ROLE_COORDINATOR,   .handle = post_preview, .max_body = RECORD },
	{ "GET",  "/complete",     ROLE_PUBLIC,   .handle = get_complete },

	{ "GET",  "/sign-in",      ROLE_PUBLIC,        .handle = sign_in_get },
	{ "POST", "/sign-in",      ROLE_PUBLIC,        .handle = sign_in_post,    .max_body = CARRIED },
	{ "POST", "/sign-out",     ROLE_PUBLIC,        .handle = sign_out_post },
	{ "GET",  "/invitation/*", ROLE_PUBLIC,        .handle = invitation_get,  .slow = true },
	{ "POST", "/invitation/*", ROLE_PUBLIC,        .handle = invitation_post },
	{ "POST", "/language",     ROLE_PUBLIC,        .handle = language_post,   .no_token = true },
	{ "GET",  "/told",         ROLE_PUBLIC,        .handle = told_get },
	{ "GET",  "/account",      SIGNED_IN,          .handle = account_get },
	{ "POST", "/account",      SIGNED_IN,          .handle = account_post },
	{ "GET",  "/account/mail", SIGNED_IN,          .handle = mail_get },
	{ "POST", "/account/mail", SIGNED_IN,          .handle = mail_post },
	{ "GET",  "/outbox",       ROLE_ADMINISTRATOR, .handle = outbox_get },
	{ "POST", "/outbox",       ROLE_ADMINISTRATOR, .handle = outbox_post },
	{ "GET",  "/accounts",     ROLE_ADMINISTRATOR, .handle = accounts_get },
	{ "POST", "/accounts",     ROLE_ADMINISTRATOR, .handle = accounts_post },
};
/* clang-format on */

const size_t routes_count = ARRAY_SIZE(routes);
