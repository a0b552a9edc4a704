/* SPDX-License-Identifier: MIT */
/* What devices reported, what happened to a job, and what a person has to
 * decide on. */
#include "dispatchd/api/shapes_internal.h"

#define IS(n, t, f)                                    \
	{                                              \
		.name = (n), .type = (t), .flags = (f) \
	}
#define HELP(n, t, f, h)                                             \
	{                                                            \
		.name = (n), .type = (t), .flags = (f), .help = (h), \
	}

SHAPE(fact, "What a device reported.", IS("device", FIELD_INT, NEED),
      IS("seq", FIELD_INT, NEED), TEXT("uid"), TEXT("kind"),
      IS("visit", FIELD_INT, MAYBE), IS("technician", FIELD_INT, NEED),
      HELP("body", FIELD_ANY, NEED, "By its kind, as docs/PROTOCOL.md says."),
      HELP("of", FIELD_NOTE, MAYBE, "The uid of the report that it corrects."),
      HELP("at", FIELD_INSTANT, NEED, "By the device's clock."),
      IS("received_at", FIELD_INSTANT, NEED),
      HELP("clock_skew_ms", FIELD_INT, NEED, "The device's clock less ours."),
      TEXT("verdict"), TEXT("verdict_text"));
SHAPE(facts, "The facts of a job.",
      {.name = "items",
       .type = FIELD_LIST,
       .flags = NEED,
       .schema = &shape_fact});

SHAPE(timeline_entry, "Something that happened.",
      HELP("at", FIELD_INSTANT, NEED,
	   "When: of a report by the device's clock."),
      HELP("received_at", FIELD_INSTANT, NEED, "When we heard of it."),
      {.name = "source",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "report|trail"},
      HELP("what", FIELD_NOTE, NEED,
	   "The kind of a report, or the action of the trail."),
      TEXT("who"), HELP("text", FIELD_NOTE, NEED, "In words."),
      IS("visit", FIELD_INT, MAYBE),
      HELP("verdict", FIELD_NOTE, MAYBE, "Of a report."),
      TEXT_OR_NULL("verdict_text"), TEXT_OR_NULL("uid"),
      HELP("of", FIELD_NOTE, MAYBE, "The uid of the report that it corrects."),
      HELP("blob", FIELD_NOTE, MAYBE, "The uid of the picture."));
SHAPE(timeline, "What happened to a job, the oldest first.",
      {.name = "items",
       .type = FIELD_LIST,
       .flags = NEED,
       .schema = &shape_timeline_entry});

#define REVIEW                                                                 \
	IS("id", FIELD_INT, NEED), IS("at", FIELD_INSTANT, NEED),              \
	    IS("territory", FIELD_INT, NEED),                                  \
	    HELP("kind", FIELD_NOTE, NEED, "conflict, window, stock ..."),     \
	    TEXT("text"), IS("job", FIELD_INT, MAYBE),                         \
	    IS("visit", FIELD_INT, MAYBE), IS("technician", FIELD_INT, NEED),  \
	    HELP("reports", FIELD_INT, NEED, "How many led to it."),           \
	    HELP("theirs", FIELD_ANY, NEED,                                    \
		 "What the technician says: kind, at and body of the latest"), \
	    HELP("ours", FIELD_ANY, MAYBE, "What stood here when it came."),   \
	    {.name = "decisions",                                              \
	     .type = FIELD_LIST,                                               \
	     .flags = NEED,                                                    \
	     .items = FIELD_TEXT,                                              \
	     .help = "What may be decided."},                                  \
	    {.name = "state",                                                  \
	     .type = FIELD_TEXT,                                               \
	     .flags = NEED,                                                    \
	     .choices = "open|settled"},                                       \
	    TEXT_OR_NULL("decision"), IS("settled_by", FIELD_INT, MAYBE),      \
	    IS("settled_at", FIELD_INSTANT, MAYBE), TEXT_OR_NULL("note"),      \
	    HELP("result", FIELD_ANY, MAYBE, "What the decision changed."),    \
	    IS("version", FIELD_INT, NEED)
SHAPE(review_head, "Something that a person has to decide on.", REVIEW);
SHAPE(review, "The same, with the reports that led to it.", REVIEW,
      {.name = "facts",
       .type = FIELD_LIST,
       .flags = NEED,
       .schema = &shape_fact});
SHAPE(review_list, "A page.",
      {.name = "items",
       .type = FIELD_LIST,
       .flags = NEED,
       .schema = &shape_review_head},
      HELP("next", FIELD_INT, MAYBE,
	   "Send it as 'after' for the next page; null: the end."));
SHAPE(settle, "What was decided.",
      {.name = "decision",
       .type = FIELD_TEXT,
       .flags = NEED,
       .choices = "technician|dispatcher|accept|refuse|seen",
       .help = "One of the review's decisions."},
      {.name = "note",
       .type = FIELD_NOTE,
       .flags = NULLABLE,
       .min = 1,
       .max = 1000,
       .help = "Why: for the trail."});

const struct field query_review[] = {
    {.name = "territory", ID},
    {.name = "state",
     .type = FIELD_TEXT,
     .choices = "open|settled",
     .help = "Without it, both."},
    {.name = "kind", .type = FIELD_TEXT, .min = 1, .max = 40},
    {.name = "job", ID},
    {.name = "limit",
     .type = FIELD_INT,
     .min = 1,
     .max = 1000,
     .help = "Of a page; without it, 100."},
    {.name = "after",
     .type = FIELD_INT,
     .min = 0,
     .max = INT64_MAX,
     .help = "'next' of the page before."},
    END};
