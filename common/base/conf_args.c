/* SPDX-License-Identifier: MIT */
/*
 * The command line of a daemon. The file is read first, wherever --config
 * stands, then the other words in their order: the last one wins.
 */
#include "config.h"

#include <callout/conf.h>

#include <string.h>

/* One pass over the words. */
struct words {
	const char *config; /* NULL: none given */
	bool help, version;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The words that are not in the table. Returns ERR_USAGE for a --config that
 * lacks its file. */
static enum err scan(int argc, char **argv, struct words *words,
		     struct err_detail *detail)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0) {
			words->help = true;
		} else if (strcmp(argv[i], "--version") == 0) {
			words->version = true;
		} else if (strncmp(argv[i], "--config=", 9) == 0) {
			words->config = argv[i] + 9;
		} else if (strcmp(argv[i], "--config") == 0) {
			if (i + 1 == argc)
				return err_set(detail, ERR_USAGE, "--config",
					       "--config needs a file");
			words->config = argv[++i];
		}
	}
	return ERR_OK;
}

static void print_usage(FILE *out, const char *name, enum conf_program program)
{
	fprintf(out,
		"usage: %s [--config FILE] [--SECTION-KEY=VALUE ...]\n\n"
		"  --config FILE\n"
		"        Read this configuration file; what follows stands in "
		"it, too.\n"
		"  --help, --version\n"
		"        Print this, or the version.\n",
		name);
	conf_print_help(out, program);
}

static enum err apply(int argc, char **argv, struct conf *conf,
		      struct err_detail *detail)
{
	enum err err = ERR_OK;

	for (int i = 1; i < argc && err == ERR_OK; i++) {
		if (strcmp(argv[i], "--config") == 0)
			i++;
		else if (strncmp(argv[i], "--config=", 9) != 0)
			err = conf_apply_argument(conf, argv[i], detail);
	}
	return err;
}

enum err conf_from_command_line(int argc, char **argv,
				enum conf_program program, FILE *out,
				struct conf **ret_conf,
				struct err_detail *detail)
{
	const char *name = argc > 0 ? base_name(argv[0]) : "callout";
	struct words words = {0};
	struct conf *conf = NULL;
	enum err err = scan(argc, argv, &words, detail);

	if (err != ERR_OK)
		return err;
	if (words.help || words.version) {
		if (words.help)
			print_usage(out, name, program);
		else
			fprintf(out, "%s %s\n", name, PACKAGE_VERSION);
		*ret_conf = NULL;
		return ERR_OK;
	}
	err = conf_load(words.config, program, &conf, detail);
	if (err == ERR_OK)
		err = apply(argc, argv, conf, detail);
	if (err != ERR_OK) {
		conf_free(conf);
		return err;
	}
	*ret_conf = conf;
	return ERR_OK;
}
