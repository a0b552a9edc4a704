/* SPDX-License-Identifier: MIT */
/* The SQL of schema/, embedded by build-aux/embed-sql in the order of use. */
#ifndef CLI_SCHEMA_SQL_H
#define CLI_SCHEMA_SQL_H

#include <stddef.h>

enum schema_stage {
	SCHEMA_BOOTSTRAP,  /* roles, the schema, the table of migrations */
	SCHEMA_MIGRATION,  /* numbered, each once */
	SCHEMA_REPEATABLE, /* functions, views, grants: all anew if one
			    * changed */
	SCHEMA_BEFORE,	   /* of a restore, around the backup's own SQL */
	SCHEMA_AFTER
};

struct schema_file {
	enum schema_stage stage;
	const char *name; /* "migrations/0001_states.sql" */
	const char *text;
};

extern const struct schema_file schema_files[];
extern const size_t schema_file_count;

#endif
