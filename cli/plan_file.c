/* SPDX-License-Identifier: MIT */
/* Reading a problem file, whatever its format. */
#include "cli/plan_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/text.h>

#include "cli/plan_solomon.h"

#define INPUT_MAX ((size_t)1 << 30)

static enum err read_stream(FILE *in, const char *name, char **ret_text,
			    size_t *ret_length, struct err_detail *detail)
{
	size_t capacity = 1 << 16, length = 0;
	char *text = xmalloc(capacity);

	for (;;) {
		size_t got = fread(text + length, 1, capacity - length, in);

		length += got;
		if (got == 0)
			break;
		if (length > INPUT_MAX) {
			free(text);
			return err_set(detail, ERR_TOO_LARGE, name,
				       "more than %zu bytes", INPUT_MAX);
		}
		if (length == capacity)
			text = xrealloc(text, capacity *= 2);
	}
	if (ferror(in)) {
		free(text);
		return err_set(detail, ERR_INPUT, name, "cannot be read: %s",
			       strerror(errno));
	}
	*ret_text = text;
	*ret_length = length;
	return ERR_OK;
}

enum err plan_file_load(const char *name, char **ret_text, size_t *ret_length,
			struct err_detail *detail)
{
	FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	enum err err;

	if (in == NULL)
		return err_set(detail, ERR_INPUT, name, "cannot be opened: %s",
			       strerror(errno));
	err = read_stream(in, name, ret_text, ret_length, detail);
	if (in != stdin)
		(void)fclose(in);
	return err;
}

enum err plan_file_double(const struct cli_call *call, const char *name,
			  double min, double max, double absent,
			  double *ret_value, struct err_detail *detail)
{
	const char *text = cli_value(call, name);

	*ret_value = absent;
	if (text == NULL || text_parse_double(text, min, max, ret_value))
		return ERR_OK;
	return err_set(detail, ERR_USAGE, "",
		       "--%s=%s: a number from %g to %g, please", name, text,
		       min, max);
}

/* --- Formats --- */

enum format { FORMAT_AUTO, FORMAT_VROOM, FORMAT_SOLOMON, FORMAT_COUNT };

static const char *const format_names[] = {
    [FORMAT_AUTO] = "auto",
    [FORMAT_VROOM] = "vroom",
    [FORMAT_SOLOMON] = "solomon",
};

static enum err get_format(const struct cli_call *call, enum format *ret_format,
			   struct err_detail *detail)
{
	const char *name = cli_value(call, "format");
	int format = 0;

	while (name != NULL && format < FORMAT_COUNT &&
	       strcmp(format_names[format], name) != 0)
		format++;
	if (format == FORMAT_COUNT)
		return err_set(detail, ERR_USAGE, "",
			       "--format=%s: one of auto, vroom, solomon, "
			       "please",
			       name);
	*ret_format = (enum format)format;
	return ERR_OK;
}

static enum err guess(const char *text, size_t length, enum format *ret_format,
		      struct err_detail *detail)
{
	size_t i = 0;

	while (i < length && isspace((unsigned char)text[i]))
		i++;
	if (solomon_is_text(text, length))
		*ret_format = FORMAT_SOLOMON;
	else if (i < length && (text[i] == '{' || text[i] == '['))
		*ret_format = FORMAT_VROOM;
	else
		return err_set(detail, ERR_INPUT, "line 1",
			       "neither JSON nor Solomon's text: other "
			       "formats are not read");
	return ERR_OK;
}

enum err plan_file_read(const struct cli_call *call, const char *name,
			struct vroom **ret_vroom, struct err_detail *detail)
{
	struct vroom_settings settings = {
	    .warnings = stderr, .command = cli_command_of(call)->name};
	enum format format = FORMAT_AUTO;
	char *text = NULL;
	size_t length = 0;
	enum err err;

	if ((err = get_format(call, &format, detail)) != ERR_OK ||
	    (err = plan_file_double(call, "speed-kmh", 0.1, 10000, 40,
				    &settings.speed_kmh, detail)) != ERR_OK ||
	    (err = plan_file_double(call, "detour", 0.1, 100, 1.3,
				    &settings.detour, detail)) != ERR_OK ||
	    (err = plan_file_load(name, &text, &length, detail)) != ERR_OK)
		return err;
	if (format == FORMAT_AUTO)
		err = guess(text, length, &format, detail);
	if (err == ERR_OK)
		err = format == FORMAT_SOLOMON
			  ? solomon_read(text, length, ret_vroom, detail)
			  : vroom_read(text, length, &settings, ret_vroom,
				       detail);
	free(text);
	return err;
}
