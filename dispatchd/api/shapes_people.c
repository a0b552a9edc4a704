/* SPDX-License-Identifier: MIT */
/*
 * People and their time, how a territory is planned, what dispatchers are told:
 * what is sent, and what is answered. As in shapes_master.c one table says what
 * may be sent, to make one and to change it.
 */
#include "dispatchd/api/shapes_internal.h"

#define IS(n, t, f)                                    \
	{                                              \
		.name = (n), .type = (t), .flags = (f) \
	}
#define KEY(n)                                 \
	{                                      \
		.name = (n), .flags = NEED, ID \
	}
#define LIST(n, s, f)                                          \
	{                                                      \
		.name = (n), .type = FIELD_LIST, .flags = (f), \
		.schema = &shape_##s                           \
	}
#define VERSION IS("version", FIELD_INT, NEED)
/* First and last day of a list; for paging. */
#define DAYS IS("from", FIELD_DATE, 0), IS("to", FIELD_DATE, 0)
#define LIMIT                                                              \
	{                                                                  \
		.name = "limit", .type = FIELD_INT, .min = 1, .max = 1000, \
		.help = "Of a page; without it, 100."                      \
	}
#define AFTER                                                         \
	{                                                             \
		.name = "after", .type = FIELD_INT, .max = INT64_MAX, \
		.help = "'next' of the page before."                  \
	}

/* --- what a change of people hits --------------------------------------- */

SHAPE(affected, "What a change has hit; it stays until it is moved.",
      {.name = "visit", .flags = MAYBE, ID, .help = "Null: a hold's."},
      {.name = "hold", .flags = MAYBE, ID, .help = "A slot that is held."},
      {.name = "job", .flags = MAYBE, ID}, IS("title", FIELD_NOTE, NEED),
      KEY("territory"), IS("start", FIELD_INSTANT, NEED),
      IS("end", FIELD_INSTANT, NEED),
      {.name = "rule",
       .type = FIELD_NOTE,
       .flags = NEED,
       .help = "That it breaks now."},
      IS("detail", FIELD_NOTE, NEED));

/* --- technicians -------------------------------------------------------- */

#define DEGREES(n, limit)                                         \
	{                                                         \
		.name = (n), .type = FIELD_NUMBER, .flags = NEED, \
		.low = -(limit), .high = (limit)                  \
	}
SHAPE(place, "A place (WGS 84).", DEGREES("lat", 90), DEGREES("lon", 180));
SHAPE(days, "Days: from, until the day before 'to'.",
      IS("from", FIELD_DATE, NULLABLE),
      {.name = "to",
       .type = FIELD_DATE,
       .flags = NULLABLE,
       .help = "The first day that does not count; null: no end."});
SHAPE(certificate, "A skill, as long as its certificate lasts.",
      IS("skill", FIELD_CODE, NEED),
      {.name = "level", .type = FIELD_INT, .min = 1, .max = 10},
      IS("from", FIELD_DATE, NULLABLE), IS("to", FIELD_DATE, NULLABLE));
SHAPE(part_amount, "So many of a part.", IS("part", FIELD_CODE, NEED),
      {.name = "amount", .type = FIELD_INT, .min = 1, .max = 100000});

SHAPE(part_stock, "So many of a part; below zero, more were used than known.",
      IS("part", FIELD_NOTE, NEED), IS("amount", FIELD_INT, NEED));

SENT(technician, "A technician.", IS("code", FIELD_CODE, NEED),
     {.name = "name", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 200},
     {.name = "phone",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 1,
      .max = 60},
     {.name = "email",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 3,
      .max = 200},
     KEY("territory"),
     {.name = "employed",
      .type = FIELD_OBJECT,
      .schema = &shape_days,
      .help = "Without it, from today on."},
     {.name = "start",
      .type = FIELD_OBJECT,
      .flags = NEED,
      .schema = &shape_place,
      .help = "Where the day begins."},
     {.name = "end",
      .type = FIELD_OBJECT,
      .schema = &shape_place,
      .help = "Where it ends; without it, where it begins."},
     {.name = "skills",
      .type = FIELD_LIST,
      .max = 200,
      .schema = &shape_certificate,
      .help = "All of them: a skill may have one certificate after another."},
     {.name = "tools",
      .type = FIELD_LIST,
      .max = 200,
      .items = FIELD_CODE,
      .help = "In the van: codes of tools."},
     {.name = "parts",
      .type = FIELD_LIST,
      .max = 200,
      .schema = &shape_part_amount,
      .help = "In the van, when the day begins."},
     {.name = "retired",
      .type = FIELD_BOOL,
      .help = "True: the employment ends today; false: it goes on."});
