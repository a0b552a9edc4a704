/* SPDX-License-Identifier: MIT */
/* From a file's bytes to lines of COPY. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <callout/arena.h>

#include "cli/csv.h"
#include "cli/import_file.h"

#define PIECE 65536

struct import_file {
	const char *path;
	int fd;
	int64_t size, done;
	void (*progress)(int64_t done, int64_t size);
	struct import_map *map;
	struct csv *csv;
	bool has_header, at_end;
	size_t header_count;
	int64_t batch, rows, bad;
	struct import_notes notes;
	struct buf lines; /* of COPY, not yet taken */
	size_t taken;	  /* of them */
	struct buf cell, json;
	enum err err;
	struct err_detail detail;
};

/* --- Notes
 * ---------------------------------------------------------------------- */

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

void import_notes_add(struct import_notes *notes, int64_t line,
		      const char *column, const char *level, const char *kind,
		      const char *text, const char *hint)
{
	/* Grows by doubling: at each power of two. */
	if ((notes->count & (notes->count - 1)) == 0)
		notes->notes = xrealloc(notes->notes,
					(notes->count ? notes->count * 2 : 1) *
					    sizeof(*notes->notes));
	notes->notes[notes->count++] = (struct import_note){
	    .line = line,
	    .column = copy(column),
	    .level = copy(level),
	    .kind = copy(kind),
	    .text = copy(text),
	    .hint = copy(hint),
	};
}

static int compare_notes(const void *a, const void *b)
{
	const struct import_note *left = a, *right = b;

	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	return strcmp(left->kind, right->kind);
}

void import_notes_sort(struct import_notes *notes)
{
	if (notes->count)
		qsort(notes->notes, notes->count, sizeof(*notes->notes),
		      compare_notes);
}

void import_notes_free(struct import_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		free(notes->notes[i].column);
		free(notes->notes[i].level);
		free(notes->notes[i].kind);
		free(notes->notes[i].text);
		free(notes->notes[i].hint);
	}
	free(notes->notes);
	*notes = (struct import_notes){0};
}

/* --- Rows
 * ----------------------------------------------------------------------- */

/* A JSON text as a field of COPY: only the backslash needs care, for JSON has
 * escaped all control characters. */
static void add_copy_json(struct buf *lines, const struct buf *json)
{
	const char *text = buf_text(json);

	while (*text) {
		size_t length = strcspn(text, "\\");

		buf_add(lines, text, length);
		text += length;
		if (*text) {
			buf_add_text(lines, "\\\\");
			text++;
		}
	}
}

static const char *trim_cell(struct buf *cell)
{
	char *text = cell->data, *end;

	if (!text)
		return "";
	end = text + strlen(text);
	while (end > text && strchr(" \t\r\n", end[-1]))
		end--;
	*end = '\0';
	return text + strspn(text, " \t\r\n");
}

/* One cell into file->json; false, with a note, if it is bad. */
static bool take_cell(struct import_file *file, const struct csv_row *row,
		      size_t index)
{
	const struct import_column *column = &file->map->kind->columns[index];
	struct import_fault fault = {0};
	struct buf value = {0};
	const char *text;
	bool good;

	buf_clear(&file->cell);
	import_map_cell(file->map, index, row->fields, &file->cell);
	text = trim_cell(&file->cell);
	if (!*text) {
		if (!column->required)
			return true;
		import_notes_add(&file->notes, row->line, column->name, "bad",
				 "empty", "is empty", column->help);
		return false;
	}
	good = import_cell(column, file->map, text, &value, &fault);
	if (good) {
		buf_printf(&file->json,
			   "%s\"%s\":", file->json.length > 1 ? "," : "",
			   column->name);
		buf_add_json_string(&file->json, buf_text(&value));
	} else {
		import_notes_add(&file->notes, row->line, column->name, "bad",
				 "bad_cell", fault.wrong, fault.right);
	}
	buf_free(&value);
	return good;
}

static void take_row(struct import_file *file, const struct csv_row *row)
{
	bool good = true;
	char text[120];

	file->rows++;
	if (row->count != file->header_count) {
		snprintf(text, sizeof(text),
			 "the row has %zu fields, the header %zu", row->count,
			 file->header_count);
		import_notes_add(&file->notes, row->line, NULL, "bad",
				 "field_count", text,
				 "as many as in the header; quote fields that "
				 "hold the delimiter");
		file->bad++;
		return;
	}
	buf_clear(&file->json);
	buf_add_char(&file->json, '{');
	for (size_t i = 0; file->map->kind->columns[i].name; i++)
		good &= take_cell(file, row, i);
	if (!good) {
		file->bad++;
		return;
	}
	buf_add_char(&file->json, '}');
	buf_printf(&file->lines, "%lld\t%lld\t", (long long)file->batch,
		   (long long)row->line);
	add_copy_json(&file->lines, &file->json);
	buf_add_char(&file->lines, '\n');
}

