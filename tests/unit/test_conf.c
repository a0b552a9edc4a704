/* SPDX-License-Identifier: MIT */
/* Configuration: what the file and the command line may say, the exact place
 * of what they may not, and that every option is documented three times. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <callout/buf.h>
#include <callout/conf.h>

static char path[64];

/* Write `text` to a file of this process and load it. */
static enum err load(const char *text, size_t length, struct conf **ret_conf,
		     struct err_detail *detail)
{
	enum err err;
	FILE *file;

	snprintf(path, sizeof(path), "test_conf.%d.ini", (int)getpid());
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	err = conf_load(path, CONF_DISPATCHD, ret_conf, detail);
	unlink(path);
	return err;
}

static void test_defaults(void **state)
{
	struct conf *conf = NULL;
	struct err_detail detail;

	(void)state;
	assert_int_equal(conf_load(NULL, CONF_DISPATCHD, &conf, &detail),
			 ERR_OK);
	assert_null(conf_text(conf, "database", "url"));
	assert_string_equal(conf_text(conf, "database", "schema"), "callout");
	assert_int_equal(conf_int(conf, "dispatchd", "port"), 8420);
	assert_int_equal(conf_int(conf, "planner", "detour_permille"), 1350);
	assert_string_equal(conf_text(conf, "log", "level"), "info");
	conf_free(conf);
	conf_free(NULL);
}

static void test_a_file(void **state)
{
	static const char text[] =
	    "\xef\xbb\xbf; a byte order mark, comments, CRLF, odd spaces\r\n"
	    "# another\r\n"
	    "\n"
	    "[database]\n"
	    "url = host=/run/a;b port=5433 password='x#y;z='\n"
	    "schema=org_\xc3\xbc\n"
	    "[mobile-sync]\n"
	    "port = 0\n"
	    "[dispatchd]  \n"
	    "port\t=\t1234  \r\n"
	    "drain_s =\n"
	    "tls_key: /etc/key.pem"; /* no newline at the end */
	struct conf *conf = NULL;
	struct err_detail detail;

	(void)state;
	assert_int_equal(load(text, strlen(text), &conf, &detail), ERR_OK);
	assert_string_equal(conf_text(conf, "database", "url"),
			    "host=/run/a;b port=5433 password='x#y;z='");
	assert_string_equal(conf_text(conf, "database", "schema"),
			    "org_\xc3\xbc");
	assert_int_equal(conf_int(conf, "dispatchd", "port"), 1234);
	assert_int_equal(conf_int(conf, "dispatchd", "drain_s"), 10);
	assert_string_equal(conf_text(conf, "dispatchd", "tls_key"),
			    "/etc/key.pem");
	conf_free(conf);
}

/* libinih splits a line at its limit (200 by default): ours is longer. */
static void test_a_long_line(void **state)
{
	struct err_detail detail;
	struct conf *conf = NULL;
	char text[6000] = "[database]\nurl = ";
	size_t start = strlen(text);

	(void)state;
	memset(text + start, 'h', 4000);
	assert_int_equal(load(text, strlen(text), &conf, &detail), ERR_OK);
	assert_int_equal(strlen(conf_text(conf, "database", "url")), 4000);
	conf_free(conf);

	conf = NULL;
	memset(text + start, 'h', 5000);
	assert_int_equal(load(text, strlen(text), &conf, &detail), ERR_INPUT);
	assert_non_null(strstr(detail.pointer, ".ini:2"));
	assert_non_null(strstr(detail.text, "too long"));
	assert_null(conf);
}

