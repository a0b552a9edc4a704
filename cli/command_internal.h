/* SPDX-License-Identifier: MIT */
/* The body of a call; for command*.c and what prints the tables. */
#ifndef CLI_COMMAND_INTERNAL_H
#define CLI_COMMAND_INTERNAL_H

#include <stdio.h>

#include "cli/command.h"

#define CLI_OPTIONS_MAX 32
#define CLI_OVERRIDES_MAX 16

struct cli_call {
	const struct cli_program *program;
	const struct cli_command *command; /* NULL while it is not known */
	void *context;
	bool json;
	const char *values[CLI_OPTIONS_MAX]; /* by row of the options' table */
	const char *common[CLI_OPTIONS_MAX]; /* of those that all have */
	const char *operands[CLI_OPERANDS_MAX];
	int operand_count;
	const char *overrides[CLI_OVERRIDES_MAX]; /* --section-key=value */
	int override_count;
	struct conf *conf; /* NULL until asked for */
};

size_t cli_option_count(const struct cli_option *options);
void cli_print_help(FILE *out, const struct cli_program *program,
		    const struct cli_command *command);
/* The commands; only those whose first word is `word` unless it is NULL. */
void cli_print_list(FILE *out, const struct cli_program *program,
		    const char *word);

#endif
