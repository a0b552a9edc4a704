/* SPDX-License-Identifier: MIT */
/* How the tables of shapes are written. */
#ifndef DISPATCHD_API_SHAPES_INTERNAL_H
#define DISPATCHD_API_SHAPES_INTERNAL_H

#include "dispatchd/api/shapes.h"

#define NEED FIELD_REQUIRED
#define NULLABLE FIELD_NULLABLE
/* There, but perhaps null. */
#define MAYBE (FIELD_REQUIRED | FIELD_NULLABLE)
#define ID .type = FIELD_INT, .min = 1, .max = INT64_MAX
#define TEXT(n)                                                \
	{                                                      \
		.name = (n), .type = FIELD_NOTE, .flags = NEED \
	}
#define TEXT_OR_NULL(n)                                         \
	{                                                       \
		.name = (n), .type = FIELD_NOTE, .flags = MAYBE \
	}
/* Coordinates, both. */
#define PLACE                                                       \
	{.name = "lat",                                             \
	 .type = FIELD_NUMBER,                                      \
	 .flags = NEED,                                             \
	 .low = -90,                                                \
	 .high = 90},                                               \
	{                                                           \
		.name = "lon", .type = FIELD_NUMBER, .flags = NEED, \
		.low = -180, .high = 180                            \
	}
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

/* What is answered, page by page. */
#define PAGE(n)                     \
	SHAPE(                      \
	    n##_list, "A page.",    \
	    {.name = "items",       \
	     .type = FIELD_LIST,    \
	     .flags = NEED,         \
	     .schema = &shape_##n}, \
	    {.name = "next",        \
	     .type = FIELD_INT,     \
	     .flags = MAYBE,        \
	     .help = "Send it as 'after' for the next page; null: the end."})

#endif