static void test_bad_files_name_the_line(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *says;
	} cases[] = {
	    {"[datebase]\nurl=x\n", 2, "[database]"},
	    {"\n[dispatchd]\nprot = 1\n", 3, "port_file"},
	    {"port = 1\n", 1, "no section []"},
	    {"[dispatchd]\nport = 65536\n", 2, "0 to 65535"},
	    {"[dispatchd]\nport = -1\n", 2, "\"-1\""},
	    {"[dispatchd]\nport = 80 90\n", 2, "whole number"},
	    {"[dispatchd]\nport = 1 ; mine\n", 2, "line of its own"},
	    {"[dispatchd]\nport = 1\n  loops = 2\n", 3, "white space"},
	    {"[dispatchd]\nport = 1\n\fport = 2\n", 3, "white space"},
	    {"[dispatchd]\nport\n", 2, "key = value"},
	    {"[dispatchd\nport = 1\n", 1, "[name]"},
	    {"[dispatchd] port = 1\n", 1, "[name]"},
	    {"[dispatchd]\n= 1\n", 2, "has no option"},
	    {"[dispatchd]\nport = 1\n[log]\n[dispatchd]\nport = 2\n", 5,
	     "second time"},
	    {"[log]\nlevel = loud\n", 2, "debug info warning error"},
	    {"[log]\nlevel = info warning\n", 2, "none of"},
	    {"[log]\n# ok\nlevel = \xff\n", 3, "0xff is not UTF-8"},
	    /* Another program's options are checked, too. */
	    {"[mobile-sync]\nsync_limit = 0\n", 2, "1 to 200"},
	    /* The first error is the one reported. */
	    {"[dispatchd]\nbroken\nport = x\n", 2, "key = value"},
	    {"[dispatchd]\nport = x\nbroken\n", 2, "whole number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct conf *conf = NULL;
		struct err_detail detail = {0};
		char where[80];

		assert_int_equal(
		    load(cases[i].text, strlen(cases[i].text), &conf, &detail),
		    ERR_INPUT);
		assert_null(conf);
		snprintf(where, sizeof(where), "%s:%d", path, cases[i].line);
		assert_string_equal(detail.pointer, where);
		if (strstr(detail.text, cases[i].says) == NULL)
			fail_msg("%s: \"%s\" is not in \"%s\"", where,
				 cases[i].says, detail.text);
	}
}

static void test_files_that_are_no_text(void **state)
{
	struct conf *conf = NULL;
	struct err_detail detail;

	(void)state;
	assert_int_equal(load("[log]\nlevel\0=info\n", 18, &conf, &detail),
			 ERR_INPUT);
	assert_non_null(strstr(detail.pointer, ".ini:2"));
	assert_int_equal(conf_load("/no/such.ini", CONF_CLI, &conf, &detail),
			 ERR_INPUT);
	assert_string_equal(detail.pointer, "/no/such.ini");
	assert_non_null(strstr(detail.text, "No such file"));
	assert_int_equal(conf_load("/", CONF_CLI, &conf, &detail), ERR_INPUT);
	assert_non_null(strstr(detail.text, "directory"));
	assert_int_equal(conf_load("/dev/zero", CONF_CLI, &conf, &detail),
			 ERR_INPUT);
	assert_non_null(strstr(detail.text, "larger than"));
	assert_int_equal(conf_load("/no/such.ini", CONF_CLI, &conf, NULL),
			 ERR_INPUT);
	assert_null(conf);
}

static void test_arguments(void **state)
{
	static const struct {
		const char *argument;
		enum err err;
		const char *says;
	} cases[] = {
	    {"--dispatchd-port=99", ERR_OK, NULL},
	    {"--database-pool-read=7", ERR_OK, NULL},
	    {"--database-pool_write=8", ERR_OK, NULL},
	    {"--database-url=host=a", ERR_OK, NULL},
	    {"--dispatchd-port", ERR_USAGE, "needs a value"},
	    {"--dispatchd-port=x", ERR_USAGE, "whole number"},
	    {"--mobile-sync-port=1", ERR_USAGE, "unknown option"},
	    {"--dispatchd-prot=1", ERR_USAGE, "unknown option"},
	    {"--dispatchd_port=1", ERR_USAGE, "unknown option"},
	    {"--=1", ERR_USAGE, "unknown option"},
	    {"--", ERR_USAGE, "unknown option"},
	    {"dispatchd-port=1", ERR_USAGE, "is no option"},
	    {"", ERR_USAGE, "is no option"},
	    {"--log-level=\xff", ERR_USAGE, "UTF-8"},
	};
	struct conf *conf = NULL;
	struct err_detail detail;

	(void)state;
	assert_int_equal(conf_load(NULL, CONF_DISPATCHD, &conf, &detail),
			 ERR_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
		    conf_apply_argument(conf, cases[i].argument, &detail),
		    cases[i].err);
		if (cases[i].says != NULL)
			assert_non_null(strstr(detail.text, cases[i].says));
	}
	assert_int_equal(conf_int(conf, "dispatchd", "port"), 99);
	assert_int_equal(conf_int(conf, "database", "pool_read"), 7);
	assert_int_equal(conf_int(conf, "database", "pool_write"), 8);
	assert_string_equal(conf_text(conf, "database", "url"), "host=a");
	conf_free(conf);
}

