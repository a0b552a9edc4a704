/* SPDX-License-Identifier: MIT */
/*
 * callout import: one transaction around COPY, the checks and the report.
 * Rows are bad one by one; what is wrong with the file as a whole (a missing
 * column, no UTF-8) ends the import before anything goes in.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <callout/arena.h>
#include <callout/clk.h>
#include <callout/text.h>

#include "cli/commands.h"
#include "cli/import_file.h"
#include "cli/import_report.h"

#define MAP_MAX 1048576

static const struct cli_option options[] = {
    {"map", "FILE", "where our columns come from (INI)"},
    {"dry-run", NULL, "check and report, but change nothing"},
    {"strict", NULL, "take nothing at all if one row is bad"},
    {"create-missing", NULL, "make skills, job types, territories of names"},
    {"as-of", "INSTANT", "what was opened or closed later is not known yet"},
    {"shift-days", "N", "move all times by so many days"},
    {"source", "NAME", "name of the source: ids count within it"},
    {"zone", "ZONE", "time zone of stamps without an offset"},
    {"delimiter", "C", "between fields: a character, or 'tab'"},
    {"columns", NULL, "list the columns of KIND, and stop"},
    {0},
};

static const struct pg_statement begin_statement = {
    .sql = "SELECT import_begin()",
};

static const struct pg_statement apply_statement = {
    .sql = "SELECT r->>'new', r->>'already_there', r->>'skipped', r->>'bad' "
	   "FROM import_apply($1::bigint, $2, $3::jsonb) AS r",
    .param_count = 3,
};

static const struct pg_statement notes_statement = {
    .sql = "SELECT line, col, level, kind, text, hint "
	   "FROM import_notes($1::bigint)",
    .param_count = 1,
};

/* --- The map
 * ---------------------------------------------------------------------- */

static enum err read_map_file(const char *path, char **ret_text,
			      struct err_detail *detail)
{
	FILE *in = fopen(path, "re");
	char *text;
	size_t length;

	if (!in)
		return err_set(detail, ERR_INPUT, path, "cannot be opened: %s",
			       strerror(errno));
	text = xmalloc(MAP_MAX + 1);
	length = fread(text, 1, MAP_MAX + 1, in);
	if (ferror(in) || length > MAP_MAX || memchr(text, '\0', length)) {
		fclose(in);
		free(text);
		return err_set(detail, ERR_INPUT, path, "this is no map file");
	}
	fclose(in);
	text[length] = '\0';
	*ret_text = text;
	return ERR_OK;
}

static enum err make_map(struct cli_call *call, const struct import_kind *kind,
			 struct import_map **ret_map, struct err_detail *detail)
{
	struct import_map *map = import_map_new(kind);
	const char *path = cli_value(call, "map");
	const char *delimiter = cli_value(call, "delimiter");
	enum err err = ERR_OK;

	if (path) {
		char *text = NULL;

		err = read_map_file(path, &text, detail);
		if (!err)
			err = import_map_read(map, path, text, detail);
		free(text);
	}
	if (!err && delimiter && strcmp(delimiter, "tab") == 0)
		map->delimiter = '\t';
	else if (!err && delimiter && strlen(delimiter) == 1 &&
		 !strchr("\"\r\n", *delimiter))
		map->delimiter = *delimiter;
	else if (!err && delimiter)
		err = err_set(detail, ERR_USAGE, "",
			      "--delimiter must be one character or 'tab'");
	if (err) {
		import_map_free(map);
		return err;
	}
	if (cli_given(call, "source"))
		map->source = cli_value(call, "source");
	if (cli_given(call, "zone"))
		map->zone = cli_value(call, "zone");
	if (cli_given(call, "create-missing"))
		map->create = "skills job_types territories";
	*ret_map = map;
	return ERR_OK;
}

/* --- Options for SQL
 * ---------------------------------------------------------------- */

