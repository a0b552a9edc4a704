/* SPDX-License-Identifier: MIT */
/*
 * What a command of `callout` (or `callout-device`) is: a row of the table in
 * its main.c with its own table of options. The tables are the parser, --help
 * and the man page.
 *
 * A command returns `enum err`; main prints the detail on stderr and exits
 * with the code of <callout/err.h>'s table: 0 done, 1 failed, 2 bad usage or
 * input. What was asked for goes to stdout, everything else to stderr.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <callout/conf.h>
#include <callout/err.h>
#include <callout/pg_sync.h>

#define CLI_OPERANDS_MAX 512

struct cli_option {
	const char *name;     /* "dry-run", without dashes */
	const char *argument; /* "FILE"; NULL: a flag */
	const char *help;     /* one sentence, without a full stop */
};

enum cli_flag {
	CLI_JSON = 1,  /* knows --json */
	CLI_HIDDEN = 2 /* not in the list of commands */
};

struct arena;
struct cli_call;

struct cli_command {
	const char *name;     /* "user add": words as typed */
	const char *operands; /* "LOGIN" as --help shows them; "" none */
	int operand_min, operand_max;
	unsigned flags; /* enum cli_flag */
	const char *summary;
	const char *description;	  /* more for --help; may be NULL */
	const struct cli_option *options; /* ends with a nameless row; NULL */
	enum err (*run)(struct cli_call *call,
			struct err_detail *detail) ERR_MUST_CHECK;
};

/* A program of commands. */
struct cli_program {
	const char *name;
	const char *title;		  /* what it is: no capital, no stop */
	const struct cli_option *options; /* of every command; beside them
					   * all know --help */
	const struct cli_command *const *commands; /* ends with NULL */
	bool has_overrides; /* --SECTION-KEY=VALUE sets the configuration */
	/* NULL: by err_info(); `exit_help` then says what that is. */
	int (*exit_code)(enum err err);
	const char *exit_help;	 /* "0 done, 1 failed ..." */
	const char *description; /* of the man page, in mdoc */
	const char *see_also;	 /* the same */
};

/* The value of an option that the command or the program has (asserted); NULL
 * if it was not given; "" for a flag. The last one given counts. */
const char *cli_value(const struct cli_call *call, const char *name);
bool cli_given(const struct cli_call *call, const char *name);
/* The same as a whole number; `absent` if it was not given. */
enum err cli_int(const struct cli_call *call, const char *name, int64_t min,
		 int64_t max, int64_t absent, int64_t *ret_value,
		 struct err_detail *detail) ERR_MUST_CHECK;
int cli_operand_count(const struct cli_call *call);
/* NULL beyond the last one. */
const char *cli_operand(const struct cli_call *call, int index);
/* --json was given. */
bool cli_json(const struct cli_call *call);
const struct cli_command *cli_command_of(const struct cli_call *call);
/* What cli_main() was given for all commands. */
void *cli_context(const struct cli_call *call);

/* The configuration: --config, then --SECTION-KEY=VALUE. Read at the first
 * question; belongs to the call. */
enum err cli_conf(struct cli_call *call, const struct conf **ret_conf,
		  struct err_detail *detail) ERR_MUST_CHECK;
/* The path that --config gave, or NULL. */
const char *cli_conf_path(const struct cli_call *call);
/* database.schema, checked to be a plain identifier. */
enum err cli_schema(struct cli_call *call, const char **ret_schema,
		    struct err_detail *detail) ERR_MUST_CHECK;
/* Connect to database.url with the organisation's search_path. */
enum err cli_connect(struct cli_call *call, struct pg_sync **ret_sync,
		     struct err_detail *detail) ERR_MUST_CHECK;
/* The same, but with the server's search_path and no timeouts. */
enum err cli_connect_bare(struct cli_call *call, struct pg_sync **ret_sync,
			  struct err_detail *detail) ERR_MUST_CHECK;

/* The environment in which PostgreSQL's own programs connect as
 * cli_connect_bare() does. */
enum err cli_environment(struct cli_call *call, struct arena *arena,
			 char ***ret_environment,
			 struct err_detail *detail) ERR_MUST_CHECK;

/* Run one statement on a connection of its own. */
enum err cli_exec(struct cli_call *call, const struct pg_statement *statement,
		  const char *const *params, struct pg_result **ret_result,
		  struct err_detail *detail) ERR_MUST_CHECK;

/* Parse and run; `argv` without the program's name. Returns the exit code. */
int cli_main(const struct cli_program *program, void *context, int argc,
	     char **argv);
/* Run another command from within one, with the same options for all. */
enum err cli_run_words(const struct cli_call *outer, bool json, int argc,
		       char **argv, struct err_detail *detail) ERR_MUST_CHECK;
/* The man page (mdoc). */
void cli_print_man(FILE *out, const struct cli_program *program);

#endif