SHAPE(technician_skill, "A skill and its certificate.",
      IS("skill", FIELD_NOTE, NEED), IS("level", FIELD_INT, NEED),
      IS("from", FIELD_DATE, MAYBE), IS("to", FIELD_DATE, MAYBE));
SHAPE(technician, "A technician.", KEY("id"), IS("code", FIELD_NOTE, NEED),
      IS("name", FIELD_NOTE, NEED), IS("phone", FIELD_NOTE, MAYBE),
      IS("email", FIELD_NOTE, MAYBE), KEY("territory"),
      {.name = "employed",
       .type = FIELD_OBJECT,
       .flags = NEED,
       .schema = &shape_days},
      LIST("skills", technician_skill, NEED),
      {.name = "tools", .type = FIELD_LIST, .flags = NEED, .items = FIELD_NOTE},
      LIST("parts", part_stock, NEED),
      {.name = "start",
       .type = FIELD_OBJECT,
       .flags = NEED,
       .schema = &shape_place},
      {.name = "end",
       .type = FIELD_OBJECT,
       .flags = NEED,
       .schema = &shape_place},
      IS("retired", FIELD_BOOL, NEED), VERSION, LIST("affected", affected, 0));
PAGE(technician);

const struct field query_technician[] = {
    {.name = "q",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 200,
     .help = "Words that must all occur, in any case."},
    {.name = "territory", ID},
    {.name = "skill", .type = FIELD_CODE, .help = "Who has it today."},
    {.name = "retired",
     .type = FIELD_TEXT,
     .choices = "true|false",
     .help = "Without it, both."},
    {.name = "sort",
     .type = FIELD_TEXT,
     .choices = "id|-id|code|-code|name|-name",
     .help = "A minus turns it round; without it, by id."},
    LIMIT,
    AFTER,
    END};

/* --- the usual week, shifts, absences ----------------------------------- */

SHAPE(week_break, "A pause of so many minutes inside the times.",
      IS("from", FIELD_TIME, NEED), IS("to", FIELD_TIME, NEED),
      {.name = "minutes",
       .type = FIELD_INT,
       .flags = NEED,
       .min = 1,
       .max = 240});
#define WEEK_DAY(f)                                                  \
	{.name = "weekday",                                          \
	 .type = FIELD_INT,                                          \
	 .flags = NEED,                                              \
	 .min = 1,                                                   \
	 .max = 7,                                                   \
	 .help = "1 is Monday."},                                    \
	    IS("start", FIELD_TIME, NEED),                           \
	    {.name = "end",                                          \
	     .type = FIELD_TIME,                                     \
	     .flags = NEED,                                          \
	     .help = "At or before the start: on the next day."},    \
	    IS("from", FIELD_DATE, NULLABLE | (f)),                  \
	    IS("to", FIELD_DATE, NULLABLE | (f)),                    \
	{                                                            \
		.name = "break", .type = FIELD_OBJECT,               \
		.flags = NULLABLE | (f), .schema = &shape_week_break \
	}
SHAPE(week_day_new, "A shift of every week.", WEEK_DAY(0));
SHAPE(week_day, "A shift of every week.", WEEK_DAY(NEED));
SHAPE(week_new, "A usual week.",
      {.name = "week",
       .type = FIELD_LIST,
       .flags = NEED,
       .max = 60,
       .schema = &shape_week_day_new},
      WHY);
SHAPE(week, "A technician's usual week.", KEY("id"), KEY("technician"),
      LIST("week", week_day, NEED), VERSION, LIST("affected", affected, 0));

SHAPE(shift_break, "A pause of so many minutes inside the times.",
      IS("from", FIELD_INSTANT, NEED), IS("to", FIELD_INSTANT, NEED),
      {.name = "minutes",
       .type = FIELD_INT,
       .flags = NEED,
       .min = 1,
       .max = 240});
SENT(shift, "Working time.", IS("start", FIELD_INSTANT, NEED),
     IS("end", FIELD_INSTANT, NEED),
     {.name = "breaks",
      .type = FIELD_LIST,
      .max = 10,
      .schema = &shape_shift_break});
SHAPE(shift, "Working time.", KEY("id"), KEY("technician"),
      IS("start", FIELD_INSTANT, NEED), IS("end", FIELD_INSTANT, NEED),
      LIST("breaks", shift_break, NEED),
      {.name = "by_hand",
       .type = FIELD_BOOL,
       .flags = NEED,
       .help = "The usual week leaves this day alone."},
      VERSION, LIST("affected", affected, 0));
