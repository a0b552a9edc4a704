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

const struct cli_option cli_common_options[] = {
    {"config", "FILE", "read this configuration file"},
    {"help", NULL, "say how the command is used"},
    {"json", NULL, "print JSON"},
    {0},
};

size_t cli_option_count(const struct cli_command *command)
{
	size_t count = 0;

	while (command->options && command->options[count].name)
		count++;
	assert(count <= CLI_OPTIONS_MAX);
	return count;
}

static int option_index(const struct cli_command *command, const char *name,
			size_t length)
{
	size_t count = cli_option_count(command);

	for (size_t i = 0; i < count; i++) {
		const char *row = command->options[i].name;

		if (strlen(row) == length && strncmp(row, name, length) == 0)
			return (int)i;
	}
	return -1;
}

const char *cli_value(const struct cli_call *call, const char *name)
{
	int index = option_index(call->command, name, strlen(name));

	assert(index >= 0);
	return call->values[index];
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

const struct cli_command *cli_command_of(const struct cli_call *call)
{
	return call->command;
}

/* --- Configuration and database ---------------------------------------- */

const char *cli_conf_path(const struct cli_call *call)
{
	return call->config;
}

enum err cli_conf(struct cli_call *call, const struct conf **ret_conf,
		  struct err_detail *detail)
{
	enum err err;

	if (!call->conf) {
		struct conf *conf;

		err = conf_load(call->config, CONF_CLI, &conf, detail);
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

/* 40 bytes leave room for the suffixes of the roles. */
static bool is_identifier(const char *text)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz_0123456789";

	return text[0] && strchr(first, text[0]) &&
	       strspn(text, rest) == strlen(text) && strlen(text) <= 40 &&
	       strncmp(text, "pg_", 3) != 0;
}

enum err cli_schema(struct cli_call *call, const char **ret_schema,
		    struct err_detail *detail)
{
	const struct conf *conf;
	const char *schema;
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	schema = conf_text(conf, "database", "schema");
	if (!schema || !is_identifier(schema))
		return err_set(detail, ERR_USAGE, "database.schema",
			       "'%s' is no name for a schema: use up to 40 "
			       "lower-case letters, digits and _",
			       schema ? schema : "");
	*ret_schema = schema;
	return ERR_OK;
}

static enum err connect_with(struct cli_call *call, bool bare,
			     struct pg_sync **ret_sync,
			     struct err_detail *detail)
{
	struct pg_settings settings = pg_settings_default();
	const struct conf *conf;
	const char *schema;
	char role[64]; /* a schema's name has 40 at most */
	enum err err = cli_conf(call, &conf, detail);

	if (err)
		return err;
	err = cli_schema(call, &schema, detail);
	if (err)
		return err;
	settings.conninfo = conf_text(conf, "database", "url");
	settings.schema = bare ? NULL : schema;
	if (!bare) {
		snprintf(role, sizeof(role), "%s_admin", schema);
		settings.default_user = role;
	}
	settings.application_name = "callout";
	/* A person waits, and can press ^C. */
	settings.statement_timeout_ms = 0;
	settings.lock_timeout_ms = 0;
	settings.idle_in_transaction_timeout_ms = 0;
	return pg_sync_open(&settings, ret_sync, detail);
}

enum err cli_connect(struct cli_call *call, struct pg_sync **ret_sync,
		     struct err_detail *detail)
{
	return connect_with(call, false, ret_sync, detail);
}

enum err cli_connect_bare(struct cli_call *call, struct pg_sync **ret_sync,
			  struct err_detail *detail)
{
	return connect_with(call, true, ret_sync, detail);
}

enum err cli_exec(struct cli_call *call, const struct pg_statement *statement,
		  const char *const *params, struct pg_result **ret_result,
		  struct err_detail *detail)
{
	struct pg_sync *sync;
	enum err err = cli_connect(call, &sync, detail);

	if (err)
		return err;
	err = pg_sync_exec(sync, statement, params, ret_result, detail);
	pg_sync_close(sync);
	return err;
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
	int index = option_index(call->command, name, length);
	bool is_config = length == 6 && strncmp(name, "config", 6) == 0;
	bool is_json = length == 4 && strncmp(name, "json", 4) == 0;
	bool wants_value;

	*ret_took_next = false;
	if (is_json && (call->command->flags & CLI_JSON) && !value) {
		call->json = true;
		return ERR_OK;
	}
	if (!is_config && index < 0) {
		/* Or it is a configuration option: told apart when read. */
		if (value && memchr(name, '-', length) &&
		    call->override_count < CLI_OVERRIDES_MAX) {
			call->overrides[call->override_count++] = argument;
			return ERR_OK;
		}
		return err_set(detail, ERR_USAGE, "",
			       "unknown option --%.*s; "
			       "see 'callout %s --help'",
			       (int)length, name, call->command->name);
	}
	wants_value =
	    is_config || call->command->options[index].argument != NULL;
	if (wants_value && !value) {
		if (!next)
			return err_set(detail, ERR_USAGE, "",
				       "--%.*s needs a value", (int)length,
				       name);
		value = next;
		*ret_took_next = true;
	}
	if (!wants_value && value)
		return err_set(detail, ERR_USAGE, "", "--%.*s takes no value",
			       (int)length, name);
	if (is_config)
		call->config = value;
	else
		call->values[index] = value ? value : "";
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
				       "unknown option %s; "
				       "see 'callout %s --help'",
				       word, call->command->name);
		err =
		    store_option(call, word, i + 1 < argc ? argv[i + 1] : NULL,
				 &took_next, detail);
		if (err)
			return err;
		i += took_next;
	}
	if (call->operand_count < call->command->operand_min)
		return err_set(detail, ERR_USAGE, "", "usage: callout %s %s",
			       call->command->name, call->command->operands);
	if (call->operand_count > call->command->operand_max)
		return err_set(detail, ERR_USAGE, "",
			       "too many arguments: '%s'; "
			       "see 'callout %s --help'",
			       call->operands[call->command->operand_max],
			       call->command->name);
	return ERR_OK;
}

