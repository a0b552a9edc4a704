/* SPDX-License-Identifier: MIT */
/* Reading a problem file, whatever its format. */
#include "cli/plan_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <callout/arena.h>
#include <callout/buf.h>
#include <callout/text.h>

#include "cli/plan_solomon.h"
#include "cli/plan_told.h"
#include "cli/plan_trsp.h"

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

enum format {
	FORMAT_AUTO,
	FORMAT_VROOM,
	FORMAT_SOLOMON,
	FORMAT_TRSP,
	FORMAT_COUNT
};

static const char *const format_names[] = {
    [FORMAT_AUTO] = "auto",
    [FORMAT_VROOM] = "vroom",
    [FORMAT_SOLOMON] = "solomon",
    [FORMAT_TRSP] = "trsp",
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
			       "trsp, please",
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
	else if (trsp_is_text(text, length))
		*ret_format = FORMAT_TRSP;
	else if (i < length && (text[i] == '{' || text[i] == '['))
		*ret_format = FORMAT_VROOM;
	else
		return err_set(detail, ERR_INPUT, "line 1",
			       "neither JSON nor Solomon's text nor TRSP: "
			       "other formats are not read");
	return ERR_OK;
}

/* --- Errors --- */

/* Of a long path the end says more. */
static const char *short_name(const char *name)
{
	size_t most = sizeof(((struct err_detail *)NULL)->pointer) / 2;
	size_t length = strlen(name);

	return length > most ? name + length - most : name;
}

static bool is_blamed(const char *name, const struct err_detail *detail)
{
	name = short_name(name);
	return strncmp(detail->pointer, name, strlen(name)) == 0;
}

enum err plan_file_blame(const char *name, enum err err,
			 struct err_detail *detail)
{
	struct err_detail told = *detail;
	struct buf pointer = {0};

	if ((err != ERR_INPUT && err != ERR_TOO_LARGE) ||
	    is_blamed(name, detail))
		return err;
	buf_printf(&pointer, "%s%s%s", short_name(name),
		   told.pointer[0] ? ": " : "", told.pointer);
	(void)err_set(detail, err, buf_text(&pointer), "%s", told.text);
	buf_free(&pointer);
	return err;
}

/* --- The file, and a plan to start from --- */

struct initial {
	const char *name; /* NULL: none */
	struct arena *arena;
	struct told_plan told;
};

static enum err read_initial(struct initial *initial, int64_t scale,
			     struct err_detail *detail)
{
	char *text = NULL;
	size_t length = 0;
	enum err err = plan_file_load(initial->name, &text, &length, detail);

	if (err != ERR_OK)
		return err;
	initial->arena = arena_new();
	err = plan_file_blame(initial->name,
			      told_read(text, length, scale, initial->arena,
					&initial->told, detail),
			      detail);
	free(text);
	return err;
}

static enum err open_initial(struct vroom_settings *settings,
			     struct initial *initial, int64_t scale,
			     struct err_detail *detail)
{
	if (initial->name == NULL)
		return ERR_OK;
	settings->initial = &initial->told;
	settings->initial_name = short_name(initial->name);
	return read_initial(initial, scale, detail);
}

/* JSON needs the plan while it is read: its jobs are told who has them. */
static enum err read_vroom(const char *text, size_t length,
			   struct vroom_settings *settings,
			   struct initial *initial, struct vroom **ret_vroom,
			   struct err_detail *detail)
{
	enum err err = open_initial(settings, initial, 1, detail);

	return err != ERR_OK
		   ? err
		   : vroom_read(text, length, settings, ret_vroom, detail);
}

typedef enum err read_fn(const char *text, size_t length,
			 struct vroom **ret_vroom, struct err_detail *detail);

static enum err read_benchmark(read_fn *read, const char *text, size_t length,
			       struct vroom_settings *settings,
			       struct initial *initial,
			       struct vroom **ret_vroom,
			       struct err_detail *detail)
{
	struct vroom *vroom = NULL;
	enum err err = read(text, length, &vroom, detail);

	if (err == ERR_OK)
		err =
		    open_initial(settings, initial, vroom_scale(vroom), detail);
	if (err == ERR_OK && initial->name != NULL)
		err = vroom_start_from(vroom, settings, detail);
	if (err != ERR_OK)
		vroom_free(vroom);
	else
		*ret_vroom = vroom;
	return err;
}

enum err plan_file_read(const struct cli_call *call, const char *name,
			const char *initial_name, struct vroom **ret_vroom,
			struct err_detail *detail)
{
	struct vroom_settings settings = {
	    .warnings = stderr, .command = cli_command_of(call)->name};
	struct initial initial = {.name = initial_name};
	enum format format = FORMAT_AUTO;
	char *text = NULL;
	size_t length = 0;
	enum err err;

	if (initial_name != NULL && strcmp(name, "-") == 0 &&
	    strcmp(initial_name, "-") == 0)
		return err_set(detail, ERR_USAGE, "",
			       "only one of them can be standard input");
	if ((err = get_format(call, &format, detail)) != ERR_OK ||
	    (err = plan_file_double(call, "speed-kmh", 0.1, 10000, 40,
				    &settings.speed_kmh, detail)) != ERR_OK ||
	    (err = plan_file_double(call, "detour", 0.1, 100, 1.3,
				    &settings.detour, detail)) != ERR_OK ||
	    (err = plan_file_load(name, &text, &length, detail)) != ERR_OK)
		return err;
	if (format == FORMAT_AUTO)
		err = guess(text, length, &format, detail);
	if (err == ERR_OK && format == FORMAT_VROOM)
		err = read_vroom(text, length, &settings, &initial, ret_vroom,
				 detail);
	else if (err == ERR_OK)
		err = read_benchmark(
		    format == FORMAT_TRSP ? trsp_read : solomon_read, text,
		    length, &settings, &initial, ret_vroom, detail);
	free(text);
	arena_free(initial.arena);
	/* Standard input has no name that anybody would look for. */
	if (strcmp(name, "-") == 0 || err == ERR_OK ||
	    (initial_name != NULL && is_blamed(initial_name, detail)))
		return err;
	return plan_file_blame(name, err, detail);
}
