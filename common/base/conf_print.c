/* SPDX-License-Identifier: MIT */
/*
 * The table of options for three kinds of readers: --help, a sample file
 * that holds every option as a comment, and mdoc for a man page.
 */
#include <callout/conf.h>

#include <inttypes.h>
#include <string.h>

#include <callout/buf.h>

/* What stands for the value in "--port=...". */
static const char *const type_words[] = {
    [CONF_TEXT] = "TEXT", [CONF_INT] = "NUMBER",    [CONF_BOOL] = "yes|no",
    [CONF_PATH] = "FILE", [CONF_SECRET] = "SECRET",
};

/* "0 to 65535 s; default 10": what the help text leaves to the table. */
static void describe(const struct conf_option *option, struct buf *text)
{
	buf_clear(text);
	if (option->type == CONF_INT && option->max == INT64_MAX)
		buf_printf(text, "%" PRId64 " or more", option->min);
	else if (option->type == CONF_INT)
		buf_printf(text, "%" PRId64 " to %" PRId64, option->min,
			   option->max);
	if (option->choices != NULL)
		buf_printf(text, "one of: %s", option->choices);
	if (option->unit != NULL && *option->unit != '\0')
		buf_printf(text, " %s", option->unit);
	if (text->length > 0)
		buf_add_text(text, "; ");
	if (option->default_text != NULL)
		buf_printf(text, "default %s", option->default_text);
	else
		buf_add_text(text, "no default");
	if (option->reloadable)
		buf_add_text(text, "; SIGHUP applies a change");
}

/* Print words with `indent` before each line, at most 79 columns. */
static void print_wrapped(FILE *out, const char *indent, const char *text)
{
	size_t column = 0;
	bool at_start = true;

	while (*text != '\0') {
		size_t word = strcspn(text, " ");

		if (column > 0 && column + 1 + word > 79) {
			fputc('\n', out);
			column = 0;
			at_start = true;
		}
		column += (column == 0 ? strlen(indent) : 1) + word;
		fprintf(out, "%s%.*s", at_start ? indent : " ", (int)word,
			text);
		at_start = false;
		text += word;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* "--mobile-sync-enrol-code-s" */
static void name_argument(const struct conf_option *option, struct buf *name)
{
	buf_clear(name);
	buf_printf(name, "--%s-%s", option->section, option->key);
	for (size_t i = 0; i < name->length; i++) {
		if (name->data[i] == '_')
			name->data[i] = '-';
	}
}

void conf_print_help(FILE *out, enum conf_program program)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);
	struct buf name = {0}, text = {0};

	for (size_t i = 0; i < count; i++) {
		if (!(table[i].programs & program))
			continue;
		name_argument(&table[i], &name);
		fprintf(out, "  %s=%s\n", buf_text(&name),
			type_words[table[i].type]);
		describe(&table[i], &text);
		buf_clear(&name);
		buf_printf(&name, "%s (%s)", table[i].help, buf_text(&text));
		print_wrapped(out, "        ", buf_text(&name));
	}
	buf_free(&name);
	buf_free(&text);
}

void conf_print_sample(FILE *out)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);
	const char *section = "";
	struct buf text = {0};

	fputs("# Callout: every option with its default. Remove the # before "
	      "a key to set it.\n"
	      "# A comment has a line of its own; an empty value means the "
	      "default.\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		const struct conf_option *option = &table[i];

		if (strcmp(section, option->section) != 0) {
			section = option->section;
			fprintf(out, "\n[%s]\n", section);
		}
		fputc('\n', out);
		print_wrapped(out, "# ", option->help);
		describe(option, &text);
		print_wrapped(out, "# ", buf_text(&text));
		fprintf(out, "#%s =%s%s\n", option->key,
			option->default_text ? " " : "",
			option->default_text ? option->default_text : "");
	}
	buf_free(&text);
}

/* One line of mdoc text: a backslash is an escape, '-' would become a hyphen,
 * and a line must not begin with a control character. */
static void print_roff_line(FILE *out, const char *text, size_t length)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '-')
			fputs("\\-", out);
		else
			fputc(text[i], out);
	}
	fputc('\n', out);
}

/* A sentence begins a line, as mdoc wants it, and lines are short. */
static void print_roff(FILE *out, const char *text)
{
	while (*text != '\0') {
		size_t end = 0, next;

		for (;;) {
			next = end + strcspn(text + end + (end > 0), " ") +
			       (end > 0);
			if (next > 70 && end > 0)
				break;
			end = next;
			if (text[end] == '\0' ||
			    strchr(".?!", text[end - 1]) != NULL)
				break;
		}
		print_roff_line(out, text, end);
		text += end + (text[end] == ' ');
	}
}

void conf_print_man(FILE *out, enum conf_program program)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);
	const char *section = "";
	struct buf text = {0};

	for (size_t i = 0; i < count; i++) {
		const struct conf_option *option = &table[i];

		if (!(option->programs & program))
			continue;
		if (strcmp(section, option->section) != 0) {
			fputs(*section != '\0' ? ".El\n" : "", out);
			section = option->section;
			fprintf(out, ".Ss Section %s\n", section);
			fputs(".Bl -tag -width Ds\n", out);
		}
		fprintf(out, ".It Cm %s No = Ar %s\n", option->key,
			type_words[option->type]);
		print_roff(out, option->help);
		describe(option, &text);
		fputs(".Pq ", out);
		print_roff_line(out, buf_text(&text), text.length);
	}
	fputs(*section != '\0' ? ".El\n" : "", out);
	buf_free(&text);
}
