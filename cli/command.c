/* SPDX-License-Identifier: MIT */
/*
 * From argv to a call of a command: which command, which options, which
 * configuration. Everything that is wrong is said with what would be right.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <callout/text.h>

#include "cli/command_internal.h"
#include "config.h"

size_t cli_option_count(const struct cli_option *options)
{
	size_t count = 0;

	while (options && options[count].name)
		count++;
	assert(count <= CLI_OPTIONS_MAX);
	return count;
}

/* The option of this name: the command's own, or one that all have; where its
 * value is kept. NULL if there is none. */
static const struct cli_option *find_option(struct cli_call *call,
					    const char *name, size_t length,
					    const char ***ret_value)
{
	const struct {
		const struct cli_option *options;
		const char **values;
	} tables[] = {
	    {call->command ? call->command->options : NULL, call->values},
	    {call->program->options, call->common},
	};

	for (size_t t = 0; t < 2; t++) {
		const struct cli_option *row = tables[t].options;

		for (; row && row->name; row++) {
			if (strlen(row->name) != length ||
			    strncmp(row->name, name, length) != 0)
				continue;
			*ret_value = &tables[t].values[row - tables[t].options];
			return row;
		}
	}
	return NULL;
}

const char *cli_value(const struct cli_call *call, const char *name)
{
	const char **value = NULL;

	/* Only looked at: the call stays as it is. */
	find_option((struct cli_call *)call, name, strlen(name), &value);
	assert(value);
	return *value;
}

bool cli_given(const struct cli_call *call, const char *name)
{
	return cli_value(call, name) != NULL;
}

enum err cli_int(const struct cli_call *call, const char *name, int64_t min,
		 int64_t max, int64_t absent, int64_t *ret_value,
		 struct err_detail *detail)
{
	const char *text = cli_value(call, name);
	int64_t value = absent;

	if (text && !text_parse_int(text, min, max, &value))
		return err_set(detail, ERR_USAGE, "",
			       "--%s must be a whole number from %lld to %lld, "
			       "not '%s'",
			       name, (long long)min, (long long)max, text);
	*ret_value = value;
	return ERR_OK;
}

int cli_operand_count(const struct cli_call *call)
{
	return call->operand_count;
}

const char *cli_operand(const struct cli_call *call, int index)
{
	assert(index >= 0);
	return index < call->operand_count ? call->operands[index] : NULL;
}

bool cli_json(const struct cli_call *call)
{
	return call->json;
}

void *cli_context(const struct cli_call *call)
{
	return call->context;
}

const struct cli_command *cli_command_of(const struct cli_call *call)
{
	return call->command;
}

/* --- Configuration ------------------------------------------------------ */

const char *cli_conf_path(const struct cli_call *call)
{
	return cli_value(call, "config");
}

enum err cli_conf(struct cli_call *call, const struct conf **ret_conf,
		  struct err_detail *detail)
{
	enum err err;

	if (!call->conf) {
		struct conf *conf;

		err = conf_load(cli_conf_path(call), CONF_CLI, &conf, detail);
		if (err)
			return err;
		for (int i = 0; i < call->override_count; i++) {
			err = conf_apply_argument(conf, call->overrides[i],
						  detail);
			if (err) {
				conf_free(conf);
				return err;
			}
		}
		call->conf = conf;
	}
	*ret_conf = call->conf;
	return ERR_OK;
}

/* --- Which command ------------------------------------------------------ */

/* How many words of argv the command's name takes; 0 if it is another. */
static int name_words(const struct cli_command *command, int argc, char **argv)
{
	const char *rest = command->name;
	int words = 0;

	while (*rest) {
		size_t length = strcspn(rest, " ");

		if (words == argc || strlen(argv[words]) != length ||
		    strncmp(argv[words], rest, length) != 0)
			return 0;
		words++;
		rest += length;
		rest += *rest == ' ';
	}
	return words;
}

static const struct cli_command *
find_command(const struct cli_command *const *commands, int argc, char **argv,
	     int *ret_words)
{
	for (size_t i = 0; commands[i]; i++) {
		int words = name_words(commands[i], argc, argv);

		if (words) {
			*ret_words = words;
			return commands[i];
		}
	}
	return NULL;
}

static bool is_first_word(const struct cli_command *const *commands,
			  const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; commands[i]; i++) {
		if (strncmp(commands[i]->name, word, length) == 0 &&
		    commands[i]->name[length] == ' ')
			return true;
	}
	return false;
}

/* --- Options ------------------------------------------------------------ */

/* "--name" or "--name=value": where a value goes, NULL for a flag's. */
static enum err store_option(struct cli_call *call, const char *argument,
			     const char *next, bool *ret_took_next,
			     struct err_detail *detail)
{
	const char *name = argument + 2;
	size_t length = strcspn(name, "=");
	const char *value = name[length] ? name + length + 1 : NULL;
	bool is_json = length == 4 && strncmp(name, "json", 4) == 0;
	const struct cli_option *option;
	const char **place = NULL;

	*ret_took_next = false;
	if (is_json && (call->command->flags & CLI_JSON) && !value) {
		call->json = true;
		return ERR_OK;
	}
	option = find_option(call, name, length, &place);
	if (!option) {
		/* Or it is a configuration option: told apart when read. */
		if (call->program->has_overrides && value &&
		    memchr(name, '-', length) &&
		    call->override_count < CLI_OVERRIDES_MAX) {
			call->overrides[call->override_count++] = argument;
			return ERR_OK;
		}
		return err_set(detail, ERR_USAGE, "",
			       "unknown option --%.*s; see '%s %s --help'",
			       (int)length, name, call->program->name,
			       call->command->name);
	}
	if (option->argument && !value) {
		if (!next)
			return err_set(detail, ERR_USAGE, "",
				       "--%s needs a value", option->name);
		value = next;
		*ret_took_next = true;
	} else if (!option->argument && value) {
		return err_set(detail, ERR_USAGE, "", "--%s takes no value",
			       option->name);
	}
	*place = value ? value : "";
	return ERR_OK;
}

