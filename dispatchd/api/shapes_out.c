/* SPDX-License-Identifier: MIT */
/* What the API answers. PostgreSQL builds these objects (schema/api): the
 * tests check every answer against what stands here. */
#include "dispatchd/api/shapes_internal.h"

#define INT(n)                                              \
	{                                                   \
		.name = n, .type = FIELD_INT, .flags = NEED \
	}
#define INT_OR_NULL(n)                                       \
	{                                                    \
		.name = n, .type = FIELD_INT, .flags = MAYBE \
	}
#define NUMBER(n)                                              \
	{                                                      \
		.name = n, .type = FIELD_NUMBER, .flags = NEED \
	}
#define BOOL(n)                                              \
	{                                                    \
		.name = n, .type = FIELD_BOOL, .flags = NEED \
	}
#define AT(n)                                                   \
	{                                                       \
		.name = n, .type = FIELD_INSTANT, .flags = NEED \
	}
#define AT_OR_NULL(n)                                            \
	{                                                        \
		.name = n, .type = FIELD_INSTANT, .flags = MAYBE \
	}
#define DATE(n)                                              \
	{                                                    \
		.name = n, .type = FIELD_DATE, .flags = NEED \
	}
#define DATE_OR_NULL(n)                                       \
	{                                                     \
		.name = n, .type = FIELD_DATE, .flags = MAYBE \
	}
#define OBJECT(n, s)                                            \
	{                                                       \
		.name = n, .type = FIELD_OBJECT, .flags = NEED, \
		.schema = &shape_##s                            \
	}
#define OBJECT_OR_NULL(n, s)                                     \
	{                                                        \
		.name = n, .type = FIELD_OBJECT, .flags = MAYBE, \
		.schema = &shape_##s                             \
	}
#define LIST(n, s)                                            \
	{                                                     \
		.name = n, .type = FIELD_LIST, .flags = NEED, \
		.schema = &shape_##s                          \
	}
#define LIST_OF(n, t)                                                      \
	{                                                                  \
		.name = n, .type = FIELD_LIST, .flags = NEED, .items = (t) \
	}
#define ANY(n)                                              \
	{                                                   \
		.name = n, .type = FIELD_ANY, .flags = NEED \
	}

SHAPE(user, "The user that is logged in.", INT("id"), TEXT("login"),
      TEXT("name"),
      {.name = "role",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "admin|dispatcher|manager|intake"},
      {.name = "territories",
       .type = FIELD_LIST,
       .flags = MAYBE,
       .items = FIELD_INT,
       .help = "Null: all of them."});

SHAPE(board_territory, "An area that is planned together.", INT("id"),
      TEXT("code"), TEXT("name"), TEXT("zone"), TEXT("calendar"),
      INT("version"));

SHAPE(named, "Something with an id and a name.", INT("id"), TEXT("name"));
SHAPE(coded, "Something with a code.", INT("id"), TEXT("code"), TEXT("name"));
SHAPE(job_contact, "Whom to call.", TEXT("name"), TEXT_OR_NULL("phone"),
      TEXT_OR_NULL("email"));
SHAPE(job_site, "Where the work is.", INT("id"), TEXT("name"), TEXT("address"),
      NUMBER("lat"), NUMBER("lon"), TEXT("access_notes"));
SHAPE(job_skill, "A skill that is needed.", TEXT("skill"), INT("level"));
SHAPE(job_technician, "Who must, should, must not come.", INT("technician"),
      TEXT("relation"));
SHAPE(job_after, "A job that must be done before.", INT("job"), INT("min_min"),
      INT_OR_NULL("max_min"));
SHAPE(job_asset, "What the work is on.", INT("id"), TEXT("name"),
      TEXT_OR_NULL("model"), TEXT_OR_NULL("serial"));
SHAPE(job_task, "Something to be done.", INT("id"), TEXT("text"),
      BOOL("required"), AT_OR_NULL("done_at"), INT_OR_NULL("done_by"));
SHAPE(sla, "A clock of the promise.",
      {.name = "kind",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "respond|resolve"},
      TEXT("state"), INT("target_min"), AT_OR_NULL("due_at"),
      AT_OR_NULL("ended_at"));
