/* SPDX-License-Identifier: MIT */
/*
 * Master data: what is sent, and what is answered. One table says what a
 * resource is made of; a change is a merge patch of the same fields (RFC 7396:
 * what is absent stays, null empties, a list replaces the whole list).
 */
#include "dispatchd/api/shapes_internal.h"

#define RETIRED                                                    \
	{                                                          \
		.name = "retired", .type = FIELD_BOOL,             \
		.help = "No longer offered; what has it keeps it." \
	}

/* What is answered, alone and in a page. */
#define ANSWERED(n, h, ...)                                           \
	SHAPE(n, h, {.name = "id", .flags = NEED, ID}, __VA_ARGS__,   \
	      {.name = "retired", .type = FIELD_BOOL, .flags = NEED}, \
	      {.name = "version", .type = FIELD_INT, .flags = NEED}); \
	PAGE(n)
#define CODE(n)                                                \
	{                                                      \
		.name = (n), .type = FIELD_CODE, .flags = NEED \
	}

/* Fields that many have. */
#define NAME                                                                 \
	{                                                                    \
		.name = "name", .type = FIELD_TEXT, .flags = NEED, .min = 1, \
		.max = 200                                                   \
	}
#define SOURCE                                                             \
	{                                                                  \
		.name = "source", .type = FIELD_TEXT, .min = 1, .max = 64, \
		.help = "The system that it comes from."                   \
	}
#define EXTERNAL_ID                                                           \
	{                                                                     \
		.name = "external_id", .type = FIELD_TEXT, .flags = NULLABLE, \
		.min = 1, .max = 200,                                         \
		.help = "Its id there: unique in its source."                 \
	}
#define LIST(n, s)                                              \
	{                                                       \
		.name = (n), .type = FIELD_LIST, .flags = NEED, \
		.schema = &shape_##s                            \
	}

/* The parameters of a list: of any, and of a resource. */
#define LISTED_BY(n, sorts, ...)                                    \
	const struct field query_##n[] = {                          \
	    {.name = "q",                                           \
	     .type = FIELD_TEXT,                                    \
	     .min = 1,                                              \
	     .max = 200,                                            \
	     .help = "Words that must all occur, in any case."},    \
	    __VA_ARGS__,                                            \
	    {.name = "sort",                                        \
	     .type = FIELD_TEXT,                                    \
	     .choices = sorts,                                      \
	     .help = "A minus turns it round; without it, by id."}, \
	    {.name = "limit",                                       \
	     .type = FIELD_INT,                                     \
	     .min = 1,                                              \
	     .max = 500,                                            \
	     .help = "Of a page; without it, 100."},                \
	    {.name = "after",                                       \
	     .type = FIELD_INT,                                     \
	     .min = 0,                                              \
	     .max = INT64_MAX,                                      \
	     .help = "'next' of the page before."},                 \
	    END}
#define LISTED(n, sorts, ...)                          \
	LISTED_BY(n, sorts,                            \
		  __VA_ARGS__{.name = "retired",       \
			      .type = FIELD_TEXT,      \
			      .choices = "true|false", \
			      .help = "Without it, both."})

const struct field query_delete[] = {WHY, END};

/* --- customers ---------------------------------------------------------- */

SENT(customer, "Who the work is for.", NAME, SOURCE, EXTERNAL_ID, RETIRED);
ANSWERED(customer, "Who the work is for.", TEXT("name"), TEXT("source"),
	 TEXT_OR_NULL("external_id"));
LISTED(customer, "id|-id|name|-name",
       {.name = "source", .type = FIELD_TEXT, .min = 1, .max = 64}, );

/* --- skills ------------------------------------------------------------- */

SENT(skill, "What a technician can do.",
     {.name = "code", .type = FIELD_CODE, .flags = NEED}, NAME, RETIRED);
ANSWERED(skill, "What a technician can do.", CODE("code"), TEXT("name"));
LISTED(skill, "id|-id|code|-code|name|-name");

