/* SPDX-License-Identifier: MIT */
/* What a client may send: bodies and query parameters. */
#include "dispatchd/api/shapes.h"

#define SHAPE(n, h, ...)                                                \
	static const struct field n##_fields[] = {__VA_ARGS__,          \
						  {.type = FIELD_END}}; \
	const struct field_schema shape_##n = {#n, n##_fields, h}

#define NEED FIELD_REQUIRED
#define NULLABLE FIELD_NULLABLE
#define ID .type = FIELD_INT, .min = 1, .max = INT64_MAX

SHAPE(log_in, "A log-in.",
      {.name = "login", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 64},
      {.name = "password",
       .type = FIELD_SECRET,
       .flags = NEED,
       .min = 1,
       .max = 1024});

SHAPE(password, "A new password.",
      {.name = "current",
       .type = FIELD_SECRET,
       .flags = NEED,
       .min = 1,
       .max = 1024},
      {.name = "new",
       .type = FIELD_SECRET,
       .flags = NEED,
       .min = 12,
       .max = 1024,
       .help = "At least 12 characters."});

SHAPE(job_site_new, "A site that is not known yet.",
      {.name = "name", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 200},
      {.name = "address", .type = FIELD_TEXT, .max = 500},
      {.name = "lat",
       .type = FIELD_NUMBER,
       .flags = NEED,
       .low = -90,
       .high = 90},
      {.name = "lon",
       .type = FIELD_NUMBER,
       .flags = NEED,
       .low = -180,
       .high = 180},
      {.name = "customer",
       .type = FIELD_TEXT,
       .min = 1,
       .max = 200,
       .help = "The customer's name; without it, the site's."});

SHAPE(skill_need, "A skill that the work needs.",
      {.name = "skill",
       .type = FIELD_TEXT,
       .flags = NEED,
       .min = 1,
       .max = 64,
       .help = "Code of the skill."},
      {.name = "level", .type = FIELD_INT, .min = 1, .max = 10});

SHAPE(technician_wish, "Who must, should, must not come.",
      {.name = "technician", .flags = NEED, ID},
      {.name = "relation",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "required|preferred|excluded"});

SHAPE(job_before, "A job that must be done before.",
      {.name = "job", .flags = NEED, ID},
      {.name = "min_min",
       .type = FIELD_INT,
       .min = 0,
       .max = 525600,
       .help = "So many minutes lie between its end and the begin, at least; "
	       "without it, none."},
      {.name = "max_min",
       .type = FIELD_INT,
       .flags = NULLABLE,
       .min = 0,
       .max = 525600,
       .help = "And at most; without it, any."});

SHAPE(
    job_new, "A job to be done.",
    {.name = "territory",
     ID,
     .help = "Needed with a new site; else the site's own."},
    {.name = "site",
     .type = FIELD_ID_OR_OBJECT,
     .flags = NEED,
     .schema = &shape_job_site_new},
    {.name = "type",
     .type = FIELD_TEXT,
     .flags = NEED,
     .min = 1,
     .max = 120,
     .help = "Code of the job type."},
    {.name = "title", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 200},
    {.name = "description", .type = FIELD_NOTE, .max = 8192},
    {.name = "priority",
     .type = FIELD_INT,
     .min = 1,
     .max = 5,
     .help = "1 is the most urgent; without it, the type's."},
    {.name = "duration_min",
     .type = FIELD_INT,
     .min = 1,
     .max = 14400,
     .help = "Without it, the type's."},
    {.name = "crew_size",
     .type = FIELD_INT,
     .min = 1,
     .max = 20,
     .help = "How many technicians at the same time."},
    {.name = "days",
     .type = FIELD_INT,
     .min = 1,
     .max = 20,
     .help = "On so many days, each for duration_min, by the same people."},
    {.name = "earliest_start", .type = FIELD_INSTANT, .flags = NULLABLE},
    {.name = "due_at", .type = FIELD_INSTANT, .flags = NULLABLE},
    {.name = "skills",
     .type = FIELD_LIST,
     .max = 20,
     .schema = &shape_skill_need,
     .help = "Without it, those of the type."},
    {.name = "tools",
     .type = FIELD_LIST,
     .max = 200,
     .items = FIELD_CODE,
     .help = "Codes of tools; without it, those of the type."},
    {.name = "parts",
     .type = FIELD_LIST,
     .max = 200,
     .schema = &shape_part_amount,
     .help = "That it uses up; without it, those of the type."},
    {.name = "technicians",
     .type = FIELD_LIST,
     .max = 50,
     .schema = &shape_technician_wish},
    {.name = "after",
     .type = FIELD_LIST,
     .max = 20,
     .schema = &shape_job_before,
     .help = "Jobs that must be done before."},
    {.name = "source",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 64,
     .help = "The system that the job comes from."},
    {.name = "external_id",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 200,
     .help = "Its id there: unique in its source."});