SHAPE(window, "A span of time.", AT("from"), AT("to"));
SHAPE(visit, "One stay of one technician.", INT("id"), TEXT("uid"), INT("job"),
      INT("technician"), TEXT("state"), AT("start"), AT("end"), INT("travel_s"),
      OBJECT_OR_NULL("arrival_window", window), BOOL("pinned"),
      AT_OR_NULL("en_route_at"), AT_OR_NULL("on_site_at"),
      AT_OR_NULL("ended_at"), TEXT_OR_NULL("outcome"),
      TEXT_OR_NULL("outcome_note"), AT("revised_at"), INT("version"));

#define JOB_FIELDS                                                             \
	INT("id"), TEXT("source"), TEXT_OR_NULL("external_id"),                \
	    INT("territory"), TEXT("title"), TEXT("description"),              \
	    INT("priority"), TEXT("state"), TEXT_OR_NULL("hold_reason"),       \
	    TEXT_OR_NULL("outcome"), OBJECT("type", coded),                    \
	    OBJECT("customer", named), OBJECT_OR_NULL("contact", job_contact), \
	    OBJECT("site", job_site), INT("duration_min"), INT("crew_size"),   \
	    INT("days"), LIST("skills", job_skill),                            \
	    LIST("technicians", job_technician), LIST("after", job_after),     \
	    AT_OR_NULL("earliest_start"), AT_OR_NULL("due_at"),                \
	    AT_OR_NULL("parts_expected_at"), AT("opened_at"),                  \
	    AT_OR_NULL("completed_at"), AT_OR_NULL("source_target_at"),        \
	    AT_OR_NULL("source_closed_at"), LIST("sla", sla),                  \
	    LIST("visits", visit), LIST_OF("tools", FIELD_NOTE),               \
	    LIST("parts", part_amount), OBJECT_OR_NULL("asset", job_asset),    \
	    LIST("tasks", job_task), INT("escalation"), INT("version")

SHAPE(job, "A job with its visits.", JOB_FIELDS);
SHAPE(job_made, "A job, and what is odd about it.", JOB_FIELDS,
      {.name = "warnings", .type = FIELD_LIST, .items = FIELD_NOTE});
SHAPE(job_list, "A page of jobs.", LIST("items", job), INT_OR_NULL("next"));

SHAPE(audit_entry, "Who did what.", AT("at"), TEXT("actor_kind"),
      TEXT_OR_NULL("actor"), TEXT("action"), TEXT("object_kind"), INT("object"),
      ANY("before"), ANY("after"), TEXT_OR_NULL("why"), TEXT_OR_NULL("cause"),
      TEXT_OR_NULL("request"));
SHAPE(audit, "A page of the trail, the oldest first.",
      LIST("items", audit_entry), INT_OR_NULL("next"));

SHAPE(
    photo, "A photo or signature.", TEXT("uid"),
    {.name = "kind",
     .type = FIELD_TEXT,
     .flags = NEED,
     .choices = "photo|signature"},
    INT_OR_NULL("visit"), OBJECT("technician", named),
    {.name = "name", .type = FIELD_TEXT, .flags = MAYBE, .help = "Who signed."},
    TEXT_OR_NULL("text"), AT("at"), AT("received_at"), TEXT_OR_NULL("type"),
    INT_OR_NULL("bytes"), TEXT("sha256"),
    {.name = "stored",
     .type = FIELD_BOOL,
     .flags = NEED,
     .help = "False: its bytes are still on the device."},
    AT_OR_NULL("stored_at"));
SHAPE(photos, "The photos of a job, in the order of their taking.",
      LIST("items", photo));

SHAPE(clock_milestone, "What happens when so much of the time is used.",
      INT("percent"), TEXT("action"), INT_OR_NULL("level"),
      AT_OR_NULL("due_at"), AT_OR_NULL("fired_at"));
SHAPE(clock_line, "A stretch of a clock's time.", AT("from"),
      {.name = "to",
       .type = FIELD_INSTANT,
       .flags = MAYBE,
       .help = "Null: a pause that goes on."},
      {.name = "what",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "running|closed|paused"},
      TEXT_OR_NULL("reason"),
      {.name = "minutes",
       .type = FIELD_NUMBER,
       .flags = MAYBE,
       .help = "That count; null where none do."},
      NUMBER("total_min"), TEXT("text"));