/* --- contacts and sites ------------------------------------------------- */

SENT(contact, "Whom to call.", {.name = "customer", .flags = NEED, ID}, NAME,
     {.name = "phone",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 1,
      .max = 50},
     {.name = "email",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 3,
      .max = 254},
     RETIRED);
ANSWERED(contact, "Whom to call.", {.name = "customer", .flags = NEED, ID},
	 TEXT("name"), TEXT_OR_NULL("phone"), TEXT_OR_NULL("email"));
LISTED(contact, "id|-id|name|-name", {.name = "customer", ID}, );

SHAPE(week_hours, "Hours of a weekday, of the wall clock.",
      {.name = "weekday",
       .type = FIELD_INT,
       .flags = NEED,
       .min = 1,
       .max = 7,
       .help = "1 is Monday."},
      {.name = "from", .type = FIELD_TIME, .flags = NEED},
      {.name = "to",
       .type = FIELD_TIME,
       .flags = NEED,
       .help = "24:00 is the day's end."});

SENT(site, "Where work is.", {.name = "customer", .flags = NEED, ID},
     {.name = "contact", .flags = NULLABLE, ID, .help = "Of the customer."},
     {.name = "territory",
      .flags = NULLABLE,
      ID,
      .help = "Without it, or null: the one whose boundary has the place."},
     NAME, {.name = "address", .type = FIELD_TEXT, .max = 500}, PLACE,
     {.name = "access_notes", .type = FIELD_NOTE, .max = 2000},
     {.name = "access_hours",
      .type = FIELD_LIST,
      .flags = NULLABLE,
      .max = 100,
      .schema = &shape_week_hours,
      .help = "None: always."},
     SOURCE, EXTERNAL_ID, RETIRED);
ANSWERED(site, "Where work is.", {.name = "customer", .flags = NEED, ID},
	 {.name = "contact", .flags = MAYBE, ID},
	 {.name = "territory", .flags = NEED, ID}, TEXT("name"),
	 TEXT("address"), {.name = "lat", .type = FIELD_NUMBER, .flags = NEED},
	 {.name = "lon", .type = FIELD_NUMBER, .flags = NEED},
	 TEXT("access_notes"), LIST("access_hours", week_hours), TEXT("source"),
	 TEXT_OR_NULL("external_id"));
LISTED(site, "id|-id|name|-name|address|-address", {.name = "territory", ID},
       {.name = "customer", ID}, );

/* --- what stands there, and what to know of it --------------------------- */

#define DAY_OR_NULL(n, h)                                                   \
	{                                                                   \
		.name = (n), .type = FIELD_DATE, .flags = (FIELD_NULLABLE), \
		.help = (h)                                                 \
	}

SENT(asset, "A thing at a site that is kept up.",
     {.name = "site", .flags = NEED, ID}, NAME,
     {.name = "model",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 1,
      .max = 200},
     {.name = "serial",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 1,
      .max = 200},
     DAY_OR_NULL("installed", "Since then it is there."),
     DAY_OR_NULL("warranty", "The last day of its warranty."), SOURCE,
     EXTERNAL_ID, RETIRED);
ANSWERED(asset, "A thing at a site that is kept up.",
	 {.name = "site", .flags = NEED, ID}, TEXT("name"),
	 TEXT_OR_NULL("model"), TEXT_OR_NULL("serial"),
	 {.name = "installed", .type = FIELD_DATE, .flags = MAYBE},
	 {.name = "warranty", .type = FIELD_DATE, .flags = MAYBE},
	 TEXT("source"), TEXT_OR_NULL("external_id"));
LISTED(asset, "id|-id|name|-name|serial|-serial", {.name = "site", ID}, );

SENT(
    site_note, "What whoever comes to a site should know.",
    {.name = "text", .type = FIELD_NOTE, .flags = NEED, .min = 1, .max = 2000});