PAGE(shift);
const struct field query_shift[] = {DAYS, END};

SENT(absence, "Somebody is away.", IS("start", FIELD_INSTANT, NEED),
     {.name = "end",
      .type = FIELD_INSTANT,
      .flags = NULLABLE,
      .help = "Null: nobody knows yet."},
     {.name = "reason",
      .type = FIELD_TEXT,
      .flags = NEED,
      .choices = "leave|sick|training|other"},
     {.name = "note", .type = FIELD_NOTE, .max = 500});
SHAPE(absence, "Somebody is away.", KEY("id"), KEY("technician"),
      IS("start", FIELD_INSTANT, NEED), IS("end", FIELD_INSTANT, MAYBE),
      IS("reason", FIELD_NOTE, NEED), IS("note", FIELD_NOTE, NEED),
      LIST("affected", affected, NEED), VERSION);
PAGE(absence);
const struct field query_absence[] = {DAYS, END};

/* --- devices ------------------------------------------------------------ */

static const struct field device_sent[] = {
    {.name = "name", .type = FIELD_TEXT, .min = 1, .max = 100}, WHY, END};
const struct field_schema shape_device_change = {
    "device_change", device_sent, "What changes; what is not named stays.",
    true};
const struct field query_device[] = {
    {.name = "q",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 200,
     .help = "Words that must all occur, in any case."},
    {.name = "territory", ID},
    {.name = "technician", ID},
    {.name = "state",
     .type = FIELD_TEXT,
     .choices = "active|revoked",
     .help = "Without it, both."},
    {.name = "sort",
     .type = FIELD_TEXT,
     .choices = "id|-id|name|-name|last_seen_at|-last_seen_at|unsent|-unsent",
     .help = "A minus turns it round; without it, by id."},
    LIMIT,
    AFTER,
    END};

/* --- tools and parts ---------------------------------------------------- */

#define THING(n, h)                                                          \
	SENT(n, h, IS("code", FIELD_CODE, NEED),                             \
	     {.name = "name",                                                \
	      .type = FIELD_TEXT,                                            \
	      .flags = NEED,                                                 \
	      .min = 1,                                                      \
	      .max = 200},                                                   \
	     {.name = "retired",                                             \
	      .type = FIELD_BOOL,                                            \
	      .help = "No longer offered; what has it keeps it."});          \
	SHAPE(n, h, KEY("id"), IS("code", FIELD_NOTE, NEED),                 \
	      IS("name", FIELD_NOTE, NEED), IS("retired", FIELD_BOOL, NEED), \
	      VERSION);                                                      \
	PAGE(n);                                                             \
	const struct field query_##n[] = {                                   \
	    {.name = "q",                                                    \
	     .type = FIELD_TEXT,                                             \
	     .min = 1,                                                       \
	     .max = 200,                                                     \
	     .help = "Words that must all occur, in any case."},             \
	    {.name = "retired",                                              \
	     .type = FIELD_TEXT,                                             \
	     .choices = "true|false",                                        \
	     .help = "Without it, both."},                                   \
	    {.name = "sort",                                                 \
	     .type = FIELD_TEXT,                                             \
	     .choices = "id|-id|code|-code|name|-name",                      \
	     .help = "A minus turns it round; without it, by id."},          \
	    LIMIT,                                                           \
	    AFTER,                                                           \
	    END}

THING(tool, "What a van carries, and brings back.");
THING(part, "What a job uses up.");

/* --- policies ----------------------------------------------------------- */

#define WHOLE(n, low, high, f, h)                                           \
	{                                                                   \
		.name = (n), .type = FIELD_INT, .flags = (f), .min = (low), \
		.max = (high), .help = (h)                                  \
	}
#define WEIGHT(n, most, f, h)                                              \
	{                                                                  \
		.name = (n), .type = FIELD_NUMBER, .flags = (f), .low = 0, \
		.high = (most), .help = (h)                                \
	}
