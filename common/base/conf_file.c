/* SPDX-License-Identifier: MIT */
/*
 * The configuration file: libinih splits lines, the table knows the rest.
 *
 * libinih (Debian's) never tells its callback the line, silently drops what
 * follows " ;", takes an indented line for more of the last value, ignores
 * what follows "[section]", and splits lines over a limit. So it reads from
 * our own reader, which counts the lines and refuses those it would misread.
 */
#include "config.h"

#include "common/base/conf_internal.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include <callout/buf.h>
#include <callout/text.h>

enum { FILE_MAX_BYTES = 1 << 20, LINE_MAX_BYTES = 4096 };

/* What libinih's isspace() calls white space inside a line. */
#define WHITE " \t\v\f\r"

/* One parse: what the reader and the callback of libinih share. */
struct parse {
	struct conf *conf;
	const char *path;
	const char *at, *end; /* the rest of the text */
	int line;	      /* the last one that was read, from 1 */
	int bad_line;	      /* of the first error, 0 none */
	struct err_detail *detail;
};

/* Note the first error, and return ERR_INPUT. */
static enum err refuse(struct parse *parse, const char *text)
{
	assert(parse->line > 0);
	if (parse->bad_line == 0) {
		struct buf where = {0};

		buf_printf(&where, "%s:%d", parse->path, parse->line);
		parse->bad_line = parse->line;
		err_set(parse->detail, ERR_INPUT, buf_text(&where), "%s", text);
		buf_free(&where);
	}
	return ERR_INPUT;
}

/* Why libinih would misread this line, or NULL. `line` has no newline. */
static const char *find_fault(const char *line)
{
	const char *first = line + strspn(line, WHITE);
	const char *rest;

	if (*first == '\0' || *first == ';' || *first == '#')
		return NULL;
	if (first != line)
		return "the line begins with white space; a value has one line";
	if (*first == '[') {
		rest = strchr(first, ']');
		if (rest == NULL || rest[1 + strspn(rest + 1, WHITE)] != '\0')
			return "a section is a line of its own: [name]";
		return NULL;
	}
	for (rest = first; (rest = strchr(rest, ';')) != NULL; rest++) {
		if (strchr(WHITE, rest[-1]) != NULL)
			return "a comment (;) must stand on a line of its own; "
			       "a value cannot contain white space before ';'";
	}
	return NULL;
}

/* ini_reader: one line, as fgets() would; NULL at the end or at a fault. */
static char *read_line(char *line, int size, void *stream)
{
	struct parse *parse = stream;
	size_t left = (size_t)(parse->end - parse->at), length;
	const char *newline, *fault;

	assert(size > 2 && parse->at <= parse->end);
	if (left == 0 || parse->bad_line != 0)
		return NULL;
	parse->line++;
	newline = memchr(parse->at, '\n', left);
	length = newline != NULL ? (size_t)(newline - parse->at) : left;
	if (length + 2 >= (size_t)size) {
		refuse(parse, "the line is too long");
		return NULL;
	}
	memcpy(line, parse->at, length);
	parse->at += length + (newline != NULL);
	if (length > 0 && line[length - 1] == '\r')
		length--;
	line[length] = '\0';
	fault = find_fault(line);
	if (fault != NULL) {
		refuse(parse, fault);
		return NULL;
	}
	return line;
}

static enum err refuse_unknown(struct parse *parse, const char *section,
			       const char *key)
{
	size_t count;
	const struct conf_option *table = conf_table(&count);
	struct buf text = {0};
	const char *last = "", *glue = "";

	buf_printf(&text, "[%s] has no option \"%s\"; it has: ", section, key);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(table[i].section, section) != 0)
			continue;
		buf_printf(&text, "%s%s", glue, table[i].key);
		glue = ", ";
	}
	if (*glue == '\0') { /* not even the section */
		buf_clear(&text);
		buf_printf(&text,
			   "there is no section [%s]; there are:", section);
		for (size_t i = 0; i < count; i++) {
			if (strcmp(table[i].section, last) != 0)
				buf_printf(&text, " [%s]", table[i].section);
			last = table[i].section;
		}
	}
	refuse(parse, buf_text(&text));
	buf_free(&text);
	return ERR_INPUT;
}