SHAPE(job_change, "What changes; what is not named stays.",
      {.name = "title", .type = FIELD_TEXT, .min = 1, .max = 200},
      {.name = "description", .type = FIELD_NOTE, .max = 8192},
      {.name = "priority", .type = FIELD_INT, .min = 1, .max = 5},
      {.name = "sla_policy",
       .type = FIELD_TEXT,
       .flags = NULLABLE,
       .min = 1,
       .max = 64,
       .help = "Its code. Live clocks count on, towards the new targets."},
      {.name = "duration_min",
       .type = FIELD_INT,
       .min = 1,
       .max = 14400,
       .help = "Of visits to come; those that are planned stay as they are."},
      {.name = "crew_size", .type = FIELD_INT, .min = 1, .max = 20},
      {.name = "days", .type = FIELD_INT, .min = 1, .max = 20},
      {.name = "earliest_start", .type = FIELD_INSTANT, .flags = NULLABLE},
      {.name = "due_at", .type = FIELD_INSTANT, .flags = NULLABLE},
      {.name = "parts_expected_at",
       .type = FIELD_INSTANT,
       .flags = NULLABLE,
       .help = "When the part is there that was missing: not before, the job "
	       "is planned again."},
      {.name = "technicians",
       .type = FIELD_LIST,
       .max = 50,
       .schema = &shape_technician_wish,
       .help = "All of them: replaces those that there were."},
      {.name = "after",
       .type = FIELD_LIST,
       .max = 20,
       .schema = &shape_job_before,
       .help = "All of them: replaces those that there were."},
      {.name = "state", .type = FIELD_TEXT, .choices = "on_hold|open"},
      {.name = "hold_reason",
       .type = FIELD_TEXT,
       .flags = NULLABLE,
       .min = 1,
       .max = 200});

SHAPE(
    cancel, "Why it is cancelled.",
    {.name = "why", .type = FIELD_NOTE, .flags = NEED, .min = 1, .max = 1000});

SHAPE(window_new, "A span of time.",
      {.name = "from", .type = FIELD_INSTANT, .flags = NEED},
      {.name = "to", .type = FIELD_INSTANT, .flags = NEED});

SHAPE(visit_change, "What is to be different; the rest stays.",
      {.name = "pinned",
       .type = FIELD_BOOL,
       .help = "The planner may not move it."},
      {.name = "arrival_window",
       .type = FIELD_OBJECT,
       .flags = NULLABLE,
       .schema = &shape_window_new,
       .help = "When the customer was told that somebody comes; null: "
	       "nothing."},
      {.name = "why", .type = FIELD_NOTE, .min = 1, .max = 500});

SHAPE(unassign, "Why the visit is taken back.",
      {.name = "why", .type = FIELD_NOTE, .min = 1, .max = 1000});

SHAPE(assign, "Give a job to a technician by hand.", {.name = "technician", ID},
      {.name = "technicians",
       .type = FIELD_LIST,
       .min = 1,
       .max = 20,
       .items = FIELD_INT,
       .help = "Instead of it: a crew, whose visits are made or moved all at "
	       "once."},
      {.name = "with_crew",
       .type = FIELD_BOOL,
       .help = "The visits of the crew's others move along; true without "
	       "it."},
      {.name = "start",
       .type = FIELD_INSTANT,
       .flags = NEED,
       .help = "Begin of the work on site."},
      {.name = "end",
       .type = FIELD_INSTANT,
       .help = "Without it, start and duration."},
      {.name = "pinned",
       .type = FIELD_BOOL,
       .help = "The planner may not move it."},
      {.name = "override_reason",
       .type = FIELD_NOTE,
       .min = 1,
       .max = 1000,
       .help = "Overrules what the verdicts say (a window, a shift, a "
	       "skill), but no overlap and no end of employment; goes into "
	       "the audit trail."});

SHAPE(emergency_new, "Send somebody at once.",
      {.name = "begin_by",
       .type = FIELD_INSTANT,
       .help = "Nobody who begins later."},
      {.name = "why", .type = FIELD_NOTE, .min = 1, .max = 500},
      {.name = "dry_run",
       .type = FIELD_BOOL,
       .help = "Only say who could go, and what that does to others."});