SHAPE(clock, "A promise's clock.",
      {.name = "kind",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "respond|resolve"},
      TEXT("state"), INT("target_min"), NUMBER("used_min"),
      AT_OR_NULL("due_at"), AT_OR_NULL("ended_at"), BOOL("overdue"),
      TEXT("calendar"), TEXT("zone"), LIST("milestones", clock_milestone),
      {.name = "lines",
       .type = FIELD_LIST,
       .flags = NEED,
       .schema = &shape_clock_line,
       .help = "How the due time comes about, to it or to the clock's end."});
SHAPE(clocks, "The clocks of a job.", LIST("items", clock));

SHAPE(board_break, "A pause of so many minutes inside the window.", AT("from"),
      AT("to"), INT("minutes"));
SHAPE(board_shift, "Working time.", INT("id"), AT("start"), AT("end"),
      LIST("breaks", board_break));
SHAPE(board_absence, "Away.", INT("id"), AT_OR_NULL("start"), AT_OR_NULL("end"),
      TEXT("reason"));
SHAPE(board_technician, "A row of the board.", INT("id"), TEXT("code"),
      TEXT("name"), LIST("shifts", board_shift),
      LIST("absences", board_absence));
SHAPE(board_helper, "A neighbour's technician who has visits for our jobs.",
      INT("id"), TEXT("code"), TEXT("name"), LIST("shifts", board_shift),
      LIST("absences", board_absence), INT("territory"));
SHAPE(board_table, "Rows by columns: compact.", LIST_OF("columns", FIELD_TEXT),
      LIST_OF("rows", FIELD_ANY));
SHAPE(board_pool, "What nobody has yet, most urgent first.",
      LIST_OF("columns", FIELD_TEXT), LIST_OF("rows", FIELD_ANY), INT("total"));
SHAPE(board, "A territory's days.", OBJECT("territory", board_territory),
      DATE("from"), DATE("to"), AT("as_of"),
      {.name = "id",
       .type = FIELD_NOTE,
       .flags = NEED,
       .help = "What the stream can be asked to go on after."},
      LIST("technicians", board_technician), LIST("helpers", board_helper),
      OBJECT("visits", board_table), OBJECT("holds", board_table),
      OBJECT("unplanned", board_pool),
      {.name = "means",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "Moves with shifts, absences, skills, the policy ..."},
      {.name = "notices",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "How many nobody has seen."},
      {.name = "reviews",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "How many wait for a decision."});

SHAPE(proposal_place, "Where a visit is or would be.", INT("technician"),
      AT("start"), AT("end"), INT("travel_s"));
SHAPE(proposal_promise, "The arrival window that the customer was told.",
      AT("from"), AT("to"), BOOL("kept"));
SHAPE(proposal_visit, "One change that the plan wants.", INT("position"),
      INT_OR_NULL("linked"),
      {.name = "op",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "add|move|remove"},
      INT("job"), INT_OR_NULL("visit"), INT_OR_NULL("technician"),
      AT_OR_NULL("start"), AT_OR_NULL("end"), INT("travel_s"),
      OBJECT_OR_NULL("before", proposal_place),
      OBJECT_OR_NULL("after", proposal_place), INT_OR_NULL("saved_s"),
      TEXT_OR_NULL("why"), OBJECT_OR_NULL("promise", proposal_promise),
      TEXT("verdict"), TEXT_OR_NULL("reason"));
#define PROPOSAL_FIELDS                                                   \
	INT("id"), INT("territory"), TEXT("kind"), TEXT_OR_NULL("cause"), \
	    TEXT("state"), AT("from"), AT("to"), ANY("asked"),            \
	    INT_OR_NULL("reverts"),                                       \
	    {.name = "reverted_by",                                       \
	     .type = FIELD_LIST,                                          \
	     .flags = NEED,                                               \
	     .items = FIELD_INT},                                         \
	    INT_OR_NULL("requested_by"), TEXT_OR_NULL("error"),           \
	    ANY("progress"), ANY("summary"), AT("created_at"),            \
	    AT_OR_NULL("ready_at"), AT_OR_NULL("settled_at"), INT("version")
SHAPE(proposal, "A plan that waits for a yes.", PROPOSAL_FIELDS,
      LIST("visits", proposal_visit));
SHAPE(proposal_head, "A plan without its changes.", PROPOSAL_FIELDS);
SHAPE(proposal_list, "A page of proposals.", LIST("items", proposal_head),
      INT_OR_NULL("next"));