SHAPE(site_note, "What whoever comes to a site should know.",
      {.name = "id", .flags = NEED, ID}, {.name = "site", .flags = NEED, ID},
      TEXT("text"), {.name = "at", .type = FIELD_INSTANT, .flags = NEED},
      {.name = "by",
       .type = FIELD_NOTE,
       .flags = MAYBE,
       .help = "Name of the technician or user."},
      {.name = "technician",
       .flags = MAYBE,
       ID,
       .help = "Null: it was written in the office."},
      {.name = "version", .type = FIELD_INT, .flags = NEED});
PAGE(site_note);
const struct field query_site_note[] = {
    {.name = "limit",
     .type = FIELD_INT,
     .min = 1,
     .max = 500,
     .help = "Of a page; without it, 100."},
    {.name = "after", ID, .help = "'next' of the page before."},
    END};

/* --- territories -------------------------------------------------------- */

#define CALENDAR(f)                                                   \
	{                                                             \
		.name = "calendar", .type = FIELD_CODE, .flags = (f), \
		.help = "Code of a business calendar."                \
	}

SHAPE(corner, "A corner (WGS 84).", PLACE);
SENT(territory, "An area that is planned together.",
     {.name = "code", .type = FIELD_CODE, .flags = NEED}, NAME,
     {.name = "zone",
      .type = FIELD_TEXT,
      .flags = NEED,
      .min = 1,
      .max = 64,
      .help = "An IANA name such as Europe/Berlin."},
     CALENDAR(NEED),
     {.name = "boundary",
      .type = FIELD_LIST,
      .flags = NULLABLE,
      .max = 1000,
      .schema = &shape_corner,
      .help = "Its corners in order: finds the territory of new sites."},
     {.name = "neighbours",
      .type = FIELD_LIST,
      .max = 100,
      .items = FIELD_INT,
      .help = "Ids; both ways."},
     RETIRED);
ANSWERED(territory, "An area that is planned together.", CODE("code"),
	 TEXT("name"), TEXT("zone"), CALENDAR(NEED),
	 {.name = "boundary",
	  .type = FIELD_LIST,
	  .flags = MAYBE,
	  .schema = &shape_corner},
	 {.name = "neighbours",
	  .type = FIELD_LIST,
	  .flags = NEED,
	  .items = FIELD_INT});
LISTED(territory, "id|-id|code|-code|name|-name");

/* --- job types ---------------------------------------------------------- */

SENT(job_type,
     "A template of jobs; jobs that are there keep what it gave them.",
     {.name = "code", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 120},
     NAME,
     {.name = "duration_min",
      .type = FIELD_INT,
      .flags = NEED,
      .min = 1,
      .max = 14400},
     {.name = "priority",
      .type = FIELD_INT,
      .min = 1,
      .max = 5,
      .help = "1 is the most urgent; without it, 3."},
     {.name = "sla_policy",
      .type = FIELD_CODE,
      .flags = NULLABLE,
      .help = "Code of an SLA policy."},
     {.name = "skills",
      .type = FIELD_LIST,
      .max = 20,
      .schema = &shape_skill_need},
     {.name = "tools",
      .type = FIELD_LIST,
      .max = 200,
      .items = FIELD_CODE,
      .help = "Codes of tools."},
     {.name = "parts",
      .type = FIELD_LIST,
      .max = 200,
      .schema = &shape_part_amount},
     {.name = "tasks",
      .type = FIELD_LIST,
      .max = 100,
      .schema = &shape_task_new,
      .help = "What is to be done, in this order: new jobs get it."},
     RETIRED);
ANSWERED(
    job_type, "A template of jobs.", TEXT("code"), TEXT("name"),
    {.name = "duration_min", .type = FIELD_INT, .flags = NEED},
    {.name = "priority", .type = FIELD_INT, .flags = NEED},
    {.name = "sla_policy", .type = FIELD_CODE, .flags = MAYBE},
    LIST("skills", job_skill),
    {.name = "tools", .type = FIELD_LIST, .flags = NEED, .items = FIELD_NOTE},
    LIST("parts", part_amount), LIST("tasks", task_new));
