/* SPDX-License-Identifier: MIT */
/* What conf.c (values, command line) and conf_file.c (the file) share. */
#ifndef CALLOUT_BASE_CONF_INTERNAL_H
#define CALLOUT_BASE_CONF_INTERNAL_H

#include <callout/conf.h>

struct conf_value {
	char *text; /* NULL: unset */
	int64_t number;
	bool flag;
	bool in_file;
};

struct conf {
	enum conf_program program;
	struct conf_value *values; /* one per row of the table */
};

/* The row of one option, or -1. */
int conf_find_option(const char *section, const char *key);

/* Set the value of row `index` from its text; "" means the default. A value
 * that does not fit its row returns `failure` with `where` as the pointer
 * ("file:line" or an argument's name). A secret is never part of a message. */
enum err conf_set_value(struct conf *conf, int index, const char *text,
			enum err failure, const char *where,
			struct err_detail *detail) ERR_MUST_CHECK;

/* Read the file into `conf`. */
enum err conf_read_file(struct conf *conf, const char *path,
			struct err_detail *detail) ERR_MUST_CHECK;

#endif
