/* SPDX-License-Identifier: MIT */
/*
 * Master data: what is sent, and what is answered. One table says what a
 * resource is made of; a change is a merge patch of the same fields (RFC 7396:
 * what is absent stays, null empties, a list replaces the whole list).
 */
#include "dispatchd/api/shapes.h"

#define NEED FIELD_REQUIRED
#define NULLABLE FIELD_NULLABLE
/* There, but perhaps null. */
#define MAYBE (FIELD_REQUIRED | FIELD_NULLABLE)
#define ID .type = FIELD_INT, .min = 1, .max = INT64_MAX
#define END                       \
	{                         \
		.type = FIELD_END \
	}

#define SHAPE(n, h, ...)                                             \
	static const struct field n##_fields[] = {__VA_ARGS__, END}; \
	const struct field_schema shape_##n = {#n, n##_fields, h, false}

/* What may be sent: to make one, and to change it. */
#define SENT(n, h, ...)                                                       \
	static const struct field n##_sent[] = {__VA_ARGS__, WHY, END};       \
	const struct field_schema shape_##n##_new = {#n "_new", n##_sent, h,  \
						     false};                  \
	const struct field_schema shape_##n##_change = {                      \
	    #n "_change", n##_sent, "What changes; what is not named stays.", \
	    true}
#define WHY                                                               \
	{                                                                 \
		.name = "why", .type = FIELD_NOTE, .min = 1, .max = 1000, \
		.help = "Why: for the trail."                             \
	}
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
	SHAPE(                                                        \
	    n##_list, "A page.",                                      \
	    {.name = "items",                                         \
	     .type = FIELD_LIST,                                      \
	     .flags = NEED,                                           \
	     .schema = &shape_##n},                                   \
	    {.name = "next",                                          \
	     .type = FIELD_INT,                                       \
	     .flags = MAYBE,                                          \
	     .help = "Send it as 'after' for the next page; null: the end."})
#define TEXT(n)                                                \
	{                                                      \
		.name = (n), .type = FIELD_NOTE, .flags = NEED \
	}
#define TEXT_OR_NULL(n)                                         \
	{                                                       \
		.name = (n), .type = FIELD_NOTE, .flags = MAYBE \
	}
#define CODE(n)                                                \
	{                                                      \
		.name = (n), .type = FIELD_CODE, .flags = NEED \
	}

/* The parameters of a list. */
#define LISTED(n, sorts, ...)                                                  \
	const struct field query_##n[] = {                                     \
	    {.name = "q",                                                      \
	     .type = FIELD_TEXT,                                               \
	     .min = 1,                                                         \
	     .max = 200,                                                       \
	     .help = "Words that must all occur, in any case."},               \
	    {.name = "retired",                                                \
	     .type = FIELD_TEXT,                                               \
	     .choices = "true|false",                                          \
	     .help = "Without it, both."},                                     \
	    __VA_ARGS__{.name = "sort",                                        \
			.type = FIELD_TEXT,                                    \
			.choices = sorts,                                      \
			.help = "A minus turns it round; without it, by id."}, \
	    {.name = "limit",                                                  \
	     .type = FIELD_INT,                                                \
	     .min = 1,                                                         \
	     .max = 500,                                                       \
	     .help = "Of a page; without it, 100."},                           \
	    {.name = "after",                                                  \
	     .type = FIELD_INT,                                                \
	     .min = 0,                                                         \
	     .max = INT64_MAX,                                                 \
	     .help = "'next' of the page before."},                            \
	    END}

const struct field query_delete[] = {WHY, END};

/* --- customers ---------------------------------------------------------- */

SENT(customer, "Who the work is for.",
     {.name = "name", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 200},
     {.name = "source",
      .type = FIELD_TEXT,
      .min = 1,
      .max = 64,
      .help = "The system that it comes from."},
     {.name = "external_id",
      .type = FIELD_TEXT,
      .flags = NULLABLE,
      .min = 1,
      .max = 200,
      .help = "Its id there: unique in its source."},
     RETIRED);
ANSWERED(customer, "Who the work is for.", TEXT("name"), TEXT("source"),
	 TEXT_OR_NULL("external_id"));
LISTED(customer, "id|-id|name|-name",
       {.name = "source", .type = FIELD_TEXT, .min = 1, .max = 64}, );

/* --- skills ------------------------------------------------------------- */

SENT(skill, "What a technician can do.",
     {.name = "code", .type = FIELD_CODE, .flags = NEED},
     {.name = "name", .type = FIELD_TEXT, .flags = NEED, .min = 1, .max = 200},
     RETIRED);
ANSWERED(skill, "What a technician can do.", CODE("code"), TEXT("name"));
LISTED(skill, "id|-id|code|-code|name|-name");
