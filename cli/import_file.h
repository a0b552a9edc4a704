/* SPDX-License-Identifier: MIT */
/*
 * A file on its way into the staging table: read in pieces, cut into rows,
 * cells checked, good rows written as lines of COPY. Bad rows are kept as
 * notes; they never reach the database.
 */
#ifndef CLI_IMPORT_FILE_H
#define CLI_IMPORT_FILE_H

#include <sys/types.h>

#include "cli/import.h"

struct import_note {
	int64_t line;
	char *column; /* may be NULL */
	char *level;  /* "bad", "skipped", "note", "created" */
	char *kind;
	char *text;
	char *hint; /* what would be right; may be NULL */
};

struct import_notes {
	struct import_note *notes;
	size_t count;
};

/* Texts are copied; NULL stays NULL. */
void import_notes_add(struct import_notes *notes, int64_t line,
		      const char *column, const char *level, const char *kind,
		      const char *text, const char *hint);
/* By line; those of one line keep their order. */
void import_notes_sort(struct import_notes *notes);
void import_notes_free(struct import_notes *notes);

struct import_file;

/* Open `path` ("-": standard input) and read its header. `progress` (may be
 * NULL) is called now and then with bytes read and the file's size (0:
 * unknown). */
enum err import_file_open(const char *path, struct import_map *map,
			  void (*progress)(int64_t done, int64_t size),
			  struct import_file **ret_file,
			  struct err_detail *detail) ERR_MUST_CHECK;
void import_file_close(struct import_file *file); /* NULL is accepted */

/* The batch that staged lines carry. Before the first fill. */
void import_file_set_batch(struct import_file *file, int64_t batch);
/* For pg_sync_copy_in(): lines of (batch, line, cells). -1 after an error of
 * the file, which import_file_error() then has. */
ssize_t import_file_fill(char *bytes, size_t size, void *file);
enum err import_file_error(const struct import_file *file,
			   struct err_detail *detail);
/* Rows that were read, without the header; rows that were not staged. */
int64_t import_file_rows(const struct import_file *file);
int64_t import_file_bad(const struct import_file *file);
struct import_notes *import_file_notes(struct import_file *file);

#endif
