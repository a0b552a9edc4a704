/* SPDX-License-Identifier: MIT */
/*
 * Maps: an INI file that says where our columns come from.
 *
 *	[import]            kind, source, zone, date_format, delimiter,
 *calendar, create, default_duration_min, nearest_m [columns]           ours =
 *theirs          or  ours = text {theirs} text [constants]         ours = text
 *	[values OURS]       pattern = value        first match counts (fnmatch)
 *
 * A key may stand in double quotes, for patterns with '=' or spaces at an end.
 * Of an unmapped column nothing is taken. The texts live in the map's arena.
 */
#include <assert.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "cli/import.h"

struct import_map *import_map_new(const struct import_kind *kind)
{
	struct arena *arena = arena_new();
	struct import_map *map = arena_alloc(arena, sizeof(*map));

	assert(import_column_count(kind) <= IMPORT_COLUMNS_MAX);
	map->arena = arena;
	map->kind = kind;
	map->source = "import";
	map->delimiter = ',';
	map->default_duration_min = 45;
	map->nearest_m = 2000;
	for (size_t i = 0; i < IMPORT_COLUMNS_MAX; i++)
		map->recipes[i].values_tail = &map->recipes[i].values;
	return map;
}

void import_map_free(struct import_map *map)
{
	if (map)
		arena_free(map->arena);
}

/* --- Reading
 * ------------------------------------------------------------------ */

struct reading {
	struct import_map *map;
	const char *path;
	int line;
	char section[80];
	struct err_detail *detail;
};

static enum err fail(struct reading *reading, const char *what,
		     const char *name)
{
	char place[140];

	snprintf(place, sizeof(place), "%.100s:%d", reading->path,
		 reading->line);
	return err_set(reading->detail, ERR_INPUT, place, "%s '%s'", what,
		       name);
}

/* "text {column} text", or just "column". */
static enum err read_recipe(struct reading *reading,
			    struct import_recipe *recipe, const char *value)
{
	struct arena *arena = reading->map->arena;

	if (!strchr(value, '{')) {
		recipe->parts[0].source = arena_strdup(arena, value);
		recipe->part_count = 1;
		return ERR_OK;
	}
	while (*value) {
		size_t length = strcspn(value, "{");
		size_t index = recipe->part_count;

		if (index == IMPORT_PARTS_MAX)
			return fail(reading, "too many parts in", value);
		if (length) {
			recipe->parts[index].literal =
			    arena_strndup(arena, value, length);
		} else {
			length = strcspn(value, "}");
			if (!value[length])
				return fail(reading, "no } in", value);
			recipe->parts[index].source =
			    arena_strndup(arena, value + 1, length - 1);
			length++;
		}
		recipe->part_count++;
		value += length;
	}
	return ERR_OK;
}

static enum err set_column(struct reading *reading, const char *key,
			   const char *value, bool constant)
{
	int index = import_column_find(reading->map->kind, key);
	struct import_recipe *recipe;

	if (index < 0)
		return fail(reading, "this kind of file has no column", key);
	recipe = &reading->map->recipes[index];
	if (recipe->part_count)
		return fail(reading, "there are two sources for column", key);
	if (!constant)
		return read_recipe(reading, recipe, value);
	recipe->parts[0].literal = arena_strdup(reading->map->arena, value);
	recipe->part_count = 1;
	return ERR_OK;
}

static enum err set_value(struct reading *reading, const char *target,
			  const char *pattern, const char *value)
{
	int index = import_column_find(reading->map->kind, target);
	struct arena *arena = reading->map->arena;
	struct import_value *entry = arena_alloc(arena, sizeof(*entry));
	struct import_recipe *recipe;

	if (index < 0)
		return fail(reading, "this kind of file has no column", target);
	recipe = &reading->map->recipes[index];
	entry->pattern = arena_strdup(arena, pattern);
	entry->value = arena_strdup(arena, value);
	*recipe->values_tail = entry;
	recipe->values_tail = &entry->next;
	return ERR_OK;
}