LISTED(job_type, "id|-id|code|-code|name|-name");

/* --- promises ----------------------------------------------------------- */

SHAPE(holiday, "A day without hours.",
      {.name = "day", .type = FIELD_DATE, .flags = NEED}, NAME);
SENT(calendar, "Business time: what clocks count.",
     {.name = "code", .type = FIELD_CODE, .flags = NEED}, NAME,
     {.name = "hours",
      .type = FIELD_LIST,
      .max = 100,
      .schema = &shape_week_hours},
     {.name = "holidays",
      .type = FIELD_LIST,
      .max = 1000,
      .schema = &shape_holiday},
     RETIRED);
ANSWERED(calendar, "Business time.", CODE("code"), TEXT("name"),
	 LIST("hours", week_hours), LIST("holidays", holiday));
LISTED(calendar, "id|-id|code|-code|name|-name");

#define KIND                                                       \
	{                                                          \
		.name = "kind", .type = FIELD_TEXT, .flags = NEED, \
		.choices = "respond|resolve"                       \
	}
SHAPE(
    sla_target, "A promise: minutes of business time from the opening.",
    {.name = "priority", .type = FIELD_INT, .flags = NEED, .min = 1, .max = 5},
    KIND,
    {.name = "minutes",
     .type = FIELD_INT,
     .flags = NEED,
     .min = 1,
     .max = 525600});
SHAPE(sla_milestone, "What happens when so much of the time is used.", KIND,
      {.name = "percent",
       .type = FIELD_INT,
       .flags = NEED,
       .min = 1,
       .max = 1000,
       .help = "Of the target; over 100 is late."},
      {.name = "action",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "notify|raise_priority|escalate"},
      {.name = "level",
       .type = FIELD_INT,
       .flags = NULLABLE,
       .min = 1,
       .max = 9,
       .help = "To escalate to."});
SENT(sla_policy, "What is promised, by priority.",
     {.name = "code", .type = FIELD_CODE, .flags = NEED}, NAME,
     {.name = "calendar",
      .type = FIELD_CODE,
      .flags = NULLABLE,
      .help = "Code of a business calendar; null: the territory's."},
     {.name = "targets",
      .type = FIELD_LIST,
      .max = 10,
      .schema = &shape_sla_target},
     {.name = "milestones",
      .type = FIELD_LIST,
      .max = 50,
      .schema = &shape_sla_milestone},
     {.name = "apply_to_running",
      .type = FIELD_BOOL,
      .help =
	  "New targets hold for the clocks that run, too; else for new ones."},
     RETIRED);
ANSWERED(sla_policy, "What is promised, by priority.", CODE("code"),
	 TEXT("name"), CALENDAR(MAYBE), LIST("targets", sla_target),
	 LIST("milestones", sla_milestone));
LISTED(sla_policy, "id|-id|code|-code|name|-name");

/* --- jobs: their list --------------------------------------------------- */

LISTED_BY(
    jobs, "id|-id|due|-due|priority|-priority|opened|-opened",
    {.name = "territory", ID},
    {.name = "state",
     .type = FIELD_TEXT,
     .choices = "live|open|planned|in_progress|on_hold|completed|cancelled",
     .help = "live: neither completed nor cancelled."},
    {.name = "priority", .type = FIELD_INT, .min = 1, .max = 5},
    {.name = "type",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 120,
     .help = "Code of the job type."},
    {.name = "technician", ID, .help = "Who has a visit of it, or did it."},
    {.name = "site", ID}, {.name = "customer", ID},
    {.name = "due_from",
     .type = FIELD_INSTANT,
     .help = "Due is the customer's window or the next promise."},
    {.name = "due_to",
     .type = FIELD_INSTANT,
     .help = "Not at this instant, but before."});
