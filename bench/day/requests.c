/* SPDX-License-Identifier: MIT */
/* The city's requests: what came in when, where, for which department. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "bench/day/day.h"
#include "cli/csv.h"

enum column { OPENED, TYPE, DEPARTMENT, LAT, LON, COLUMN_COUNT };

static const char *const names[COLUMN_COUNT] = {
    [OPENED] = "opened_at", [TYPE] = "type", [DEPARTMENT] = "department",
    [LAT] = "lat",	    [LON] = "lon",
};

/* The first pattern that fits the request's type counts; else 3. */
static const struct {
	const char *pattern;
	int32_t priority;
} urgency[] = {
    {"*Emergenc*", 1},	   {"*Make Safe*", 1},	{"Unsafe*", 1},
    {"*No Heat*", 1},	   {"Carbon Mon*", 1},	{"Traffic Signal*", 2},
    {"*Street Light*", 2}, {"Unsatisfact*", 2}, {"Pothole*", 2},
    {"*Needle*", 2},	   {"Graffiti*", 4},	{"Schedule*", 4},
    {"Request for*", 4},   {"New *", 5},
};

struct reader {
	struct requests *requests;
	size_t capacity;
	int columns[COLUMN_COUNT];
	char *skills[SKILLS_MAX];
	int64_t midnight_s; /* the first one, as if it were UTC */
	bool has_header;
};

static int32_t priority_of(const char *type)
{
	for (size_t i = 0; i < sizeof(urgency) / sizeof(*urgency); i++)
		if (fnmatch(urgency[i].pattern, type, 0) == 0)
			return urgency[i].priority;
	return 3;
}

/* FNV-1a: a number for a name. */
static int32_t hash(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return (int32_t)(h >> 1);
}

static int32_t skill_of(struct reader *reader, const char *name)
{
	int32_t i = 0;

	while (i < reader->requests->skill_count &&
	       strcmp(reader->skills[i], name) != 0)
		i++;
	if (i == SKILLS_MAX)
		return i - 1;
	if (i == reader->requests->skill_count) {
		reader->skills[i] = xstrdup(name);
		reader->requests->skill_count++;
	}
	return i;
}

/* "2015-06-01 00:28:00", as if it were UTC. */
static bool parse_time(const char *text, int64_t *ret_s)
{
	char instant[32];
	int64_t us;

	if (strlen(text) != 19)
		return false;
	snprintf(instant, sizeof(instant), "%.10sT%.8sZ", text, text + 11);
	if (!text_parse_instant(instant, &us))
		return false;
	*ret_s = us / 1000000;
	return true;
}

static enum err find_columns(struct reader *reader, const struct csv_row *row,
			     struct err_detail *detail)
{
	for (int c = 0; c < COLUMN_COUNT; c++) {
		size_t i = 0;

		while (i < row->count && strcmp(row->fields[i], names[c]) != 0)
			i++;
		if (i == row->count)
			return err_set(detail, ERR_INPUT, "line 1",
				       "there is no column %s", names[c]);
		reader->columns[c] = (int)i;
	}
	reader->has_header = true;
	return ERR_OK;
}

static enum err on_row(const struct csv_row *row, void *arg,
		       struct err_detail *detail)
{
	struct reader *reader = arg;
	struct requests *requests = reader->requests;
	const char *fields[COLUMN_COUNT];
	struct request *request;
	int64_t at_s;

	if (!reader->has_header)
		return find_columns(reader, row, detail);
	for (int c = 0; c < COLUMN_COUNT; c++) {
		if ((size_t)reader->columns[c] >= row->count)
			return err_set(detail, ERR_INPUT, "",
				       "line %lld is short",
				       (long long)row->line);
		fields[c] = row->fields[reader->columns[c]];
	}
	if (!parse_time(fields[OPENED], &at_s))
		return err_set(detail, ERR_INPUT, "",
			       "line %lld: '%s' is no time",
			       (long long)row->line, fields[OPENED]);
	if (requests->count == 0) {
		reader->midnight_s = at_s - at_s % DAY_S;
		/* The first of 1970 was a Thursday. */
		requests->first_weekday = (int32_t)((at_s / DAY_S + 3) % 7);
	}
	if ((size_t)requests->count == reader->capacity) {
		reader->capacity = reader->capacity * 2 + 1024;
		requests->all = xrealloc(
		    requests->all, reader->capacity * sizeof(*requests->all));
	}
	request = &requests->all[requests->count++];
	request->opened_s = at_s - reader->midnight_s;
	request->lat = strtod(fields[LAT], NULL);
	request->lon = strtod(fields[LON], NULL);
	request->skill = skill_of(reader, fields[DEPARTMENT]);
	request->priority = priority_of(fields[TYPE]);
	request->kind = hash(fields[TYPE]);
	return ERR_OK;
}

static int by_time(const void *a, const void *b)
{
	const struct request *x = a, *y = b;

	if (x->opened_s != y->opened_s)
		return x->opened_s < y->opened_s ? -1 : 1;
	return (x > y) - (x < y);
}

static enum err read_all(FILE *file, struct csv *csv, struct err_detail *detail)
{
	char bytes[65536];
	size_t length;

	while ((length = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		enum err err = csv_feed(csv, bytes, length, detail);

		if (err != ERR_OK)
			return err;
	}
	return csv_end(csv, detail);
}

bool requests_read(const char *path, struct requests *ret_requests)
{
	struct reader reader = {.requests = ret_requests};
	struct err_detail detail = {0};
	struct csv *csv = csv_new(',', on_row, &reader);
	FILE *file = fopen(path, "r");
	enum err err = ERR_INPUT;

	*ret_requests = (struct requests){0};
	if (file)
		err = read_all(file, csv, &detail);
	if (err != ERR_OK)
		fprintf(stderr, "%s: %s %s\n", path, detail.pointer,
			file ? detail.text : strerror(errno));
	if (file)
		fclose(file);
	csv_free(csv);
	for (int32_t i = 0; i < ret_requests->skill_count; i++)
		free(reader.skills[i]);
	if (ret_requests->count)
		qsort(ret_requests->all, (size_t)ret_requests->count,
		      sizeof(*ret_requests->all), by_time);
	return err == ERR_OK;
}

void requests_free(struct requests *requests)
{
	free(requests->all);
}