static enum err on_row(const struct csv_row *row, void *arg,
		       struct err_detail *detail)
{
	struct import_file *file = arg;

	if (!file->has_header) {
		file->has_header = true;
		file->header_count = row->count;
		return import_map_bind(file->map, row->fields, row->count,
				       detail);
	}
	take_row(file, row);
	return ERR_OK;
}

/* --- Bytes
 * ----------------------------------------------------------------------- */

/* Read and cut the next piece. Errors stay in the file, with its name. */
static void read_piece(struct import_file *file)
{
	char bytes[PIECE], place[sizeof(file->detail.pointer)];
	ssize_t length;

	do
		length = read(file->fd, bytes, sizeof(bytes));
	while (length < 0 && errno == EINTR);
	if (length < 0) {
		file->err = err_set(&file->detail, ERR_INPUT, "", "%s",
				    strerror(errno));
	} else if (length == 0) {
		file->at_end = true;
		file->err = csv_end(file->csv, &file->detail);
		if (!file->err && !file->has_header)
			file->err = err_set(&file->detail, ERR_INPUT, "",
					    "the file is empty");
	} else {
		file->done += length;
		file->err =
		    csv_feed(file->csv, bytes, (size_t)length, &file->detail);
	}
	if (file->err) {
		snprintf(place, sizeof(place), "%.100s%s%.50s", file->path,
			 file->detail.pointer[0] ? ": " : "",
			 file->detail.pointer);
		memcpy(file->detail.pointer, place, sizeof(place));
	} else if (file->progress) {
		file->progress(file->done, file->size);
	}
}

static enum err open_path(struct import_file *file, struct err_detail *detail)
{
	struct stat info;

	if (strcmp(file->path, "-") == 0) {
		file->path = "standard input";
		file->fd = STDIN_FILENO;
		return ERR_OK;
	}
	file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &info) < 0)
		return err_set(detail, ERR_INPUT, file->path,
			       "cannot be opened: %s", strerror(errno));
	if (S_ISDIR(info.st_mode))
		return err_set(detail, ERR_INPUT, file->path,
			       "is a folder, not a file");
	file->size = S_ISREG(info.st_mode) ? info.st_size : 0;
	return ERR_OK;
}

enum err import_file_open(const char *path, struct import_map *map,
			  void (*progress)(int64_t done, int64_t size),
			  struct import_file **ret_file,
			  struct err_detail *detail)
{
	struct import_file *file = xcalloc(1, sizeof(*file));
	enum err err;

	file->path = path;
	file->fd = -1;
	file->map = map;
	file->progress = progress;
	file->csv = csv_new(map->delimiter, on_row, file);
	err = open_path(file, detail);
	/* The header first: what it lacks needs no database to be said. */
	while (!err && !file->has_header && !file->at_end) {
		read_piece(file);
		err = import_file_error(file, detail);
	}
	if (err) {
		import_file_close(file);
		return err;
	}
	*ret_file = file;
	return ERR_OK;
}

void import_file_close(struct import_file *file)
{
	if (!file)
		return;
	if (file->fd > STDIN_FILENO)
		close(file->fd);
	csv_free(file->csv);
	import_notes_free(&file->notes);
	buf_free(&file->lines);
	buf_free(&file->cell);
	buf_free(&file->json);
	free(file);
}

void import_file_set_batch(struct import_file *file, int64_t batch)
{
	struct buf lines = {0};
	const char *line = buf_text(&file->lines);

	/* Rows that came in the same piece as the header had none. */
	while (*line) {
		const char *rest = strchr(line, '\t');
		size_t length = strcspn(rest, "\n") + 1;

		buf_printf(&lines, "%lld", (long long)batch);
		buf_add(&lines, rest, length);
		line = rest + length;
	}
	buf_free(&file->lines);
	file->lines = lines;
	file->batch = batch;
}

ssize_t import_file_fill(char *bytes, size_t size, void *arg)
{
	struct import_file *file = arg;
	size_t length;

	while (file->taken == file->lines.length && !file->at_end &&
	       !file->err) {
		buf_clear(&file->lines);
		file->taken = 0;
		read_piece(file);
	}
	if (file->err)
		return -1;
	length = file->lines.length - file->taken;
	if (length > size)
		length = size;
	if (length)
		memcpy(bytes, file->lines.data + file->taken, length);
	file->taken += length;
	return (ssize_t)length;
}

enum err import_file_error(const struct import_file *file,
			   struct err_detail *detail)
{
	if (file->err && detail)
		*detail = file->detail;
	return file->err;
}

int64_t import_file_rows(const struct import_file *file)
{
	return file->rows;
}

int64_t import_file_bad(const struct import_file *file)
{
	return file->bad;
}

struct import_notes *import_file_notes(struct import_file *file)
{
	return &file->notes;
}