static enum err set_option(struct reading *reading, const char *key,
			   const char *value)
{
	struct import_map *map = reading->map;
	const struct {
		const char *key;
		const char **text;
		int64_t *number;
		int64_t min, max;
	} options[] = {
	    {"source", &map->source, NULL, 0, 0},
	    {"zone", &map->zone, NULL, 0, 0},
	    {"date_format", &map->date_format, NULL, 0, 0},
	    {"calendar", &map->calendar, NULL, 0, 0},
	    {"create", &map->create, NULL, 0, 0},
	    {"default_duration_min", NULL, &map->default_duration_min, 1,
	     14400},
	    {"nearest_m", NULL, &map->nearest_m, 0, 100000},
	};

	if (strcmp(key, "kind") == 0)
		return strcmp(value, map->kind->name) == 0
			   ? ERR_OK
			   : fail(reading, "this map is for", value);
	if (strcmp(key, "delimiter") == 0) {
		map->delimiter = strcmp(value, "tab") == 0 ? '\t' : value[0];
		return map->delimiter ? ERR_OK
				      : fail(reading, "no delimiter", value);
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (strcmp(key, options[i].key) != 0)
			continue;
		if (options[i].text)
			*options[i].text = arena_strdup(map->arena, value);
		else if (!text_parse_int(value, options[i].min, options[i].max,
					 options[i].number))
			return fail(reading, "not a number in range:", value);
		return ERR_OK;
	}
	return fail(reading, "[import] has no key", key);
}

static enum err set_any(struct reading *reading, const char *key,
			const char *value)
{
	const char *section = reading->section;

	if (strcmp(section, "import") == 0)
		return set_option(reading, key, value);
	if (strcmp(section, "columns") == 0)
		return set_column(reading, key, value, false);
	if (strcmp(section, "constants") == 0)
		return set_column(reading, key, value, true);
	if (strncmp(section, "values ", 7) == 0)
		return set_value(reading, section + 7, key, value);
	return fail(reading, "a line outside of a known section:", key);
}

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
	return text;
}

static enum err read_section(struct reading *reading, char *line)
{
	static const char *const known[] = {"import", "columns", "constants"};
	size_t length = strlen(line);

	if (line[length - 1] != ']' || length - 2 >= sizeof(reading->section))
		return fail(reading, "this is no section:", line);
	line[length - 1] = '\0';
	snprintf(reading->section, sizeof(reading->section), "%s", line + 1);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(reading->section, known[i]) == 0)
			return ERR_OK;
	}
	if (strncmp(reading->section, "values ", 7) == 0)
		return ERR_OK;
	return fail(reading,
		    "sections are import, columns, constants and values "
		    "COLUMN, not",
		    reading->section);
}

static enum err read_line(struct reading *reading, char *line)
{
	char *key, *equals;

	line = trim(line);
	if (!*line || *line == '#' || *line == ';')
		return ERR_OK;
	if (*line == '[')
		return read_section(reading, line);
	key = line;
	if (*key == '"') {
		char *quote = strchr(++key, '"');

		if (!quote)
			return fail(reading, "no closing quote in", line);
		equals = quote + 1 + strspn(quote + 1, " \t");
		if (*equals != '=')
			return fail(reading, "this is no KEY = VALUE:", line);
		*quote = '\0';
		return set_any(reading, key, trim(equals + 1));
	}
	equals = strchr(line, '=');
	if (!equals)
		return fail(reading, "this is no KEY = VALUE:", line);
	*equals = '\0';
	return set_any(reading, trim(key), trim(equals + 1));
}

enum err import_map_read(struct import_map *map, const char *path, char *text,
			 struct err_detail *detail)
{
	struct reading reading = {.map = map, .path = path, .detail = detail};
	char *rest = text, *line;

	map->path = arena_strdup(map->arena, path);
	if (!text_is_utf8(text, strlen(text), NULL))
		return fail(&reading, "this file is not UTF-8:", path);
	while ((line = strsep(&rest, "\n")) != NULL) {
		enum err err;

		reading.line++;
		err = read_line(&reading, line);
		if (err)
			return err;
	}
	return ERR_OK;
}

/* --- The header
 * ----------------------------------------------------------------- */