static enum err parse(struct cli_call *call, int argc, char **argv,
		      bool *ret_help, struct err_detail *detail)
{
	bool only_operands = false;

	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];
		bool took_next;
		enum err err;

		if (!text_is_utf8(word, strlen(word), NULL))
			return err_set(detail, ERR_USAGE, "",
				       "argument %d is not UTF-8", i + 1);
		if (only_operands || word[0] != '-' || !word[1]) {
			if (call->operand_count == CLI_OPERANDS_MAX)
				return err_set(detail, ERR_USAGE, "",
					       "too many arguments");
			call->operands[call->operand_count++] = word;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			only_operands = true;
			continue;
		}
		if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			*ret_help = true;
			return ERR_OK;
		}
		if (word[1] != '-')
			return err_set(detail, ERR_USAGE, "",
				       "unknown option %s; see '%s %s --help'",
				       word, call->program->name,
				       call->command->name);
		err =
		    store_option(call, word, i + 1 < argc ? argv[i + 1] : NULL,
				 &took_next, detail);
		if (err)
			return err;
		i += took_next;
	}
	if (call->operand_count < call->command->operand_min)
		return err_set(detail, ERR_USAGE, "", "usage: %s %s %s",
			       call->program->name, call->command->name,
			       call->command->operands);
	if (call->operand_count > call->command->operand_max)
		return err_set(detail, ERR_USAGE, "",
			       "too many arguments: '%s'; "
			       "see '%s %s --help'",
			       call->operands[call->command->operand_max],
			       call->program->name, call->command->name);
	return ERR_OK;
}

static int fail(const struct cli_call *call, enum err err,
		const struct err_detail *detail)
{
	const char *name = call->command ? call->command->name : "";

	fflush(stdout);
	fprintf(stderr, "%s%s%s: %s%s%s\n", call->program->name,
		*name ? " " : "", name, detail->pointer,
		detail->pointer[0] ? ": " : "",
		detail->text[0] ? detail->text : err_info(err)->title);
	return call->program->exit_code ? call->program->exit_code(err)
					: err_info(err)->exit_code;
}

static enum err run(struct cli_call *call, int argc, char **argv,
		    struct err_detail *detail)
{
	bool help = false;
	enum err err = parse(call, argc, argv, &help, detail);

	if (!err && help) {
		cli_print_help(stdout, call->program, call->command);
		return ERR_OK;
	}
	/* An override that is no option of ours is bad usage, wherever. */
	if (!err && call->override_count) {
		const struct conf *conf;

		err = cli_conf(call, &conf, detail);
	}
	if (!err)
		err = call->command->run(call, detail);
	conf_free(call->conf);
	call->conf = NULL;
	return err;
}

/* Options that every command has may stand before the command, too. */
static int leading_options(struct cli_call *call, int argc, char **argv)
{
	int count = 0;

	while (count < argc && strncmp(argv[count], "--", 2) == 0) {
		const char *name = argv[count] + 2;
		size_t length = strcspn(name, "=");
		const char **place = NULL;
		const struct cli_option *option =
		    find_option(call, name, length, &place);

		if (!option || !option->argument ||
		    (!name[length] && count + 1 == argc))
			break;
		*place = name[length] ? name + length + 1 : argv[++count];
		count++;
	}
	return count;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

enum err cli_run_words(const struct cli_call *outer, bool json, int argc,
		       char **argv, struct err_detail *detail)
{
	struct cli_call call = {
	    .program = outer->program, .context = outer->context, .json = json};
	int words;

	memcpy(call.common, outer->common, sizeof(call.common));
	call.command = find_command(call.program->commands, argc, argv, &words);
	if (!call.command)
		return err_set(detail, ERR_USAGE, "", "unknown command '%s'",
			       argc > 0 ? argv[0] : "");
	return run(&call, argc - words, argv + words, detail);
}

int cli_main(const struct cli_program *program, void *context, int argc,
	     char **argv)
{
	struct cli_call call = {.program = program, .context = context};
	struct err_detail detail = {0};
	int words = leading_options(&call, argc, argv);
	enum err err;

	argc -= words;
	argv += words;
	if (argc > 0 && strcmp(argv[0], "--version") == 0) {
		printf("%s %s\n", program->name, PACKAGE_VERSION);
		return 0;
	}
	if (argc > 0 && is_help(argv[0])) {
		cli_print_list(stdout, program, NULL);
		return 0;
	}
	if (argc == 0) {
		cli_print_list(stderr, program, NULL);
		return 2;
	}
	call.command = find_command(program->commands, argc, argv, &words);
	if (call.command) {
		err = run(&call, argc - words, argv + words, &detail);
		return err ? fail(&call, err, &detail) : 0;
	}
	if (is_first_word(program->commands, argv[0])) {
		bool help = argc > 1 && is_help(argv[1]);

		cli_print_list(help ? stdout : stderr, program, argv[0]);
		return help ? 0 : 2;
	}
	err = err_set(&detail, ERR_USAGE, "",
		      "unknown command '%s'; see '%s --help'", argv[0],
		      program->name);
	return fail(&call, err, &detail);
}