static void test_command_lines(void **state)
{
	static const struct {
		const char *words[5];
		enum err err;
		int64_t port;	  /* 0: no configuration */
		const char *says; /* in the detail, or printed */
	} cases[] = {
	    {{NULL}, ERR_OK, 8420, ""},
	    {{"--config", "ARGS", NULL}, ERR_OK, 77, ""},
	    {{"--config=ARGS", NULL}, ERR_OK, 77, ""},
	    {{"--dispatchd-port=78", "--config", "ARGS", NULL}, ERR_OK, 78, ""},
	    {{"--config", "ARGS", "--dispatchd-port=78", "--dispatchd-port=79",
	      NULL},
	     ERR_OK,
	     79,
	     ""},
	    {{"--help", NULL}, ERR_OK, 0, "usage: dispatchd"},
	    {{"--dispatchd-port=x", "-h", NULL}, ERR_OK, 0, "--log-level"},
	    {{"--version", NULL}, ERR_OK, 0, "dispatchd "},
	    {{"--config", NULL}, ERR_USAGE, 0, "--config needs a file"},
	    {{"--config", "/no/such", NULL}, ERR_INPUT, 0, "No such file"},
	    {{"--verbose", NULL}, ERR_USAGE, 0, "--verbose"},
	    {{"x", NULL}, ERR_USAGE, 0, "is no option"},
	};
	FILE *file = fopen("test_conf.args.ini", "w");

	(void)state;
	assert_non_null(file);
	fputs("[dispatchd]\nport = 77\n", file);
	fclose(file);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char program[] = "/usr/sbin/dispatchd";
		char words[5][64], *argv[7] = {program}, *printed = NULL;
		struct conf *conf = NULL;
		struct err_detail detail = {0};
		size_t size;
		int argc = 1;
		FILE *out = open_memstream(&printed, &size);

		for (; cases[i].words[argc - 1] != NULL; argc++) {
			const char *word = cases[i].words[argc - 1];
			const char *name = strstr(word, "ARGS");

			snprintf(words[argc - 1], 64, "%.*s%s",
				 name ? (int)(name - word) : 60, word,
				 name ? "test_conf.args.ini" : "");
			argv[argc] = words[argc - 1];
		}
		assert_int_equal(conf_from_command_line(argc, argv,
							CONF_DISPATCHD, out,
							&conf, &detail),
				 cases[i].err);
		fclose(out);
		assert_int_equal(conf ? conf_int(conf, "dispatchd", "port") : 0,
				 cases[i].port);
		assert_true(strstr(printed, cases[i].says) != NULL ||
			    strstr(detail.text, cases[i].says) != NULL);
		conf_free(conf);
		free(printed);
	}
	unlink("test_conf.args.ini");
}

/* --- the table and its three printed forms --- */

static void test_rows_are_sound(void **state)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(strlen(table[i].help) > 20);
		assert_int_equal(table[i].help[strlen(table[i].help) - 1], '.');
		assert_int_not_equal(table[i].programs, 0);
		assert_true(table[i].min <= table[i].max);
		if (table[i].type == CONF_INT)
			assert_non_null(table[i].default_text);
		if (table[i].type == CONF_SECRET)
			assert_null(table[i].default_text);
		for (size_t j = 0; j < i; j++)
			assert_true(
			    strcmp(table[i].section, table[j].section) != 0 ||
			    strcmp(table[i].key, table[j].key) != 0);
		/* Rows of a section stand together: the printers rely on it. */
		for (size_t j = 0; j + 1 < i; j++)
			assert_true(
			    strcmp(table[i].section, table[j].section) != 0 ||
			    strcmp(table[i].section, table[i - 1].section) ==
				0);
	}
}

/* What `print` wrote; the caller frees it. */
static char *capture(void (*print)(FILE *, enum conf_program),
		     enum conf_program program)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	print(out, program);
	fclose(out);
	return text;
}