/* Names, as many as fit. */
static void list_names(const char *const *names, size_t count, char *ret_list,
		       size_t size)
{
	size_t used = 0;

	ret_list[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		int length = snprintf(ret_list + used, size - used, "%s%s",
				      i ? ", " : "", names[i]);

		if (length < 0 || (size_t)length >= size - used)
			break;
		used += (size_t)length;
	}
}

static int find_name(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return (int)i;
	}
	return -1;
}

/* Without a map the file's columns are ours, and each must be known. */
static enum err take_header(struct import_map *map, const char *const *header,
			    size_t count, struct err_detail *detail)
{
	const char *known[IMPORT_COLUMNS_MAX] = {0};
	size_t known_count = import_column_count(map->kind);
	char list[400];

	for (size_t i = 0; i < known_count; i++)
		known[i] = map->kind->columns[i].name;
	list_names(known, known_count, list, sizeof(list));
	for (size_t i = 0; i < count; i++) {
		int index = find_name(known, known_count, header[i]);

		if (index < 0)
			return err_set_rule(
			    detail, ERR_INPUT, "line 1", "unknown_column",
			    "unknown column '%.60s'; %s have: %s", header[i],
			    map->kind->what, list);
		map->recipes[index].parts[0].source = known[index];
		map->recipes[index].part_count = 1;
	}
	return ERR_OK;
}

static enum err bind_recipe(struct import_recipe *recipe,
			    const char *const *header, size_t count,
			    struct err_detail *detail)
{
	char list[360];

	for (size_t i = 0; i < recipe->part_count; i++) {
		const char *source = recipe->parts[i].source;

		if (!source)
			continue;
		recipe->parts[i].index = find_name(header, count, source);
		if (recipe->parts[i].index >= 0)
			continue;
		list_names(header, count, list, sizeof(list));
		return err_set_rule(detail, ERR_INPUT, "line 1",
				    "missing_column",
				    "the file has no column '%.60s'; it has: "
				    "%s",
				    source, list);
	}
	return ERR_OK;
}

enum err import_map_bind(struct import_map *map, const char *const *header,
			 size_t count, struct err_detail *detail)
{
	enum err err = ERR_OK;
	char list[360];

	for (size_t i = 0; i < count; i++) {
		if (find_name(header, i, header[i]) >= 0)
			return err_set_rule(
			    detail, ERR_INPUT, "line 1", "doubled_column",
			    "column '%.60s' is there twice", header[i]);
	}
	if (!map->path)
		err = take_header(map, header, count, detail);
	for (size_t i = 0; !err && map->kind->columns[i].name; i++) {
		const struct import_column *column = &map->kind->columns[i];

		if (map->recipes[i].part_count) {
			err = bind_recipe(&map->recipes[i], header, count,
					  detail);
			continue;
		}
		list_names(header, count, list, sizeof(list));
		if (column->required)
			err = err_set_rule(
			    detail, ERR_INPUT, "line 1", "missing_column",
			    "column '%s' (%s) is needed; %s has: %s",
			    column->name, column->help,
			    map->path ? "the map has no source for it; "
					"the file"
				      : "the file",
			    list);
	}
	return err;
}

/* --- Cells
 * -------------------------------------------------------------------------- */

static const char *map_value(const struct import_recipe *recipe,
			     const char *text)
{
	for (const struct import_value *entry = recipe->values; entry;
	     entry = entry->next) {
		if (fnmatch(entry->pattern, text, 0) == 0)
			return entry->value;
	}
	return text;
}

/* A recipe whose source columns are all empty gives nothing: its literals
 * alone are no value. */
void import_map_cell(const struct import_map *map, size_t column,
		     const char *const *fields, struct buf *buf)
{
	const struct import_recipe *recipe = &map->recipes[column];
	struct buf text = {0};
	bool has_source = false, is_empty = true;

	for (size_t i = 0; i < recipe->part_count; i++) {
		const char *literal = recipe->parts[i].literal;
		const char *field =
		    literal ? literal : fields[recipe->parts[i].index];

		has_source |= !literal;
		is_empty &= literal != NULL || !*field;
		buf_add_text(&text, field);
	}
	if (!has_source || !is_empty)
		buf_add_text(buf, map_value(recipe, buf_text(&text)));
	buf_free(&text);
}
