/* SPDX-License-Identifier: MIT */
/*
 * Configuration values: an array beside the table, one value per row. A value
 * is checked against its row when it is set, so look-ups cannot fail.
 */
#include "common/base/conf_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/text.h>

static const struct conf_option *option_at(int index)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);

	assert(index >= 0 && (size_t)index < count);
	return &table[index];
}

int conf_find_option(const char *section, const char *key)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(table[i].section, section) == 0 &&
		    strcmp(table[i].key, key) == 0)
			return (int)i;
	}
	return -1;
}

static bool parse_bool(const char *text, bool *ret_flag)
{
	static const struct {
		const char *word;
		bool flag;
	} words[] = {
	    {"yes", true}, {"true", true},   {"on", true},   {"1", true},
	    {"no", false}, {"false", false}, {"off", false}, {"0", false},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(text, words[i].word) == 0) {
			*ret_flag = words[i].flag;
			return true;
		}
	}
	return false;
}

/* Is `text` one of the words of `choices`? */
static bool is_choice(const char *choices, const char *text)
{
	size_t length = strlen(text);

	while (*choices != '\0') {
		size_t word = strcspn(choices, " ");

		if (word == length && memcmp(choices, text, word) == 0)
			return true;
		choices += word;
		choices += strspn(choices, " ");
	}
	return false;
}

enum err conf_set_value(struct conf *conf, int index, const char *text,
			enum err failure, const char *where,
			struct err_detail *detail)
{
	const struct conf_option *option = option_at(index);
	struct conf_value *value = &conf->values[index];
	int64_t number = 0;
	bool flag = false;

	if (*text == '\0')
		text = option->default_text;
	if (text != NULL && option->type == CONF_INT &&
	    !text_parse_int(text, option->min, option->max, &number))
		return err_set(detail, failure, where,
			       "[%s] %s: \"%s\" is no whole number from "
			       "%" PRId64 " to %" PRId64,
			       option->section, option->key, text, option->min,
			       option->max);
	if (text != NULL && option->type == CONF_BOOL &&
	    !parse_bool(text, &flag))
		return err_set(detail, failure, where,
			       "[%s] %s: \"%s\" is neither yes nor no",
			       option->section, option->key, text);
	if (text != NULL && option->choices != NULL &&
	    !is_choice(option->choices, text))
		return err_set(
		    detail, failure, where, "[%s] %s: \"%s\" is none of: %s",
		    option->section, option->key, text, option->choices);
	free(value->text);
	value->text = text != NULL ? xstrdup(text) : NULL;
	value->number = number;
	value->flag = flag;
	return ERR_OK;
}

static struct conf *conf_new(enum conf_program program)
{
	size_t count;
	struct conf *conf = xcalloc(1, sizeof(*conf));

	conf_table(&count);
	conf->program = program;
	conf->values = xcalloc(count, sizeof(*conf->values));
	for (size_t i = 0; i < count; i++) {
		enum err err =
		    conf_set_value(conf, (int)i, "", ERR_INTERNAL, "", NULL);

		assert(err == ERR_OK); /* a default fits its own row */
		(void)err;
	}
	return conf;
}

void conf_free(struct conf *conf)
{
	size_t count;

	if (conf == NULL)
		return;
	conf_table(&count);
	for (size_t i = 0; i < count; i++) {
		/* A password may be in it: leave no copy in freed memory. */
		if (conf->values[i].text != NULL)
			explicit_bzero(conf->values[i].text,
				       strlen(conf->values[i].text));
		free(conf->values[i].text);
	}
	free(conf->values);
	free(conf);
}

enum err conf_load(const char *path, enum conf_program program,
		   struct conf **ret_conf, struct err_detail *detail)
{
	struct conf *conf = conf_new(program);
	enum err err = ERR_OK;

	if (path != NULL)
		err = conf_read_file(conf, path, detail);
	if (err == ERR_OK)
		*ret_conf = conf;
	else
		conf_free(conf);
	return err;
}

/* --- the command line --- */

/* Does "section-key" of `option` equal the first `length` bytes of `name`,
 * where '-' and '_' are the same? */
static bool names_option(const struct conf_option *option, const char *name,
			 size_t length)
{
	size_t section = strlen(option->section), key = strlen(option->key);

	if (length != section + 1 + key || name[section] != '-' ||
	    memcmp(name, option->section, section) != 0)
		return false;
	for (size_t i = 0; i < key; i++) {
		char given = name[section + 1 + i], wanted = option->key[i];

		if (given != wanted && !(given == '-' && wanted == '_'))
			return false;
	}
	return true;
}

enum err conf_apply_argument(struct conf *conf, const char *argument,
			     struct err_detail *detail)
{
	size_t count, length = strcspn(argument, "=");
	const struct conf_option *table = conf_table(&count);
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)(length < 60 ? length : 60),
		 argument);
	if (strncmp(argument, "--", 2) != 0)
		return err_set(detail, ERR_USAGE, name,
			       "\"%s\" is no option; see --help", name);
	for (size_t i = 0; i < count; i++) {
		if (!names_option(&table[i], argument + 2, length - 2) ||
		    !(table[i].programs & conf->program))
			continue;
		if (argument[length] != '=')
			return err_set(detail, ERR_USAGE, name,
				       "%s needs a value: %s=VALUE", name,
				       name);
		if (!text_is_utf8(argument, strlen(argument), NULL))
			return err_set(detail, ERR_USAGE, name,
				       "the value of %s is not UTF-8", name);
		return conf_set_value(conf, (int)i, argument + length + 1,
				      ERR_USAGE, name, detail);
	}
	return err_set(detail, ERR_USAGE, name, "unknown option %s; see --help",
		       name);
}

/* --- look-ups --- */

static const struct conf_value *look_up(const struct conf *conf,
					const char *section, const char *key,
					enum conf_type *ret_type)
{
	int index = conf_find_option(section, key);
	const struct conf_option *option;

	assert(index >= 0);
	option = option_at(index);
	assert(option->programs & conf->program);
	*ret_type = option->type;
	return &conf->values[index];
}

const char *conf_text(const struct conf *conf, const char *section,
		      const char *key)
{
	enum conf_type type;
	const struct conf_value *value = look_up(conf, section, key, &type);

	assert(type == CONF_TEXT || type == CONF_PATH || type == CONF_SECRET);
	return value->text;
}

int64_t conf_int(const struct conf *conf, const char *section, const char *key)
{
	enum conf_type type;
	const struct conf_value *value = look_up(conf, section, key, &type);

	assert(type == CONF_INT);
	return value->number;
}

bool conf_bool(const struct conf *conf, const char *section, const char *key)
{
	enum conf_type type;
	const struct conf_value *value = look_up(conf, section, key, &type);

	assert(type == CONF_BOOL);
	return value->flag;
}