static void print_sample(FILE *out, enum conf_program program)
{
	(void)program;
	conf_print_sample(out);
}

/* The text with runs of white space and "# " as one blank, and without the
 * escapes of roff, so that wrapped help texts can be found. */
static void flatten(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from == '\n' && from[1] == '#')
			from++;
		if (*from == '\\' && from[1] == '-')
			continue;
		if (strchr(" \n#", *from) == NULL)
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

static void expect(const char *text, const char *fmt, const char *a,
		   const char *b)
{
	struct buf wanted = {0};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	buf_printf(&wanted, fmt, a, b);
#pragma GCC diagnostic pop
	if (strstr(text, buf_text(&wanted)) == NULL)
		fail_msg("not printed: %s", buf_text(&wanted));
	buf_free(&wanted);
}

static void test_every_option_is_printed(void **state)
{
	static const enum conf_program programs[] = {
	    CONF_DISPATCHD, CONF_MOBILE_SYNC, CONF_CLI};
	size_t count;
	const struct conf_option *table = conf_table(&count);
	char *sample = capture(print_sample, CONF_CLI);

	(void)state;
	flatten(sample);
	for (size_t p = 0; p < 3; p++) {
		char *help = capture(conf_print_help, programs[p]);
		char *man = capture(conf_print_man, programs[p]);

		flatten(help);
		flatten(man);
		for (size_t i = 0; i < count; i++) {
			char key[64];

			expect(sample, "%s%s", table[i].help, "");
			expect(sample, " %s = %s", table[i].key,
			       table[i].default_text ? table[i].default_text
						     : "");
			snprintf(key, sizeof(key),
				 " --%s-%s=", table[i].section, table[i].key);
			for (char *c = key; *c != '\0'; c++)
				*c = *c == '_' ? '-' : *c;
			if (!(table[i].programs & programs[p])) {
				assert_null(strstr(help, key));
				continue;
			}
			expect(help, "%s%s", key + 1, "");
			expect(help, "%s%s", table[i].help, "");
			expect(man, ".It Cm %s%s", table[i].key, " No = ");
			expect(man, ".Ss Section %s%s", table[i].section, "");
			expect(man, "%s%s", table[i].help, "");
		}
		free(help);
		free(man);
	}
	free(sample);
}

/* The sample, with every option uncommented, is a good file and says what
 * the defaults say. */
static void test_the_sample_can_be_loaded(void **state)
{
	char *sample = capture(print_sample, CONF_CLI);
	struct err_detail detail = {0};
	struct conf *conf = NULL;

	(void)state;
	assert_int_equal(load(sample, strlen(sample), &conf, &detail), ERR_OK);
	conf_free(conf);
	for (char *line = sample; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (line[0] == '#' && line[1] != ' ')
			line[0] = '\n';
	}
	conf = NULL;
	if (load(sample, strlen(sample), &conf, &detail) != ERR_OK)
		fail_msg("%s: %s", detail.pointer, detail.text);
	assert_int_equal(conf_int(conf, "dispatchd", "port"), 8420);
	assert_null(conf_text(conf, "database", "url"));
	conf_free(conf);
	free(sample);
}

static void test_printed_lines_are_short(void **state)
{
	char *texts[] = {capture(print_sample, CONF_CLI),
			 capture(conf_print_help, CONF_DISPATCHD)};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		for (const char *line = texts[i]; *line != '\0';) {
			size_t length = strcspn(line, "\n");

			assert_true(length <= 79);
			assert_true(length == 0 || line[length - 1] != ' ');
			line += length + 1;
		}
		free(texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_defaults),
	    cmocka_unit_test(test_a_file),
	    cmocka_unit_test(test_a_long_line),
	    cmocka_unit_test(test_bad_files_name_the_line),
	    cmocka_unit_test(test_files_that_are_no_text),
	    cmocka_unit_test(test_arguments),
	    cmocka_unit_test(test_command_lines),
	    cmocka_unit_test(test_rows_are_sound),
	    cmocka_unit_test(test_every_option_is_printed),
	    cmocka_unit_test(test_the_sample_can_be_loaded),
	    cmocka_unit_test(test_printed_lines_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
