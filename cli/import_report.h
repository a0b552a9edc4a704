/* SPDX-License-Identifier: MIT */
/* What an import says: while it runs, and at its end. */
#ifndef CLI_IMPORT_REPORT_H
#define CLI_IMPORT_REPORT_H

#include <stdio.h>

#include "cli/import_file.h"

struct import_report {
	const struct import_kind *kind;
	const char *path;
	bool dry_run, refused; /* nothing went in */
	int64_t rows, added, there, skipped, bad;
	int64_t took_us;
	const struct import_notes *notes; /* sorted */
};

void import_report_text(const struct import_report *report, FILE *out);
void import_report_json(const struct import_report *report, FILE *out);
/* A bar on stderr, for a terminal. */
void import_report_progress(int64_t done, int64_t size);
void import_report_progress_end(void);
void import_report_columns(const struct import_kind *kind, FILE *out);

#endif
