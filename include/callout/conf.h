/* SPDX-License-Identifier: MIT */
/*
 * Configuration: one table of options (common/base/conf_table.c) that is the
 * INI file, the command line, --help, the sample file and the man pages.
 * Precedence: default < file < command line (--SECTION-KEY=VALUE, where '-'
 * and '_' are the same). An empty value means the default. A comment has a
 * line of its own (';' or '#'). An unknown section or key, one that is set
 * twice, a bad value, a bad line: an error with file:line. One file serves all
 * programs: each checks it whole and uses its own part.
 */
#ifndef CALLOUT_CONF_H
#define CALLOUT_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <callout/err.h>

enum conf_type {
	CONF_TEXT,
	CONF_INT,  /* min, max inclusive */
	CONF_BOOL, /* yes, no, true, false, on, off, 1, 0 */
	CONF_PATH,
	CONF_SECRET /* text that is never printed nor logged */
};

/* Who reads an option: bits. */
enum conf_program { CONF_DISPATCHD = 1, CONF_MOBILE_SYNC = 2, CONF_CLI = 4 };

/* One row of the table. */
struct conf_option {
	const char *section;
	const char *key;
	enum conf_type type;
	unsigned programs;	  /* enum conf_program bits */
	const char *default_text; /* as it would stand in the file; NULL none */
	int64_t min, max;	  /* CONF_INT */
	const char *choices;	  /* CONF_TEXT: "debug info", or NULL: any */
	const char *unit;	  /* "s", "bytes", "" */
	const char *help;	  /* one sentence for --help and the man page */
	bool reloadable;	  /* SIGHUP applies it */
};

/* All rows; those of a section stand together. */
const struct conf_option *conf_table(size_t *ret_count);

struct conf; /* the values; opaque, freed by conf_free() */

/* Read `path` (NULL: defaults only) for `program`. On failure (ERR_INPUT)
 * nothing is returned and `detail` names file:line. Not thread safe. */
enum err conf_load(const char *path, enum conf_program program,
		   struct conf **ret_conf,
		   struct err_detail *detail) ERR_MUST_CHECK;
/* Apply one "--section-key=value" argument. ERR_USAGE if it is none, is not
 * for this program, or has a bad value; `detail` says which. */
enum err conf_apply_argument(struct conf *conf, const char *argument,
			     struct err_detail *detail) ERR_MUST_CHECK;
/* The whole command line of a daemon: [--config FILE] [--SECTION-KEY=VALUE]...
 * Read again at SIGHUP with the same words. --help and --version print to
 * `out` and return ERR_OK with *ret_conf NULL: the program then exits 0. */
enum err conf_from_command_line(int argc, char **argv,
				enum conf_program program, FILE *out,
				struct conf **ret_conf,
				struct err_detail *detail) ERR_MUST_CHECK;
void conf_free(struct conf *conf);

/* Look-ups: the option must be in the table with that type (asserted).
 * Texts belong to the conf; NULL if unset. */
const char *conf_text(const struct conf *conf, const char *section,
		      const char *key);
int64_t conf_int(const struct conf *conf, const char *section, const char *key);
bool conf_bool(const struct conf *conf, const char *section, const char *key);

/* The table as --help lines, as a commented sample file, as mdoc for a man
 * page. */
void conf_print_help(FILE *out, enum conf_program program);
void conf_print_sample(FILE *out);
void conf_print_man(FILE *out, enum conf_program program);

#endif
