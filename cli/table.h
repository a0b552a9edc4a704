/* SPDX-License-Identifier: MIT */
/* Rows of a result for people (aligned columns) or programs (JSON objects). */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>

#include <callout/pg_sync.h>

/* Print the rows of `result`. `names` are the columns' names, ended by NULL;
 * those in JSON that are numbers begin with '#', which is not printed. */
void table_print(const struct pg_result *result, const char *const *names,
		 bool json);

#endif
