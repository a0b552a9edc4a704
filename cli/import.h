/* SPDX-License-Identifier: MIT */
/*
 * Import: what kinds of files there are, how a file's columns become ours, and
 * how a cell is read. A file goes through three stages: csv.c cuts it into
 * fields, these tables check and normalise each cell (syntax: is this a date),
 * and SQL (schema/api/import_apply.sql) checks all rows together (meaning: is
 * there such a skill) and takes the good ones.
 */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <callout/buf.h>
#include <callout/err.h>

enum import_type {
	IMPORT_TEXT, /* min..max characters */
	IMPORT_CODE, /* letters, digits, _ . : -, at most 64 */
	IMPORT_INT,  /* min..max */
	IMPORT_LAT,
	IMPORT_LON,
	IMPORT_STAMP, /* an instant, or local time in the file's zone */
	IMPORT_DATE,
	IMPORT_TIME,	 /* 08:00 */
	IMPORT_FLAG,	 /* yes, no */
	IMPORT_OUTCOME,	 /* fixed, partial, no_access, no_part, not_done */
	IMPORT_SKILLS,	 /* "GAS:2 WATER" */
	IMPORT_WEEKDAYS, /* "12345", Monday is 1 */
	IMPORT_BOUNDARY, /* "lat,lon lat,lon lat,lon" */
	IMPORT_HOURS,	 /* "1-5 08:00-17:00; 6 09:00-12:00" */
	IMPORT_HOLIDAYS	 /* "2026-12-25 Christmas; ..." */
};

struct import_column {
	const char *name;
	enum import_type type;
	bool required;
	int64_t min, max;
	const char *help;
};

struct import_kind {
	const char *name;		     /* "job-types" */
	const char *what;		     /* "job types" */
	const struct import_column *columns; /* ends with a nameless one */
};

const struct import_kind *import_kinds(size_t *ret_count);
const struct import_kind *import_kind_find(const char *name);
size_t import_column_count(const struct import_kind *kind);
/* Its index, or -1. */
int import_column_find(const struct import_kind *kind, const char *name);

/* --- Maps --------------------------------------------------------------------
 */

#define IMPORT_COLUMNS_MAX 48
#define IMPORT_PARTS_MAX 8

struct import_value {
	const char *pattern; /* fnmatch(3) */
	const char *value;
	struct import_value *next;
};

/* Where a column of ours comes from: parts of text and of source columns. */
struct import_recipe {
	struct {
		const char *literal; /* or NULL: */
		const char *source;
		int index; /* of the source column in the file; -1 unknown */
	} parts[IMPORT_PARTS_MAX];
	size_t part_count; /* 0: the file does not give this column */
	struct import_value *values, **values_tail;
};

struct import_map {
	struct arena *arena;
	const struct import_kind *kind;
	const char *path; /* NULL: no map file; names are ours */
	const char *source, *zone, *date_format, *calendar;
	char delimiter;
	const char *create; /* "skills job_types", or NULL */
	int64_t default_duration_min, nearest_m;
	struct import_recipe recipes[IMPORT_COLUMNS_MAX]; /* by our column */
};

/* The defaults, without a file. The caller frees it by import_map_free(). */
struct import_map *import_map_new(const struct import_kind *kind);
void import_map_free(struct import_map *map); /* NULL is accepted */
/* Read `text` (a map file, `path` is for messages). ERR_INPUT with "path:line"
 * for anything that is not understood. */
enum err import_map_read(struct import_map *map, const char *path, char *text,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* Find the recipes' columns in the header. ERR_INPUT names what is missing
 * or unknown, and lists what is there. */
enum err import_map_bind(struct import_map *map, const char *const *header,
			 size_t count,
			 struct err_detail *detail) ERR_MUST_CHECK;
/* One cell's text by the recipe, mapped; appended to `buf` (without NUL). */
void import_map_cell(const struct import_map *map, size_t column,
		     const char *const *fields, struct buf *buf);

/* --- Cells
 * -------------------------------------------------------------------- */

#define IMPORT_TEXT_SIZE 240

/* What is wrong with a cell, and what would be right. */
struct import_fault {
	char wrong[IMPORT_TEXT_SIZE];
	char right[IMPORT_TEXT_SIZE];
};

/* Check a cell that is not empty and append it to `buf`, normalised: instants
 * as "...Z", local times as "YYYY-MM-DD HH:MM:SS". */
bool import_cell(const struct import_column *column,
		 const struct import_map *map, const char *text,
		 struct buf *buf, struct import_fault *ret_fault);

#endif