#define COST(n)                                                            \
	{                                                                  \
		.name = n, .type = FIELD_NUMBER, .flags = MAYBE,           \
		.help = "In minutes of driving; null: works not in these " \
			"hours."                                           \
	}
SHAPE(candidate_costs, "What a cost is made of.", TEXT("unit"),
      NUMBER("travel"), NUMBER("lateness"), NUMBER("overtime"),
      NUMBER("preference"), NUMBER("move"),
      {.name = "neighbour",
       .type = FIELD_NUMBER,
       .flags = NEED,
       .help = "Of a technician who is lent by a neighbour."},
      NUMBER("other"));
SHAPE(candidate_move, "A visit that would begin at another time.", INT("visit"),
      INT("visit_version"), INT("job"), INT("technician"), TEXT("title"),
      AT("start"), AT("begins"), INT("later_s"),
      {.name = "late_s",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "Beyond the worst of its targets then."},
      {.name = "more_late_s",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "Of that, what the newcomer adds."});
SHAPE(candidate_promise, "What becomes of the job's own promise.",
      {.name = "kind",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "respond|resolve"},
      AT("due_at"), BOOL("met"), INT("late_s"));
SHAPE(broken_rule, "A rule that is broken, by how much, in words.",
      TEXT("rule"), TEXT("detail"), INT("amount"), TEXT("unit"));
#define LENT                                                       \
	{                                                          \
		.name = "lent", .type = FIELD_BOOL, .flags = NEED, \
		.help = "By a neighbouring territory.",            \
	}
SHAPE(candidate, "A technician, at the best time in these hours.",
      INT("technician"), TEXT("name"), LENT, BOOL("feasible"),
      AT_OR_NULL("start"), AT_OR_NULL("arrival"), AT_OR_NULL("end"),
      INT_OR_NULL("travel_s"), INT_OR_NULL("extra_travel_s"),
      LIST("moves", candidate_move), COST("cost"),
      OBJECT_OR_NULL("costs", candidate_costs), LIST("sla", candidate_promise),
      LIST("broken", broken_rule));
SHAPE(candidate_reason, "What is in a technician's way.", INT("technician"),
      TEXT("name"), LENT, LIST("broken", broken_rule));
SHAPE(candidate_relaxation, "The one change that would do.", INT("technician"),
      TEXT("name"), LENT, AT("start"), OBJECT("change", broken_rule));
SHAPE(candidate_later, "The best on the first day that has room.",
      INT("technician"), TEXT("name"), LENT, AT("start"));
SHAPE(candidate_unplanned, "Why nobody has it; empty if somebody can.",
      LIST("reasons", candidate_reason),
      OBJECT_OR_NULL("relaxation", candidate_relaxation),
      OBJECT_OR_NULL("later", candidate_later));
SHAPE(candidate_visit, "The visit that would be moved.", INT("id"),
      INT("version"), INT("technician"), AT("start"));
SHAPE(candidate_mate, "One of a team.", INT("technician"), TEXT("name"), LENT,
      AT("arrival"), INT("travel_s"), INT("extra_travel_s"),
      LIST("moves", candidate_move), COST("cost"));
SHAPE(candidate_team, "As many as are missing, who can begin together.",
      AT("start"), AT("end"), COST("cost"), LIST("members", candidate_mate));
SHAPE(candidate_crew, "Of a job for several people: who could come together.",
      INT("size"),
      {.name = "missing",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "So many have no visit yet."},
      {.name = "teams",
       .type = FIELD_LIST,
       .flags = NEED,
       .schema = &shape_candidate_team,
       .help = "At the best time of each, the cheapest first."});
SHAPE(candidates, "Who can take a job, best first, then who cannot.",
      INT("job"), INT("job_version"), INT("territory"), AT("as_of"), AT("from"),
      AT("to"), AT_OR_NULL("at"), OBJECT_OR_NULL("visit", candidate_visit),
      INT("feasible"), INT("rejected"), LIST("candidates", candidate),
      {.name = "crew",
       .type = FIELD_OBJECT,
       .flags = MAYBE,
       .schema = &shape_candidate_crew,
       .help = "Null: one does it, or all of its crew are there."},
      {.name = "unplanned",
       .type = FIELD_OBJECT,
       .flags = MAYBE,
       .schema = &shape_candidate_unplanned,
       .help = "Null: it has a visit."});