SHAPE(proposal_new,
      "What to plan: a day of the territory, from one instant to another, or "
      "the rest of today.",
      {.name = "territory", .flags = NEED, ID},
      {.name = "day", .type = FIELD_DATE},
      {.name = "from", .type = FIELD_INSTANT},
      {.name = "to",
       .type = FIELD_INSTANT,
       .help = "At most 31 days after 'from'."},
      {.name = "rest_of_day",
       .type = FIELD_BOOL,
       .help = "From now to the end of the territory's day."},
      {.name = "jobs",
       .type = FIELD_LIST,
       .min = 1,
       .max = 5000,
       .items = FIELD_INT,
       .help = "Only these may be placed or moved; every other visit "
	       "stays."},
      {.name = "technicians",
       .type = FIELD_LIST,
       .min = 1,
       .max = 2000,
       .items = FIELD_INT,
       .help = "Only these get work or lose some."},
      {.name = "move",
       .type = FIELD_TEXT,
       .choices = "none|few|free",
       .help = "How far visits that are there may move: not at all; where "
	       "that is worth an hour's drive, and hardly in time (this "
	       "without it); as the plan is best."},
      {.name = "time_ms",
       .type = FIELD_INT,
       .min = 50,
       .max = 600000,
       .help = "How long to search; without it, as configured."});

SHAPE(accept, "What to accept.",
      {.name = "positions",
       .type = FIELD_LIST,
       .min = 1,
       .max = 20000,
       .items = FIELD_INT,
       .help = "Without it, all. What is linked with one of them goes in "
	       "with it."});

SHAPE(revert, "What to take back.",
      {.name = "positions",
       .type = FIELD_LIST,
       .min = 1,
       .max = 20000,
       .items = FIELD_INT,
       .help = "Without it, all that was accepted."},
      {.name = "accept",
       .type = FIELD_BOOL,
       .help = "false: the inverse waits as ready, to be looked at first."},
      {.name = "why", .type = FIELD_NOTE, .min = 1, .max = 1000});

SHAPE(link_new, "A calendar link.",
      {.name = "label",
       .type = FIELD_TEXT,
       .flags = NEED,
       .min = 1,
       .max = 100,
       .help = "Who or what it is for."},
      {.name = "detail",
       .type = FIELD_TEXT,
       .choices = "full|no_personal|busy"},
      {.name = "show_cancelled", .type = FIELD_BOOL});

const struct field query_proposals[] = {
    {.name = "territory", ID},
    {.name = "state",
     .type = FIELD_TEXT,
     .choices = "running|ready|accepted|partly_accepted|discarded|stale|"
		"failed|cancelled"},
    {.name = "kind", .type = FIELD_TEXT, .choices = "plan|repair|hand|revert"},
    {.name = "sort",
     .type = FIELD_TEXT,
     .choices = "id|-id|day|-day|state|-state",
     .help = "Without it, the latest first. The day is what it plans."},
    {.name = "limit", .type = FIELD_INT, .min = 1, .max = 500},
    {.name = "after", ID, .help = "'next' of the page before."},
    {.type = FIELD_END}};

const struct field query_page[] = {
    {.name = "limit",
     .type = FIELD_INT,
     .min = 1,
     .max = 1000,
     .help = "Without it, 100."},
    {.name = "after", ID, .help = "'next' of the page before."},
    {.type = FIELD_END}};

const struct field query_stream[] = {
    {.name = "territory",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 1000,
     .help = "Ids with commas between; without it, all of mine."},
    {.name = "after",
     .type = FIELD_TEXT,
     .min = 1,
     .max = 40,
     .help = "The id of the board that was read; Last-Event-ID is "
	     "stronger."},
    {.type = FIELD_END}};

const struct field query_board[] = {
    {.name = "territory", .flags = NEED, ID},
    {.name = "from",
     .type = FIELD_DATE,
     .flags = NEED,
     .help = "A day in the territory's zone."},
    {.name = "to",
     .type = FIELD_DATE,
     .help = "The last day; without it, 'from'."},
    {.type = FIELD_END}};

const struct field query_candidates[] = {
    {.name = "from",
     .type = FIELD_INSTANT,
     .help = "The job may begin then; without it, now or at the job's "
	     "earliest start."},
    {.name = "to",
     .type = FIELD_INSTANT,
     .help = "And until then; without it, the end of that local day."},
    {.name = "at", .type = FIELD_INSTANT, .help = "Exactly then, instead."},
    {.name = "limit",
     .type = FIELD_INT,
     .min = 1,
     .max = 1000,
     .help = "Technicians that are told."},
    {.type = FIELD_END}};