/* ini_handler: 0 is a failure. */
static int on_value(void *user, const char *section, const char *key,
		    const char *text)
{
	struct parse *parse = user;
	int index = conf_find_option(section, key);
	struct err_detail detail;

	if (parse->bad_line != 0)
		return 0;
	if (index < 0) {
		refuse_unknown(parse, section, key);
		return 0;
	}
	if (parse->conf->values[index].in_file) {
		refuse(parse, "the option is set a second time");
		return 0;
	}
	parse->conf->values[index].in_file = true;
	if (conf_set_value(parse->conf, index, text, ERR_INPUT, "", &detail) !=
	    ERR_OK) {
		refuse(parse, detail.text);
		return 0;
	}
	return 1;
}

static enum err slurp(const char *path, struct buf *text,
		      struct err_detail *detail)
{
	FILE *file = fopen(path, "re");
	char piece[4096];
	size_t n;
	enum err err = ERR_OK;

	if (file == NULL)
		return err_set(detail, ERR_INPUT, path, "cannot open %s: %s",
			       path, strerror(errno));
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0) {
		buf_add(text, piece, n);
		if (text->length > FILE_MAX_BYTES) {
			err = err_set(detail, ERR_INPUT, path,
				      "%s is larger than %d bytes: is it a "
				      "configuration file?",
				      path, FILE_MAX_BYTES);
			goto out;
		}
	}
	if (ferror(file))
		err = err_set(detail, ERR_INPUT, path, "cannot read %s: %s",
			      path, strerror(errno));
out:
	explicit_bzero(piece, sizeof(piece));
	fclose(file);
	return err;
}

/* The whole text must be UTF-8 without NUL; else name the line. */
static enum err check_bytes(struct parse *parse)
{
	size_t length = (size_t)(parse->end - parse->at), bad = 0;
	const char *nul = memchr(parse->at, '\0', length);
	char text[80];

	if (nul == NULL && text_is_utf8(parse->at, length, &bad))
		return ERR_OK;
	if (nul != NULL)
		bad = (size_t)(nul - parse->at);
	parse->line = 1;
	for (size_t i = 0; i < bad; i++)
		parse->line += parse->at[i] == '\n';
	snprintf(text, sizeof(text),
		 "byte 0x%02x is not UTF-8 text; save the file as UTF-8",
		 (unsigned char)parse->at[bad]);
	return refuse(parse, text);
}

static enum err parse_text(struct parse *parse)
{
	int rc;

	if (check_bytes(parse) != ERR_OK)
		return ERR_INPUT;
#if HAVE_DECL_INI_MAX_LINE
	ini_max_line = LINE_MAX_BYTES; /* Debian's; else what was built in */
#endif
	rc = ini_parse_stream(read_line, parse, on_value, parse);
	if (rc > 0 && (parse->bad_line == 0 || rc < parse->bad_line)) {
		parse->bad_line = 0;
		parse->line = rc;
		return refuse(parse, "neither [section] nor key = value");
	}
	return parse->bad_line != 0 ? ERR_INPUT : ERR_OK;
}

enum err conf_read_file(struct conf *conf, const char *path,
			struct err_detail *detail)
{
	struct buf text = {0};
	struct parse parse = {.conf = conf, .path = path, .detail = detail};
	enum err err = slurp(path, &text, detail);

	if (err == ERR_OK) {
		parse.at = buf_text(&text);
		parse.end = parse.at + text.length;
		err = parse_text(&parse);
	}
	if (text.data != NULL)
		explicit_bzero(text.data, text.length);
	buf_free(&text);
	return err;
}