static void add_text(struct buf *buf, const char *key, const char *text)
{
	if (!text)
		return;
	buf_printf(buf, ",\"%s\":", key);
	buf_add_json_string(buf, text);
}

static enum err make_options(struct cli_call *call,
			     const struct import_map *map, struct buf *buf,
			     struct err_detail *detail)
{
	const char *as_of = cli_value(call, "as-of");
	int64_t shift_days, us;
	enum err err =
	    cli_int(call, "shift-days", -36500, 36500, 0, &shift_days, detail);

	if (err)
		return err;
	if (as_of && !text_parse_instant(as_of, &us))
		return err_set(detail, ERR_USAGE, "",
			       "--as-of must be an instant such as "
			       "2026-11-21T08:00:00Z, not '%s'",
			       as_of);
	buf_printf(buf,
		   "{\"shift_days\":%lld,\"default_duration_min\":%lld,"
		   "\"nearest_m\":%lld",
		   (long long)shift_days, (long long)map->default_duration_min,
		   (long long)map->nearest_m);
	add_text(buf, "source", map->source);
	add_text(buf, "zone", map->zone);
	add_text(buf, "calendar", map->calendar);
	add_text(buf, "create", map->create);
	add_text(buf, "as_of", as_of);
	add_text(buf, "file", cli_operand(call, 1));
	buf_add_char(buf, '}');
	return ERR_OK;
}

/* --- The transaction
 * ------------------------------------------------------------------ */

static enum err begin(struct pg_sync *sync, int64_t *ret_batch,
		      struct err_detail *detail)
{
	struct pg_result *result;
	enum err err = pg_sync_begin(sync, detail);

	if (err)
		return err;
	err = pg_sync_exec(sync, &begin_statement, NULL, &result, detail);
	if (err)
		return err;
	*ret_batch = pg_result_int(result, 0, 0);
	pg_result_free(result);
	return ERR_OK;
}

/* An error of the file is what to say, not that COPY gave up. */
static enum err stage(struct pg_sync *sync, struct import_file *file,
		      struct err_detail *detail)
{
	enum err err = pg_sync_copy_in(
	    sync, "COPY import_row (batch, line, cells) FROM STDIN",
	    import_file_fill, file, NULL, detail);

	return import_file_error(file, detail) ? import_file_error(file, NULL)
					       : err;
}

static enum err read_notes(struct pg_sync *sync, const char *batch,
			   struct import_notes *notes,
			   struct err_detail *detail)
{
	struct pg_result *rows;
	enum err err =
	    pg_sync_exec(sync, &notes_statement, &batch, &rows, detail);

	if (err)
		return err;
	for (int i = 0; i < pg_result_rows(rows); i++)
		import_notes_add(
		    notes, pg_result_int(rows, i, 0),
		    pg_result_text(rows, i, 1), pg_result_text(rows, i, 2),
		    pg_result_text(rows, i, 3), pg_result_text(rows, i, 4),
		    pg_result_text(rows, i, 5));
	pg_result_free(rows);
	import_notes_sort(notes);
	return ERR_OK;
}

static enum err apply(struct pg_sync *sync, int64_t batch,
		      const struct import_kind *kind, const char *sql_options,
		      struct import_file *file, struct import_report *report,
		      struct err_detail *detail)
{
	struct pg_result *result;
	char text[24];
	const char *params[] = {text, kind->name, sql_options};
	enum err err;

	snprintf(text, sizeof(text), "%lld", (long long)batch);
	err = pg_sync_exec(sync, &apply_statement, params, &result, detail);
	if (err)
		return err;
	report->rows = import_file_rows(file);
	report->added = pg_result_int(result, 0, 0);
	report->there = pg_result_int(result, 0, 1);
	report->skipped = pg_result_int(result, 0, 2);
	report->bad = pg_result_int(result, 0, 3) + import_file_bad(file);
	report->notes = import_file_notes(file);
	pg_result_free(result);
	return read_notes(sync, text, import_file_notes(file), detail);
}

