/* SPDX-License-Identifier: MIT */
/* The tables of commands and options as --help and as a man page (mdoc). */
#include <string.h>

#include "cli/command_internal.h"
#include "config.h"

static bool is_known(const struct cli_command *command,
		     const struct cli_option *common)
{
	return strcmp(common->name, "json") != 0 ||
	       (command->flags & CLI_JSON) != 0;
}

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

void cli_print_help(FILE *out, const struct cli_command *command)
{
	size_t count = cli_option_count(command);

	fprintf(out, "usage: callout %s%s%s [OPTION...]\n\n%s.\n",
		command->name, command->operands[0] ? " " : "",
		command->operands, command->summary);
	if (command->description)
		fprintf(out, "\n%s\n", command->description);
	fputs("\nOptions:\n", out);
	for (size_t i = 0; i < count; i++)
		print_option(out, &command->options[i]);
	for (const struct cli_option *o = cli_common_options; o->name; o++) {
		if (is_known(command, o))
			print_option(out, o);
	}
	fputs("  --SECTION-KEY=VALUE      set an option of the configuration\n"
	      "\nExit codes: 0 done, 1 failed, 2 bad usage or input.\n",
	      out);
}

static bool is_listed(const struct cli_command *command, const char *word)
{
	size_t length = word ? strlen(word) : 0;

	if (!word)
		return !(command->flags & CLI_HIDDEN);
	return strncmp(command->name, word, length) == 0 &&
	       command->name[length] == ' ';
}

void cli_print_list(FILE *out, const struct cli_command *const *commands,
		    const char *word)
{
	fprintf(out, "usage: callout %s%s[OPERAND...] [OPTION...]\n\n",
		word ? word : "COMMAND", word ? " COMMAND " : " ");
	if (!word)
		fputs("The command line of Callout, field service "
		      "dispatch.\n\n",
		      out);
	fputs("Commands:\n", out);
	for (size_t i = 0; commands[i]; i++) {
		if (is_listed(commands[i], word))
			fprintf(out, "  %-16s %s\n", commands[i]->name,
				commands[i]->summary);
	}
	fputs("\n'callout COMMAND --help' says more; "
	      "'callout --version' which version this is.\n",
	      out);
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

static void print_man_command(FILE *out, const struct cli_command *command)
{
	size_t count = cli_option_count(command);

	fprintf(out, ".Ss callout %s%s%s\n", command->name,
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

void cli_print_man(FILE *out, const struct cli_command *const *commands)
{
	fputs(
	    ".Dd November 21, 2026\n.Dt CALLOUT 1\n.Os Callout " PACKAGE_VERSION
	    "\n.Sh NAME\n.Nm callout\n"
	    ".Nd command line of Callout, field service dispatch\n"
	    ".Sh SYNOPSIS\n.Nm\n.Op Fl \\-config Ar FILE\n"
	    ".Ar command\n.Op Ar operand ...\n.Op Fl \\-option ...\n"
	    ".Sh DESCRIPTION\nEvery command knows\n.Fl \\-config Ar FILE ,\n"
	    ".Fl \\-help\nand\n.Fl \\-SECTION\\-KEY Ns = Ns Ar VALUE ,\n"
	    "which sets one option of the configuration.\n"
	    ".Sh COMMANDS\n",
	    out);
	for (size_t i = 0; commands[i]; i++) {
		if (is_listed(commands[i], NULL))
			print_man_command(out, commands[i]);
	}
	fputs(".Sh EXIT STATUS\n0 done, 1 failed, 2 bad usage or input.\n"
	      ".Sh SEE ALSO\n.Xr dispatchd 8 ,\n.Xr mobile-sync 8\n",
	      out);
}
