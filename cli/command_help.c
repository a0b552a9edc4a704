/* SPDX-License-Identifier: MIT */
/* The tables of commands and options as --help and as a man page (mdoc). */
#include <string.h>

#include "cli/command_internal.h"
#include "config.h"

static void print_option(FILE *out, const struct cli_option *option)
{
	int width = fprintf(out, "  --%s%s%s", option->name,
			    option->argument ? " " : "",
			    option->argument ? option->argument : "");

	if (width > 25)
		fprintf(out, "\n%27s", "");
	else
		fprintf(out, "%*s", 27 - width, "");
	fprintf(out, "%s\n", option->help);
}

static void print_options(FILE *out, const struct cli_option *options)
{
	size_t count = cli_option_count(options);

	for (size_t i = 0; i < count; i++)
		print_option(out, &options[i]);
}

void cli_print_help(FILE *out, const struct cli_program *program,
		    const struct cli_command *command)
{
	static const struct cli_option help = {"help", NULL,
					       "say how the command is used"},
				       json = {"json", NULL, "print JSON"};

	fprintf(out, "usage: %s %s%s%s [OPTION...]\n\n%s.\n", program->name,
		command->name, command->operands[0] ? " " : "",
		command->operands, command->summary);
	if (command->description)
		fprintf(out, "\n%s\n", command->description);
	fputs("\nOptions:\n", out);
	print_options(out, command->options);
	print_options(out, program->options);
	print_option(out, &help);
	if (command->flags & CLI_JSON)
		print_option(out, &json);
	if (program->has_overrides)
		fputs("  --SECTION-KEY=VALUE      "
		      "set an option of the configuration\n",
		      out);
	fprintf(out, "\nExit codes: %s.\n", program->exit_help);
}

static bool is_listed(const struct cli_command *command, const char *word)
{
	size_t length = word ? strlen(word) : 0;

	if (!word)
		return !(command->flags & CLI_HIDDEN);
	return strncmp(command->name, word, length) == 0 &&
	       command->name[length] == ' ';
}

void cli_print_list(FILE *out, const struct cli_program *program,
		    const char *word)
{
	const struct cli_command *const *commands = program->commands;

	fprintf(out, "usage: %s %s%s[OPERAND...] [OPTION...]\n\n",
		program->name, word ? word : "COMMAND",
		word ? " COMMAND " : " ");
	if (!word)
		fprintf(out, "The %s.\n\n", program->title);
	fputs("Commands:\n", out);
	for (size_t i = 0; commands[i]; i++) {
		if (is_listed(commands[i], word))
			fprintf(out, "  %-16s %s\n", commands[i]->name,
				commands[i]->summary);
	}
	fprintf(out,
		"\n'%s COMMAND --help' says more; "
		"'%s --version' which version this is.\n",
		program->name, program->name);
}

/* Text in mdoc: no line may begin as a macro. */
static void print_roff(FILE *out, const char *text)
{
	bool line_start = true;

	for (; *text; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
		line_start = *text == '\n';
	}
}

static void print_man_option(FILE *out, const struct cli_option *option)
{
	fprintf(out, ".It Fl \\-%s", option->name);
	if (option->argument)
		fprintf(out, " Ar %s", option->argument);
	fputc('\n', out);
	print_roff(out, option->help);
	fputs(".\n", out);
}

static void print_man_command(FILE *out, const struct cli_program *program,
			      const struct cli_command *command)
{
	size_t count = cli_option_count(command->options);

	/* "\&": a bracket at the end is no punctuation. */
	fprintf(out, ".Ss %s %s%s%s\\&\n", program->name, command->name,
		*command->operands ? " " : "", command->operands);
	print_roff(out, command->summary);
	fputs(".\n", out);
	if (command->description) {
		fputs(".Bd -literal -offset indent\n", out);
		print_roff(out, command->description);
		fputs("\n.Ed\n", out);
	}
	if (count == 0 && !(command->flags & CLI_JSON))
		return;
	fputs(".Bl -tag -width Ds\n", out);
	for (size_t i = 0; i < count; i++)
		print_man_option(out, &command->options[i]);
	if (command->flags & CLI_JSON)
		fputs(".It Fl \\-json\nprint JSON.\n", out);
	fputs(".El\n", out);
}

/* "CALLOUT" */
static void print_upper(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text,
		      out);
}

static void print_man_head(FILE *out, const struct cli_program *program)
{
	const struct cli_option *option = program->options;

	fputs(".Dd November 21, 2026\n.Dt ", out);
	print_upper(out, program->name);
	fprintf(out,
		" 1\n.Os Callout " PACKAGE_VERSION
		"\n.Sh NAME\n.Nm %s\n.Nd %s\n.Sh SYNOPSIS\n.Nm\n",
		program->name, program->title);
	for (; option && option->name; option++)
		fprintf(out, ".Op Fl \\-%s%s%s\n", option->name,
			option->argument ? " Ar " : "",
			option->argument ? option->argument : "");
	fprintf(out,
		".Ar command\n.Op Ar operand ...\n.Op Fl \\-option ...\n"
		".Sh DESCRIPTION\n%s",
		program->description);
	if (!program->options)
		return;
	fputs(".Bl -tag -width Ds\n", out);
	for (option = program->options; option->name; option++)
		print_man_option(out, option);
	fputs(".El\n", out);
}

void cli_print_man(FILE *out, const struct cli_program *program)
{
	print_man_head(out, program);
	fputs(".Sh COMMANDS\n", out);
	for (size_t i = 0; program->commands[i]; i++) {
		if (is_listed(program->commands[i], NULL))
			print_man_command(out, program, program->commands[i]);
	}
	fprintf(out, ".Sh EXIT STATUS\n%s.\n.Sh SEE ALSO\n%s",
		program->exit_help, program->see_also);
}