static int fail(const char *name, enum err err, const struct err_detail *detail)
{
	fflush(stdout);
	fprintf(stderr, "callout%s%s: %s%s%s\n", *name ? " " : "", name,
		detail->pointer, detail->pointer[0] ? ": " : "",
		detail->text[0] ? detail->text : err_info(err)->title);
	return err_info(err)->exit_code;
}

static int run(struct cli_call *call, int argc, char **argv)
{
	struct err_detail detail = {0};
	bool help = false;
	enum err err = parse(call, argc, argv, &help, &detail);

	if (!err && help) {
		cli_print_help(stdout, call->command);
		return 0;
	}
	/* An override that is no option of ours is bad usage, wherever. */
	if (!err && call->override_count) {
		const struct conf *conf;

		err = cli_conf(call, &conf, &detail);
	}
	if (!err)
		err = call->command->run(call, &detail);
	conf_free(call->conf);
	return err ? fail(call->command->name, err, &detail) : 0;
}

/* "--config FILE" may stand before the command, too. */
static int leading_config(int argc, char **argv, struct cli_call *call)
{
	if (argc > 0 && strncmp(argv[0], "--config=", 9) == 0) {
		call->config = argv[0] + 9;
		return 1;
	}
	if (argc > 1 && strcmp(argv[0], "--config") == 0) {
		call->config = argv[1];
		return 2;
	}
	return 0;
}

int cli_main(const struct cli_command *const *commands, int argc, char **argv)
{
	struct cli_call call = {0};
	struct err_detail detail = {0};
	int words = leading_config(argc, argv, &call);

	argc -= words;
	argv += words;
	if (argc > 0 && strcmp(argv[0], "--version") == 0) {
		puts("callout " PACKAGE_VERSION);
		return 0;
	}
	if (argc > 0 &&
	    (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0)) {
		cli_print_list(stdout, commands, NULL);
		return 0;
	}
	if (argc == 0) {
		cli_print_list(stderr, commands, NULL);
		return 2;
	}
	call.command = find_command(commands, argc, argv, &words);
	if (call.command)
		return run(&call, argc - words, argv + words);
	if (is_first_word(commands, argv[0])) {
		bool help = argc > 1 && (strcmp(argv[1], "--help") == 0 ||
					 strcmp(argv[1], "-h") == 0);

		cli_print_list(help ? stdout : stderr, commands, argv[0]);
		return help ? 0 : 2;
	}
	err_set(&detail, ERR_USAGE, "",
		"unknown command '%s'; see 'callout --help'", argv[0]);
	return fail("", ERR_USAGE, &detail);
}