SHAPE(emergency_other, "A visit that had to change.", INT("visit"), INT("job"),
      TEXT("title"), INT_OR_NULL("technician"),
      INT_OR_NULL("before_technician"), AT_OR_NULL("start"),
      AT_OR_NULL("before_start"), TEXT("why"));
SHAPE(emergency_choice, "One who could go, the best first.", INT("technician"),
      TEXT("name"), AT("start"), AT("end"), INT("travel_s"),
      {.name = "displaced",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "Visits that somebody else would take over."},
      {.name = "left",
       .type = FIELD_INT,
       .flags = NEED,
       .help = "Visits that nobody could take over."},
      NUMBER("harm"),
      {.name = "cost",
       .type = FIELD_NUMBER,
       .flags = NEED,
       .help = "With the wait; in minutes of driving, as harm."});
SHAPE(emergency, "Who goes, and what that does to others.", INT("job"),
      INT_OR_NULL("proposal"), TEXT("cause"), OBJECT_OR_NULL("visit", visit),
      LIST("others", emergency_other), LIST("choices", emergency_choice));

#define LINK_FIELDS                                                  \
	INT("id"), INT("technician"), TEXT("label"), TEXT("detail"), \
	    BOOL("show_cancelled"), AT("created_at"),                \
	    AT_OR_NULL("revoked_at"), AT_OR_NULL("last_used_at")
SHAPE(link, "A calendar link; its secret was shown once.", LINK_FIELDS);
SHAPE(link_made, "A calendar link with its secret, shown only now.",
      LINK_FIELDS, TEXT("secret"), TEXT("path"), TEXT("url"));
SHAPE(link_list, "A page of calendar links.", LIST("items", link),
      INT_OR_NULL("next"));

SHAPE(code, "An enrolment code, shown only now.", TEXT("code"),
      {.name = "uri",
       .type = FIELD_NOTE,
       .flags = MAYBE,
       .help = "With the code, for the device; null: no mobile_url is set."},
      {.name = "qr_svg",
       .type = FIELD_NOTE,
       .flags = MAYBE,
       .help = "The uri as a QR code: an SVG document."},
      AT("expires_at"));
SHAPE(device, "A phone or tablet. Null: it has not said.", INT("id"),
      INT("technician"), TEXT("name"), TEXT("state"), TEXT_OR_NULL("model"),
      {.name = "app",
       .type = FIELD_NOTE,
       .flags = MAYBE,
       .help = "Its program and version."},
      {.name = "contract",
       .type = FIELD_INT,
       .flags = MAYBE,
       .help = "That its program speaks."},
      AT("enrolled_at"), AT_OR_NULL("last_seen_at"),
      {.name = "unsent",
       .type = FIELD_INT,
       .flags = MAYBE,
       .help = "Reports that wait on it, as it said last."},
      {.name = "clock_skew_ms",
       .type = FIELD_INT,
       .flags = MAYBE,
       .help = "At its last report: above zero its clock is fast."},
      AT_OR_NULL("revoked_at"), INT("acked_seq"), INT("version"));
SHAPE(device_list, "A page of devices.", LIST("items", device),
      INT_OR_NULL("next"));

SHAPE(problem_error, "One thing that is wrong.", TEXT("pointer"),
      {.name = "rule", .type = FIELD_NOTE}, TEXT("detail"),
      {.name = "amount",
       .type = FIELD_INT,
       .help = "Of a rule of the plan: how much it is broken by, in 'unit'."},
      {.name = "unit", .type = FIELD_TEXT},
      {.name = "overridable",
       .type = FIELD_BOOL,
       .help = "With an override_reason it is done all the same."},
      {.name = "cost",
       .type = FIELD_NUMBER,
       .help = "Of overriding it, in minutes of driving."});
SHAPE(problem, "RFC 9457.", TEXT("type"), TEXT("title"), INT("status"),
      {.name = "detail", .type = FIELD_NOTE},
      {.name = "request_id", .type = FIELD_NOTE},
      {.name = "errors", .type = FIELD_LIST, .schema = &shape_problem_error},
      {.name = "slots",
       .type = FIELD_LIST,
       .schema = &shape_slot,
       .help = "Where a slot is gone: others."});
