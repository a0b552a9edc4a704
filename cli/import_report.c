/* SPDX-License-Identifier: MIT */
/* The report: counts by kind, then each bad row. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/import_report.h"

#define BAD_LISTED 50
#define KINDS_MAX 64

/* --- Counts by kind
 * ----------------------------------------------------------------- */

struct tally {
	const char *kind, *text;
	int64_t count;
};

/* Notes of one level counted by kind, in order of first appearance. */
static size_t count_kinds(const struct import_notes *notes, const char *level,
			  struct tally tallies[KINDS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < notes->count; i++) {
		const struct import_note *note = &notes->notes[i];
		size_t k = 0;

		if (strcmp(note->level, level) != 0)
			continue;
		while (k < count && strcmp(tallies[k].kind, note->kind) != 0)
			k++;
		if (k == KINDS_MAX)
			continue;
		if (k == count)
			tallies[count++] =
			    (struct tally){note->kind, note->text, 0};
		tallies[k].count++;
	}
	return count;
}

/* --- Text
 * ------------------------------------------------------------------------------
 */

static void print_kinds(const struct import_report *report, const char *level,
			FILE *out)
{
	struct tally tallies[KINDS_MAX];
	size_t count = count_kinds(report->notes, level, tallies);

	for (size_t i = 0; i < count; i++)
		fprintf(out, "  %6lld %s\n", (long long)tallies[i].count,
			tallies[i].text);
}

static void print_created(const struct import_notes *notes, FILE *out)
{
	const char *separator = "made: ";

	for (size_t i = 0; i < notes->count; i++) {
		if (strcmp(notes->notes[i].level, "created") != 0)
			continue;
		fprintf(out, "%s%s %s", separator, notes->notes[i].text,
			notes->notes[i].kind);
		separator = ", ";
	}
	if (*separator == ',')
		fputc('\n', out);
}

static void print_bad(const struct import_report *report, FILE *out)
{
	const struct import_notes *notes = report->notes;
	size_t listed = 0, more = 0;

	for (size_t i = 0; i < notes->count; i++) {
		const struct import_note *note = &notes->notes[i];

		if (strcmp(note->level, "bad") != 0)
			continue;
		if (listed++ >= BAD_LISTED) {
			more++;
			continue;
		}
		fprintf(out, "%s:%lld: ", report->path, (long long)note->line);
		if (note->column)
			fprintf(out, "%s: ", note->column);
		fputs(note->text, out);
		if (note->hint)
			fprintf(out, " (right: %s)", note->hint);
		fputc('\n', out);
	}
	if (more)
		fprintf(out, "... and %zu more; --json lists all\n", more);
}

void import_report_text(const struct import_report *report, FILE *out)
{
	fprintf(out,
		"%s: %lld %s: %lld new, %lld already there, %lld skipped, "
		"%lld bad (%.1f s)%s\n",
		report->path, (long long)report->rows, report->kind->what,
		(long long)report->added, (long long)report->there,
		(long long)report->skipped, (long long)report->bad,
		(double)report->took_us / 1e6,
		report->refused	  ? "; nothing went in"
		: report->dry_run ? "; only a dry run"
				  : "");
	print_created(report->notes, out);
	print_kinds(report, "skipped", out);
	print_kinds(report, "note", out);
	print_bad(report, out);
}

/* --- JSON
 * -----------------------------------------------------------------------------
 */

static void add_counts(struct buf *buf, const struct import_notes *notes)
{
	static const char *const levels[] = {"note", "skipped", "bad"};
	struct tally tallies[KINDS_MAX];
	const char *separator = "";

	buf_add_text(buf, ",\"counts\":{");
	for (size_t l = 0; l < sizeof(levels) / sizeof(*levels); l++) {
		size_t count = count_kinds(notes, levels[l], tallies);

		for (size_t i = 0; i < count; i++) {
			buf_add_text(buf, separator);
			buf_add_json_string(buf, tallies[i].kind);
			buf_printf(buf, ":%lld", (long long)tallies[i].count);
			separator = ",";
		}
	}
	buf_add_text(buf, "},\"created\":{");
	separator = "";
	for (size_t i = 0; i < notes->count; i++) {
		if (strcmp(notes->notes[i].level, "created") != 0)
			continue;
		buf_add_text(buf, separator);
		buf_add_json_string(buf, notes->notes[i].kind);
		buf_printf(buf, ":%s", notes->notes[i].text);
		separator = ",";
	}
	buf_add_char(buf, '}');
}

static void add_member(struct buf *buf, const char *key, const char *text)
{
	buf_printf(buf, ",\"%s\":", key);
	if (text)
		buf_add_json_string(buf, text);
	else
		buf_add_text(buf, "null");
}

static void add_bad(struct buf *buf, const struct import_notes *notes)
{
	const char *separator = "";

	buf_add_text(buf, ",\"bad_rows\":[");
	for (size_t i = 0; i < notes->count; i++) {
		const struct import_note *note = &notes->notes[i];

		if (strcmp(note->level, "bad") != 0)
			continue;
		buf_printf(buf, "%s{\"line\":%lld", separator,
			   (long long)note->line);
		add_member(buf, "column", note->column);
		add_member(buf, "kind", note->kind);
		add_member(buf, "wrong", note->text);
		add_member(buf, "right", note->hint);
		buf_add_char(buf, '}');
		separator = ",";
	}
	buf_add_char(buf, ']');
}

void import_report_json(const struct import_report *report, FILE *out)
{
	struct buf buf = {0};

	buf_add_text(&buf, "{\"kind\":");
	buf_add_json_string(&buf, report->kind->name);
	add_member(&buf, "file", report->path);
	buf_printf(&buf,
		   ",\"rows\":%lld,\"new\":%lld,\"already_there\":%lld,"
		   "\"skipped\":%lld,\"bad\":%lld,\"seconds\":%.3f,"
		   "\"dry_run\":%s,\"stored\":%s",
		   (long long)report->rows, (long long)report->added,
		   (long long)report->there, (long long)report->skipped,
		   (long long)report->bad, (double)report->took_us / 1e6,
		   report->dry_run ? "true" : "false",
		   report->dry_run || report->refused ? "false" : "true");
	add_counts(&buf, report->notes);
	add_bad(&buf, report->notes);
	buf_add_text(&buf, "}\n");
	fputs(buf_text(&buf), out);
	buf_free(&buf);
}

/* --- Progress
 * ----------------------------------------------------------------------------
 */

void import_report_progress(int64_t done, int64_t size)
{
	static const char bar[] = "########################################";
	int width = (int)sizeof(bar) - 1;
	int filled = size > 0 ? (int)(done * width / size) : 0;

	if (size > 0)
		fprintf(stderr, "\r[%-*.*s] %3d %%", width, filled, bar,
			(int)(done * 100 / size));
	else
		fprintf(stderr, "\r%lld kB", (long long)(done / 1024));
}

void import_report_progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

void import_report_columns(const struct import_kind *kind, FILE *out)
{
	for (size_t i = 0; kind->columns[i].name; i++)
		fprintf(out, "%-16s %-8s %s\n", kind->columns[i].name,
			kind->columns[i].required ? "needed" : "",
			kind->columns[i].help);
}