/* Costs and gains are in minutes of driving. */
#define POLICY(f)                                                             \
	{.name = "automatic",                                                 \
	 .type = FIELD_TEXT,                                                  \
	 .flags = (f),                                                        \
	 .choices = "off|suggest|on",                                         \
	 .help = "What follows an event: nothing, a proposal, a repair."},    \
	    WHOLE("slide_min", 0, 480, f,                                     \
		  "A newcomer may push others so many minutes back."),        \
	    WHOLE("freeze_min", 0, 1440, f,                                   \
		  "Nothing that begins sooner is moved without a hand."),     \
	    WHOLE("moves_max", 0, 200, f, "Visits that one event may move."), \
	    WEIGHT("move_cost", 10000, f, "Of each visit moved."),            \
	    WHOLE("promise_min", 0, 240, f,                                   \
		  "An arrival window may be missed by so many minutes."),     \
	    WHOLE("overtime_min", 0, 480, f, "Beyond the end of a shift."),   \
	    WEIGHT("overtime_cost", 1000, f, "Of a minute of it."),           \
	    WHOLE("travel_max_min", 1, 1440, NULLABLE | (f),                  \
		  "Driving in one shift; null: no limit."),                   \
	    {.name = "neighbours",                                            \
	     .type = FIELD_BOOL,                                              \
	     .flags = (f),                                                    \
	     .help = "Technicians of neighbouring territories may help."},    \
	    WEIGHT("neighbour_cost", 10000, f, "Of each such visit."),        \
	    WEIGHT("respond_cost", 1000, f, "Of a minute of late arrival."),  \
	    WEIGHT("resolve_cost", 1000, f,                                   \
		   "Of a minute of late completion."),                        \
	    WEIGHT("window_cost", 1000, f, "Of a minute after due_at."),      \
	    WEIGHT("preferred_gain", 10000, f,                                \
		   "Of the technician who is wished for."),                   \
	    WEIGHT("continuity_gain", 10000, f,                               \
		   "Of the one who was at the customer's last."),             \
	    WEIGHT("balance_cost", 1000, f,                                   \
		   "Of a minute of work beyond an even share."),              \
	    WHOLE("slot_min", 15, 720, f, "Length of an offered slot."),      \
	    WHOLE("slot_grid_min", 5, 720, f, "Between their begins."),       \
	    WHOLE("slot_days", 1, 14, f, "How far ahead."),                   \
	    WHOLE("hold_min", 1, 120, f, "How long a slot is held."),         \
	    WHOLE("sla_margin_min", 0, 480, f,                                \
		  "Plans aim at so much before the promises of an SLA.")

SHAPE(rule_new, "How a rule is kept here.", IS("rule", FIELD_TEXT, NEED),
      {.name = "mode",
       .type = FIELD_TEXT,
       .flags = NULLABLE,
       .choices = "hard|soft|off"},
      {.name = "weight",
       .type = FIELD_NUMBER,
       .flags = NULLABLE,
       .high = 10000,
       .help = "Of each unit by which it is broken while it is soft. Without "
	       "mode and weight the rule is as everywhere."});
SHAPE(rule, "How a rule is kept here.", IS("rule", FIELD_NOTE, NEED),
      IS("mode", FIELD_NOTE, NEED), IS("weight", FIELD_NUMBER, NEED),
      {.name = "unit",
       .type = FIELD_NOTE,
       .flags = NEED,
       .help = "The weight is minutes of driving for each."},
      {.name = "fixed",
       .type = FIELD_BOOL,
       .flags = NEED,
       .help = "Hard everywhere."});
SHAPE(policy_change, "How a territory is planned.", POLICY(0),
      LIST("rules", rule_new, 0), WHY);
SHAPE(policy, "How a territory is planned.", KEY("territory"), POLICY(NEED),
      LIST("rules", rule, NEED), VERSION);

/* --- notices ------------------------------------------------------------ */

SHAPE(notice, "What a dispatcher should look at.", KEY("id"),
      IS("at", FIELD_INSTANT, NEED), KEY("territory"),
      {.name = "kind",
       .type = FIELD_NOTE,
       .flags = NEED,
       .help = "sla, technician, shift, absence ..."},
      IS("text", FIELD_NOTE, NEED), IS("job", FIELD_INT, MAYBE),
      IS("technician", FIELD_INT, MAYBE),
      {.name = "visits", .type = FIELD_LIST, .flags = NEED, .items = FIELD_INT},
      IS("seen_at", FIELD_INSTANT, MAYBE), IS("seen_by", FIELD_INT, MAYBE));
PAGE(notice);
const struct field query_notice[] = {
    {.name = "territory", ID},
    {.name = "seen",
     .type = FIELD_TEXT,
     .choices = "true|false",
     .help = "Without it, both."},
    {.name = "kind", .type = FIELD_TEXT, .min = 1, .max = 40},
    LIMIT,
    AFTER,
    END};