static enum err finish(struct pg_sync *sync, struct import_report *report,
		       bool strict, struct err_detail *detail)
{
	report->refused = strict && report->bad > 0;
	if (!report->refused && !report->dry_run)
		return pg_sync_commit(sync, detail);
	pg_sync_rollback(sync);
	return ERR_OK;
}

static enum err import(struct cli_call *call, struct import_file *file,
		       const struct import_map *map, const char *sql_options,
		       struct err_detail *detail)
{
	struct import_report report = {.kind = map->kind,
				       .path = cli_operand(call, 1),
				       .dry_run = cli_given(call, "dry-run")};
	int64_t began_us = clk_monotonic_us(), batch = 0;
	struct pg_sync *sync;
	enum err err = cli_connect(call, &sync, detail);

	if (err)
		return err;
	err = begin(sync, &batch, detail);
	if (!err) {
		import_file_set_batch(file, batch);
		err = stage(sync, file, detail);
	}
	if (!err)
		err = apply(sync, batch, map->kind, sql_options, file, &report,
			    detail);
	if (!err)
		err = finish(sync, &report, cli_given(call, "strict"), detail);
	pg_sync_close(sync);
	import_report_progress_end();
	if (err)
		return err;
	report.took_us = clk_monotonic_us() - began_us;
	if (cli_json(call))
		import_report_json(&report, stdout);
	else
		import_report_text(&report, stdout);
	if (report.refused)
		return err_set(detail, ERR_RULE, "",
			       "%lld bad rows, and --strict: nothing went in",
			       (long long)report.bad);
	if (report.rows > 0 && report.bad == report.rows)
		return err_set(detail, ERR_RULE, "",
			       "no row could be taken: is the map right?");
	return ERR_OK;
}

/* --- The command
 * ------------------------------------------------------------------------ */

static enum err run(struct cli_call *call, struct err_detail *detail)
{
	const char *name = cli_operand(call, 0);
	const struct import_kind *kind = import_kind_find(name);
	struct import_map *map = NULL;
	struct import_file *file = NULL;
	struct buf sql_options = {0};
	enum err err;

	if (!kind)
		return err_set(detail, ERR_USAGE, "",
			       "there is no kind '%s'; see "
			       "'callout import --help'",
			       name);
	if (cli_given(call, "columns")) {
		import_report_columns(kind, stdout);
		return ERR_OK;
	}
	if (!cli_operand(call, 1))
		return err_set(detail, ERR_USAGE, "",
			       "usage: callout import KIND FILE");
	err = make_map(call, kind, &map, detail);
	if (!err)
		err = make_options(call, map, &sql_options, detail);
	if (!err)
		err = import_file_open(
		    cli_operand(call, 1), map,
		    isatty(STDERR_FILENO) ? import_report_progress : NULL,
		    &file, detail);
	if (!err)
		err = import(call, file, map, buf_text(&sql_options), detail);
	import_file_close(file);
	import_map_free(map);
	buf_free(&sql_options);
	return err;
}

const struct cli_command cmd_import = {
    .name = "import",
    .operands = "KIND FILE.csv",
    .operand_min = 1,
    .operand_max = 2,
    .flags = CLI_JSON,
    .summary = "Take in a CSV file",
    .description =
	"Kinds: calendars, sla-policies, territories, skills, job-types, "
	"technicians,\nrequests; 'callout import KIND --columns' lists the "
	"columns. FILE is CSV in\nUTF-8 with a header; '-' is standard input. "
	"Its columns are named like ours,\nor a map says which is which.\n\n"
	"Good rows go in; for each bad one the report says line, column, what "
	"is wrong\nand what would be right. Rows whose id (or code) is there "
	"already change nothing,\nso a file may be imported again.",
    .options = options,
    .run = run,
};
